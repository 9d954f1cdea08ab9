"""Who sees which board."""

from accounts.rules import may
from audit.actor import Actor


def can_see_board(by: Actor) -> bool:
    """全局看板: totals down to the unit."""
    return may(by, "dash.all:M")


def can_see_portfolio(by: Actor) -> bool:
    """分管口看板."""
    return may(by, "dash.port:M")


def can_see_unit(by: Actor) -> bool:
    """本单位整改进度."""
    return may(by, "dash.unit:M")
