"""底稿的办理: submit, withdraw, review, sign, drop, merge."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import act
from rounds.forms.paper import MergeForm, SignForm
from rounds.models import WorkingPaper
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.operations.making import require
from rounds.operations.placing import takes_in
from rounds.rules import paper as rules
from rounds.states import PaperState
from rounds.views.acting import Ask, ask_and_do, just_do, overtaken, stand
from rounds.views.paper import crumbs_to, found, page_of
from rounds.views.request import Request
from ui.forms import ReasonForm, RemarkForm

ASKED = ["GET", "HEAD", "POST"]


def _ask(
    request: Request, paper: WorkingPaper, verb: str, done: str, *effects: str, grave: bool = False
) -> Ask:
    return Ask(
        heading=f"{verb}《{paper.title}》",
        verb=verb,
        back=page_of(paper),
        done=done,
        effects=effects,
        grave=grave,
        facts={"crumbs": crumbs_to(request, paper, verb), "record": paper},
    )


@act("paper.submit:S")
@require_POST
@overtaken
def paper_submit(request: Request, pk: UUID) -> HttpResponse:
    """提交."""
    paper = found(request, pk)
    stand(paper, PaperState.DRAFT)
    return just_do(
        request, page_of(paper), "已提交副组长审核。", lambda: papers.submit_paper(paper, by=request.actor)
    )


@act("paper.submit:S")
@require_POST
@overtaken
def paper_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回."""
    paper = found(request, pk)
    stand(paper, PaperState.DEPUTY)
    return just_do(
        request,
        page_of(paper),
        "已撤回，可以继续修改。",
        lambda: papers.withdraw_paper(paper, by=request.actor),
    )


@act("paper.review:A")
@require_http_methods(ASKED)
@overtaken
def paper_pass(request: Request, pk: UUID) -> HttpResponse:
    """审核通过."""
    paper = found(request, pk)
    stand(paper, PaperState.DEPUTY)
    require(rules.can_review_paper(request.actor, paper), rules.obstacle_to_review(request.actor, paper))
    ask = _ask(request, paper, "审核通过", "已送组长审签。", "底稿送组长审签", "起草人不能再修改")
    return ask_and_do(
        request,
        ask,
        RemarkForm(request.POST or None),
        lambda said: papers.pass_paper(paper, by=request.actor, **said),
    )


@act("paper.review:A", "find.confirm:A")
@require_http_methods(ASKED)
@overtaken
def paper_return(request: Request, pk: UUID) -> HttpResponse:
    """退回."""
    paper = found(request, pk)
    stand(paper, PaperState.DEPUTY, PaperState.LEADER)
    require(rules.can_return_paper(request.actor, paper), rules.obstacle_to_review(request.actor, paper))
    ask = _ask(request, paper, "退回", "已退回起草人。", f"底稿回到草稿，由{paper.author}修改后重新提交")
    return _with_reason(request, ask, lambda said: papers.return_paper(paper, by=request.actor, **said))


@act("find.confirm:A")
@require_http_methods(ASKED)
@overtaken
def paper_sign(request: Request, pk: UUID) -> HttpResponse:
    """审签."""
    paper = found(request, pk)
    stand(paper, PaperState.LEADER)
    require(rules.can_confirm_paper(request.actor, paper), rules.obstacle_to_signing(request.actor, paper))
    ask = _ask(
        request,
        paper,
        "审签",
        "已审签编号。",
        "给出正式编号，不能收回",
        "选“进报告”的，同时生成一个问题及其具体表现",
    )
    return ask_and_do(
        request,
        ask,
        SignForm(request.POST or None),
        lambda said: signing.sign_paper(paper, by=request.actor, **said),
    )


@act("find.confirm:A")
@require_http_methods(ASKED)
@overtaken
def paper_drop(request: Request, pk: UUID) -> HttpResponse:
    """不采用."""
    paper = found(request, pk)
    stand(paper, PaperState.LEADER)
    require(rules.can_confirm_paper(request.actor, paper), rules.obstacle_to_signing(request.actor, paper))
    ask = _ask(request, paper, "不采用", "已标为不采用。", "底稿不编号、不进报告", "以后可以恢复", grave=True)
    return _with_reason(request, ask, lambda said: signing.drop_paper(paper, by=request.actor, **said))


@act("find.confirm:A")
@require_http_methods(ASKED)
@overtaken
def paper_restore(request: Request, pk: UUID) -> HttpResponse:
    """恢复."""
    paper = found(request, pk)
    stand(paper, PaperState.DROPPED)
    require(rules.can_restore_paper(request.actor, paper))
    ask = _ask(request, paper, "恢复", "已恢复，等待审签。", "底稿回到组长审签")
    return _with_reason(request, ask, lambda said: signing.restore_paper(paper, by=request.actor, **said))


@act("find.confirm:A")
@require_http_methods(ASKED)
@overtaken
def paper_merge(request: Request, pk: UUID) -> HttpResponse:
    """并入."""
    paper = found(request, pk)
    stand(paper, PaperState.DRAFT, PaperState.LEADER)
    require(rules.can_merge_paper(request.actor, paper))
    dead = [PaperState.MERGED, PaperState.DROPPED]
    targets = WorkingPaper.objects.visible_to(request.actor).filter(assignment=paper.assignment)
    fitting = targets.filter(takes_in(paper)).exclude(pk=paper.pk).exclude(state__in=dead)
    extended = paper.assignment.extended.exists()
    form = MergeForm(request.POST or None, targets=fitting, extended=extended)
    effects = ("本底稿不再单独编号，作为来源保留", "它的具体表现随并入的底稿进入问题")
    ask = _ask(request, paper, "并入", "已并入。", *effects, grave=True)
    return _with_reason(request, ask, lambda said: signing.merge_paper(paper, by=request.actor, **said), form)


def _with_reason(
    request: Request, ask: Ask, run: Callable[[dict[str, Any]], object], form: forms.Form | None = None
) -> HttpResponse:
    asked = form or ReasonForm(request.POST or None)
    return ask_and_do(
        request,
        ask,
        asked,
        lambda said: run({name: value for name, value in said.items() if name != "version"}),
    )
