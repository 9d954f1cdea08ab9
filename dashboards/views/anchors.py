"""锚点、核对、缺口: how the auditor satisfies himself that nobody touched the trail."""

import datetime as dt
from typing import Any

import segno
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from audit import anchors
from audit.anchors import Anchor
from audit.models import Entry, EntryKind, Seal, type_name
from audit.sealing import GENESIS, sealed_until, waiting
from dashboards import gaps
from dashboards.exports import PAPERS
from dashboards.forms import AnchorForm, CheckForm
from dashboards.operations import CHECK
from dashboards.views.trail import HOME, tabs
from documents.models import Job
from documents.pages import order
from rounds.views.request import Request
from ui.pages import show

SHOWN = 48
LATEST = 10
PERIODS = (7, 30, 90)
HOLDS, BROKEN, GONE = ("相符", "done"), ("不符", "late"), ("链中没有", "late")


def _kept() -> tuple[list[Anchor], str]:
    """Return the anchors kept here, the newest first; or why they cannot be read."""
    try:
        return sorted(anchors.kept(), key=lambda one: one.at, reverse=True), ""
    except ValidationError as fault:
        return [], "；".join(fault.messages)


def _judged(seqs: list[int]) -> dict[int, str]:
    return dict(Seal.objects.filter(seq__in=seqs).values_list("seq", "digest"))


def _word(seq: int, digest: str, known: dict[int, str]) -> tuple[str, str]:
    if seq == 0:
        return HOLDS if digest == GENESIS else BROKEN
    if seq not in known:
        return GONE
    return HOLDS if known[seq] == digest else BROKEN


@act(CHECK)
@require_safe
def anchor_list(request: Request) -> HttpResponse:
    """锚点: those kept here, each held against the chain; and one from paper."""
    kept, fault = _kept()
    form, answer = AnchorForm(request.GET if "seq" in request.GET else None), None
    if form.is_bound and form.is_valid():
        seq, digest = form.cleaned_data["seq"], form.cleaned_data["digest"]
        answer = (seq, *_word(seq, digest, _judged([seq])))
    known = _judged([one.seq for one in kept[:SHOWN]])
    facts = {
        "rows": [(one, *_word(one.seq, one.digest, known)) for one in kept[:SHOWN]],
        "total": len(kept),
        "fault": fault,
        "form": form,
        "answer": answer,
        "tabs": tabs(request.actor, "锚点"),
        "crumbs": [*HOME, ("锚点", "")],
    }
    return show(request, "dashboards/anchor_list.html", facts)


@act(CHECK)
@require_safe
def anchor_sheet(request: Request) -> HttpResponse:
    """锚点单: the last anchor of a day on one sheet, to be printed and signed."""
    day = parse_date(request.GET.get("day", "")) or request.actor.on
    kept, _ = _kept()
    anchor = next((one for one in kept if timezone.localdate(one.at) == day), None)
    if anchor is None:
        raise Http404
    code = segno.make(f"{anchor.seq} {anchor.digest}", error="m", micro=False)
    facts = {
        "anchor": anchor,
        "code": code.svg_data_uri(scale=4, border=2),
        "crumbs": [*HOME, ("锚点", "/trail/anchors/"), ("锚点单", "")],
    }
    return show(request, "dashboards/anchor_sheet.html", facts)


@act(CHECK)
@require_http_methods(["GET", "HEAD", "POST"])
def trail_check(request: Request) -> HttpResponse:
    """核对: walk the chain in the background; what was found earlier stands below."""
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return order(request, PAPERS["dashboards.trail_check"], form.cleaned_data)  # type: ignore[arg-type]
    made = Entry.objects.filter(act=CHECK, kind=EntryKind.NOTE, record_type=type_name(Job))
    facts: dict[str, Any] = {
        "form": form,
        "found": [_result(one) for one in made.select_related("user").order_by("-at")[:LATEST]],
        "sealed": sealed_until(),
        "unsealed": waiting().count(),
        "tabs": tabs(request.actor, "核对"),
        "crumbs": [*HOME, ("核对", "")],
    }
    return show(request, "dashboards/trail_check.html", facts)


def _result(entry: Entry) -> dict[str, Any]:
    until = entry.facts.get("until")
    return {
        **entry.facts,
        "until": until and dt.datetime.fromisoformat(until),
        "at": entry.at,
        "user": entry.user,
    }


@act(CHECK)
@require_safe
def trail_gaps(request: Request) -> HttpResponse:
    """缺口: where seals, anchors and the clock are missing."""
    at, (kept, fault) = request.actor.at, _kept()
    asked = request.GET.get("days", "")
    days = next((period for period in PERIODS if str(period) == asked), PERIODS[0])
    since = at - dt.timedelta(days=days)
    facts = {
        "silences": gaps.silences(kept, since=since, at=at),
        "lates": gaps.lates(since=since),
        "waiting": gaps.waiting(since=since, at=at),
        "last": kept[0] if kept else None,
        "follows": anchors.follows(kept),
        "fault": fault,
        "periods": [(f"近 {period} 天", period, period == days) for period in PERIODS],
        "tabs": tabs(request.actor, "缺口"),
        "crumbs": [*HOME, ("缺口", "")],
    }
    return show(request, "dashboards/trail_gaps.html", facts)
