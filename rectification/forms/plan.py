"""Shapes of what the pages of a plan send."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from organizations.models import Body, Person
from rectification.forms.item import offer
from rectification.models import Item, Measure
from rectification.operations.plan import span_of
from rectification.states import ResultKind
from rounds.models import Manifestation
from ui.forms import Day, LongText, VersionedForm


class PlanForm(VersionedForm):
    """总体安排."""

    overview = LongText(label="总体安排", rows=8, help_text="组织领导、工作步骤、保障措施")


class ItemPlanForm(VersionedForm):
    """一个问题的整改安排."""

    goal = LongText(label="整改目标", rows=3, max_length=1000, required=False)
    leader = forms.ModelChoiceField(label="责任领导", queryset=Person.objects.none(), required=False)
    department = forms.CharField(label="责任部门", max_length=80, required=False)
    handler = forms.ModelChoiceField(label="责任人", queryset=Person.objects.none(), required=False)
    due_on = Day(label="完成时限")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer the people of the unit."""
        super().__init__(*args, **rest)
        offer(self, "leader", people)
        offer(self, "handler", people)

    def changes(self) -> dict[str, Any]:
        """Return the fields of the item."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MeasureForm(forms.Form):
    """一条措施; an empty one counts for nothing."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    manifestation = forms.ModelChoiceField(
        label="针对的具体表现", queryset=Manifestation.objects.none(), required=False, empty_label="整个问题"
    )
    text = LongText(label="整改措施", rows=2, max_length=1000, required=False)
    expects = forms.ChoiceField(label="预期成果", choices=ResultKind.choices, initial=ResultKind.OTHER)
    responsible = forms.ModelChoiceField(label="责任人", queryset=Person.objects.none(), required=False)
    due_on = Day(label="完成时限", required=False)
    drop = forms.BooleanField(label="作废这一条", required=False)

    def __init__(
        self, *args: Any, people: "QuerySet[Person]", shows: "QuerySet[Manifestation]", **rest: Any
    ) -> None:
        """Offer the people of the unit and the manifestations of the problem."""
        super().__init__(*args, **rest)
        offer(self, "responsible", people)
        offer(self, "manifestation", shows)

    def clean(self) -> dict[str, Any]:
        """Refuse a measure that is known and says nothing."""
        said = self.cleaned_data
        if said.get("key") and not said.get("text", "").strip() and not said.get("drop"):
            self.add_error("text", "请写明措施；不再需要的，请勾选“作废这一条”。")
        return said

    @property
    def is_blank(self) -> bool:
        """Say whether a new line was left empty."""
        return not self.cleaned_data.get("key") and not self.cleaned_data.get("text", "").strip()

    def values(self) -> dict[str, Any]:
        """Return the fields of the measure."""
        names = ("manifestation", "text", "expects", "responsible", "due_on")
        found = {name: self.cleaned_data[name] for name in names}
        return {**found, "text": found["text"].strip()}


DIGITS = 4  # nobody sends a thousand lines
MeasureFormSet = forms.formset_factory(MeasureForm, extra=0, max_num=60, absolute_max=60)


def measure_forms(
    data: Mapping[str, Any] | None, measures: "QuerySet[Measure]", *, due_on: dt.date | None, **choices: Any
) -> Any:
    """Return the lines of the measures there are; where there are none, one for each manifestation."""
    names = ("manifestation", "text", "expects", "responsible", "due_on")
    initial: list[dict[str, Any]] = [
        {"key": row.pk, **{name: getattr(row, name) for name in names}} for row in measures
    ]
    if not initial:
        shown = list(choices["shows"].values_list("pk", flat=True)) or [None]
        initial = [{"manifestation": key, "due_on": due_on} for key in shown]
    return MeasureFormSet(data, initial=initial, prefix="m", form_kwargs=choices)


def grown(data: Any, prefix: str = "m") -> Any:
    """Return what was sent, with one more empty line."""
    more = data.copy()
    sent = more.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < DIGITS else 0
    more[f"{prefix}-TOTAL_FORMS"] = str(count + 1)
    more[f"{prefix}-{count}-expects"] = ResultKind.OTHER.value
    more[f"{prefix}-{count}-due_on"] = more.get("due_on", "")
    return more


class BodiesForm(forms.Form):
    """送联审."""

    bodies: Any = forms.ModelMultipleChoiceField(
        label="联审部门",
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择联审部门。"},
    )

    def __init__(self, *args: Any, bodies: "QuerySet[Body]", **rest: Any) -> None:
        """Offer the bodies not yet asked."""
        super().__init__(*args, **rest)
        offer(self, "bodies", bodies)
        self.fields["bodies"].help_text = f"每版方案送{span_of()}部门，含已经送审的"


AGREE = [("yes", "同意"), ("no", "有修改意见")]


class JointForm(forms.Form):
    """出具联审意见."""

    agrees = forms.ChoiceField(label="意见", choices=AGREE, widget=forms.RadioSelect)
    text = LongText(
        label="总体意见", rows=4, required=False, help_text="有修改意见的，总体意见和逐条意见至少写一处"
    )

    def __init__(self, *args: Any, items: Iterable[Item], **rest: Any) -> None:
        """Offer a box for each problem of the plan."""
        super().__init__(*args, **rest)
        self.items = list(items)
        for item in self.items:
            self.fields[f"line-{item.pk}"] = LongText(
                label=f"{item.finding.number} {item}", rows=2, max_length=1000, required=False
            )

    def lines(self) -> dict[Item, str]:
        """Return what was said of single problems."""
        return {item: self.cleaned_data[f"line-{item.pk}"] for item in self.items}


class LetterForm(forms.Form):
    """退回方案: one merged letter."""

    letter = LongText(label="修改意见", rows=10, help_text="各部门的意见已经合并，可以修改后退回")


def key_of(form: MeasureForm) -> UUID | None:
    """Return the key of the measure that a line changes."""
    key: UUID | None = form.cleaned_data.get("key")
    return key
