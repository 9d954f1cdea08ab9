"""线索: registered by the team's leader, reviewed, approved, handed over, and worked on by the receiver."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from audit.actor import Actor
from clues import operations as clues
from clues.models import Clue
from clues.operations import Named
from clues.states import ClueState, Discipline, Disposal
from demo.county.layout import TeamText
from demo.county.world import ACCOUNTS, World
from demo.texts.clues import ClueText
from demo.texts.clues import Disposal as DisposalWord
from demo.texts.clues import disposal as disposal_words
from demo.texts.clues import opinion as opinion_words
from demo.texts.clues import outcome as outcome_words
from rounds.models import Assignment

RECEIVER = ACCOUNTS["receiver"][0]
# How far the receiver has come, in turn, for clues handed over lately; older ones are closed
LATE_STATES = (
    ClueState.CLOSED,
    ClueState.ANSWERED,
    ClueState.CLOSED,
    ClueState.WORKING,
    ClueState.CLOSED,
)
NEW_STATES = (ClueState.WORKING, ClueState.WORKING, ClueState.RECEIVED, ClueState.ANSWERED)


@dataclass(frozen=True)
class Reported:
    """A clue of one unit: what it says, where it is to get to, and whether the person is filed on."""

    assignment: Assignment
    team: TeamText
    text: ClueText
    until: ClueState
    filed: bool = False


def register(world: World, one: Reported) -> Clue:
    """登记: by the team's leader before it leaves."""
    day = min(one.assignment.leaves_on - dt.timedelta(days=4), world.day(12))
    return clues.register_clue(
        one.assignment,
        summary=one.text.text,
        discipline=Discipline(one.text.nature),
        subjects=[Named(one.text.subject, one.text.post, one.text.rank)],
        is_key=one.text.key,
        received_from=one.text.source,
        by=world.as_user(one.team.leader, day, 19),
    )


def hand_over(world: World, one: Reported, clue: Clue, day: dt.date, number: str, seed: int) -> None:
    """研判、审核、审批、移交: within days of the feedback."""
    leader = world.as_user(one.team.leader, day - dt.timedelta(days=9), 19)
    clues.weigh_clue(clue, by=leader, opinion=opinion_words("拟办意见", one.text, seed=seed))
    if one.until == ClueState.TEAM:
        return
    clues.send_clue(clue, by=leader)
    if one.until == ClueState.OFFICE:
        return
    director = world.director(day - dt.timedelta(days=5))
    clues.put_forward(clue, by=director, opinion="经审核，拟同意移交。")
    if one.until == ClueState.APPROVAL:
        return
    clues.approve_clue(clue, by=world.leaders(day - dt.timedelta(days=2)), opinion="同意移交。")
    by = world.director(day, 16)
    clues.hand_over(clue, world.bodies["B01"], on=day, number=number, by=by)


def work_on(world: World, one: Reported, clue: Clue, day: dt.date, seed: int) -> None:
    """签收、处置、反馈、办结: as far as the receiver has come."""
    if one.until == ClueState.HANDED:
        return
    clues.sign_for_clue(clue, by=_receiver(world, day + dt.timedelta(days=2)))
    if one.until == ClueState.RECEIVED:
        return
    clues.take_up(clue, disposal=_disposal(one), by=_receiver(world, day + dt.timedelta(days=20)))
    if one.filed:
        subject = clue.subjects.get()
        filed_on = min(day + dt.timedelta(days=50), world.as_of - dt.timedelta(days=1))
        clues.record_filing(subject, filed_on=filed_on, by=_receiver(world, filed_on))
    if one.until == ClueState.WORKING:
        return
    words = outcome_words("立案" if one.filed else "了结", one.text, seed=seed)
    if not one.filed:
        words = disposal_words(_DISPOSAL_WORDS[_disposal(one)], one.text, seed=seed) + words
    clues.answer_clue(clue, outcome=words, by=_receiver(world, day + dt.timedelta(days=75)))
    if one.until == ClueState.CLOSED:
        clues.close_clue(clue, by=_receiver(world, day + dt.timedelta(days=85)))


_DISPOSAL_WORDS: dict[Disposal, DisposalWord] = {
    Disposal.VERIFY: "初步核实",
    Disposal.TALK: "谈话函询",
    Disposal.DISMISS: "予以了结",
}


def _disposal(one: Reported) -> Disposal:
    if one.filed or one.text.key:
        return Disposal.VERIFY
    return Disposal.TALK if len(one.text.subject) % 2 else Disposal.DISMISS


def _receiver(world: World, day: dt.date) -> Actor:
    return world.as_user(RECEIVER, min(day, world.as_of), 10)


def build(world: World, wanted: Sequence[Reported], seed: int, published: dict[object, dt.date]) -> None:
    """Every clue of the county, oldest first."""
    for place, one in enumerate(wanted, 1):
        clue = register(world, one)
        if one.until == ClueState.REGISTERED:
            continue
        day = published.get(one.assignment.pk, world.as_of) + dt.timedelta(days=6)
        hand_over(world, one, clue, min(day, world.as_of), f"云岫巡移〔{day.year}〕{place}号", seed)
        if clue.handed_over_on:
            work_on(world, one, clue, day, seed)
