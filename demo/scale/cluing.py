"""Clues that were handed over, and what the receiver made of them."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from clues.models import Clue, Subject
from clues.states import ClueState, Discipline, Disposal
from demo.scale.city import Bureau, City, Place, user_of
from demo.scale.crate import Crate
from demo.texts.clues import CluePlan, ClueText, clues
from demo.texts.tables import rows

ORDER = (Clue, Subject)
CLOSED_AFTER = 300
WAY = (
    (ClueState.TEAM, "leader", -9),
    (ClueState.OFFICE, "leader", -9),
    (ClueState.APPROVAL, "director", -5),
    (ClueState.APPROVED, "leadership", -2),
    (ClueState.HANDED, "director", 0),
    (ClueState.RECEIVED, "receiver", 2),
    (ClueState.WORKING, "receiver", 20),
    (ClueState.ANSWERED, "receiver", 75),
    (ClueState.CLOSED, "receiver", 85),
)


class Named(NamedTuple):
    """A clue to be: where, what it says, its number in the city."""

    bureau: Bureau
    place: Place
    text: ClueText
    number: int


def hand_over(city: City) -> None:
    """Make every clue of the city; as many as published led to a case."""
    crate = Crate(ORDER)
    wanted = list(_wanted(city))
    filed = set(city.rng.sample(range(len(wanted)), min(city.figures.filed, len(wanted))))
    for number, one in enumerate(wanted):
        _clue(city, crate, one, filed=number in filed)
    crate.store()


def _wanted(city: City) -> Iterator[Named]:
    """Compose the texts in lots as large as there are invented persons for."""
    places = [
        (bureau, place) for bureau in city.bureaus for place in bureau.places for _ in range(place.clues)
    ]
    lot = len(rows("subjects"))
    for first in range(0, len(places), lot):
        part = places[first : first + lot]
        plan = [
            CluePlan(place.text, city.as_of.year, number % 3 == 0) for number, (_, place) in enumerate(part)
        ]
        texts = clues(plan, seed=city.seed + first)
        for number, ((bureau, place), text) in enumerate(zip(part, texts, strict=True), first + 1):
            yield Named(bureau, place, text, number)


def _clue(city: City, crate: Crate, one: Named, *, filed: bool) -> None:
    place, text = one.place, one.text
    day = min(city.day(place.age - 6), city.as_of)
    clue = Clue(
        assignment=place.assignment,
        number=f"{day.year}-{one.number:04d}",
        is_key=text.key,
        summary=text.text,
        discipline=Discipline(text.nature),
        received_from=text.source,
        registered_at=city.at(day - dt.timedelta(days=60)),
        receiver=one.bureau.discipline,
        handed_over_on=day,
        handover_number=f"{one.bureau.office.paper_mark}移〔{day.year}〕{one.number}号",
    )
    reached = ClueState.CLOSED if place.age > CLOSED_AFTER else ClueState.WORKING
    _walk(city, crate, one, clue, reached, day)
    filed_on = min(day + dt.timedelta(days=50), city.as_of) if filed else None
    if reached == ClueState.CLOSED:
        clue.closed_on = day + dt.timedelta(days=85)
        clue.outcome = (
            "经核查，反映问题部分属实，已立案审查。" if filed else "经核查，反映问题不属实，予以了结。"
        )
    name, post = _person(city, one)
    clue.summary = text.text.replace(text.subject, name)
    crate.put(Subject(clue=clue, name=name, post=post, rank=text.rank, filed_on=filed_on))


def _person(city: City, one: Named) -> tuple[str, str]:
    """Return name and post of somebody not named before: published totals count persons once."""
    name, post = one.text.subject, f"{one.place.unit.short}{one.text.post}"
    while (name, post) in city.named:
        name = city.name()
    city.named.add((name, post))
    return name, post


def _walk(city: City, crate: Crate, one: Named, clue: Clue, reached: ClueState, day: dt.date) -> None:
    users = {
        "leader": user_of(one.bureau.crews[0][0]),
        "director": one.bureau.director.pk,
        "leadership": city.users["leadership"].pk,
        "receiver": city.users["receiver"].pk,
    }
    crate.create(clue, "clue.draft:C", users["leader"], clue.registered_at)
    for state, who, after in WAY:
        crate.walk(clue, (state, users[who], city.at(day + dt.timedelta(days=after), 16)))
        if state == reached:
            break
    clue.received_on = min(day + dt.timedelta(days=2), city.as_of)
    clue.disposal = Disposal.VERIFY
