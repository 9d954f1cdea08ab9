"""党组织: list, page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import act
from accounts.history import history
from organizations import rules
from organizations.filters.registry import PartyFilters
from organizations.models import Coverage, PartyOrganization, Unit
from organizations.views.crumbs import TO_PARTIES
from organizations.views.handling import Request, in_sight
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("党组织", "name"),
    "kind": ("类别", ("kind", "name")),
    "units": ("覆盖单位", None, "long"),
    "coverage": ("全覆盖", ("in_coverage", "name")),
    "ended": ("存续", "ended_on"),
}


def find_party(request: Request, pk: Any) -> PartyOrganization:
    """Return a party organisation that the person may see."""
    rows = PartyOrganization.objects.visible_to(request.actor).select_related("office")
    found: PartyOrganization = get_object_or_404(rows, pk=pk)
    return found


def page_of(party: PartyOrganization) -> str:
    """Return the address of a party organisation's page."""
    return reverse("organizations:party_detail", args=[party.pk])


@act(*PartyOrganization.VIEW)
@require_safe
def party_list(request: Request) -> HttpResponse:
    """党组织."""
    listing: Listing[Any] = Listing(
        request,
        PartyOrganization.objects.visible_to(request.actor).distinct(),  # the search goes over its units
        filters=PartyFilters,
        sorts=COLUMNS,
        default_sort="name",
        search=("name__icontains", "units__name__icontains", "units__pinyin__icontains"),
        remember="parties",
    )
    links: dict[Any, list[Coverage]] = {}
    live = Coverage.objects.on(request.actor.on).filter(party_organization__in=listing.rows)
    for link in live.select_related("unit"):
        links.setdefault(link.party_organization_id, []).append(link)
    for party in listing.rows:
        party.links = links.get(party.pk, [])
    facts = {
        "listing": listing,
        "may_create": rules.can_keep_units(request.actor),
        "search_hint": "党组织、单位或拼音首字母",
        "crumbs": [("党组织", "")],
    }
    return show(request, "organizations/party_list.html", facts, part="table")


@act(*PartyOrganization.VIEW)
@require_safe
def party_detail(request: Request, pk: Any) -> HttpResponse:
    """一个党组织: what it covers and covered."""
    party, by = find_party(request, pk), request.actor
    links = list(party.coverages.select_related("unit").order_by("-since", "unit__pinyin"))
    facts = {
        "record": party,
        "links": links,
        "opens": in_sight(Unit, [link.unit_id for link in links], by),
        "can_keep": rules.can_keep_units(by) and not party.ended_on,
        "entries": history(party) if rules.can_read_registry_trail(by) else [],
        "crumbs": [*TO_PARTIES, (party.name, "")],
    }
    return show(request, "organizations/party_detail.html", facts)
