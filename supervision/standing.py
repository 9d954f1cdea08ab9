"""排名: where each unit of a round stands, and who is among the lowest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from audit.actor import Actor
from rounds.models import Round
from supervision.models import Assessment
from supervision.scoring import ZERO, lowest, ranked

NOT_WHOLE = "本轮排名里有您不能办理的单位，名次不全，请由其他干部办理。"
LOWEST = 10  # 约谈最后几家: as changzhou talked to


@dataclass(frozen=True)
class Standing:
    """A unit in the ranking."""

    rank: int
    assessment: Assessment
    low: bool


def standings(decided: Iterable[Assessment], many: int) -> list[Standing]:
    """排名: return the decided assessments by rank; so many of the lowest, and their equals, are marked.

    By points; a unit that was vetoed has the lowest band whatever its points, and stands behind all others.
    """
    rows = list(decided)
    merits = [(not row.vetoed_by, row.total or ZERO) for row in rows]
    low = lowest(merits, many)
    found = [
        Standing(rank, row, place in low)
        for place, (rank, row) in enumerate(zip(ranked(merits), rows, strict=True))
    ]
    return sorted(found, key=lambda one: (one.rank, one.assessment.assignment.unit.name))


def whole_round(round_: Round, by: Actor) -> Any:
    """全轮: return the decided assessments of a round, for what says of each unit where it stands.

    Raises:
        ValidationError: one of them is out of the actor's sight; the places of all others would be wrong.
    """
    every = Assessment.objects.decided().filter(assignment__team__round=round_)
    rows = every.visible_to(by)
    if rows.count() != every.count():
        raise ValidationError(NOT_WHOLE)
    return rows


def usual_lowest(ranked_units: int) -> int:
    """约谈的家数: return how many of the lowest are marked unless somebody says otherwise.

    Ten; of a small round a third, so that nobody is offered a warning for a good result.
    """
    return min(LOWEST, max(1, ranked_units // 3))
