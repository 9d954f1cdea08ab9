"""导出问题清单: alone, of one's own tasks; of the whole office proposed by one, agreed to by another."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.rules import may
from audit.models import Proposal
from documents import operations
from documents.models import Job
from documents.pages import order
from documents.papers import wake
from documents.rules import approving, can_release_job, can_withdraw_job
from organizations.models.body import colleagues_of
from rounds.exports import AGREED, ALONE, EXPORT, PAPERS, PROPOSE, final_findings, mark_of
from rounds.filters.finding import findings_listed
from rounds.forms.finding import ExportForm
from rounds.models import Finding
from rounds.operations.making import require
from rounds.views.acting import Ask, ask_and_do, overtaken
from rounds.views.handling import still
from rounds.views.request import Request
from ui.forms import OpinionForm, ReasonForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

APPROVE = approving(PROPOSE)
TWO_PERSONS = "导出须由提请人以外的巡察办主任批准。"
DECIDED = "这件提请已经办结。"
GET_POST = ("GET", "HEAD", "POST")
COLUMNS: Columns = {
    "scope": ("导出范围", None, "long"),
    "reason": ("用途", None, "long"),
    "by": ("提请人", ("proposed_by__name", "id")),
    "at": ("提请时间", ("proposed_at", "id"), "day"),
    "state": ("状态", ("state", "id"), "narrow"),
    "acts": ("可以办理", None),
}


@act(EXPORT, PROPOSE)
@require_http_methods(GET_POST)
def finding_export(request: Request) -> HttpResponse:
    """导出问题清单: exactly what the list shows, as far as it is final; says what for."""
    by, query = request.actor, findings_listed(request).query
    own, whole = (final_findings(by, query, name) for name in (EXPORT, PROPOSE))
    alone = _suffices(own, whole) if may(by, PROPOSE) else True
    rows, form = own if alone else whole, ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ordered(request, query, rows, form.cleaned_data["reason"], alone=alone)
    facts = {
        "form": form,
        "heading": "导出问题清单" if alone else "提请导出问题清单",
        "verb": "导出" if alone else "提请",
        "effects": _effects(rows.count(), alone=alone),
        "back": f"{reverse('rounds:finding_list')}?{query}",
        "crumbs": [("问题", reverse("rounds:finding_list")), ("导出", "")],
    }
    return show(request, "confirm.html", facts)


def _suffices(own: "QuerySet[Finding]", whole: "QuerySet[Finding]") -> bool:
    """Say whether everything on the list lies in one's own tasks: then nobody else is asked."""
    return own.exists() and not whole.exclude(pk__in=own.order_by().values("pk")).exists()


def _effects(many: int, *, alone: bool) -> list[str]:
    noted = "文件注明导出人、时间和编号，导出记录留痕"
    if alone:
        return [f"导出已定稿的问题 {many} 个", noted]
    agreed = "由提请人以外的巡察办主任批准后才生成，做好后在“我的文件”领取；批准前问题有增减的，须重新提请"
    return [f"提请导出已定稿的问题 {many} 个", agreed, noted]


def _ordered(
    request: Request, query: str, rows: "QuerySet[Finding]", reason: str, *, alone: bool
) -> HttpResponse:
    if alone:
        return order(request, PAPERS[ALONE], {"query": query}, reason=reason)  # type: ignore[arg-type]
    chips = "、".join(f"{chip.label}：{chip.value}" for chip in findings_listed(request).chips)
    scope = f"{chips or '全部'}，已定稿的问题 {rows.count()} 个"
    params = {"query": query, "these": mark_of(rows)}
    return order(request, PAPERS[AGREED], params, reason=reason, scope=scope)  # type: ignore[arg-type]


@act(PROPOSE, APPROVE)
@require_safe
def export_list(request: Request) -> HttpResponse:
    """导出审批: what was proposed in one's reach, the newest first."""
    rows = _in_sight(request)
    listing = Listing(request, rows, sorts=COLUMNS, default_sort="-at", search=("reason__icontains",))
    jobs, by = Job.objects.in_bulk([one.record_id for one in listing.rows]), request.actor
    facts = {
        "listing": listing,
        "decidable": {one.pk for one in listing.rows if can_release_job(by, one, jobs[one.record_id])},
        "own": {one.pk for one in listing.rows if can_withdraw_job(by, one)},
        "crumbs": [("问题", reverse("rounds:finding_list")), ("导出审批", "")],
    }
    return show(request, "rounds/export_list.html", facts, part="table")


@act(APPROVE)
@require_http_methods(GET_POST)
@overtaken
def export_approve(request: Request, pk: UUID) -> HttpResponse:
    """批准导出."""
    proposal, job = _to_decide(request, pk)

    def run(said: dict[str, Any]) -> None:
        released = operations.release_job(proposal, opinion=said["opinion"], by=request.actor)
        transaction.on_commit(partial(wake, released), robust=True)

    seen = f"{reverse('rounds:finding_list')}?{job.params['query']}"
    ask = _ask(proposal, "批准", "已批准，文件正在为提请人生成。", facts={"more_url": seen})
    return ask_and_do(request, ask, OpinionForm(request.POST if request.method == "POST" else None), run)


@act(APPROVE)
@require_http_methods(GET_POST)
@overtaken
def export_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不同意导出."""
    proposal, _ = _to_decide(request, pk)

    def run(said: dict[str, Any]) -> None:
        operations.refuse_job(proposal, opinion=said["reason"], by=request.actor)

    ask = _ask(proposal, "不同意", "已退回提请人，没有生成文件。", grave=True)
    return ask_and_do(request, ask, ReasonForm(request.POST or None), run)


@act(PROPOSE)
@require_POST
@overtaken
def export_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回导出的提请."""
    proposal = get_object_or_404(_in_sight(request), pk=pk, proposed_by=request.user.pk)
    operations.withdraw_job(proposal, by=request.actor)
    messages.success(request, "已撤回，没有生成文件。")
    return redirect("rounds:export_list")


def _in_sight(request: Request) -> "QuerySet[Proposal]":
    """One's own; whoever approves sees those of the own office and below it as well."""
    by = request.actor
    seen = colleagues_of(by) if may(by, APPROVE) else frozenset()
    rows = Proposal.objects.filter(act=PROPOSE, proposed_by__in=seen | {by.user.pk})
    return rows.select_related("proposed_by", "decided_by")


def _to_decide(request: Request, pk: UUID) -> tuple[Proposal, Job]:
    """Return a proposal in sight with the paper that it is about."""
    proposal = get_object_or_404(_in_sight(request), pk=pk)
    require(proposal.proposed_by_id != request.user.pk, TWO_PERSONS)
    job: Job = Job.objects.get(pk=proposal.record_id)
    still(request, can_release_job(request.actor, proposal, job), proposal, DECIDED)
    return proposal, job


def _ask(proposal: Proposal, verb: str, done: str, **rest: Any) -> Ask:
    effects = [
        f"{proposal.proposed_by}提请导出问题清单：{proposal.payload['scope']}",
        f"用途：{proposal.reason}",
    ]
    back = reverse("rounds:export_list")
    crumbs = [("问题", reverse("rounds:finding_list")), ("导出审批", back), (verb, "")]
    facts = {"crumbs": crumbs, **rest.pop("facts", {})}
    template = "rounds/export_decide.html"
    return Ask(f"{verb}导出问题清单", verb, back, done, effects, template=template, facts=facts, **rest)
