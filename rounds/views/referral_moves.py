"""签批移交、签收、办理、反馈、办结、退回."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from audit.actor import Actor
from rounds.forms.opinion import EmptyForm
from rounds.forms.referral import AnswerForm
from rounds.models import Referral
from rounds.operations import referral as operations
from rounds.rules import referral as rules
from rounds.views.acting import overtaken
from rounds.views.handling import GET_POST, handle, still
from rounds.views.referral import find_referral, page_of, way_to
from rounds.views.request import Request
from ui.forms import OpinionForm, ReasonForm


@dataclass(frozen=True)
class Step:
    """One act: its word, its form, who may, what is done, what will happen."""

    word: str
    form: type[forms.Form]
    may: Callable[[Actor, Referral], bool]
    run: Callable[[Actor, Referral, dict[str, Any]], Referral]
    effect: str


STEPS = {
    "send": Step(
        "签批移交",
        OpinionForm,
        rules.can_send_referral,
        lambda by, record, said: operations.send_referral(record, opinion=said["opinion"], by=by),
        "移交承接部门，由部门签收办理；移交后不能再修改",
    ),
    "receive": Step(
        "签收",
        EmptyForm,
        rules.can_receive_referral,
        lambda by, record, _said: operations.receive_referral(record, by=by),
        "答复时限从签收之日起算",
    ),
    "start": Step(
        "开始办理",
        EmptyForm,
        rules.can_start_referral,
        lambda by, record, _said: operations.start_referral(record, by=by),
        "转为办理中，办理完毕后反馈情况",
    ),
    "answer": Step(
        "反馈办理情况",
        AnswerForm,
        rules.can_answer_referral,
        lambda by, record, said: operations.answer_referral(record, by=by, **said),
        "办理情况报巡察办，由巡察办办结或退回",
    ),
    "close": Step(
        "办结",
        OpinionForm,
        rules.can_close_referral,
        lambda by, record, said: operations.close_referral(record, opinion=said["opinion"], by=by),
        "这件建议办结，不能再改",
    ),
    "return": Step(
        "退回补办",
        ReasonForm,
        rules.can_close_referral,
        lambda by, record, said: operations.return_referral(record, reason=said["reason"], by=by),
        "回到办理中，由承接部门补充办理后再反馈",
    ),
}


@act("referral.send:A", "referral.send:S")
@require_http_methods(GET_POST)
@overtaken
def referral_move(request: Request, pk: Any, verb: str) -> HttpResponse:
    """办理一步."""
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    referral = find_referral(request, pk)
    still(request, step.may(request.actor, referral), referral)
    form = step.form(request.POST if request.method == "POST" else None)
    return handle(
        request,
        form,
        lambda: step.run(request.actor, referral, form.cleaned_data),
        then="rounds:referral_detail",
        done=f"已{step.word}。",
        template="confirm.html",
        heading=f"{step.word}：{referral}",
        verb=step.word,
        effects=[step.effect],
        back=page_of(referral),
        crumbs=way_to(referral, step.word),
    )
