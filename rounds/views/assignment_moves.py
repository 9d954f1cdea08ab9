"""送达通知、进驻、撤离、返回进驻."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rounds.forms.opinion import DayForm
from rounds.models import Assignment
from rounds.operations import assignment as operations
from rounds.operations.making import require
from rounds.rules import assignment as rules
from rounds.views import crumbs
from rounds.views.acting import overtaken
from rounds.views.assignment import find_assignment, page_of_assignment
from rounds.views.handling import GET_POST, handle, still
from rounds.views.request import Request
from ui.forms import ReasonForm


def _page(request: Request, task: Assignment, word: str) -> dict[str, Any]:
    return {
        "then": "rounds:assignment_detail",
        "template": "confirm.html",
        "verb": word,
        "heading": f"{word}：{task}",
        "back": page_of_assignment(task),
        "crumbs": crumbs.here(crumbs.to_assignment(request.actor, task), word),
    }


def _stand(request: Request, allowed: bool, task: Assignment) -> None:
    """Refuse while the round does not run, saying so; refuse what another has done, saying that."""
    require(not rules.not_running(task), rules.not_running(task))
    still(request, allowed, task)


@act("assign.progress:E")
@require_http_methods(GET_POST)
@overtaken
def assignment_notice(request: Request, pk: Any) -> HttpResponse:
    """送达巡察通知."""
    task = find_assignment(request, pk)
    _stand(request, rules.can_enter(request.actor, task), task)
    form = DayForm(request.POST or None, label="送达日期", initial={"on": request.actor.on})
    return handle(
        request,
        form,
        lambda: operations.give_notice(task, **form.cleaned_data, by=request.actor),
        done="已登记巡察通知送达。",
        effects=[f"巡察通知的时限办结，{task}可以按期进驻"],
        **_page(request, task, "登记通知送达"),
    )


@act("assign.progress:E")
@require_http_methods(GET_POST)
@overtaken
def assignment_enter(request: Request, pk: Any) -> HttpResponse:
    """进驻."""
    task = find_assignment(request, pk)
    _stand(request, rules.can_enter(request.actor, task), task)
    form = DayForm(request.POST or None, label="进驻日期", initial={"on": request.actor.on})
    return handle(
        request,
        form,
        lambda: operations.enter(task, **form.cleaned_data, by=request.actor),
        done="已登记进驻。",
        effects=[f"{task.team}进驻{task}，可以开始登记底稿"],
        **_page(request, task, "进驻"),
    )


@act("assign.progress:E")
@require_http_methods(GET_POST)
@overtaken
def assignment_leave(request: Request, pk: Any) -> HttpResponse:
    """撤离."""
    task = find_assignment(request, pk)
    _stand(request, rules.can_leave(request.actor, task), task)
    form = DayForm(request.POST or None, label="撤离日期", initial={"on": request.actor.on})
    return handle(
        request,
        form,
        lambda: operations.leave(task, **form.cleaned_data, by=request.actor),
        done="已登记撤离，报告时限从撤离之日起算。",
        effects=[f"{task.team}撤离{task}", "巡察报告的时限从撤离之日起算"],
        **_page(request, task, "撤离"),
    )


@act("assign.progress:E")
@require_http_methods(GET_POST)
@overtaken
def assignment_go_back(request: Request, pk: Any) -> HttpResponse:
    """返回进驻."""
    task = find_assignment(request, pk)
    _stand(request, rules.can_go_back(request.actor, task), task)
    form = ReasonForm(request.POST or None)
    return handle(
        request,
        form,
        lambda: operations.go_back(task, reason=form.cleaned_data["reason"], by=request.actor),
        done="已返回进驻。",
        effects=[f"{task}回到进驻中", "原来的报告时限终止，再次撤离时重新起算"],
        **_page(request, task, "返回进驻"),
    )
