"""Who may keep the schemes, and which edition is still open to change."""

from accounts.rules import may
from audit.actor import Actor
from organizations.models import Office, offices_of
from rounds.models import Scheme
from rounds.states import RoundState


def can_create_scheme(by: Actor, office: Office) -> bool:
    """The clerk of the office."""
    return may(by, "taxonomy.edit:C") and office.pk in offices_of(by)


def can_copy_scheme(by: Actor, scheme: Scheme) -> bool:
    """The clerk of its office."""
    return may(by, "taxonomy.edit:C", scheme)


def can_edit_scheme(by: Actor, scheme: Scheme) -> bool:
    """The office, as long as no round works by this edition."""
    return may(by, "taxonomy.edit:E", scheme) and not is_in_use(scheme)


def can_retire_scheme(by: Actor, scheme: Scheme) -> bool:
    """The office; rounds that are bound to the edition keep it."""
    return may(by, "taxonomy.edit:E", scheme)


def is_in_use(scheme: Scheme) -> bool:
    """Say whether a round beyond its preparation is bound to the edition."""
    return scheme.rounds.exclude(state=RoundState.PREPARING).exists()
