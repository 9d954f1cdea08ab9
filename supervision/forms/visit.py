"""Shapes of what the pages of a visit send."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import Person
from rectification.states import Progress
from rounds.models import Team
from supervision.states import Agreement
from ui.forms import Day, LongText, VersionedForm


class OrderForm(forms.Form):
    """下达: until when, and how many closed problems are looked at beside the open ones."""

    due_on = Day(label="应完成日期")
    sample = forms.IntegerField(
        label="抽查已销号问题（个）",
        min_value=0,
        max_value=200,
        initial=3,
        help_text="尚未销号的全部列入；已销号的由系统随机抽取，抽取种子在页面上公开，可以复核",
    )


class TeamChoices(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams of several rounds: the round stands before the team."""

    def label_from_instance(self, obj: Team) -> str:
        """Name round and team."""
        return f"{obj.round} {obj}"


class RevisitForm(OrderForm):
    """下达回访."""

    team = TeamChoices(
        label="回访组",
        queryset=Team.objects.none(),
        help_text="回访要有单独的派任：先为这次回访设组、提请派人，核准后在这里选",
    )
    field_order = ("team", "due_on", "sample")

    def __init__(self, *args: Any, teams: "QuerySet[Team]", **rest: Any) -> None:
        """Offer the teams that may go."""
        super().__init__(*args, **rest)
        field: Any = self.fields["team"]
        field.queryset = teams


class PeopleChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People with their posts, so that namesakes are told apart."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the person and where from."""
        return f"{obj.name}（{obj.post}）" if obj.post else str(obj.name)


class RecheckForm(OrderForm):
    """下达再检查."""

    people = PeopleChoices(
        label="督查人员",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="县委督查组的人员；从今天到应完成日期，他们看得到这一单位的反馈和整改",
    )
    field_order = ("people", "due_on", "sample")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer the people of the supervision group."""
        super().__init__(*args, **rest)
        field: Any = self.fields["people"]
        field.queryset = people


class PostponeForm(VersionedForm):
    """改期."""

    due_on = Day(label="应完成日期", help_text="今天或者以后")
    reason = LongText(label="理由", rows=3, max_length=500)


class CheckForm(VersionedForm):
    """逐项检查."""

    found = forms.ChoiceField(label="检查认定", choices=Progress.choices, widget=forms.RadioSelect)
    agreement = forms.ChoiceField(label="比对结果", choices=Agreement.choices, widget=forms.RadioSelect)
    note = LongText(
        label="检查情况", rows=4, max_length=1000, required=False, help_text="与上报不符的必须写明"
    )


class NoteForm(forms.Form):
    """督查记录."""

    day = Day(label="日期")
    text = LongText(label="记录", rows=8, max_length=3000, help_text="当天检查了什么、看到了什么")


class SummaryForm(VersionedForm):
    """提交."""

    summary = LongText(label="检查情况", rows=8, max_length=3000, help_text="写入回访督查报告")
    cooperation = forms.IntegerField(
        label="配合情况评分",
        min_value=0,
        max_value=100,
        help_text="单位配合这次检查的情况，0 到 100 分；打分时供参考",
    )
