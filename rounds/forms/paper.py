"""Shapes of what the pages of a working paper send."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from audit.actor import Actor
from organizations.models import Person, Unit
from rounds.forms.categories import CategoriesField, CategoryField, leaves
from rounds.forms.lines import LinesField
from rounds.models import Assignment, WorkingPaper
from rounds.states import OWN_PLACE, Destination
from ui.forms import LongText, ReasonForm, RemarkForm, VersionedForm

SAME_PLACE = "只列出在同一延伸对象发现的，和在被巡察单位本身发现的底稿"


class PaperForm(VersionedForm):
    """问题底稿: title, facts and category first; the rest may follow."""

    title = forms.CharField(
        label="问题标题", min_length=4, max_length=120, help_text="一事一底稿，一句话说清问题"
    )
    category = CategoryField(label="问题类别", queryset=None, empty_label="请选择")
    facts = LongText(label="查证事实", rows=5)
    place: Any = forms.ModelChoiceField(
        label="延伸对象",
        queryset=None,
        required=False,
        empty_label=OWN_PLACE,
        help_text="在哪个村（社区）等下级单位发现的；在被巡察单位本身发现的不用选",
    )
    manifestations = LinesField(label="具体表现", required=False)
    undertakers: Any = forms.ModelMultipleChoiceField(
        label="承办人",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="提交时至少两人",
    )
    source = forms.CharField(
        label="问题来源", max_length=60, required=False, help_text="例如：调阅资料、个别谈话、下沉走访"
    )
    amount = forms.DecimalField(
        label="涉及金额（万元）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    is_common = forms.BooleanField(label="共性问题", required=False)
    checklist = CategoryField(label="对照共性问题清单", queryset=None, required=False, empty_label="不对照")
    others = CategoriesField(
        label="其他分类", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    summary = LongText(label="问题概述", rows=3, required=False)
    basis = LongText(label="定性依据", rows=3, required=False, help_text="违反的规定，写明名称和条款")
    responsibility = LongText(label="责任分析", rows=3, required=False)

    def __init__(
        self, *args: Any, assignment: Assignment, by: Actor, place: UUID | None = None, **rest: Any
    ) -> None:
        """Offer the round's categories, the people who serve in the team today, and the extended objects.

        Args:
            place: where the paper stands now; offered, too, when it is no extended object any more.
        """
        super().__init__(*args, **rest)
        self._offer("place", in_reach(assignment, place))
        self._offer("category", leaves(assignment.team.round, checklists=False))
        self._offer("others", leaves(assignment.team.round, checklists=False))
        self._offer("checklist", leaves(assignment.team.round, checklists=True))
        self._offer("undertakers", serving(assignment, by))
        if not self.fields["place"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["place"]

    def _offer(self, name: str, rows: "QuerySet[Any]") -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def texts(self) -> dict[str, Any]:
        """Return what the operations take; the checklist's entry stands beside the other categories."""
        said = dict(self.cleaned_data)
        entry = said.pop("checklist")
        said["others"] = [*said["others"], *([entry] if entry else [])]
        said["is_common"] = said["is_common"] or bool(entry)
        return said


def serving(assignment: Assignment, by: Actor) -> "QuerySet[Person]":
    """Return the people who serve in the team today."""
    live = assignment.team.postings.on(by.on).values("person")
    rows: QuerySet[Person] = Person.objects.filter(pk__in=live)
    return rows


def in_reach(assignment: Assignment, place: UUID | None) -> "QuerySet[Unit]":
    """Return the extended objects of an assignment, and the place that a paper of it has."""
    return Unit.objects.filter(Q(pk__in=assignment.extended.values("pk")) | Q(pk=place))


def as_filled(paper: WorkingPaper) -> dict[str, Any]:
    """Return a paper as its form shows it."""
    names = ("title", "category", "place", "facts", "source", "amount", "is_common", "summary", "basis")
    beside = list(paper.others.select_related("scheme"))
    return {
        **{name: getattr(paper, name) for name in (*names, "responsibility", "version")},
        "manifestations": [line.text for line in paper.manifestations.all()],
        "undertakers": list(paper.undertakers.all()),
        "others": [one for one in beside if not one.scheme.is_checklist],
        "checklist": next((one for one in beside if one.scheme.is_checklist), None),
    }


def as_typed(data: QueryDict) -> dict[str, Any]:
    """Return what was typed so far, for a form that is shown again unsent."""
    several = {"undertakers", "others", "manifestations"}
    return {name: data.getlist(name) if name in several else data.get(name) for name in data}


class SignForm(RemarkForm):
    """审签: where the paper goes."""

    destinations = forms.MultipleChoiceField(
        label="去向",
        choices=Destination.choices,
        initial=[Destination.REPORT],
        widget=forms.CheckboxSelectMultiple,
        help_text="可以选几个；不采用的请返回后办理“不采用”",
    )
    field_order = ("destinations", "reason")


class MergeForm(ReasonForm):
    """并入: into which paper."""

    into: Any = forms.ModelChoiceField(label="并入的底稿", queryset=None, empty_label="请选择")
    field_order = ("into", "reason")

    def __init__(
        self, *args: Any, targets: "QuerySet[WorkingPaper]", extended: bool = False, **rest: Any
    ) -> None:
        """Offer these papers of the same assignment; say which are left out where it has extended objects."""
        super().__init__(*args, **rest)
        field: Any = self.fields["into"]
        field.queryset = targets
        field.label_from_instance = paper_label
        field.help_text = SAME_PLACE if extended else ""


def paper_label(paper: WorkingPaper) -> str:
    """Name a paper by number and title."""
    number = paper.number or f"预编号 {paper.draft_number}"
    return f"{number} {paper.title}"


class TickedForm(forms.Form):
    """Papers ticked in a list, carried over to the second step."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial=True)
    id = forms.Field(widget=forms.MultipleHiddenInput, required=False)
    everything = forms.CharField(widget=forms.HiddenInput, required=False)


class TickedRemarkForm(TickedForm, RemarkForm):
    """审核 of several at once."""


class TickedSignForm(TickedForm, SignForm):
    """审签 of several at once."""

    field_order = ("destinations", "reason")
