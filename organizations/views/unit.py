"""单位名录: list, page, making, changing, merging away."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from audit.models import Entry
from organizations import rules
from organizations.filters.registry import UnitFilters
from organizations.models import Coverage, Tenure, Unit
from organizations.states import TenureKind
from organizations.views.handling import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("单位", ("pinyin", "name")),
    "kind": ("类别", ("kind", "pinyin")),
    "head": ("主要负责人", None),
    "parties": ("覆盖党组织", None, "long"),
    "coverage": ("全覆盖", None),
    "ended": ("存续", "ended_on"),
}


def find_unit(request: Request, pk: Any) -> Unit:
    """Return a unit that the person may see."""
    rows = Unit.objects.visible_to(request.actor).select_related("parent", "successor", "office")
    found: Unit = get_object_or_404(rows, pk=pk)
    return found


def with_heads(rows: "QuerySet[Unit]", request: Request) -> "QuerySet[Any]":
    """Add the name of today's head to each unit."""
    heads = Tenure.objects.on(request.actor.on).filter(unit=OuterRef("pk"), kind=TenureKind.HEAD)
    return rows.annotate(head_name=Subquery(heads.order_by("-since").values("person__name")[:1]))


@act(*Unit.VIEW)
@require_safe
def unit_list(request: Request) -> HttpResponse:
    """单位名录."""
    rows = with_heads(Unit.objects.visible_to(request.actor), request)
    listing = Listing(
        request,
        rows,
        filters=UnitFilters,
        sorts=COLUMNS,
        default_sort="kind",
        search=("name__icontains", "short__icontains", "pinyin__icontains"),
        remember="units",
    )
    links: dict[Any, list[Coverage]] = {}
    live = Coverage.objects.on(request.actor.on).filter(unit__in=[row.pk for row in listing.rows])
    for link in live.select_related("party_organization"):
        links.setdefault(link.unit_id, []).append(link)
    for unit in listing.rows:
        unit.links = links.get(unit.pk, [])
        unit.in_coverage = any(link.party_organization.in_coverage for link in unit.links)
    facts = {
        "listing": listing,
        "may_create": rules.can_keep_units(request.actor),
        "blank": Unit.objects.visible_to(request.actor).blank(request.actor.on).count(),
        "search_hint": "名称、拼音或首字母",
        "crumbs": [("单位名录", "")],
    }
    return show(request, "organizations/unit_list.html", facts, part="table")


@act(*Unit.VIEW)
@require_safe
def unit_detail(request: Request, pk: Any) -> HttpResponse:
    """一个单位."""
    unit = find_unit(request, pk)
    facts = {"record": unit, "entries": Entry.objects.about(unit).select_related("user")}
    return show(request, "organizations/unit_detail.html", facts)
