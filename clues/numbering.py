"""编号: clues are numbered in their team; those that somebody must not learn of, in a row of their own.

A number left out would tell the leader of a team that there is a clue which the leader may not see. Apart,
numbers follow no order: whoever may see one of them cannot tell how many there are.
"""

from collections.abc import Iterable

from django.db.models import Q

from clues.models import Clue
from organizations.models import BodyPost, OfficePost, Person
from rounds.models import Assignment, Posting

PLAIN, APART = "线索", "专报"


def next_number(clue: Clue, people: Iterable[Person]) -> str:
    """Return the number that a clue about these people takes; the one it has, if that fits already."""
    assignment = clue.assignment
    team, apart = assignment.team, _read_numbers(assignment, people)
    stem = f"{team.round.number}-{team.number}-{APART if apart else PLAIN}-"
    if clue.number and (clue.number.startswith(stem) or not apart):
        return clue.number
    given = Clue.objects.filter(assignment__team=team, number__startswith=stem)
    numbers = {_count(number, stem) for number in given.values_list("number", flat=True)}
    if not apart:
        return f"{stem}{max(numbers, default=0) + 1:02d}"
    number = 1000 + clue.pk.int % 9000
    while number in numbers:
        number = number + 1
    return f"{stem}{number}"


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
