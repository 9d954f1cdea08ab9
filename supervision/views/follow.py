"""结果运用: recorded beside an assessment, completed later or withdrawn, its paper handed out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from documents.operations import store
from documents.pages import download
from rectification.forms.item import WhyForm
from rectification.operations.refusal import require
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.forms.follow import FollowForm
from supervision.models import Assessment, FollowUp
from supervision.operations import follow as operations
from supervision.states import STANDING, FollowState
from supervision.views.acting import ASKED, allowed, overtaken
from supervision.views.assessment import crumbs_of, found
from ui.wording import cn_date

ADD, EDIT, SEE, WITHDRAW = "sv.follow:C", "sv.follow:E", "sv.follow:V", "sv.withdraw:E"
KEPT = ("kind", "held_on", "people", "result", "version")


@act(ADD)
@require_http_methods(ASKED)
@overtaken
def follow_add(request: Request, pk: UUID) -> HttpResponse:
    """登记结果运用."""
    assessment, by = found(request, pk), request.actor
    stand(assessment, *STANDING)
    allowed(request, rules.can_follow_up(by, assessment))
    form = FollowForm(_posted(request), request.FILES or None, initial={"held_on": by.on})

    def run(said: dict[str, Any]) -> object:
        require(rules.can_follow_up(by, assessment))
        said.pop("version")
        return operations.add_follow_up(assessment, by=by, **_stored(request, said, ADD))

    return ask_and_do(request, _ask(assessment, "登记结果运用", f"follow-{pk}"), form, run)


@act(EDIT)
@require_http_methods(ASKED)
@overtaken
def follow_edit(request: Request, pk: UUID) -> HttpResponse:
    """补充结果运用."""
    follow, by = _seen(request, pk), request.actor
    stand(follow, FollowState.RECORDED)
    allowed(request, rules.can_edit_follow_up(by, follow))
    initial = {name: getattr(follow, name) for name in KEPT}
    form = FollowForm(_posted(request), request.FILES or None, initial=initial)

    def run(said: dict[str, Any]) -> object:
        require(rules.can_edit_follow_up(by, follow))
        version = said.pop("version")
        changes = _stored(request, said, EDIT)
        return operations.edit_follow_up(follow, changes=changes, version=version, by=by)

    return ask_and_do(request, _ask(follow.assessment, "补充结果运用", f"follow-{pk}"), form, run)


@act(WITHDRAW)
@require_http_methods(ASKED)
@overtaken
def follow_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤销结果运用登记."""
    follow, by = _seen(request, pk), request.actor
    stand(follow, FollowState.RECORDED)
    why = operations.REPORTED if follow.result else ""
    allowed(request, rules.can_withdraw_follow_up(by, follow), why)
    back = reverse("supervision:assessment_detail", args=[follow.assessment_id])
    verb = f"撤销{follow.get_kind_display()}登记"
    effects = [
        f"{cn_date(follow.held_on)}的{follow.get_kind_display()}不再算作结果运用，登记和理由仍然可以查看",
        "登记和补充过它的其他人员收到通知",
    ]
    facts = {"crumbs": crumbs_of((str(follow.assessment), back), (verb, ""))}
    asked = Ask(
        f"{verb}：{follow.assessment}", "撤销", back, "已撤销登记。", effects, grave=True, facts=facts
    )
    form = WhyForm(_posted(request))
    return ask_and_do(
        request, asked, form, lambda said: operations.withdraw_follow_up(follow, by=by, reason=said["reason"])
    )


@act(SEE)
@require_safe
def follow_file(request: Request, pk: UUID) -> HttpResponse:
    """下载材料."""
    rows = FollowUp.objects.visible_to(request.actor).select_related("file")
    follow: FollowUp = get_object_or_404(rows, pk=pk, file__isnull=False)
    return download(request, follow.file, act=SEE, about=follow)  # type: ignore[arg-type, return-value]


def _stored(request: Request, said: dict[str, Any], act_: str) -> dict[str, Any]:
    """Return what was said with the file kept; where none was sent, the one that is there stays."""
    upload = said.pop("file", None)
    return {**said, "file": store(upload, by=request.actor, act=act_)} if upload else said


def _seen(request: Request, pk: UUID) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.actor)
    follow: FollowUp = get_object_or_404(
        rows.select_related("assessment__assignment__unit", "assessment__sheet"), pk=pk
    )
    return follow


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _ask(assessment: Assessment, verb: str, draft: str) -> Ask:
    back = reverse("supervision:assessment_detail", args=[assessment.pk])
    facts = {"crumbs": crumbs_of((str(assessment), back), (verb, "")), "draft": draft}
    return Ask(f"{verb}：{assessment}", verb, back, "已登记。", template="form.html", facts=facts)
