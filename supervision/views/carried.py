"""上次巡察未了事项: which inspections take something over, and what."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import act
from rounds.models import Assignment
from rounds.views.request import Request
from supervision.carrying import carried_over, taking_over
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "sv.carry:V"
COLUMNS: Columns = {
    "unit": ("被巡察单位", ("unit__name", "enters_on")),
    "round": ("轮次", ("team__round__number", "unit__name")),
    "team": ("组", ("team__number", "unit__name")),
    "enters": ("进驻", ("enters_on", "unit__name"), "day"),
    "carried": ("上次未了", ("carried", "unit__name"), "num"),
}


@act(SEE)
@require_safe
def carried_list(request: Request) -> HttpResponse:
    """上次巡察未了事项, by inspection."""
    listing: Listing[Assignment] = Listing(
        request,
        taking_over(request.actor).select_related("unit", "team__round"),
        sorts=COLUMNS,
        default_sort="-carried",
        search=("unit__name__icontains",),
    )
    facts = {"listing": listing, "crumbs": [("上次未了事项", "")]}
    return show(request, "supervision/carried_list.html", facts, part="table")


@act(SEE)
@require_safe
def carried_detail(request: Request, pk: UUID) -> HttpResponse:
    """What one inspection takes over."""
    rows = Assignment.objects.reached_by(request.actor, SEE).select_related("unit", "team__round")
    assignment: Assignment = get_object_or_404(rows, pk=pk)
    facts = {
        "record": assignment,
        "carried": carried_over(assignment, request.actor),
        "crumbs": [("上次未了事项", reverse("supervision:carried_list")), (str(assignment), "")],
    }
    return show(request, "supervision/carried_detail.html", facts)
