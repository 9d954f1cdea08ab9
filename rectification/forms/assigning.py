"""Shapes of what the pages of responsibility and of delegation send."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import Person
from rectification.forms.item import WhyForm, offer
from ui.forms import Day, LongText, VersionedForm


class AssignForm(VersionedForm):
    """调整责任人."""

    leader = forms.ModelChoiceField(label="责任领导", queryset=Person.objects.none(), required=False)
    department = forms.CharField(label="责任部门", max_length=80, required=False)
    handler = forms.ModelChoiceField(label="责任人", queryset=Person.objects.none(), required=False)
    reason = LongText(label="理由", rows=3, max_length=500, help_text="例如：人员调整、分工变化")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer the people of the unit."""
        super().__init__(*args, **rest)
        offer(self, "leader", people)
        offer(self, "handler", people)


class DelegateForm(WhyForm):
    """委托办理."""

    person = forms.ModelChoiceField(
        label="受托人", queryset=Person.objects.none(), help_text="本单位在职、有账号的其他人员"
    )
    until = Day(label="委托到哪一天")
    field_order = ("person", "until", "reason")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **rest)
        offer(self, "person", people)
