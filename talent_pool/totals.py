"""人才库概况: how many, by pool; no names."""

from dataclasses import dataclass

from django.db.models import Count

from audit.actor import Actor
from talent_pool.models import Member
from talent_pool.states import MemberState, PoolKind

IN_VIEW = ("pool.view:M", "pool.view:V")


@dataclass(frozen=True)
class PoolLine:
    """One pool in numbers."""

    label: str
    idle: int
    posted: int
    waiting: int
    left: int

    @property
    def present(self) -> int:
        """在库: those out on a posting too."""
        return self.idle + self.posted


def pool_lines(by: Actor) -> list[PoolLine]:
    """Return the numbers of each pool within the actor's reach."""
    rows = Member.objects.reached_by(by, *IN_VIEW).order_by().values_list("pool", "state")
    counted = {(pool, state): many for pool, state, many in rows.annotate(many=Count("pk"))}

    def many(pool: str, *states: MemberState) -> int:
        return sum(counted.get((pool, state.value), 0) for state in states)

    return [
        PoolLine(
            label=str(kind.label),
            idle=many(kind.value, MemberState.IN_POOL),
            posted=many(kind.value, MemberState.POSTED),
            waiting=many(kind.value, MemberState.PROPOSED, MemberState.VETTING),
            left=many(kind.value, MemberState.LEFT),
        )
        for kind in PoolKind
    ]
