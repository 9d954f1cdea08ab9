"""整改台账: the list, one item with everything that hangs on it, the order of the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from accounts.rules import held, may
from audit.actor import Actor
from deadlines.models import Deadline
from documents.pages import order
from rectification import rules
from rectification.exports import EXPORT, PAPERS
from rectification.filters.item import items_listed
from rectification.models import Evidence, Item, ManifestationProgress, Measure, Transfer
from rectification.operations.closing import lacks, unproved
from rectification.proofs import proofs_of
from rectification.rules import closing as rules_of_closing
from rectification.rules.reading import can_read_plan_of
from rectification.states import EvidenceState, ItemState
from rectification.views.acting import Button, Line, Request, buttons
from rectification.views.closing_parts import closing_parts
from rectification.views.proxy import proxy_links
from rectification.views.trail import trail_of
from rounds.models import Finding, Manifestation
from rounds.views.places import Crumbs, places
from ui.pages import show

SEE = "rect.view:V"
ACTS: list[Line] = [
    (rules.can_close_item, "item_close", "销号", "get"),
    (rules.can_check_item, "item_check", "初核", "get"),
    (rules.can_report_progress, "item_progress", "登记进展", "get"),
    (rules.can_apply_closing, "item_apply", "申请销号", "get"),
    (rules.can_add_evidence, "evidence_add", "上传佐证", "get"),
    (rules.can_claim_result, "result_claim", "申报成果", "get"),
    (rules.can_ask_extension, "extension_ask", "申请延期", "get"),
    (rules.can_withdraw_application, "item_withdraw", "撤回申请", "get"),
    (rules_of_closing.can_record_site_check, "item_site_check", "登记抽查", "get"),
    (rules.can_sample_item, "item_sample", "列入抽查", "get"),
    (rules.can_return_application, "item_return", "退回", "get"),
    (rules.can_make_long_term, "item_long_term", "转为常态化", "get"),
    (rules.can_look_again, "item_long_term", "查看长期事项", "get"),
    (rules_of_closing.can_propose_reopening, "item_reopen", "提请撤销销号", "get"),
]
BULK = (
    ("rect.close:P", "初核", "item_check_many"),
    ("rect.close:A", "销号", "item_close_many"),
    ("rect.reopen:P", "退回", "item_return_many"),
    ("rect.reopen:A", "退回", "item_return_many"),
    ("rect.apply:S", "申请销号", "item_apply_many"),
)


@act(SEE)
@require_safe
def item_list(request: Request) -> HttpResponse:
    """整改台账."""
    by = request.actor
    facts = {
        "listing": items_listed(request),
        "bulk": _bulk(by),
        "may_export": bool(held(by, EXPORT)),
        "on": by.on,
        "crumbs": [("整改台账", "")],
    }
    return show(request, "rectification/item_list.html", facts, part="table")


def _bulk(by: Actor) -> list[tuple[str, str]]:
    """Return the acts on several that the person holds; one held in two ways is offered once."""
    offered = {page: word for name, word, page in BULK if held(by, name)}
    return [(word, reverse(f"rectification:{page}")) for page, word in offered.items()]


@act(EXPORT)
@require_POST
def item_export(request: Request) -> HttpResponse:
    """导出整改台账: exactly what the list shows."""
    params = {"query": items_listed(request).query}
    return order(request, PAPERS["rectification.ledger"], params)  # type: ignore[arg-type]


@act(SEE)
@require_safe
def item_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个整改事项."""
    item, by = found(request, pk), request.actor
    parts, proofs = closing_parts(by, item), _proofs(by, item)
    open_yet, told = lacks(item) + unproved(proofs["results"]), can_read_plan_of(by, item)
    missing = open_yet if rules.can_apply_closing(by, item) else []
    facts = {
        **parts,
        **proofs,
        "record": item,
        "acts": _acts(by, item, {"item_apply": missing, "item_reopen": parts["revocation"]}),
        "bar": _bar(by, item),
        "missing": missing,
        "told": told,
        "shows": _shows(item, told=told),
        "can_report": rules.can_report_progress(by, item),
        "links": [] if open_yet else proxy_links(by, item),
        "sees_finding": Finding.objects.visible_to(by).filter(pk=item.finding_id).exists(),
        **_dates(by, item),
        "entries": trail_of(item, by=by, told=told),
        **_neighbours(by, item),
        "crumbs": places(by, item.assignment, (str(item), "")),
    }
    return show(request, "rectification/item_detail.html", facts)


def _acts(by: Actor, item: Item, barred: dict[str, object]) -> list[Button]:
    """Return what may be done now, without what something stands before."""
    return buttons([line for line in ACTS if not barred.get(line[1])], by, item)


def _proofs(by: Actor, item: Item) -> dict[str, Any]:
    """Return evidence and results, what may be done with them, and what is to be said of their files."""
    evidence, results = list(_evidence(by, item)), list(item.results.select_related("file", "measure"))
    files = [row.file for row in evidence] + [row.file for row in results if row.file]
    drafts = any(row.state == EvidenceState.DRAFT for row in evidence)
    return {
        "evidence": evidence,
        "results": results,
        "proofs": proofs_of(item, files, by=by),
        "can_judge": may(by, "rect.result:A", item),
        "can_claim": rules.can_claim_result(by, item),
        "drafts": drafts and rules.can_add_evidence(by, item),
        "can_withdraw_evidence": drafts and may(by, "rect.withdraw:E", item),
    }


def _dates(by: Actor, item: Item) -> dict[str, Any]:
    """Return the first and the present day, what was asked about them, and whence the item came."""
    requests = [
        (row, buttons(EXTENSION_ACTS, by, row), proxy_links(by, row)) for row in item.extensions.all()
    ]
    # Each cycle has a deadline of its own: the last one counts
    return {
        "deadline": Deadline.objects.about(item).order_by("-anchor_on", "-id").first(),
        "requests": requests,
        "transfers": _transfers(item),
    }


EXTENSION_ACTS: list[Line] = [
    (rules.can_sign_extension, "extension_sign", "签发", "get"),
    (rules.can_propose_extension, "extension_propose", "审核", "get"),
    (rules.can_approve_extension, "extension_approve", "批准", "get"),
    (rules.can_refuse_extension, "extension_refuse", "不予延期", "get"),
]


def _bar(by: Actor, item: Item) -> str:
    """Say why a person who holds the act may not take the step: as a rule, because of the step before."""
    if item.state == ItemState.APPLIED and held(by, "rect.close:P"):
        why = rules.bar_to_check(by, item)
    elif item.state in {ItemState.CHECKED, ItemState.SAMPLED} and held(by, "rect.close:A"):
        why = rules.bar_to_close(by, item)
    else:
        why = ""
    return why if why in TOLD else ""


TOLD = {
    rules.NOT_BY_APPLICANT,
    rules.NOT_BY_APPLICANT_OR_CHECKER,
    rules_of_closing.NOT_SEEN,
    rules_of_closing.NOT_SO,
}


def found(request: Request, pk: UUID) -> Item:
    """Return an item that the person may see, with what its pages name."""
    rows = Item.objects.visible_to(request.actor).select_related(
        "finding__category__parent",
        "finding__place",
        "unit",
        "assignment__unit",
        "assignment__team__round__term",
        "leader",
        "handler",
    )
    passed_on = Exists(Transfer.objects.filter(item=OuterRef("pk")))
    item: Item = get_object_or_404(rows.annotate(passed_on=passed_on), pk=pk)
    return item


def _transfers(item: Any) -> "QuerySet[Transfer] | list[Transfer]":
    """Return through which units the item came; hardly any did."""
    return item.transfers.select_related("from_unit", "to_unit") if item.passed_on else []


def page_of(item: Item) -> str:
    """Return the address of an item."""
    return reverse("rectification:item_detail", args=[item.pk])


def page_at(key: UUID | None) -> str:
    """Return the address of the item of a key; nothing for none."""
    return reverse("rectification:item_detail", args=[key]) if key else ""


def crumbs_to(request: Request, item: Item, here: str) -> Crumbs:
    """Return the way to an act on an item."""
    return places(request.actor, item.assignment, (str(item), page_of(item)), (here, ""))


@dataclass(frozen=True)
class Shown:
    """A manifestation, how far it is, and its measures; without one, those against the whole problem."""

    text: str
    aspect: ManifestationProgress | None
    measures: list[Measure]


def _shows(item: Item, *, told: bool) -> list[Shown]:
    rows = item.measures.filter(dropped=False).select_related("responsible").order_by("order")
    shown = item.finding.manifestations.select_related("rectified").order_by("order")
    return grouped(shown, rows if told else ())


def grouped(lines: Iterable[Manifestation], measures: Iterable[Measure]) -> list[Shown]:
    """Return the manifestations of a problem, each with its measures."""
    by_key: dict[UUID | None, list[Measure]] = defaultdict(list)
    for measure in measures:
        by_key[measure.manifestation_id].append(measure)
    found = [Shown(line.text, getattr(line, "rectified", None), by_key.pop(line.pk, [])) for line in lines]
    loose = [measure for left in by_key.values() for measure in left]
    return [*found, Shown("", None, loose)] if loose else found


def _evidence(by: Actor, item: Item) -> "QuerySet[Evidence]":
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(by).filter(item=item)
    return rows.select_related("file__uploaded_by", "measure").order_by("added_at")


def _neighbours(by: Actor, item: Item) -> dict[str, str]:
    """Return the addresses before and after, in the order of the unit's problems."""
    sisters = Item.objects.visible_to(by).filter(assignment=item.assignment_id)
    keys = list(sisters.order_by("finding__number", "pk").values_list("pk", flat=True))
    place = keys.index(item.pk)
    after = keys[place + 1] if place + 1 < len(keys) else None
    return {"previous_url": page_at(keys[place - 1] if place else None), "next_url": page_at(after)}
