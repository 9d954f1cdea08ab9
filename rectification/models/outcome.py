"""整改成效: what came of it, kind by kind; what is accepted apart from what is only claimed."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from rectification.states import MONEY_KINDS, SYSTEM_KINDS, ResultKind, ResultState


@dataclass(frozen=True)
class Outcome:
    """One kind: how much the office accepted, how much is only claimed, how much it refused."""

    label: str
    unit: str
    kinds: tuple[str, ...]
    accepted: Decimal
    claimed: Decimal
    refused: Decimal

    @property
    def is_sum(self) -> bool:
        """It stands for several kinds together."""
        return len(self.kinds) > 1


COUNTED = (ResultState.CLAIMED, ResultState.ACCEPTED, ResultState.REFUSED)
GROUPS: tuple[tuple[str, tuple[ResultKind, ...]], ...] = (
    ("建章立制合计", SYSTEM_KINDS),
    ("资金合计", MONEY_KINDS),
)


def outcomes(rows: Any) -> list[Outcome]:
    """Return every kind of which there is something, systems and money with their sum, in one question.

    A system counts as one, as in the published totals, whatever number was written beside it.
    """
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    told = rows.order_by().values_list("kind", "state").annotate(many=Count("pk"), total=Sum("quantity"))
    for kind, state, many, total in told:
        amounts[kind, state] = Decimal(many) if kind in SYSTEM_KINDS else total
    found = []
    for label, kinds in GROUPS:
        found += [_line(kind.label, (kind,), amounts) for kind in kinds] + [_line(label, kinds, amounts)]
    grouped = {kind for _, kinds in GROUPS for kind in kinds}
    found += [_line(kind.label, (kind,), amounts) for kind in ResultKind if kind not in grouped]
    return [one for one in found if one.accepted or one.claimed or one.refused]


def _line(label: str, kinds: tuple[ResultKind, ...], amounts: dict[tuple[str, str], Decimal]) -> Outcome:
    sums = (sum((amounts[kind, state] for kind in kinds), Decimal(0)) for state in COUNTED)
    claimed, accepted, refused = sums
    return Outcome(label, kinds[0].unit, tuple(kind.value for kind in kinds), accepted, claimed, refused)
