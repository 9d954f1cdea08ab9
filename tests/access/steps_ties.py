"""The steps of the walk that bind people and keep them away: posts, portfolios, supervision, recusals."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any, Self

from audit.actor import Actor
from organizations.models import BodyPost, OfficePost, Portfolio, Tenure
from organizations.operations import recusal as recusals
from organizations.operations import registry, tenure
from rounds.operations import supervision
from tests.access.ground import Ground
from tests.access.rights import DAY, RecusalCase, Rights, Tie
from tests.access.steps import REASON, Step, days, hand, other, second, tied

KEEPS = "person.registry:C"


@dataclass(frozen=True)
class Settle(Step):
    """登记任职、分管、经办、机构任职."""

    kind: str
    who: str
    place: str
    what: str
    since: dt.date
    until: dt.date | None
    key: int
    weight = 9

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, KEEPS)

    def run(self, ground: Ground, by: Actor) -> Any:
        person, span = ground.people[self.who], {"since": self.since, "until": self.until}
        if self.kind == "unit":
            unit = ground.fresh("unit", self.place)
            row: Any = Tenure(person=person, unit=unit, kind=self.what, title="负责人", **span)
            return tenure.appoint(row, by=by)
        if self.kind == "portfolio":
            return tenure.assign_portfolio(
                Portfolio(person=person, unit=ground.fresh("unit", self.place), since=self.since), by=by
            )
        if self.kind == "body":
            row = BodyPost(person=person, body=ground.bodies[self.place], **span)
        else:
            office = ground.offices[self.place]
            row = OfficePost(person=person, office=office, kind=self.what, title="干部", **span)
        registry.enter(row, by=by)
        return row

    def follow(self, r: Rights) -> None:
        until = None if self.kind == "portfolio" else self.until
        if (self.kind, self.what) == ("unit", "head") or self.kind == "portfolio":
            for tie in r.ties.values():  # one at a time: the former one's ends the day before
                same = (tie.kind, tie.place, tie.what) == (self.kind, self.place, self.what)
                if same and tie.on(self.since):
                    tie.until = self.since - DAY
        r.ties[self.key] = Tie(self.kind, self.who, self.place, self.what, self.since, until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        kind, place, what = dice.choice(
            [
                *(("unit", unit, post) for unit in ("u1", "u2") for post in ("head", "liaison")),
                *(("portfolio", unit, "") for unit in ("u1", "u2")),
                *(("body", body, "") for body in ("b1", "b2")),
                *(("office", "own", post) for post in ("director", "clerk", "leading_group", "designated")),
                ("office", "above", "clerk"),
            ]
        )
        return cls(hand(dice, r, KEEPS), kind, other(dice, r), place, what, *days(dice, r), next(r.numbers))


@dataclass(frozen=True)
class Unsettle(Step):
    """登记离任、卸任: the last day."""

    key: int
    until: dt.date
    weight = 7

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, KEEPS)

    def run(self, ground: Ground, by: Actor) -> Any:
        row = ground.row(self.key)
        ending = tenure.end_tenure if isinstance(row, Tenure) else tenure.end_post
        ending(row, until=self.until, by=by)

    def follow(self, r: Rights) -> None:
        r.ties[self.key].until = self.until

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        key = tied(dice, r, "unit", "portfolio", "body", "office")
        until = r.day + dice.choice((-2, -1, -1, -1, 0, 0, 3)) * DAY
        return None if key is None else cls(hand(dice, r, KEEPS), key, until)


@dataclass(frozen=True)
class Supervise(Step):
    """下达督查任务."""

    who: str
    task: str
    since: dt.date
    until: dt.date | None
    key: int

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "round.edit:C")

    def run(self, ground: Ground, by: Actor) -> Any:
        people, tasks = [ground.people[self.who]], [ground.fresh("assignment", self.task)]
        told: Any = {"name": REASON, "people": people, "assignments": tasks}
        office = ground.offices["own"]
        return supervision.assign_supervision(office, since=self.since, until=self.until, by=by, **told)

    def follow(self, r: Rights) -> None:
        r.ties[self.key] = Tie("supervision", self.who, self.task, "", self.since, self.until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        open_to = sorted(name for name, task in r.tasks.items() if task.published)
        who = dice.choice(("inspector", other(dice, r)))
        return cls(hand(dice, r, "round.edit:C"), who, dice.choice(open_to), *days(dice, r), next(r.numbers))


@dataclass(frozen=True)
class Recuse(Step):
    """申报回避 for oneself, 代为登记 for another."""

    who: str
    party: str
    key: str
    weight = 6

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "recuse.declare:C" if self.by == self.who else "recuse.decide:P")

    def run(self, ground: Ground, by: Actor) -> Any:
        person, party = ground.people[self.who], ground.fresh("party", self.party)
        declare = recusals.declare_recusal if self.by == self.who else recusals.register_recusal
        return declare(person, party, ground=REASON, by=by)

    def follow(self, r: Rights) -> None:
        r.recusals[self.key] = RecusalCase(self.who, self.party, self.by)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        who = other(dice, r)
        by = who if dice.random() < 0.5 else hand(dice, r, "recuse.decide:P")
        return cls(by, who, dice.choice(("p1", "p2")), f"r{next(r.numbers)}")


@dataclass(frozen=True)
class DecideRecusal(Step):
    """核准、不予、结束回避: never one's own, nor what one registered."""

    key: str
    to: str
    weight = 9

    def allowed(self, r: Rights) -> bool:
        case = r.recusals[self.key]
        own = {case.who} if self.to == "ended" else {case.who, case.by}
        stands = case.state == ("granted" if self.to == "ended" else "declared")
        return stands and self.by not in own and r.may(self.by, "recuse.decide:A", ("recusal", self.key))

    def run(self, ground: Ground, by: Actor) -> Any:
        case = ground.fresh("recusal", self.key)
        if self.to == "ended":
            return recusals.end_recusal(case, reason=REASON, by=by)
        return recusals.decide_recusal(case, grants=self.to == "granted", opinion=REASON, by=by)

    def follow(self, r: Rights) -> None:
        r.recusals[self.key].state = self.to

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        found = sorted(key for key, case in r.recusals.items() if case.state in {"declared", "granted"})
        if not found:
            return None
        key = dice.choice(found)
        decided = r.recusals[key].state == "granted"
        to = "ended" if decided else dice.choice(("granted", "granted", "granted", "refused"))
        return cls(
            second(dice, hand(dice, r, "recuse.decide:A", ("recusal", key)), r.recusals[key].who), key, to
        )


OF_TIES: tuple[type[Step], ...] = (Settle, Unsettle, Supervise, Recuse, DecideRecusal)
