"""The steps of the walk that press and brief: a paper goes before the group and out, a briefing to the leaders."""

from dataclasses import dataclass
from random import Random
from typing import Any, Self

from audit.actor import Actor
from rectification.operations import briefing, pressing
from tests.access.ground import Ground
from tests.access.rights import Rights
from tests.access.steps import REASON, Step, hand

PRESS = {
    "issue_pressing": ("pending", "press.paper:A", "issued"),
    "submit_pressing": ("pending", "press.paper:S", "group"),
    "drop_pressing": ("pending", "press.paper:A", "dropped"),
    "agree_pressing": ("group", "press.grave:A", "issued"),
    "return_pressing": ("group", "press.grave:A", "pending"),
}
BY_GROUP = {"agree_pressing", "return_pressing"}


@dataclass(frozen=True)
class Press(Step):
    """批准发出、提请领导小组、不予发出、领导小组批准或退回."""

    paper: str
    what: str
    weight = 2

    def allowed(self, r: Rights) -> bool:
        paper, (now, act, _) = r.pressing[self.paper], PRESS[self.what]
        fits = {"issue_pressing": not paper.is_grave, "submit_pressing": paper.is_grave}
        if paper.state != now or not fits.get(self.what, True):
            return False
        own = self.what in BY_GROUP and paper.sender == self.by
        return not own and r.may(self.by, act, ("pressing", self.paper))

    def run(self, ground: Ground, by: Actor) -> Any:
        told: dict[str, Any] = {"opinion": REASON}
        getattr(pressing, self.what)(ground.fresh("pressing", self.paper), by=by, **told)

    def follow(self, r: Rights) -> None:
        paper = r.pressing[self.paper]
        paper.state = PRESS[self.what][2]
        paper.sender = self.by if paper.state == "group" else ""

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        name = dice.choice(sorted(r.pressing))
        able = [what for what, (now, _, _) in PRESS.items() if r.pressing[name].state == now]
        if not able:
            return None
        what = dice.choice(able)
        return cls(hand(dice, r, PRESS[what][1], ("pressing", name)), name, what)


@dataclass(frozen=True)
class Brief(Step):
    """发布县领导摘要: open to the leaders from now on."""

    weight = 1

    def allowed(self, r: Rights) -> bool:
        return not r.briefed and r.may(self.by, "brief.leaders:A", ("briefing", "w1"))

    def run(self, ground: Ground, by: Actor) -> Any:
        briefing.release_briefing(ground.fresh("briefing", "w1"), by=by)

    def follow(self, r: Rights) -> None:
        r.briefed = True

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return None if r.briefed else cls(hand(dice, r, "brief.leaders:A", ("briefing", "w1")))


OF_PRESSING: tuple[type[Step], ...] = (Press, Brief)
