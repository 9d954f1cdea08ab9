"""The steps of a clue as a table: word, form, who may, what is done, what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from audit.actor import Actor
from clues import operations, rules
from clues.forms import DisposalForm, OutcomeForm
from clues.models import Clue
from clues.states import ClueState
from rounds.forms.opinion import EmptyForm
from ui.forms import OpinionForm, ReasonForm


@dataclass(frozen=True)
class Step:
    """One act on a clue."""

    word: str
    form: type[forms.Form]
    may: Callable[[Actor, Clue], bool]
    run: Callable[[Actor, Clue, dict[str, Any]], Clue]
    effect: str


def _can_return(by: Actor, clue: Clue) -> bool:
    asked = (rules.can_send_clue, rules.can_review_clue, rules.can_approve_clue)
    return any(rule(by, clue) for rule in asked)


STEPS: dict[str, Step] = {
    "weigh": Step(
        "组务会研判",
        OpinionForm,
        rules.can_weigh_clue,
        lambda by, clue, said: operations.weigh_clue(clue, by=by, opinion=said["opinion"]),
        "进入组务会研判，研判后由组长送巡察办审核",
    ),
    "send": Step(
        "送巡察办审核",
        OpinionForm,
        rules.can_send_clue,
        lambda by, clue, said: operations.send_clue(clue, by=by, opinion=said["opinion"]),
        "送巡察办主任审核，审核期间本组不能修改",
    ),
    "forward": Step(
        "呈领导审批",
        OpinionForm,
        rules.can_review_clue,
        lambda by, clue, said: operations.put_forward(clue, by=by, opinion=said["opinion"]),
        "呈领导小组审批，可以由领导登录审批，也可以凭签批件代录",
    ),
    "approve": Step(
        "同意移交",
        OpinionForm,
        rules.can_approve_clue,
        lambda by, clue, said: operations.approve_clue(clue, by=by, opinion=said["opinion"]),
        "批准后由巡察办办理移交",
    ),
    "sign": Step(
        "签收",
        EmptyForm,
        rules.can_sign_for,
        lambda by, clue, _said: operations.sign_for_clue(clue, by=by),
        "签收后开始计算办理时限",
    ),
    "take-up": Step(
        "确定处置方式",
        DisposalForm,
        lambda by, clue: clue.state == ClueState.RECEIVED and rules.can_answer(by, clue),
        lambda by, clue, said: operations.take_up(clue, disposal=said["disposal"], by=by),
        "转为办理中，办理情况按时限反馈巡察办",
    ),
    "answer": Step(
        "反馈办理情况",
        OutcomeForm,
        lambda by, clue: clue.state == ClueState.WORKING and rules.can_answer(by, clue),
        lambda by, clue, said: operations.answer_clue(clue, outcome=said["outcome"], by=by),
        "办理情况反馈巡察办，仍可登记立案",
    ),
    "close": Step(
        "办结",
        EmptyForm,
        lambda by, clue: clue.state == ClueState.ANSWERED and rules.can_answer(by, clue),
        lambda by, clue, _said: operations.close_clue(clue, by=by),
        "办结后不能再改",
    ),
    "return": Step(
        "退回补充",
        ReasonForm,
        _can_return,
        lambda by, clue, said: operations.return_clue(clue, reason=said["reason"], by=by),
        "退回上一环节补充",
    ),
    "keep": Step(
        "暂存",
        ReasonForm,
        rules.can_keep_clue,
        lambda by, clue, said: operations.keep_clue(clue, reason=said["reason"], by=by),
        "暂存待查，以后可以重新研判",
    ),
}
