"""The steps of the walk that give and take rights themselves: roles, clearances, postings, accounts, sessions.

Each step says by whom it is taken, whether the little model allows it, what the program is asked to do, and
what follows in the model. `draw` throws the dice; none when there is nothing to do it to.
"""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Self

from accounts import grants
from accounts.operations import account, granting, session
from accounts.states import Level, Role
from audit.actor import Actor
from rounds.operations import team as teams
from rounds.operations.team import Seat
from tests.access.ground import Ground
from tests.access.rights import DAY, Rights, Tie, needed

ROLES = ("ODR", "OST", "LDG", "TLD", "TDP", "TCO", "TMB", "UNH", "UNL", "SUP", "RCV", "SVG", "SYS", "AUD")
SEATS = ("TLD", "TDP", "TCO", "TMB")
# Whom no step takes anything from: somebody has to go on giving and taking
STAFF = ("chief", "keeper", "guard", "engineer")
REASON = "依会议纪要"


@dataclass(frozen=True)
class Step:
    """An act of somebody."""

    by: str
    weight: ClassVar[int] = 4

    def allowed(self, r: Rights) -> bool:
        """Say whether it is theirs to do; facts that forbid it are another matter."""
        raise NotImplementedError

    def run(self, ground: Ground, by: Actor) -> Any:
        """Ask the program to do it; return the row that came of it, if a later step will name it."""
        raise NotImplementedError

    def follow(self, r: Rights) -> None:
        """Keep in the model what follows."""
        raise NotImplementedError

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        """Throw the dice."""
        raise NotImplementedError


def hand(dice: Random, r: Rights, act: str, record: tuple[str, str] | None = None) -> str:
    """Somebody who may, four times in five; else anybody."""
    able = [who for who in r.homes if r.may(who, act, record)]
    return dice.choice(able if able and dice.random() < 0.8 else sorted(r.homes))


def second(dice: Random, by: str, first: str) -> str:
    """Now and then whoever must not be the second person."""
    return first if dice.random() < 0.15 else by


def other(dice: Random, r: Rights) -> str:
    """Somebody who may lose things."""
    return dice.choice([who for who in r.homes if who not in STAFF])


def days(dice: Random, r: Rights) -> tuple[dt.date, dt.date | None]:
    """From around today, mostly without an end."""
    since = r.day + dice.choice((-400, -3, -1, 0, 0, 0, 1, 2, 5)) * DAY
    return since, None if dice.random() < 0.6 else max(since, r.day) + dice.choice((0, 1, 3, 10)) * DAY


def tied(dice: Random, r: Rights, *kinds: str) -> int | None:
    """A tie that is not over and may be taken."""
    rows = r.ties.items()
    found = [key for key, tie in rows if tie.kind in kinds and tie.who not in STAFF and not _over(tie, r)]
    return dice.choice(found) if found else None


def _over(tie: Tie, r: Rights) -> bool:
    return tie.until is not None and tie.until < r.day


def raise_clearance(r: Rights, who: str, role: str) -> None:
    r.clearance[who] = max(r.clearance[who], needed(role))


def give(r: Rights, who: str, role: str, since: dt.date, until: dt.date | None) -> None:
    """A role given raises the clearance to what the role touches."""
    r.holdings[who].append(Tie("role", who, role, "", since, until))
    raise_clearance(r, who, role)


def end(r: Rights, who: str, role: str, on: dt.date) -> None:
    """A role ends with the day before."""
    for row in r.holdings[who]:
        if row.place == role and (row.until is None or row.until >= on):
            row.until = max(on, row.since) - DAY


@dataclass(frozen=True)
class AskGrant(Step):
    """提请授权."""

    who: str
    change: str  # give, end, clearance
    what: str  # the role, or the level
    since: dt.date
    until: dt.date | None
    weight = 9

    def allowed(self, r: Rights) -> bool:
        return self.by != self.who and r.may(self.by, "acct.grant:P")

    def run(self, ground: Ground, by: Actor) -> Any:
        user = ground.user(self.who)
        if self.change == "give":
            span: Any = {"since": self.since, "until": self.until}
            return granting.propose_role(user, Role(self.what), reason=REASON, by=by, **span)
        if self.change == "end":
            return granting.propose_end(user, Role(self.what), on=self.since, reason=REASON, by=by)
        return granting.propose_clearance(user, Level(self.what), reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        until = self.until.isoformat() if self.until else ""
        r.pending[self.who] = (self.by, self.change, self.what, self.since.isoformat(), until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        who, (since, until) = other(dice, r), days(dice, r)
        change = dice.choice(("give", "end", "clearance", "clearance"))
        role = dice.choice(sorted(r.roles(who)) or ROLES) if change == "end" else dice.choice(ROLES)
        what = dice.choice(("S1", "S2", "S3", "S4")) if change == "clearance" else role
        return (
            None if who in r.pending else cls(hand(dice, r, "acct.grant:P"), who, change, what, since, until)
        )


@dataclass(frozen=True)
class DecideGrant(Step):
    """批准授权, or refuse it."""

    who: str
    grants: bool
    weight = 12

    def allowed(self, r: Rights) -> bool:
        return self.by not in {self.who, r.pending[self.who][0]} and r.may(self.by, "acct.grant:A")

    def run(self, ground: Ground, by: Actor) -> Any:
        proposal = ground.proposal(ground.user(self.who))
        return granting.decide_grant(proposal, grants=self.grants, opinion=REASON, by=by)

    def follow(self, r: Rights) -> None:
        _, change, what, since, until = r.pending.pop(self.who)
        if not self.grants:
            return
        if change == "give":
            last = dt.date.fromisoformat(until) if until else None
            give(r, self.who, what, dt.date.fromisoformat(since), last)
        elif change == "end":
            end(r, self.who, what, dt.date.fromisoformat(since))
        else:
            r.clearance[self.who] = what

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        waiting = sorted(set(r.pending) & set(r.homes))
        if not waiting:
            return None
        who = dice.choice(waiting)
        return cls(second(dice, hand(dice, r, "acct.grant:A"), who), who, dice.random() < 0.9)


@dataclass(frozen=True)
class AskPosting(Step):
    """提请组队: one person."""

    team: str
    who: str
    role: str
    since: dt.date
    until: dt.date | None
    weight = 7

    def allowed(self, r: Rights) -> bool:
        return r.rounds["r1"] != "archived" and r.may(self.by, "team.assign:P", ("team", self.team))

    def run(self, ground: Ground, by: Actor) -> Any:
        seat = Seat(ground.people[self.who], self.role, self.since, self.until)
        return teams.propose_postings(ground.fresh("team", self.team), [seat], reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        until = self.until.isoformat() if self.until else ""
        r.pending[self.team] = (self.by, self.who, self.role, self.since.isoformat(), until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        team = dice.choice(("t1", "t2"))
        by = hand(dice, r, "team.assign:P", ("team", team))
        return (
            None if team in r.pending else cls(by, team, other(dice, r), dice.choice(SEATS), *days(dice, r))
        )


@dataclass(frozen=True)
class DecidePosting(Step):
    """核准组队: posting, grant and role begin together."""

    team: str
    approves: bool
    key: int
    weight = 7

    def allowed(self, r: Rights) -> bool:
        return self.by != r.pending[self.team][0] and r.may(self.by, "team.assign:A", ("team", self.team))

    def run(self, ground: Ground, by: Actor) -> Any:
        proposal = ground.proposal(ground.fresh("team", self.team))
        if not self.approves:
            return teams.reject_postings(proposal, opinion=REASON, by=by)
        return teams.approve_postings(proposal, by=by)[0]

    def follow(self, r: Rights) -> None:
        _, who, role, since, until = r.pending.pop(self.team)
        if self.approves:
            first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until) if until else None
            r.ties[self.key] = Tie("team", who, self.team, role, first, last)
            project(r, who, self.team)
            give(r, who, role, first, last)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        waiting = sorted(set(r.pending) & {"t1", "t2"})
        if not waiting:
            return None
        team = dice.choice(waiting)
        by = second(dice, hand(dice, r, "team.assign:A", ("team", team)), r.pending[team][0])
        return cls(by, team, dice.random() < 0.9, next(r.numbers))


def project(r: Rights, who: str, team: str) -> None:
    """The grant on the team spans all postings of the person there."""
    rows = [tie for tie in r.ties.values() if (tie.kind, tie.who, tie.place) == ("team", who, team)]
    last = [tie.until for tie in rows if tie.until is not None]
    r.grants[who, team] = (min(tie.since for tie in rows), max(last) if len(last) == len(rows) else None)


def leave(r: Rights, key: int, on: dt.date) -> None:
    """Posting, grant and role end; the role goes on where the person serves as the same."""
    tie = r.ties[key]
    tie.until = max(on, tie.since) - DAY
    project(r, tie.who, tie.place)
    end(r, tie.who, tie.what, on)
    for number, one in list(r.ties.items()):
        same = number != key and (one.kind, one.who, one.what) == ("team", tie.who, tie.what)
        if same and (one.until is None or one.until >= on):
            give(r, tie.who, tie.what, max(one.since, on), one.until)


@dataclass(frozen=True)
class EndPosting(Step):
    """离组."""

    key: int
    on: dt.date
    weight = 6

    def allowed(self, r: Rights) -> bool:
        tie = r.ties[self.key]
        return not _over(tie, r) and r.may(self.by, "team.assign:A", ("team", tie.place))

    def run(self, ground: Ground, by: Actor) -> Any:
        teams.end_posting(ground.row(self.key), reason=REASON, on=self.on, by=by)

    def follow(self, r: Rights) -> None:
        leave(r, self.key, self.on)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        key = tied(dice, r, "team")
        if key is None:
            return None
        by = hand(dice, r, "team.assign:A", ("team", r.ties[key].place))
        return cls(by, key, r.day + dice.choice((-2, 0, 0, 0, 1, 4)) * DAY)


@dataclass(frozen=True)
class ChangeGrant(Step):
    """授权: the grant on a team by itself, through its only door."""

    who: str
    team: str
    until: dt.date | None
    weight = 2

    def allowed(self, r: Rights) -> bool:
        return (self.who, self.team) in r.grants

    def run(self, ground: Ground, by: Actor) -> Any:
        span: Any = {"since": ground.since, "until": self.until}
        grants.grant(teams.RIGHT, ground.user(self.who), ground.fresh("team", self.team), by=by, **span)

    def follow(self, r: Rights) -> None:
        r.grants[self.who, self.team] = (Ground.since, self.until)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        found = sorted(pair for pair in r.grants if pair[0] not in STAFF)
        until = dice.choice((None, r.day - DAY, r.day, r.day + DAY))
        return cls("chief", *dice.choice(found), until) if found else None


@dataclass(frozen=True)
class Switch(Step):
    """停用、启用账号."""

    who: str
    active: bool

    def allowed(self, r: Rights) -> bool:
        return self.by != self.who and r.may(self.by, "acct.manage:E")

    def run(self, ground: Ground, by: Actor) -> Any:
        account.switch_account(ground.user(self.who), active=self.active, reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        (r.off.discard if self.active else r.off.add)(self.who)
        if not self.active:
            r.sessions.pop(self.who, None)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        off = dice.choice(sorted(r.off)) if r.off and dice.random() < 0.6 else ""
        return cls(hand(dice, r, "acct.manage:E"), off or other(dice, r), bool(off))


@dataclass(frozen=True)
class Revoke(Step):
    """强制下线: signed out everywhere."""

    who: str
    weight = 2

    def allowed(self, r: Rights) -> bool:
        return r.may(self.by, "acct.kill:E")

    def run(self, ground: Ground, by: Actor) -> Any:
        session.revoke_sessions(ground.user(self.who), reason=REASON, by=by)

    def follow(self, r: Rights) -> None:
        r.sessions.pop(self.who, None)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:
        return cls(hand(dice, r, "acct.kill:E"), dice.choice(sorted(r.sessions))) if r.sessions else None


@dataclass(frozen=True)
class Later(Step):
    """Time passes."""

    minutes: int
    weight = 12

    def allowed(self, r: Rights) -> bool:
        return True

    def run(self, ground: Ground, by: Actor) -> Any:
        """The clock of the walk has moved already."""

    def follow(self, r: Rights) -> None:
        r.at += dt.timedelta(minutes=self.minutes)

    @classmethod
    def draw(cls, dice: Random, r: Rights) -> Self | None:  # noqa: ARG003 -- one of a row
        return cls("chief", dice.choice((5, 20, 70, 1440, 1440, 1440, 2880, 10080)))


OF_RIGHTS: tuple[type[Step], ...] = (
    *(AskGrant, DecideGrant, AskPosting, DecidePosting, EndPosting, ChangeGrant, Switch, Revoke, Later),
)
