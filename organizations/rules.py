"""Who may keep the registry, read kin, declare and decide a recusal."""

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Office, Person, Recusal, offices_of
from organizations.states import RecusalState


def can_keep_units(by: Actor) -> bool:
    """名录 is kept by the office's clerks."""
    return may(by, "unit.registry:C")


def can_read_registry_trail(by: Actor) -> bool:
    """办理过程 of the 名录 is the office's; units and teams read what is entered, not who entered it."""
    return any(may(by, act) for act in ("unit.registry:C", "unit.registry:A"))


def can_keep_people(by: Actor) -> bool:
    """人员与任职 are kept by the office's clerks."""
    return may(by, "person.registry:C")


def can_see_kin(by: Actor, person: Person) -> bool:
    """亲属 are read by the person, the office's clerks and the director; by nobody else."""
    office = may(by, "person.registry:E", person) or may(by, "person.registry:A", person)
    return person.user_id == by.user.pk or office


def can_check_recusal(by: Actor) -> bool:
    """回避核对 is asked by the office."""
    return may(by, "person.registry:E") or may(by, "person.registry:A")


def can_declare_recusal(by: Actor) -> bool:
    """回避 is declared by oneself."""
    return may(by, "recuse.declare:C")


def can_register_recusal(by: Actor, person: Person) -> bool:
    """代为登记 is for the office's clerks, about others."""
    return person.user_id != by.user.pk and may(by, "recuse.decide:P")


def can_decide_recusal(by: Actor, recusal: Recusal) -> bool:
    """回避 is decided by the right person: never one's own, nor what one registered."""
    concerned = by.user.pk in {recusal.person.user_id, recusal.declared_by}
    waiting = recusal.state == RecusalState.DECLARED
    return waiting and not concerned and may(by, "recuse.decide:A", recusal)


def can_end_recusal(by: Actor, recusal: Recusal) -> bool:
    """结束回避 is decided by the right person, never one's own."""
    own = recusal.person.user_id == by.user.pk
    return recusal.state == RecusalState.GRANTED and not own and may(by, "recuse.decide:A", recusal)


def can_revise_trigger(by: Actor, office: Office) -> bool:
    """回避情形 is set by the office for itself."""
    return may(by, "recuse.rule:E") and office.pk in offices_of(by)
