"""届 › 轮 › 组 › 单位 › 记录: where a record lies, linked as far as the reader may go."""

from django.urls import NoReverseMatch, reverse

from accounts.rules import may
from audit.actor import Actor
from rounds.models import Assignment, Round, Team

Crumbs = list[tuple[str, str]]


def places(by: Actor, assignment: Assignment, *rest: tuple[str, str]) -> Crumbs:
    """Return the way to a record of an assignment; fetch ``team__round__term`` and ``unit`` with it."""
    team = assignment.team
    return [
        (team.round.term.name, _page(by, Round.VIEW, "term_detail", team.round.term_id)),
        (team.round.name, _page(by, Round.VIEW, "round_detail", team.round_id)),
        (team.name, _page(by, Team.VIEW, "team_detail", team.pk)),
        (assignment.unit.name, _page(by, Assignment.VIEW, "assignment_detail", assignment.pk)),
        *rest,
    ]


def _page(by: Actor, acts: tuple[str, ...], name: str, key: object) -> str:
    if not any(may(by, act) for act in acts):
        return ""
    try:
        return reverse(f"rounds:{name}", args=[key])
    except NoReverseMatch:
        return ""
