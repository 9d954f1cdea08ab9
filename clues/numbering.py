"""编号: clues are numbered in their team; those that somebody must not learn of, in a row of their own.

A number left out would tell the leader of a team that there is a clue which the leader may not see.
"""

from collections.abc import Iterable

from django.db.models import Q

from clues.models import Clue
from organizations.models import BodyPost, OfficePost, Person
from rounds.models import Assignment, Posting

PLAIN, APART = "线索", "专报"


def next_number(assignment: Assignment, people: Iterable[Person], now: str = "") -> str:
    """Return the number of a clue of an assignment that concerns these people; ``now`` if it fits already."""
    team = assignment.team
    word = APART if _read_numbers(assignment, people) else PLAIN
    stem = f"{team.round.number}-{team.number}-{word}-"
    if now.startswith(stem) or (now and word == PLAIN):
        return now
    given = Clue.objects.filter(assignment__team=team, number__startswith=stem)
    last = max((_count(number, stem) for number in given.values_list("number", flat=True)), default=0)
    return f"{stem}{last + 1:02d}"


def _count(number: str, stem: str) -> int:
    rest = number.removeprefix(stem)
    return int(rest) if rest.isdecimal() else 0


def _read_numbers(assignment: Assignment, people: Iterable[Person]) -> bool:
    """Say whether one of the people serves or served where the numbers of clues are read."""
    chosen = list(people)
    posts = Q(person__in=chosen)
    return bool(chosen) and any(
        rows.exists()
        for rows in (
            Posting.objects.filter(posts, team__round=assignment.team.round),
            OfficePost.objects.filter(posts),
            BodyPost.objects.filter(posts),
        )
    )
