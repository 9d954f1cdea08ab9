"""编号: the next number in a team's series of papers, or of findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models.functions import Length

from rounds.models import Finding, Team, WorkingPaper


def numbered(
    papers: Iterable[WorkingPaper], series: type[WorkingPaper] | type[Finding]
) -> Iterator[tuple[WorkingPaper, str]]:
    """Give each paper the next number of a series of its team; the team's row is locked to the end.

    Findings have a series of their own: a gap in the papers' would tell the unit what became no finding.
    """
    by_team: dict[Any, list[WorkingPaper]] = defaultdict(list)
    for paper in papers:
        by_team[paper.assignment.team_id].append(paper)
    for key in sorted(by_team):
        team = Team.objects.select_for_update().get(pk=key)
        round_number = by_team[key][0].assignment.team.round.number
        last = _last_place(team, series)
        for place, paper in enumerate(by_team[key], start=last + 1):
            yield paper, f"{round_number}-{team.number}-{place:03d}"


def _last_place(team: Team, series: Any) -> int:
    given = series.objects.filter(assignment__team=team).exclude(number="")
    last = given.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    return int(last.rpartition("-")[2]) if last else 0
