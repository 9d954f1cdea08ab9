"""What a visit found, in numbers: counted from its list, once for the page and for the report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rectification.states import Progress
from supervision.models import CheckedItem
from supervision.states import Drawn


@dataclass(frozen=True)
class Figures:
    """The numbers of a list; ``same``, ``different`` and ``left`` add up to ``total``."""

    total: int
    open: int
    sampled: int
    same: int
    different: int
    left: int
    done: int
    mostly: int
    undone: int


def figures_of(checks: Iterable[CheckedItem]) -> Figures:
    """Count a list."""
    rows = list(checks)
    drawn, found = Counter(one.drawn for one in rows), Counter(one.found for one in rows)
    left = sum(not one.agreement for one in rows)
    different = sum(one.is_different for one in rows)
    return Figures(
        total=len(rows),
        open=drawn[Drawn.OPEN],
        sampled=drawn[Drawn.SAMPLED],
        same=len(rows) - left - different,
        different=different,
        left=left,
        done=found[Progress.DONE],
        mostly=found[Progress.MOSTLY],
        undone=found[Progress.UNDONE],
    )
