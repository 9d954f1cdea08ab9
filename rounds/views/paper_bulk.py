"""成批办理: what is ticked in the list of papers is submitted, reviewed or signed at once, all or none."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.acts import act
from accounts.overtaking import none_due
from rounds.forms.paper import TickedRemarkForm, TickedSignForm
from rounds.models import WorkingPaper
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.rules import paper as rules
from rounds.views.acting import Ask, ask_and_do, overtaken
from rounds.views.paper import listed
from rounds.views.request import Request

SAID = ("reason", "destinations")


@act("paper.submit:S")
@require_POST
@overtaken
def paper_submit_many(request: Request) -> HttpResponse:
    """批量提交."""
    able, left = _ticked(request, rules.can_submit_paper)
    if not able:
        return _nothing(request, "提交")
    try:
        papers.submit_papers(able, by=request.actor)
    except ValidationError as refused:
        return none_due(request, "；".join(refused.messages), back=_list_page(request))
    messages.success(request, f"已提交 {len(able)} 份底稿。{_leaving(left)}")
    return redirect(_list_page(request))


@act("paper.review:A")
@require_POST
@overtaken
def paper_pass_many(request: Request) -> HttpResponse:
    """批量审核通过."""
    able, left = _ticked(request, rules.can_review_paper)
    return _ask_once(request, "审核通过", able, left, TickedRemarkForm, papers.pass_papers)


@act("find.confirm:A")
@require_POST
@overtaken
def paper_sign_many(request: Request) -> HttpResponse:
    """批量审签."""
    able, left = _ticked(request, rules.can_confirm_paper)
    return _ask_once(request, "审签", able, left, TickedSignForm, signing.sign_papers)


def _ticked(request: Request, rule: papers.Rule) -> tuple[list[WorkingPaper], int]:
    """Return the ticked papers that are this person's to do, and how many are not."""
    chosen = list(listed(request).chosen(request.POST))
    prefetch_related_objects(chosen, "undertakers", "assignment__team__round")
    able = [paper for paper in chosen if rule(request.actor, paper)]
    return able, len(chosen) - len(able)


def _ask_once(
    request: Request,
    verb: str,
    able: list[WorkingPaper],
    left: int,
    shape: type[forms.Form],
    run: Callable[..., object],
) -> HttpResponse:
    """Ask once for all; a paper that another took meanwhile brings the question back without it."""
    if not able:
        return _nothing(request, verb)
    sent = "confirmed" in request.POST and not left
    form = shape(request.POST) if sent else shape(initial={"id": [str(paper.pk) for paper in able]})
    ask = Ask(
        heading=f"{verb} {len(able)} 份底稿",
        verb=verb,
        back=_list_page(request),
        done=f"已{verb} {len(able)} 份底稿。",
        effects=[f"{verb}《{paper.title}》" for paper in able] + ([_leaving(left)] if left else []),
        facts={"crumbs": [("底稿", reverse("rounds:paper_list")), (verb, "")]},
    )
    if not sent:
        request.method = "GET"  # the list has only ticked; the act itself comes with the second step
    return ask_and_do(request, ask, form, lambda said: run(able, by=request.actor, **_said(said)))


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: cleaned[name] for name in SAID if name in cleaned}


def _leaving(left: int) -> str:
    return f"另有 {left} 份现在不由您办理，不受影响。" if left else ""


def _nothing(request: Request, verb: str) -> HttpResponse:
    words = f"选中的底稿里没有现在由您{verb}的，请核对状态。"
    return none_due(request, words, back=_list_page(request))


def _list_page(request: Request) -> str:
    query = request.GET.urlencode()
    return reverse("rounds:paper_list") + (f"?{query}" if query else "")
