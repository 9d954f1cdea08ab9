"""Shapes of the pages of rounds."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from rounds.forms.record import RecordForm
from rounds.models import Round, Scheme

FIELDS = ("number", "name", "kind", "mode", "starts_on", "ends_on", "rectification_months")


class RoundForm(RecordForm):
    """轮次."""

    model: ClassVar = Round
    names: ClassVar = FIELDS

    def __init__(self, *args: Any, **rest: Any) -> None:
        """Say what the period of rectification usually is."""
        super().__init__(*args, **rest)
        self.fields["rectification_months"].help_text = "通常为 2、3 或 6 个月，从反馈之日起算"


class NewRoundForm(RoundForm):
    """设轮次: with the editions of schemes by which its findings will be sorted."""

    schemes = forms.ModelMultipleChoiceField(
        label="问题分类（版次）",
        queryset=Scheme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="本轮的问题按选定的版次归类，以后修订分类不影响本轮",
    )
    field_order = (*FIELDS, "schemes")

    def __init__(self, *args: Any, schemes: "QuerySet[Scheme]", **rest: Any) -> None:
        """Offer these editions; all are ticked to begin with."""
        super().__init__(*args, **rest)
        self.order_fields(self.field_order)
        field = self.choose("schemes", schemes)
        field.initial = list(schemes.filter(is_checklist=False))


class SchemesForm(forms.Form):
    """选定分类."""

    schemes = forms.ModelMultipleChoiceField(
        label="问题分类（版次）",
        queryset=Scheme.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="已有底稿归类的版次不能取消",
    )

    def __init__(self, *args: Any, schemes: "QuerySet[Scheme]", **rest: Any) -> None:
        """Offer these editions."""
        super().__init__(*args, **rest)
        field: Any = self.fields["schemes"]
        field.queryset = schemes
