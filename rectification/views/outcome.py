"""整改成效: the sums of the county or of a unit, with the results that make them up."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import act
from rectification.filters.records import ResultFilters
from rectification.models import Result
from rectification.models.outcome import Outcome, outcomes
from rectification.views.acting import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "title": ("成果", None, "long"),
    "kind": ("类型", ("kind", "-claimed_on"), "narrow"),
    "quantity": ("数量", ("quantity", "-claimed_on"), "num"),
    "unit": ("责任单位", ("item__unit__name", "-claimed_on")),
    "item": ("反馈问题", None),
    "claimed": ("申报日期", ("claimed_on",), "day"),
    "state": ("状态", ("state", "-claimed_on"), "narrow"),
}
STATES = ("accepted", "claimed", "refused")


@act("rect.view:V")
@require_safe
def outcome_list(request: Request) -> HttpResponse:
    """整改成效."""
    listing: Listing[Result] = Listing(
        request,
        Result.objects.visible_to(request.actor).select_related(
            "item__finding", "item__unit", "item__assignment__unit", "file"
        ),
        sorts=COLUMNS,
        default_sort="-claimed",
        filters=ResultFilters,
        search=("title__icontains", "item__finding__title__icontains"),
        remember="outcomes",
    )
    lines = [(one, _cells(request, one)) for one in outcomes(listing.matched)]
    facts = {"listing": listing, "lines": lines, "crumbs": [("整改成效", "")]}
    return show(request, "rectification/outcome_list.html", facts, part="table")


def _cells(request: Request, one: Outcome) -> list[tuple[object, str]]:
    """Return the number of each state, with the query that opens exactly its rows; none for a sum."""
    cells = []
    for state in STATES:
        query = request.GET.copy()
        query.pop("page", None)
        query["kind"], query["state"] = one.kinds[0], state
        cells.append((getattr(one, state), "" if one.is_sum else query.urlencode()))
    return cells
