"""May this person keep the dictionaries of the clock?"""

from accounts.rules import may
from audit.actor import Actor


def can_edit_rules(by: Actor) -> bool:
    """Rules and calendar are kept by the clerks of the office and its director."""
    return may(by, "deadline.rule:E") or may(by, "deadline.rule:A")
