"""入库、出库、考核: what one proposes and another decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import act
from accounts.overtaking import answer
from audit.models import Proposal
from audit.operations import IllegalMove
from organizations.views.handling import GET_POST, Request, fill
from talent_pool import operations, rules
from talent_pool.forms import AppraisalForm, RemovalForm
from talent_pool.models import Member
from talent_pool.operations import require
from talent_pool.views.member import at, find_member, page_of
from ui.forms import OpinionForm, ReasonForm

DECIDE = ("pool.edit:A", "pool.appraise:A")


@act("pool.edit:P")
@require_POST
def member_vet(request: Request, pk: Any) -> HttpResponse:
    """提交审查."""
    member = find_member(request, pk)
    require(rules.can_vet_member(request.actor, member))
    operations.vet_member(member, by=request.actor)
    messages.success(request, "已提交审查，由另一人决定是否入库。")
    return redirect(page_of(member))


@act("pool.edit:A")
@require_http_methods(GET_POST)
def member_admit(request: Request, pk: Any) -> HttpResponse:
    """批准入库."""
    member = find_member(request, pk)
    require(rules.can_decide_member(request.actor, member), operations.OWN_CANDIDATE)
    form = OpinionForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.admit_member(member, **form.cleaned_data, by=request.actor),
        done="已入库。",
        back=page_of(member),
        template="confirm.html",
        heading=f"批准入库：{member}",
        verb="批准",
        effects=[f"{member}进入{member.get_pool_display()}，可以提请组队"],
        crumbs=at(member, "批准入库"),
    )


@act("pool.edit:A")
@require_http_methods(GET_POST)
def member_refuse(request: Request, pk: Any) -> HttpResponse:
    """不予入库."""
    member = find_member(request, pk)
    require(rules.can_decide_member(request.actor, member), operations.OWN_CANDIDATE)
    form = ReasonForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.refuse_member(member, reason=form.cleaned_data["reason"], by=request.actor),
        done="已作出不予入库的决定。",
        back=page_of(member),
        template="confirm.html",
        heading=f"不予入库：{member}",
        verb="不予入库",
        grave=True,
        effects=[f"{member}不进入人才库，理由保留在办理过程中"],
        crumbs=at(member, "不予入库"),
    )


@act("pool.edit:P")
@require_http_methods(GET_POST)
def removal_propose(request: Request, pk: Any) -> HttpResponse:
    """提请出库."""
    member = find_member(request, pk)
    require(rules.can_propose_removal(request.actor, member), "抽调中的人员请先归库，再办理出库。")
    form = RemovalForm(request.POST or None)

    def run() -> Member:
        said = form.cleaned_data
        operations.propose_removal(member, reason=said["reason"], unfit=said["unfit"], by=request.actor)
        return member

    return fill(
        request,
        form,
        run,
        done="已提请，由另一人批准。",
        back=page_of(member),
        template="confirm.html",
        heading=f"提请出库：{member}",
        verb="提请出库",
        effects=["由巡察办主任批准，批准之前仍然在库", "出库以后不能再派往巡察组，参巡经历和考核保留"],
        crumbs=at(member, "提请出库"),
    )


@act("pool.appraise:P", "pool.appraise:C")
@require_http_methods(GET_POST)
def appraisal_propose(request: Request, pk: Any) -> HttpResponse:
    """提出考核."""
    member = find_member(request, pk)
    require(rules.can_appraise(request.actor, member))
    form = AppraisalForm(request.POST or None, member=member, year=request.actor.on.year)

    def run() -> Member:
        operations.propose_appraisal(member, **form.facts(), by=request.actor)
        return member

    return fill(
        request,
        form,
        run,
        done="已提出考核，由另一人核定。",
        back=page_of(member),
        heading=f"参巡考核：{member}",
        lead="考核由巡察办主任核定后生效，只有巡察办和本人能看到。",
        verb="提出考核",
        sensitive=True,
        crumbs=at(member, "参巡考核"),
    )


def _find(request: Request, pk: Any) -> tuple[Proposal, Member]:
    """Return a proposal about a member whom one may see."""
    proposal = get_object_or_404(Proposal.objects.filter(act__in=rules.DECIDES), pk=pk)
    return proposal, find_member(request, proposal.record_id)


@act(*DECIDE)
@require_http_methods(GET_POST)
def proposal_approve(request: Request, pk: Any) -> HttpResponse:
    """核定提请: the removal or the appraisal."""
    proposal, member = _find(request, pk)
    require(rules.can_decide_proposal(request.actor, proposal, member), operations.OTHER_PERSON)
    form = OpinionForm(request.POST or None)
    removes = proposal.act == rules.REMOVE
    approve = operations.approve_removal if removes else operations.approve_appraisal
    word = "批准出库" if removes else "核定考核"
    if removes:
        effects = [f"{member}出库，原因：{proposal.reason}", "参巡经历和考核保留"]
    else:
        effects = [f"{member}{operations.appraisal_in(proposal, member)}，记入考核，本人可以看到"]
    return fill(
        request,
        form,
        lambda: approve(proposal, **form.cleaned_data, by=request.actor),
        done=f"已{word}。",
        back=page_of(member),
        template="confirm.html",
        heading=f"{word}：{member}",
        verb=word[:2],
        effects=effects,
        crumbs=at(member, word),
    )


@act(*DECIDE)
@require_http_methods(GET_POST)
def proposal_reject(request: Request, pk: Any) -> HttpResponse:
    """退回提请."""
    proposal, member = _find(request, pk)
    require(rules.can_decide_proposal(request.actor, proposal, member), operations.OTHER_PERSON)
    form = ReasonForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.reject_proposal(proposal, reason=form.cleaned_data["reason"], by=request.actor),
        done="已退回。",
        back=page_of(member),
        template="confirm.html",
        heading=f"退回提请：{member}",
        verb="退回",
        effects=["退回提请人，可以修改后重新提请"],
        crumbs=at(member, "退回提请"),
    )


@act("pool.edit:P", "pool.appraise:P", "pool.appraise:C")
@require_POST
def proposal_withdraw(request: Request, pk: Any) -> HttpResponse:
    """撤回提请."""
    proposal, member = _find(request, pk)
    try:
        operations.withdraw_proposal(proposal, by=request.actor)
        messages.success(request, "已撤回。")
    except IllegalMove as moved:
        return answer(request, moved, back=page_of(member))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect(page_of(member))
