"""Headline figures: the same indicators everywhere, a link only where the rows may be opened."""

from django.urls import reverse

from accounts.rules import roles_of
from accounts.states import Role
from audit.actor import Actor
from dashboards.indicators import Indicator, indicator
from ui.charts import Figure

OFFICE = frozenset({Role.ODR, Role.OST})
FEW = 3

# The figures on the first page of leaders and of the office
CORE = (
    "rounds",
    "units_inspected",
    "findings",
    "key_clues_handed_over",
    "persons_filed",
    "systems_established_by_units",
)
RECTIFICATION = (
    "rectification_items",
    "rectification_closed",
    "rectification_overdue",
    "assignments_in_progress",
)


def shown(found: Indicator, count: int, by: Actor) -> str:
    """Return the number as the viewer may read it: few clues stay 不足3件 outside the office."""
    if found.secret and 0 < count < FEW and not roles_of(by) & OFFICE:
        return f"不足{FEW}{found.unit}"
    return f"{count:,}"


def figure(code: str, by: Actor) -> Figure:
    """Return one indicator as a headline figure."""
    found = indicator(code)
    count = found.count(by)
    value = shown(found, count, by)
    url = reverse("dashboards:indicator_rows", args=[code]) if found.may_open(by) else ""
    tone = "late" if code == "rectification_overdue" and count else ""
    unit = "" if value.startswith("不足") else found.unit
    return Figure(found.name, value, unit, meaning=found.wording, url=url, tone=tone)


def figures(by: Actor, codes: tuple[str, ...]) -> list[Figure]:
    """Return several indicators as headline figures."""
    return [figure(code, by) for code in codes]
