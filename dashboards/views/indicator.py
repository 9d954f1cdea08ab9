"""指标: the list of all numbers, and the rows behind one of them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import act
from audit.actor import Actor
from dashboards.headline import shown
from dashboards.indicators import INDICATORS, Indicator, indicator
from dashboards.narrowing import COLUMNS, narrow, url_of
from organizations.models import Unit
from organizations.states import UnitKind
from rounds.models import Category
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

# Where a row of an indicator opens: model → page
PAGES = {
    "rounds.round": "rounds:round_detail",
    "rounds.finding": "rounds:finding_detail",
    "rounds.assignment": "rounds:assignment_detail",
    "rounds.decision": "rounds:decision_detail",
    "rounds.referral": "rounds:referral_detail",
    "organizations.unit": "organizations:unit_detail",
    "organizations.partyorganization": "organizations:party_detail",
    "rectification.item": "rectification:item_detail",
    "talent_pool.member": "talent_pool:member_detail",
    "clues.clue": "clues:clue_detail",
}


def value_of(record: Any, path: str) -> Any:
    """Return what a column shows of a row: an attribute, or a chain of them."""
    if path == "__str__":
        return str(record)
    for name in path.split("."):
        record = getattr(record, name)
    return record() if callable(record) else record


def page_of(record: Any) -> str:
    """Return where a row opens, empty when it has no page of its own."""
    if record._meta.label_lower == "rectification.result":
        return reverse("rectification:item_detail", args=[record.item_id])
    if record._meta.label_lower == "clues.subject":
        return reverse("clues:clue_detail", args=[record.clue_id])
    if record._meta.label_lower == "talent_pool.appraisal":
        return reverse("talent_pool:member_detail", args=[record.member_id])
    if record._meta.label_lower == "supervision.checkeditem":
        return reverse("supervision:visit_detail", args=[record.visit_id])
    name = PAGES.get(record._meta.label_lower)
    return reverse(name, args=[record.pk]) if name else ""


def _find(code: str, by: Actor) -> Indicator:
    """Return an indicator whose rows the viewer may open; another is a page that does not exist."""
    try:
        found = indicator(code)
    except StopIteration:
        raise Http404 from None
    if not found.may_open(by):
        raise Http404
    return found


def _marks(request: Request, code: str) -> dict[str, str]:
    return {name: request.GET[name] for name in COLUMNS.get(code, {}) if request.GET.get(name)}


def _said(marks: dict[str, str], by: Actor) -> list[str]:
    """Return the marks in words, for the line above the rows."""
    words = []
    if unit := marks.get("unit"):
        words.append(str(Unit.objects.visible_to(by).filter(pk=UUID(unit)).first() or ""))
    if kind := marks.get("kind"):
        words.append(UnitKind(kind).label)
    if focus := marks.get("focus"):
        words.append(str(Category.objects.filter(code=focus, parent=None).first() or ""))
    if month := marks.get("month"):
        words.append(f"{month[:4]}年{int(month[5:])}月")
    return words


@act("dash.all:M")
@require_safe
def indicator_list(request: Request) -> HttpResponse:
    """指标一览: every number with its 口径."""
    by = request.actor
    lines = [
        (one, shown(one, one.count(by), by), one.may_open(by) and url_of(one.code)) for one in INDICATORS
    ]
    crumbs = [("看板", reverse("dashboards:board")), ("指标", "")]
    return show(request, "dashboards/indicator_list.html", {"lines": lines, "at": by.at, "crumbs": crumbs})


@act("dash.all:M")
@require_safe
def indicator_rows(request: Request, code: str) -> HttpResponse:
    """指标明细: exactly the rows that a number counted."""
    by = request.actor
    found = _find(code, by)
    marks = _marks(request, code)
    try:
        rows, words = narrow(code, found.rows(by), marks), _said(marks, by)
    except (ValueError, ValidationError):
        raise Http404 from None
    columns: Any = {str(place): (head, None) for place, (head, _) in enumerate(found.columns)}
    columns["0"] = (found.columns[0][0], tuple(rows.query.order_by) or "pk")
    listing: Listing[Any] = Listing(request, rows, sorts=columns, default_sort="0")
    for row in listing.rows:
        row.opens, row.cells = page_of(row), [value_of(row, path) for _, path in found.columns]
    facts = {
        "listing": listing,
        "found": found,
        "words": words,
        "crumbs": [
            ("看板", reverse("dashboards:board")),
            ("指标", reverse("dashboards:indicator_list")),
            (found.name, ""),
        ],
    }
    return show(request, "dashboards/indicator_rows.html", facts, part="table")
