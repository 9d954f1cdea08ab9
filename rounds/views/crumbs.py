"""届 › 轮 › 组 › 单位: where a page stands; a link only for whom it opens."""

from django.db.models import Model
from django.urls import reverse

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Assignment, Round, Team, Term

Crumbs = list[tuple[str, str]]


def to_term(by: Actor, term: Term) -> Crumbs:
    """Lead to a term."""
    return [(str(term), _page(by, term, "rounds:term_detail"))]


def to_round(by: Actor, round_: Round) -> Crumbs:
    """Lead to a round."""
    return [*to_term(by, round_.term), (str(round_), _page(by, round_, "rounds:round_detail"))]


def to_team(by: Actor, team: Team) -> Crumbs:
    """Lead to a team."""
    return [*to_round(by, team.round), (str(team), _page(by, team, "rounds:team_detail"))]


def to_assignment(by: Actor, assignment: Assignment) -> Crumbs:
    """Lead to an assignment."""
    own = (str(assignment), _page(by, assignment, "rounds:assignment_detail"))
    return [*to_team(by, assignment.team), own]


def here(crumbs: Crumbs, word: str = "") -> Crumbs:
    """End with the place itself: a word after the way, or the last of the way."""
    return [*crumbs, (word, "")] if word else [*crumbs[:-1], (crumbs[-1][0], "")]


def _page(by: Actor, record: Model, name: str) -> str:
    acts: tuple[str, ...] = getattr(type(record), "VIEW", ())
    return reverse(name, args=[record.pk]) if any(may(by, act) for act in acts) else ""
