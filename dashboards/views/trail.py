"""留痕: who did what, when; for the auditor and the security administrator. Texts are never shown here."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from accounts.matrix import act_name
from accounts.rules import may
from audit.actor import Actor
from audit.models import NO_RECORD, Entry
from audit.sealing import sealed_until
from dashboards.chain import link_of
from dashboards.exports import PAPERS
from dashboards.filters import entries_listed
from dashboards.naming import kind_of
from dashboards.reach import trail_of
from dashboards.told import lines_of
from documents.pages import order
from rounds.views.request import Request
from ui.pages import show

SEE = ("audit.biz:V", "audit.admin:V")
TABS = (
    ("留痕", "dashboards:entry_list", "audit.biz:V"),
    ("核对", "dashboards:trail_check", "audit.anchor:V"),
    ("锚点", "dashboards:anchor_list", "audit.anchor:V"),
    ("缺口", "dashboards:trail_gaps", "audit.anchor:V"),
)
HOME = [("留痕", "/trail/")]


def tabs(by: Actor, here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of the trail that a person has: word, address, whether it is this one."""
    return [(word, reverse(page), word == here) for word, page, name in TABS if may(by, name)]


def _worded(rows: list[Any]) -> None:
    for row in rows:
        row.act_word, row.type_word = act_name(row.act), kind_of(row.record_type)


@act(*SEE)
@require_safe
def entry_list(request: Request) -> HttpResponse:
    """留痕."""
    listing = entries_listed(request)
    _worded(listing.rows)
    facts = {
        "listing": listing,
        "sealed": sealed_until(),
        "tabs": tabs(request.actor, "留痕"),
        "search_hint": "办理人、签署人",
        "may_export": may(request.actor, "audit.biz:X"),
        "crumbs": [("留痕", "")],
    }
    return show(request, "dashboards/entry_list.html", facts, part="table")


@act("audit.biz:X")
@require_POST
def entry_export(request: Request) -> HttpResponse:
    """导出留痕: exactly what the list shows, without texts."""
    params = {"query": entries_listed(request, "X").query}
    return order(request, PAPERS["dashboards.trail"], params)  # type: ignore[arg-type]


def _found(request: Request, pk: UUID) -> Entry:
    rows = trail_of(request.actor).select_related("user", "seal")
    entry: Entry = get_object_or_404(rows, pk=pk)
    return entry


@act(*SEE)
@require_safe
def entry_detail(request: Request, pk: UUID) -> HttpResponse:
    """一条留痕: what may be told of it, its seal, its place in the chain."""
    entry = _found(request, pk)
    link = link_of(entry)
    near = link.near if link else []
    reached = set(
        trail_of(request.actor).filter(pk__in=[one.pk for one in near]).values_list("pk", flat=True)
    )
    _worded([entry, *near])
    facts = {
        "record": entry,
        "lines": [(label, value) for label, value in lines_of(entry) if value],
        "link": link,
        "reached": reached,
        "has_record": entry.record_id != NO_RECORD,
        "crumbs": [*HOME, (f"第 {link.seq} 条" if link else "待封存", "")],
    }
    return show(request, "dashboards/entry_detail.html", facts)


@act(*SEE)
@require_safe
def entry_same(request: Request, pk: UUID) -> HttpResponse:
    """同一对象的全部留痕."""
    entry = _found(request, pk)
    listing = entries_listed(request, about=entry)
    _worded(listing.rows)
    facts = {"listing": listing, "about": kind_of(entry.record_type), "crumbs": [*HOME, ("同一对象", "")]}
    return show(request, "dashboards/entry_list.html", facts, part="table")
