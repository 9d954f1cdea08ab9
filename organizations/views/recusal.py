"""回避: list, page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from audit.models import Entry
from organizations import rules
from organizations.filters.recusal import RecusalFilters
from organizations.models import Recusal
from organizations.views.handling import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "person": ("申报人", ("person__pinyin", "-declared_at")),
    "party": ("回避的党组织", ("party_organization__name", "-declared_at")),
    "ground": ("事由", None, "long"),
    "declared": ("申报日期", "declared_at", "day"),
    "state": ("状态", ("state", "-declared_at")),
}


def find_recusal(request: Request, pk: Any) -> Recusal:
    """Return a recusal that the person may see."""
    rows = Recusal.objects.visible_to(request.actor).select_related("person", "party_organization")
    found: Recusal = get_object_or_404(rows, pk=pk)
    return found


@act(*Recusal.VIEW)
@require_safe
def recusal_list(request: Request) -> HttpResponse:
    """回避: one's own, and for the office those of its people."""
    listing = Listing(
        request,
        Recusal.objects.visible_to(request.actor).select_related("person", "party_organization"),
        filters=RecusalFilters,
        sorts=COLUMNS,
        default_sort="-declared",
        search=("person__name__icontains", "person__pinyin__icontains", "party_organization__name__icontains"),
    )
    facts = {
        "listing": listing,
        "may_declare": rules.can_declare_recusal(request.actor),
        "crumbs": [("回避", "")],
    }
    return show(request, "organizations/recusal_list.html", facts, part="table")


@act(*Recusal.VIEW)
@require_safe
def recusal_detail(request: Request, pk: Any) -> HttpResponse:
    """一件回避申报."""
    recusal = find_recusal(request, pk)
    facts = {"record": recusal, "entries": Entry.objects.about(recusal).select_related("user")}
    return show(request, "organizations/recusal_detail.html", facts)
