"""轮次推进、暂停、恢复: each asks once more and says what will happen."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rounds.models import Round
from rounds.operations import round as operations
from rounds.rules import round as rules
from rounds.states import RoundState
from rounds.views import crumbs
from rounds.views.acting import overtaken
from rounds.views.handling import GET_POST, handle, still
from rounds.views.request import Request
from rounds.views.round import find_round
from ui.forms import OpinionForm, ReasonForm

EFFECTS = {
    RoundState.DEPLOYED: ["各组可以按计划进驻"],
    RoundState.ARCHIVED: ["尚未结束的派任同时结束，组内人员不能再打开本轮材料", "归档后不能再修改"],
}


def _page(request: Request, round_: Round, word: str) -> dict[str, Any]:
    return {
        "then": "rounds:round_detail",
        "template": "confirm.html",
        "verb": word,
        "heading": f"{word}：{round_}",
        "back": reverse("rounds:round_detail", args=[round_.pk]),
        "crumbs": crumbs.here(crumbs.to_round(request.actor, round_), word),
    }


@act("round.edit:A")
@require_http_methods(GET_POST)
@overtaken
def round_advance(request: Request, pk: Any) -> HttpResponse:
    """推进轮次."""
    round_ = find_round(request, pk)
    following = rules.following_state(round_)
    still(request, rules.can_advance_round(request.actor, round_), round_)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    label = RoundState(following or round_.state).label
    effects = [f"{round_}由“{round_.get_state_display()}”转为“{label}”，不能退回上一步"]
    return handle(
        request,
        form,
        lambda: operations.advance(
            round_, to=following, reason=form.cleaned_data["opinion"], by=request.actor
        ),
        done=f"已转为“{label}”。",
        effects=[*effects, *EFFECTS.get(following or RoundState.PAUSED, [])],
        **_page(request, round_, "推进轮次"),
    )


@act("round.edit:A")
@require_http_methods(GET_POST)
@overtaken
def round_pause(request: Request, pk: Any) -> HttpResponse:
    """暂停."""
    round_ = find_round(request, pk)
    still(request, rules.can_pause_round(request.actor, round_), round_)
    form = ReasonForm(request.POST or None)
    return handle(
        request,
        form,
        lambda: operations.pause(round_, reason=form.cleaned_data["reason"], by=request.actor),
        done="已暂停。",
        effects=["本轮各组暂不能办理进驻和撤离", f"恢复时回到“{round_.get_state_display()}”"],
        **_page(request, round_, "暂停"),
    )


@act("round.edit:A")
@require_http_methods(GET_POST)
@overtaken
def round_resume(request: Request, pk: Any) -> HttpResponse:
    """恢复."""
    round_ = find_round(request, pk)
    still(request, rules.can_resume_round(request.actor, round_), round_)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    label = RoundState(round_.resumes_as).label
    return handle(
        request,
        form,
        lambda: operations.resume(round_, reason=form.cleaned_data["opinion"], by=request.actor),
        done=f"已恢复为“{label}”。",
        effects=[f"{round_}回到“{label}”"],
        **_page(request, round_, "恢复"),
    )
