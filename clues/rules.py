"""Who may do what with a clue: state, relation, right, in this order."""

from django.db.models import QuerySet

from accounts import grants
from accounts.models import Grant, RoleHolding
from accounts.rules import held, may
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Entry
from clues.models import Clue
from clues.states import ClueState
from organizations.models import OfficePost, Person
from rounds.models import Assignment, unrecused_q

# 代录 of a clue takes two who see it: from the leaders' approval to the end of the receiver's work
IN_CUSTODY = {
    ClueState.APPROVAL,
    ClueState.APPROVED,
    ClueState.HANDED,
    ClueState.RECEIVED,
    ClueState.WORKING,
    ClueState.ANSWERED,
}
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


def can_name_custodian(by: Actor, clue: Clue) -> bool:
    """指定线索专管员 is the director's, while papers of others may still come in."""
    return clue.state in IN_CUSTODY and may(by, "clue.custodian:A", clue)


def can_end_custody(by: Actor, clue: Clue) -> bool:
    """撤销线索专管员 is the director's, at any time."""
    return may(by, "clue.custodian:A", clue) and custodian_of(clue, by) is not None


def custodian_of(clue: Clue, by: Actor) -> Grant | None:
    """Return the grant of who is custodian on the day of the act."""
    row: Grant | None = grants.holders_of(clue).filter(grants.live_on(by.on)).first()
    return row


def eligible(clue: Clue, by: Actor) -> "QuerySet[Person]":
    """Return whom the director may name: clerks of the clue's own office whom no recusal keeps from it."""
    clerks = RoleHolding.objects.on(by.on).filter(role=Role.OST, user__is_active=True).values("user")
    directors = RoleHolding.objects.on(by.on).filter(role=Role.ODR).values("user")
    posts = OfficePost.objects.on(by.on).filter(office=clue.assignment.office_id).values("person")
    rows = Person.objects.filter(pk__in=posts, user__in=clerks).exclude(user__in=directors)
    free = [person.pk for person in rows.select_related("user") if _unrecused(person, clue, by)]
    found: QuerySet[Person] = Person.objects.filter(pk__in=free).select_related("user")
    return found


def _unrecused(person: Person, clue: Clue, by: Actor) -> bool:
    if person.user is None:
        return False
    named = Actor(user=person.user, at=by.at)
    return Clue.objects.filter(unrecused_q(named), pk=clue.pk).exists()
