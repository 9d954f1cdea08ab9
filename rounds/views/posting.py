"""派任: proposed by one, decided by another, ended at once."""

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import act
from audit.actor import Actor
from audit.models import Proposal
from rounds.candidates import candidates
from rounds.forms.team import LeavingForm, PostingsForm
from rounds.models import Posting, Team, recused_from
from rounds.operations import team as operations
from rounds.operations.making import require
from rounds.operations.screening import open_warnings
from rounds.rules import team as rules
from rounds.views import crumbs
from rounds.views.acting import overtaken
from rounds.views.handling import GET_POST, admit, handle, press, still
from rounds.views.request import Request
from rounds.views.team import find_team, page_of
from ui.forms import OpinionForm, ReasonForm

TWO_PERSONS = "组队须由提请人以外的巡察办主任核准。"


@act("team.assign:P")
@require_http_methods(GET_POST)
def posting_propose(request: Request, pk: Any) -> HttpResponse:
    """提请组队."""
    team, by = find_team(request, pk), request.actor
    admit(request, rules.can_propose_postings(by, team), "已归档的轮次不能再组队。")
    start = {"since": max(by.on, team.round.starts_on)}
    form = PostingsForm(request.POST or None, people=candidates(team, by, by.on), initial=start)

    def run() -> Model:
        operations.propose_postings(team, form.seats(), reason=form.cleaned_data["reason"], by=by)
        return team

    return handle(
        request,
        form,
        run,
        then="rounds:team_detail",
        done="已提请主任核准。核准之前，所选人员还不能打开本组材料。",
        template="rounds/posting_propose.html",
        heading="提请组队",
        verb="提请核准",
        back=page_of(team),
        crumbs=crumbs.here(crumbs.to_team(by, team), "提请组队"),
    )


def _find(request: Request, pk: Any) -> tuple[Proposal, Team]:
    """Return a proposal about a team that the person may see."""
    proposal = get_object_or_404(Proposal, pk=pk, act=operations.PROPOSE)
    return proposal, find_team(request, proposal.record_id)


@act("team.assign:A")
@require_http_methods(GET_POST)
@overtaken
def posting_approve(request: Request, pk: Any) -> HttpResponse:
    """核准组队."""
    proposal, team = _find(request, pk)
    require(proposal.proposed_by_id != request.user.pk, TWO_PERSONS)
    still(request, rules.can_decide_postings(request.actor, proposal, team), team)
    form = OpinionForm(request.POST if request.method == "POST" else None)

    def run() -> Model:
        operations.approve_postings(proposal, opinion=form.cleaned_data["opinion"], by=request.actor)
        return team

    seats = operations.seats_of(proposal)
    return handle(
        request,
        form,
        run,
        then="rounds:team_detail",
        done="已核准，人员自起始日期起可以打开本组材料。",
        template="confirm.html",
        heading=f"核准组队：{team}",
        verb="核准",
        effects=[*(_told(seat) for seat in seats), *_warned(proposal, request.actor)],
        back=page_of(team),
        crumbs=crumbs.here(crumbs.to_team(request.actor, team), "核准组队"),
    )


def _warned(proposal: Proposal, by: Actor) -> list[str]:
    """What the check warned of, and what the proposer wrote about it."""
    warnings = open_warnings(proposal.payload, recused_from(by))
    return [*warnings, f"提请人说明：{proposal.reason}"] if warnings else []


def _told(seat: operations.Seat) -> str:
    until = f"{seat.until:%Y-%m-%d}" if seat.until else "另行通知"
    return f"{seat.person}任{seat.role_label}，{seat.since:%Y-%m-%d} 至 {until}"


@act("team.assign:A")
@require_http_methods(GET_POST)
@overtaken
def posting_reject(request: Request, pk: Any) -> HttpResponse:
    """退回组队."""
    proposal, team = _find(request, pk)
    require(proposal.proposed_by_id != request.user.pk, TWO_PERSONS)
    still(request, rules.can_decide_postings(request.actor, proposal, team), team)
    form = ReasonForm(request.POST or None)

    def run() -> Model:
        operations.reject_postings(proposal, opinion=form.cleaned_data["reason"], by=request.actor)
        return team

    return handle(
        request,
        form,
        run,
        then="rounds:team_detail",
        done="已退回。",
        template="confirm.html",
        heading=f"退回组队：{team}",
        verb="退回",
        effects=["提请退回经办人，可以调整人选后重新提请"],
        back=page_of(team),
        crumbs=crumbs.here(crumbs.to_team(request.actor, team), "退回组队"),
    )


@act("team.assign:P")
@require_POST
def posting_withdraw(request: Request, pk: Any) -> HttpResponse:
    """撤回提请."""
    proposal, team = _find(request, pk)

    def run() -> Model:
        operations.withdraw_postings(proposal, by=request.actor)
        return team

    return press(request, run, then="rounds:team_detail", done="已撤回提请。", back=page_of(team))


def find_posting(request: Request, pk: Any) -> Posting:
    """Return a posting in a team that the person may see."""
    teams = Team.objects.visible_to(request.actor)
    rows = Posting.objects.filter(team__in=teams).select_related("team__round__term", "person__user")
    return get_object_or_404(rows, pk=pk)


@act("team.assign:A")
@require_http_methods(GET_POST)
@overtaken
def posting_end(request: Request, pk: Any) -> HttpResponse:
    """离组."""
    posting = find_posting(request, pk)
    still(request, rules.can_end_posting(request.actor, posting), posting.team, "该同志已经离组。")
    form = LeavingForm(request.POST or None, initial={"on": request.actor.on})

    def run() -> Model:
        operations.end_posting(posting, **form.cleaned_data, by=request.actor)
        return posting.team

    return handle(
        request,
        form,
        run,
        then="rounds:team_detail",
        done="已办理离组。",
        template="confirm.html",
        heading=f"办理离组：{posting}",
        verb="离组",
        grave=True,
        effects=["从所填日期起不能再打开本组的任何材料", "本人起草的底稿留在组内，由组长另行安排"],
        back=page_of(posting.team),
        crumbs=crumbs.here(crumbs.to_team(request.actor, posting.team), "办理离组"),
    )
