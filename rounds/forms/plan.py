"""Shapes of the pages of terms and plans."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.models import PartyOrganization
from rounds.forms.record import RecordForm
from rounds.models import AnnualPlan, PlannedObject, Term, TermPlan
from rounds.states import RoundKind


def years_of(term: Term) -> list[tuple[str, str]]:
    """Return the years of a term as choices."""
    return [(str(year), f"{year}年") for year in range(term.starts_on.year, term.ends_on.year + 1)]


class TermForm(RecordForm):
    """届次."""

    model: ClassVar = Term
    names: ClassVar = ("name", "starts_on", "ends_on")


class PlanForm(RecordForm):
    """五年规划."""

    model: ClassVar = TermPlan
    names: ClassVar = ("title", "body")


class AnnualPlanForm(RecordForm):
    """年度计划."""

    model: ClassVar = AnnualPlan
    names: ClassVar = ("title", "body")

    def __init__(self, *args: Any, term: Term, **rest: Any) -> None:
        """A new plan says its year, one that stands keeps it."""
        super().__init__(*args, **rest)
        if rest.get("record") is None:
            year = forms.TypedChoiceField(label="年度", choices=years_of(term), coerce=int)
            self.fields = {"year": year, **self.fields}


class ObjectsForm(forms.Form):
    """列入规划: many party organisations for one year."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    kind = forms.ChoiceField(label="方式", choices=RoundKind.choices, initial=RoundKind.REGULAR)
    note = forms.CharField(label="备注", max_length=120, required=False)
    party_organizations = forms.ModelMultipleChoiceField(
        label="党组织",
        queryset=PartyOrganization.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="可以一次选多个；已列入本届规划的不再列出",
    )

    def __init__(self, *args: Any, term: Term, rows: "QuerySet[PartyOrganization]", **rest: Any) -> None:
        """Offer the years of the term and these party organisations."""
        super().__init__(*args, **rest)
        field: Any = self.fields["party_organizations"]
        field.queryset = rows
        year: Any = self.fields["year"]
        year.choices = years_of(term)


class ShiftForm(RecordForm):
    """调整年度."""

    model: ClassVar = PlannedObject
    names: ClassVar = ("year", "kind", "note")

    def __init__(self, *args: Any, term: Term, **rest: Any) -> None:
        """Offer the years of the term."""
        super().__init__(*args, **rest)
        self.fields["year"] = forms.TypedChoiceField(label="年度", choices=years_of(term), coerce=int)
