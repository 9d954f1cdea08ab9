"""指标: each number the office reports, defined once. Board, papers, command and drill-down all call it.

The codes are those of the published case (demo/data/reference_cases.json).
"""

from audit.actor import Actor
from dashboards.indicators.base import Indicator
from dashboards.indicators.inspection import INSPECTION
from dashboards.indicators.meetings import MEETINGS
from dashboards.indicators.people import PEOPLE
from dashboards.indicators.rectification import RECTIFICATION
from dashboards.indicators.supervision import SUPERVISION

INDICATORS: tuple[Indicator, ...] = (
    *INSPECTION,
    *RECTIFICATION,
    *SUPERVISION,
    *MEETINGS,
    *PEOPLE,
)

__all__ = ["INDICATORS", "Indicator", "figures", "indicator"]


def indicator(code: str) -> Indicator:
    """Return one indicator.

    Raises:
        StopIteration: there is none of that code.
    """
    return next(found for found in INDICATORS if found.code == code)


def figures(by: Actor) -> dict[str, int]:
    """Return every number that the viewer's reach gives, code → value."""
    return {found.code: found.count(by) for found in INDICATORS}
