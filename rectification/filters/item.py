"""What the ledger can be narrowed by, and the ledger as the address narrows it."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from accounts.memory import remembered
from audit.actor import Actor
from rectification.filters.places import OfUnits, offered_places
from rectification.models import Item
from rectification.states import ItemState, Progress
from rounds.filters.assignment import AssignmentFilter
from rounds.filters.finding import Offered, quick_choice
from rounds.filters.place import COLUMN, NULL, Places, places_named, shown_with
from ui import cells
from ui.cells import Cells
from ui.filters import days
from ui.listing import Listing
from ui.sorting import Columns

SOON_DAYS = 30
DUE = [("overdue", "已逾期"), ("soon", f"{SOON_DAYS} 天内到期"), ("long_term", "常态化坚持")]
YES = [("True", "是"), ("False", "否")]


def places_of_items(by: Actor) -> Places:
    """Return the extended objects at which problems in sight were found; looked up again after an act."""
    rows = Item.objects.visible_to(by)
    return remembered(by, "extended objects of items", lambda: places_named(rows, "finding__place"))


class ItemFilters(OfUnits):
    """By place, state, progress, due day, taxonomy and marks."""

    state = quick_choice("状态", choices=ItemState.choices)
    due = quick_choice("时限", choices=DUE, method="by_due")
    turn = quick_choice("办理", choices=[("mine", "待我办理")], method="by_turn")
    progress = quick_choice("完成程度", choices=Progress.choices)
    category = quick_choice("问题类别", method="by_category")
    place = quick_choice("延伸对象", "finding__place", **NULL)
    until = days("到期日期", "due_on")
    focus = quick_choice("重点关注", "finding__key_focus", choices=YES)
    common = quick_choice("共性个性", "finding__is_common", choices=[("True", "共性"), ("False", "个性")])
    repeated = quick_choice("屡查屡犯", choices=YES, method="by_repeated")
    assignment = AssignmentFilter()

    class Meta:
        """Declared above."""

        model = Item
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the choices in sight of the person, name by name."""
        return (*offered_places(request), (COLUMN, places_of_items(request.actor)))

    def by_due(self, rows: Any, _name: str, value: str) -> "QuerySet[Item]":
        """Items that are late, that are due soon, or that go on for long."""
        on = self.request.actor.on
        found: dict[str, QuerySet[Item]] = {
            "overdue": rows.overdue(on),
            "soon": rows.due_within(on, SOON_DAYS),
            "long_term": rows.filter(long_term=True),
        }
        return found[value]

    def by_repeated(self, rows: Any, _name: str, value: str) -> "QuerySet[Item]":
        """Items of problems that were fed back before, or of new ones."""
        found: QuerySet[Item] = rows.filter(finding__repeats__isnull=value == "False")
        return found

    def by_turn(self, rows: Any, _name: str, _value: str) -> "QuerySet[Item]":
        """Items whose next step is this person's."""
        found: QuerySet[Item] = rows.awaiting(self.request.actor)
        return found

    def by_category(self, rows: Any, _name: str, value: str) -> "QuerySet[Item]":
        """Items whose problem is of the category, or of one below it."""
        found: QuerySet[Item] = rows.filter(Q(finding__category=value) | Q(finding__category__parent=value))
        return found


# Open items first, whatever their date: what is closed needs nobody any more
COLUMNS: Columns = {
    "number": ("编号", ("finding__number",), "narrow number"),
    "title": ("反馈问题", None, "long"),
    "unit": ("责任单位", ("unit__name", "due_on")),
    COLUMN: ("延伸对象", (F("finding__place__name").asc(nulls_last=True), "due_on")),
    "due": ("完成时限", (F("closed_on").asc(nulls_first=True), "due_on"), "day"),
    "progress": ("完成程度", ("progress", "due_on"), "narrow"),
    "state": ("状态", ("state", "due_on"), "narrow"),
    "marks": ("标注", None, "narrow"),
}

SHOWN = (
    *("due_on", "progress", "state", "long_term", "reopened", "closed_on"),
    *(
        "finding__number",
        "finding__title",
        "finding__key_focus",
        "finding__is_common",
        "finding__repeats",
        "finding__place__name",
        "assignment__unit__name",
        "unit__name",
    ),
)


def _cells(by: Actor) -> Cells:
    return {
        "number": cells.plain("finding.number"),
        "title": cells.link("finding.title", "rectification:item_detail"),
        "unit": cells.plain("placed"),
        COLUMN: cells.named("finding.place"),
        "due": lambda item: cells.day(item.due_on) if over(item) else cells.due(item.due_on, by.on),
        "progress": cells.state("progress"),
        "state": cells.state(),
        "marks": cells.marks(
            ("finding.key_focus", "重点", "late"),
            ("finding.repeats_id", "屡查屡犯", "late"),
            ("finding.is_common", "共性", "going"),
            ("long_term", "常态化", "going"),
            ("reopened", "曾撤销", "returned"),
        ),
    }


def over(item: Item) -> bool:
    """Say whether nobody counts the days of an item any more."""
    return item.state == ItemState.CLOSED or item.long_term


def items_listed(request: HttpRequest) -> "Listing[Item]":
    """Return the ledger as the address narrows it: for the page, the bulk acts and the export."""
    by = request.actor  # type: ignore[attr-defined]
    return Listing(
        request,
        Item.objects.visible_to(by).select_related("finding__place", "unit", "assignment__unit"),
        sorts=shown_with(places_of_items(by), COLUMNS),
        default_sort="due",
        filters=ItemFilters,
        search=("finding__number__icontains", "finding__title__icontains"),
        remember="items",
        cells=_cells(by),
        shown=SHOWN,
    )
