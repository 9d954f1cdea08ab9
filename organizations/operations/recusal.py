"""回避: declared by oneself, decided by the right person."""

from django.core.exceptions import PermissionDenied, ValidationError

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import PartyOrganization, Person, Recusal
from organizations.states import RecusalState


def declare_recusal(
    person: Person, party_organization: PartyOrganization, *, ground: str, by: Actor, detail: str = ""
) -> Recusal:
    """申报回避: one's own."""
    if person.user_id != by.user.pk or not rules.can_declare_recusal(by):
        raise PermissionDenied("回避由本人申报。")
    recusal = Recusal(
        person=person,
        party_organization=party_organization,
        ground=ground,
        detail=detail,
        declared_at=by.at,
    )
    return audit.create(recusal, by=by, act="recuse.declare:C")


def decide_recusal(recusal: Recusal, *, grants: bool, opinion: str, by: Actor) -> Recusal:
    """核准回避, or refuse it with the reason; it takes effect at the next request."""
    if recusal.state != RecusalState.DECLARED or not rules.can_decide_recusal(by, recusal):
        raise PermissionDenied("不能核准本人的回避，或者已经核准。")
    if not grants and not opinion.strip():
        raise ValidationError({"reason": "不予回避的，请写明理由。"})
    to = RecusalState.GRANTED if grants else RecusalState.REFUSED
    return audit.move(recusal, to, by=by, reason=opinion)


def end_recusal(recusal: Recusal, *, reason: str, by: Actor) -> Recusal:
    """结束回避."""
    if recusal.state != RecusalState.GRANTED or not rules.can_decide_recusal(by, recusal):
        raise PermissionDenied("不能办理本人的回避，或者已经结束。")
    return audit.move(recusal, RecusalState.ENDED, by=by, reason=reason)
