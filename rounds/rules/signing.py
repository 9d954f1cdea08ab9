"""Who may sign: the holder of an act, or the clerk who enters a paper that the holder has signed (代录)."""

from accounts.rules import Scoped, may
from audit.actor import Actor


def may_sign(by: Actor, act: str, record: Scoped) -> bool:
    """Say whether the actor holds the act, or confirms the signed paper of somebody who does."""
    return may(by, act, record) or (bool(by.acting_for) and may(by, "proxy.enter:A", record))
