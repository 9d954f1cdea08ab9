"""What the list of findings can be narrowed by; the choices come from the assignments in sight."""

from operator import itemgetter
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from accounts.memory import remembered
from audit.actor import Actor
from rounds.filters.assignment import AssignmentFilter
from rounds.filters.place import COLUMN, NULL, Places, places_named, shown_with
from rounds.forms.categories import grouped
from rounds.forms.quick import QuickSelect
from rounds.models import Assignment, Category, Finding, Round
from rounds.states import FindingState
from ui import cells
from ui.cells import Cells
from ui.listing import Listing
from ui.sorting import Columns

# Name of a filter → its choices, groups within groups
Offered = tuple[tuple[str, tuple[Any, ...]], ...]


def _in_sight(request: HttpRequest | None) -> "QuerySet[Assignment]":
    by = request.actor  # type: ignore[union-attr]
    rows: QuerySet[Assignment] = Assignment.objects.visible_to(by)
    return rows


def rounds_in_sight(request: HttpRequest | None) -> "QuerySet[Round]":
    """Return the rounds of which the person sees an assignment."""
    rows: QuerySet[Round] = Round.objects.filter(pk__in=_in_sight(request).values("team__round"))
    return rows.order_by("-starts_on")


def _in_places(request: HttpRequest | None) -> Offered:
    """Return rounds, teams and units in sight as choices: one question for three filters."""
    names = ("round", "round__name", "pk", "name")
    rows = list(
        _in_sight(request)
        .order_by("-team__round__starts_on", "team__number", "unit__name")
        .values_list(*(f"team__{name}" for name in names), "unit", "unit__name")
    )
    return (
        ("round", tuple(dict.fromkeys((str(row[0]), row[1]) for row in rows))),
        ("team", tuple(dict.fromkeys((str(row[2]), f"{row[1]} {row[3]}") for row in rows))),
        ("unit", tuple(sorted({(str(row[4]), row[5]) for row in rows}, key=itemgetter(1)))),
        ("category", grouped(_categories(request))),
    )


def _categories(request: HttpRequest | None) -> "QuerySet[Category]":
    rounds = _in_sight(request).values("team__round")
    return Category.objects.filter(
        scheme__in=Round.schemes.through.objects.filter(round__in=rounds).values("scheme")
    )


def quick_choice(label: str, field_name: str = "", **rest: Any) -> django_filters.ChoiceFilter:
    """A choice that stays cheap with hundreds of options."""
    return django_filters.ChoiceFilter(
        label=label, field_name=field_name or None, empty_label="全部", widget=QuickSelect, **rest
    )


def places_of_findings(by: Actor) -> Places:
    """Return the extended objects that findings in sight name; looked up again when somebody has acted."""
    rows = Finding.objects.visible_to(by)
    return remembered(by, "extended objects of findings", lambda: places_named(rows))


class Offering(django_filters.FilterSet):  # type: ignore[misc]
    """Filters whose choices are what is in sight of the person."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        """Offer the choices to those filters that are built; that of places only to whoever sees one."""
        super().__init__(*args, **rest)
        for name, choices in self.offered(self.request):
            if name in self.filters:
                self.filters[name].extra["choices"] = choices
            if name == COLUMN and not choices and name not in self.data:
                self.filters.pop(name, None)

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name; the bar of filters is drawn by them."""
        return remembered(request.actor, "places of findings", lambda: _in_places(request))


class FindingFilters(Offering):
    """By place, taxonomy, state and marks."""

    round = quick_choice("轮次", "assignment__team__round")
    unit = quick_choice("被巡察单位", "assignment__unit")
    category = quick_choice("问题类别", method="by_category")
    state = quick_choice("状态", choices=FindingState.choices)
    common = quick_choice("共性个性", "is_common", choices=[("True", "共性"), ("False", "个性")])
    repeated = quick_choice("屡查屡犯", choices=[("True", "是"), ("False", "否")], method="by_repeated")
    team = quick_choice("巡察组", "assignment__team")
    place = quick_choice("延伸对象", **NULL)
    focus = quick_choice("重点关注", "key_focus", choices=[("True", "是"), ("False", "否")])
    least = django_filters.NumberFilter(label="金额不少于（万元）", field_name="amount", lookup_expr="gte")
    most = django_filters.NumberFilter(label="金额不多于（万元）", field_name="amount", lookup_expr="lte")
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = Finding
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name."""
        return (*Offering.offered(request), (COLUMN, places_of_findings(request.actor)))

    def by_repeated(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Findings that are confirmed as fed back before, or are not."""
        return rows.filter(repeats__isnull=value == "False")

    def by_category(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Findings of the category, of one below it, or beside which it stands."""
        beside = Finding.others.through.objects.filter(category_id=value).values("finding")
        return rows.filter(Q(category=value) | Q(category__parent=value) | Q(pk__in=beside))


COLUMNS: Columns = {
    "number": ("编号", "number", "narrow number"),
    "title": ("具体问题", None, "long"),
    "unit": ("被巡察单位", ("assignment__unit__name", "number")),
    COLUMN: ("延伸对象", (F("place__name").asc(nulls_last=True), "number")),
    "category": ("问题类别", ("category__code", "number")),
    "amount": ("涉及金额（万元）", ("amount", "number"), "num"),
    "marks": ("标注", None, "narrow"),
    "state": ("状态", ("state", "number"), "narrow"),
}
SHOWN = (
    *("number", "title", "amount", "key_focus", "is_common", "repeats", "state"),
    *("assignment__unit__name", "category__name", "place__name"),
)
CELLS: Cells = {
    "number": cells.plain("number"),
    "title": cells.link("title", "rounds:finding_detail"),
    "unit": cells.plain("assignment.unit.name"),
    COLUMN: cells.named("place"),
    "category": cells.plain("category.name"),
    "amount": cells.amount("amount"),
    "marks": cells.marks(
        ("key_focus", "重点", "late"),
        ("repeats_id", "屡查屡犯", "late"),
        ("is_common", "共性", "going"),
    ),
    "state": cells.state(),
}


def findings_listed(request: HttpRequest) -> "Listing[Finding]":
    """Return the list of findings as the address narrows it: for the page, and for its export."""
    by = request.actor  # type: ignore[attr-defined]
    return Listing(
        request,
        Finding.objects.visible_to(by).select_related("assignment__unit", "category", "place"),
        sorts=shown_with(places_of_findings(by), COLUMNS),
        default_sort="number",
        filters=FindingFilters,
        search=("number__icontains", "title__icontains"),
        remember="findings",
        cells=CELLS,
        shown=SHOWN,
    )
