"""A county with clues on their way, for the tests of clues and of what stands above them."""

import datetime as dt
from typing import Any

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.actor import Actor
from clues import operations
from clues.models import Clue
from clues.operations import Named
from clues.states import ClueState, Discipline, Disposal
from organizations.models import Body
from organizations.states import OfficePostKind
from organizations.tests.factories import make_person, sit_in_office
from rounds.models import Assignment
from rounds.tests.factories import County

SECRET = "收受工程老板礼金五万元"
NAME = "万某其人"
WAY = tuple(ClueState)[:10]


def seat_second_director(county: County) -> None:
    """Let a second person with the director's role sit in the office: 代录 of clues takes two who see them."""
    director = make_user(f"{county.user('director').username}-2", Role.ODR)
    county.people["second_director"] = make_person(county.office, "second", director)
    sit_in_office(county.people["second_director"], OfficePostKind.DIRECTOR)


def register(county: County, assignment: Assignment | None = None, **facts: Any) -> Clue:
    """Register a clue as the leader of the team."""
    said: dict[str, Any] = {
        "summary": SECRET,
        "discipline": Discipline.INTEGRITY,
        "subjects": [Named(NAME, "青石镇党委委员", "副科级")],
        "is_key": True,
        "by": county.by("team_lead"),
    }
    return operations.register_clue(assignment or county.assignment, **{**said, **facts})


def make_clue(county: County, state: ClueState = ClueState.REGISTERED, **facts: Any) -> Clue:
    """Return a clue that has come as far as a state, step by step."""
    clue = register(county, **facts)
    body = Body.objects.get(office=county.office)
    if state == ClueState.KEPT:
        return operations.keep_clue(clue, reason="线索过于笼统", by=county.by("team_lead"))
    for step in WAY[1 : WAY.index(state) + 1]:
        advance(county, clue, step, body)
    return clue


def advance(county: County, clue: Clue, to: ClueState, body: Body) -> None:
    """Take a clue one step on, by whoever holds the step."""
    lead, director, receiver = (county.by(who) for who in ("team_lead", "director", "receiver"))
    by_step: dict[ClueState, Any] = {
        ClueState.TEAM: lambda: operations.weigh_clue(clue, by=lead, opinion="可查"),
        ClueState.OFFICE: lambda: operations.send_clue(clue, by=lead),
        ClueState.APPROVAL: lambda: operations.put_forward(clue, by=director),
        ClueState.APPROVED: lambda: operations.approve_clue(clue, by=county.by("leadership")),
        ClueState.HANDED: lambda: hand_over(clue, body, director),
        ClueState.RECEIVED: lambda: operations.sign_for_clue(clue, by=receiver),
        ClueState.WORKING: lambda: operations.take_up(clue, disposal=Disposal.VERIFY, by=receiver),
        ClueState.ANSWERED: lambda: operations.answer_clue(clue, outcome="已立案审查", by=receiver),
        ClueState.CLOSED: lambda: operations.close_clue(clue, by=receiver),
    }
    by_step[to]()


def hand_over(clue: Clue, body: Body, by: Actor, on: dt.date | None = None) -> Clue:
    """Hand a clue over to a body."""
    return operations.hand_over(clue, body, on=on or by.on, number="云岭巡移〔2026〕1号", by=by)
