"""Who may do what with a clue: state, relation, right, in this order."""

from accounts.rules import held, may
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Entry
from clues.models import Clue
from clues.states import ClueState
from rounds.models import Assignment

IN_PLACE = (Role.LDG, Scope.STAND)  # of the director whom the clue names
EDITABLE = {ClueState.REGISTERED, ClueState.TEAM, ClueState.KEPT}


def can_register_clue(by: Actor, assignment: Assignment) -> bool:
    """登记 is the team leader's and deputy's."""
    return may(by, "clue.draft:C", assignment)


def can_edit_clue(by: Actor, clue: Clue) -> bool:
    """修改 ends when the clue leaves the team."""
    return clue.state in EDITABLE and may(by, "clue.draft:E", clue)


def can_keep_clue(by: Actor, clue: Clue) -> bool:
    """暂存 is the team leader's, before the clue leaves the team."""
    waits = clue.state in {ClueState.REGISTERED, ClueState.TEAM}
    return waits and can_edit_clue(by, clue) and may(by, "clue.handover:E", clue)


def can_weigh_clue(by: Actor, clue: Clue) -> bool:
    """组务会研判, or keeping it for later."""
    return clue.state in {ClueState.REGISTERED, ClueState.KEPT} and may(by, "clue.handover:E", clue)


def can_send_clue(by: Actor, clue: Clue) -> bool:
    """送巡察办审核 by the team's leader."""
    return clue.state == ClueState.TEAM and may(by, "clue.approve:P", clue)


def can_review_clue(by: Actor, clue: Clue) -> bool:
    """巡察办审核 by the director, never by who sent it."""
    sent_by_self = clue.sent_by == by.user.pk
    return clue.state == ClueState.OFFICE and not sent_by_self and _in_office(by, "clue.approve:P", clue)


def can_approve_clue(by: Actor, clue: Clue) -> bool:
    """领导审批 by the leading group, usually entered from the signed paper; never by who put it forward."""
    if clue.state != ClueState.APPROVAL or not may(by, "clue.approve:A", clue):
        return False
    return bool(by.acting_for) or Entry.objects.who_took(clue, ClueState.APPROVAL) != by.user.pk


def can_hand_over(by: Actor, clue: Clue) -> bool:
    """移交 follows the approval, by the director."""
    return clue.state == ClueState.APPROVED and _in_office(by, "clue.handover:E", clue)


def can_identify(by: Actor, clue: Clue) -> bool:
    """确认身份 by whoever leads the team or the office, or stands in for them; never about oneself."""
    return may(by, "clue.identity:E", clue)


def _in_office(by: Actor, act: str, clue: Clue) -> bool:
    """The team holds the act as well, for its own step: this one is the office's, or who stands in for it."""
    office = any(scope == Scope.ALL or (role, scope) == IN_PLACE for role, scope in held(by, act))
    return office and may(by, act, clue)


def can_sign_for(by: Actor, clue: Clue) -> bool:
    """签收 by the receiving body."""
    return clue.state == ClueState.HANDED and may(by, "clue.receipt:S", clue)


def can_answer(by: Actor, clue: Clue) -> bool:
    """反馈办理结果 by the receiving body."""
    under_way = {ClueState.RECEIVED, ClueState.WORKING, ClueState.ANSWERED}
    return clue.state in under_way and may(by, "clue.result:C", clue)


def can_file(by: Actor, clue: Clue) -> bool:
    """登记立案 by the receiving body, once it has begun."""
    return clue.state in {ClueState.WORKING, ClueState.ANSWERED} and may(by, "clue.result:E", clue)
