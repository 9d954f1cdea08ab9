"""督促文书的办理: edited, let out, put before the leading group, returned, dropped."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rectification import rules
from rectification.forms.item import WhyForm
from rectification.forms.pressing import PressingForm
from rectification.models import PressingPaper
from rectification.operations import pressing
from rectification.states import PressingState
from rectification.views.acting import ASKED, Ask, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item_acts import allowed
from rectification.views.pressing import found
from rounds.views.places import places
from ui.forms import RemarkForm

NOT_BY_SUBMITTER = "提请人不能批准自己提请的文书，请由领导小组的另一位同志办理。"


def _ask(request: Request, paper: PressingPaper, verb: str, done: str, *effects: str, **facts: Any) -> Ask:
    back = reverse("rectification:pressing_detail", args=[paper.pk])
    crumbs = places(request.actor, paper.assignment, (paper.get_kind_display(), back), (verb, ""))
    template = "form.html" if "draft" in facts else "confirm.html"
    return Ask(
        f"{verb}：{paper}", verb, back, done, effects, template=template, facts={"crumbs": crumbs, **facts}
    )


@act("press.paper:E")
@require_http_methods(ASKED)
@overtaken
def pressing_edit(request: Request, pk: UUID) -> HttpResponse:
    """修改督促文书."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.PENDING)
    allowed(request, rules.can_edit_pressing(by, paper))
    initial = {name: getattr(paper, name) for name in ("to", "text", "version")}
    form = PressingForm(posted(request), initial=initial)

    def run(said: dict[str, Any]) -> object:
        changes = {name: said[name] for name in ("to", "text")}
        return pressing.edit_pressing(paper, changes=changes, version=said["version"], by=by)

    return ask_and_do(request, _ask(request, paper, "修改", "已保存。", draft=f"pressing-{pk}"), form, run)


@act("press.paper:A")
@require_http_methods(ASKED)
@overtaken
def pressing_issue(request: Request, pk: UUID) -> HttpResponse:
    """批准发出: by the director."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.PENDING)
    allowed(request, rules.can_issue_pressing(by, paper), "约谈通知、问责建议须提请领导小组批准。")
    asked = _ask(request, paper, "批准发出", "已批准发出。", *_effects(paper))
    return ask_and_do(
        request,
        asked,
        RemarkForm(posted(request)),
        lambda said: pressing.issue_pressing(paper, opinion=said["reason"], by=by),
    )


@act("press.paper:S")
@require_http_methods(ASKED)
@overtaken
def pressing_submit(request: Request, pk: UUID) -> HttpResponse:
    """提请领导小组."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.PENDING)
    allowed(request, rules.can_submit_pressing(by, paper))
    asked = _ask(
        request, paper, "提请领导小组", "已提请领导小组批准。", "提请人不能再批准", "批准以前不会发出"
    )
    return ask_and_do(
        request,
        asked,
        RemarkForm(posted(request)),
        lambda said: pressing.submit_pressing(paper, opinion=said["reason"], by=by),
    )


@act("press.grave:A")
@require_http_methods(ASKED)
@overtaken
def pressing_agree(request: Request, pk: UUID) -> HttpResponse:
    """领导小组批准."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.BEFORE_GROUP)
    allowed(request, rules.can_agree_pressing(by, paper), NOT_BY_SUBMITTER)
    asked = _ask(request, paper, "批准发出", "已批准发出。", *_effects(paper))
    return ask_and_do(
        request,
        asked,
        RemarkForm(posted(request)),
        lambda said: pressing.agree_pressing(paper, opinion=said["reason"], by=by),
    )


@act("press.grave:A")
@require_http_methods(ASKED)
@overtaken
def pressing_return(request: Request, pk: UUID) -> HttpResponse:
    """退回."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.BEFORE_GROUP)
    allowed(request, rules.can_agree_pressing(by, paper), NOT_BY_SUBMITTER)
    asked = _ask(request, paper, "退回", "已退回巡察办。", "巡察办修改后可以重新提请")
    return ask_and_do(
        request,
        asked,
        WhyForm(posted(request)),
        lambda said: pressing.return_pressing(paper, opinion=said["reason"], by=by),
    )


@act("press.paper:A")
@require_http_methods(ASKED)
@overtaken
def pressing_drop(request: Request, pk: UUID) -> HttpResponse:
    """不予发出."""
    paper, by = found(request, pk), request.actor
    stand(paper, PressingState.PENDING)
    allowed(request, rules.can_drop_pressing(by, paper))
    asked = _ask(request, paper, "不予发出", "已登记为不予发出。", "不再发出，草稿和理由留存")
    return ask_and_do(
        request,
        asked,
        WhyForm(posted(request)),
        lambda said: pressing.drop_pressing(paper, opinion=said["reason"], by=by),
    )


def _effects(paper: PressingPaper) -> list[str]:
    told = [f"主送：{paper.to}", paper.text]
    if paper.deadline and not paper.deadline.is_open:
        told.append("请注意：这项时限已经办结或者终止")
    return [*told, "发出后不能再修改"]
