"""整改评估结果, as a unit and its county leader read it: what was lost where, never who gave what."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import act
from rounds.views.request import Request
from supervision.filters import ResultFilters
from supervision.models import Assessment
from supervision.scoring import shares
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "sv.result:V"
COLUMNS: Columns = {
    "unit": ("被巡察单位", ("assignment__unit__name", "pk")),
    "round": ("轮次", ("assignment__team__round__number", "pk")),
    "total": ("得分", ("total", "pk"), "num"),
    "band": ("等次", ("band", "-total"), "narrow"),
    "satisfaction": ("满意度", None, "num"),
    "published": ("公布日期", ("published_on", "pk"), "day"),
}


@act(SEE)
@require_safe
def result_list(request: Request) -> HttpResponse:
    """整改评估结果."""
    rows = Assessment.objects.reached_by(request.actor, SEE)
    listing: Listing[Assessment] = Listing(
        request,
        rows.select_related("assignment__unit", "assignment__team__round"),
        sorts=COLUMNS,
        default_sort="-published",
        filters=ResultFilters,
        search=("assignment__unit__name__icontains",),
    )
    facts = {"listing": listing, "crumbs": [("评估结果", "")]}
    return show(request, "supervision/result_list.html", facts, part="table")


@act(SEE)
@require_safe
def result_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个单位的整改评估结果."""
    rows = Assessment.objects.reached_by(request.actor, SEE)
    rows = rows.select_related("assignment__unit", "assignment__team__round", "sheet")
    assessment: Assessment = get_object_or_404(rows, pk=pk)
    sheet = assessment.sheet.sheet
    facts = {
        "record": assessment,
        "full": sheet.full,
        "shares": shares(sheet, assessment.points),
        "vetoes": assessment.vetoes,
        "crumbs": [("评估结果", reverse("supervision:result_list")), (str(assessment), "")],
    }
    return show(request, "supervision/result_detail.html", facts)
