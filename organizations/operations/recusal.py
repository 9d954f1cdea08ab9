"""回避: declared by oneself or registered by the office, decided by somebody else."""

from django.core.exceptions import PermissionDenied, ValidationError

from audit import operations as audit
from audit.actor import Actor
from organizations import rules
from organizations.models import PartyOrganization, Person, Recusal
from organizations.operations.refusals import require
from organizations.states import RecusalState


def declare_recusal(
    person: Person, party_organization: PartyOrganization, *, ground: str, by: Actor, detail: str = ""
) -> Recusal:
    """申报回避: one's own."""
    require(person.user_id == by.user.pk and rules.can_declare_recusal(by), "回避由本人申报。")
    return _keep(person, party_organization, ground, detail, by, "recuse.declare:C")


def register_recusal(
    person: Person, party_organization: PartyOrganization, *, ground: str, by: Actor, detail: str = ""
) -> Recusal:
    """代为登记回避: an objection by the unit, or what the office found; decided by somebody else."""
    require(rules.can_register_recusal(by, person), "本人的回避请自行申报；代为登记由巡察办干部办理。")
    return _keep(person, party_organization, ground, detail, by, "recuse.decide:P")


def _keep(person: Person, party: PartyOrganization, ground: str, detail: str, by: Actor, act: str) -> Recusal:
    if Recusal.objects.open().filter(person=person, party_organization=party).exists():
        words = f"{person}对{party}的回避已经申报，请查看现有记录。"
        raise ValidationError({"party_organization": words})
    recusal = Recusal(
        person=person,
        party_organization=party,
        ground=ground,
        detail=detail,
        declared_at=by.at,
        declared_by=by.user.pk,
    )
    return audit.create(recusal, by=by, act=act)


def decide_recusal(recusal: Recusal, *, grants: bool, opinion: str, by: Actor) -> Recusal:
    """核准回避, or refuse it with the reason; it takes effect at the next request."""
    if recusal.state == RecusalState.DECLARED and not rules.can_decide_recusal(by, recusal):
        raise PermissionDenied("不能核准本人的或自己登记的回避，请由另一人办理。")
    if not grants and not opinion.strip():
        raise ValidationError({"reason": "不予回避的，请写明理由。"})
    to = RecusalState.GRANTED if grants else RecusalState.REFUSED
    return audit.move(recusal, to, by=by, reason=opinion)


def end_recusal(recusal: Recusal, *, reason: str, by: Actor) -> Recusal:
    """结束回避: what stood in the way is over."""
    if recusal.state == RecusalState.GRANTED and not rules.can_end_recusal(by, recusal):
        raise PermissionDenied("不能结束本人的回避，请由另一人办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明结束回避的理由。"})
    return audit.move(recusal, RecusalState.ENDED, by=by, reason=reason)
