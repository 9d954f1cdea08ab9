"""A long walk of random steps; after each the program and the small model are asked the same questions.

Where they answer differently the walk stops and tells the shortest history that ends in the same difference.
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.devices import Visit
from accounts.middleware import SIGN_IN
from accounts.operations import session
from accounts.rules import may
from audit.actor import Actor
from audit.operations import IllegalMove, Stale
from tests.access.ground import Ground, actor
from tests.access.oracle import lines, table
from tests.access.rights import SEES, Record, Rights, Session, levels
from tests.access.steps import OF_RIGHTS, Revoke, Step, Switch
from tests.access.steps_papers import OF_PAPERS
from tests.access.steps_press import OF_PRESSING
from tests.access.steps_ties import OF_TIES

STEPS = (*OF_RIGHTS, *OF_TIES, *OF_PAPERS, *OF_PRESSING)
WEIGHTS = [step.weight for step in STEPS]
DONE, REFUSED, NOT_SO, GONE = "办成", "拒绝", "条件不符", "无从办起"
PAGES = {
    **{
        kind: f"rounds:{kind}_detail"
        for kind in ("assignment", "finding", "report", "feedback", "paper", "team")
    },
    **{kind: f"organizations:{kind}_detail" for kind in ("unit", "party", "person", "recusal")},
    "item": "rectification:item_detail",
    "plan": "rectification:plan_detail",
    "clue": "clues:clue_detail",
    "referral": "rounds:referral_detail",
    **{kind: f"rectification:{kind}_detail" for kind in ("pressing", "briefing")},
}
KINDS = sorted(SEES)
IDLE, LONGEST, FRESH = dt.timedelta(minutes=60), dt.timedelta(hours=12), dt.timedelta(minutes=10)


@cache
def acts_of(role: str) -> list[str]:
    """Return the acts of a role; all of the table when none is named."""
    return sorted({act for holder, act in table() if role in {"", holder}})


@dataclass(frozen=True)
class Question:
    """Whether somebody sees a record, may do an act on it, or is shown its page; all three are yes or no."""

    how: str  # see, may, page
    who: str
    record: Record
    act: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.how, self.who, self.act, *self.record]))


class Disagreement(Exception):  # noqa: N818 -- read as a noun
    """The program and the model answered differently."""

    def __init__(self, what: object, due: object, got: object) -> None:
        """Keep both answers."""
        super().__init__(f"{what}：应为{due}，程序答{got}")
        self.what = what


@cache
def _handler() -> Any:
    """The site, loaded once for all browsers."""
    return Client().handler


@contextmanager
def clock_of(rights: Rights) -> Iterator[None]:
    """Let the program read the time of the walk, and be silent about refusals: they are no news here."""
    logging.disable(logging.WARNING)
    try:
        with patch.object(timezone, "now", lambda: rights.at):
            yield
    finally:
        logging.disable(logging.NOTSET)


@dataclass
class Walk:
    """One walk from the ground as built."""

    ground: Ground
    rights: Rights
    dice: Random = field(default_factory=Random)
    history: list[Step] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    clients: dict[str, Client] = field(default_factory=dict)

    def go(self, steps: int) -> None:
        """Take so many steps, and ask after each."""
        while len(self.history) < steps:
            kind = self.dice.choices(STEPS, WEIGHTS)[0]
            step = kind.draw(self.dice, self.rights)
            if step is None:
                continue
            self.history.append(step)
            self.outcomes[f"{kind.__name__} {self.take(step)}"] += 1
            self._ask_about(step)
            who = self._concerned(step)
            lost = kind in {Revoke, Switch} and who in self.clients
            if lost or self.dice.random() < 0.08:
                self.check(self._page(who if lost or self.dice.random() < 0.5 else ""))

    def take(self, step: Step) -> str:
        """Let the program do it, then the model; whose it is to do must be the same in both."""
        try:
            due = step.allowed(self.rights)
            outcome, row = self._run(step)
        except (KeyError, ObjectDoesNotExist):
            return GONE  # only when a history is shortened
        if due == (outcome == REFUSED) or (outcome == DONE and not due):
            raise Disagreement(step, "可办" if due else "不可办", outcome)
        if outcome == DONE:
            key = getattr(step, "key", None)
            if isinstance(key, str) and row is not None:
                self.ground.records["recusal", key] = row
            elif row is not None and key is not None:
                self.ground.rows[key] = row
            step.follow(self.rights)
        return outcome

    def _run(self, step: Step) -> tuple[str, Any]:
        by = actor(self.ground.user(step.by), self.rights.at)
        try:
            with transaction.atomic():
                return DONE, step.run(self.ground, by)
        except PermissionDenied:
            return REFUSED, None
        except (ValidationError, IllegalMove, Stale):
            return NOT_SO, None

    def _ask_about(self, step: Step) -> None:
        """Ask whom the step concerns, every other time one more, each as in one request: what is seen, and some acts."""
        people = [self._concerned(step), self.dice.choice(list(self.rights.homes))]
        for who in people if self.dice.random() < 0.5 else people[:1]:
            by = self._actor(who)
            for kind in self.dice.sample(KINDS, 2):
                self._compare_sight(by, who, kind)
            for _ in range(2):
                self.check(Question("may", who, self._record(), self._act(who)), by)

    def _concerned(self, step: Step) -> str:
        key = getattr(step, "key", None)
        about = self.rights.ties.get(key) or self.rights.recusals.get(key)  # type: ignore[arg-type]
        return getattr(step, "who", "") or (about.who if about else step.by)

    def _actor(self, who: str) -> Actor:
        user: Any = self.ground.people[who].user
        return actor(user, self.rights.at)

    def _compare_sight(self, by: Actor, who: str, kind: str) -> None:
        """All records of a kind in one question."""
        records = self.ground.of(kind)
        if not records:
            return
        rows: Any = type(next(iter(records.values())))._default_manager
        seen = set(
            rows.visible_to(by)
            .filter(pk__in=[row.pk for row in records.values()])
            .values_list("pk", flat=True)
        )
        for name, row in records.items():
            self._answered(Question("see", who, (kind, name)), row.pk in seen)

    def _act(self, who: str) -> str:
        """Mostly one that a role of the person holds."""
        roles = sorted(self.rights.roles(who))
        own = roles and self.dice.random() < 0.8
        return self.dice.choice(acts_of(self.dice.choice(roles) if own else ""))

    def _record(self) -> Record:
        return self.dice.choice([record for record in self.ground.records if record[0] in SEES])

    def _page(self, concerned: str) -> Question:
        """Mostly of a record in sight; anybody else is one who can sign in, or was signed in."""
        able = sorted(set(self.rights.homes) - self.rights.off | set(self.clients))
        who = concerned if concerned in able else self.dice.choice(able)
        records = [record for record in self.ground.records if record[0] in SEES]
        seen = [record for record in records if self.rights.sees(who, record)]
        return Question("page", who, self.dice.choice(seen if seen and self.dice.random() < 0.7 else records))

    def check(self, question: Question, by: Actor | None = None) -> None:
        """Ask both, in a new request unless one is under way.

        Raises:
            Disagreement: they do not answer alike.
        """
        if question.how == "page":
            self._answered(question, self._opens(question))
            return
        by = by or self._actor(question.who)
        record = self.ground.records[question.record]
        if question.how == "see":
            rows: Any = type(record)._default_manager
            got = rows.visible_to(by).filter(pk=record.pk).exists()
        else:
            got = may(by, question.act, record)
        self._answered(question, got)

    def _answered(self, question: Question, got: object) -> None:
        due = self._due(question)
        self.asked[f"{question.how} {due}"] += 1
        if due != got:
            raise Disagreement(question, due, got)

    def _due(self, question: Question) -> object:
        if question.how == "see":
            return self.rights.sees(question.who, question.record)
        if question.how == "may":
            return self.rights.may(question.who, question.act, question.record)
        return self._page_due(question)

    def _page_due(self, question: Question) -> object:
        """The session first, then the act of the page, then the fresh password, then the record."""
        who, at, gate = question.who, self.rights.at, lines()[PAGES[question.record[0]]].gate
        open_ = self.rights.sessions.get(who)
        if open_ is None or at - open_.seen > IDLE or at - open_.opened > LONGEST:
            self.rights.sessions.pop(who, None)
            return "/accounts/login/"
        open_.seen = at
        if not any(self.rights.may(who, act) for act in gate):
            return 404
        if any(levels()[act.partition(":")[0]] == "S4" for act in gate) and at - open_.opened > FRESH:
            return "/accounts/confirm/"
        return 200 if self.rights.sees(who, question.record) else 404

    def _opens(self, question: Question) -> object:
        """A request in the session that has stayed open; the next one begins after it was refused."""
        who, record = question.who, self.ground.records[question.record]
        if who not in self.clients:
            self._sign_in(who)
        answer = self.clients[who].get(reverse(PAGES[question.record[0]], args=[record.pk]))
        if answer.status_code != 302:
            return answer.status_code
        where = answer.headers["Location"].partition("?")[0]
        if where == "/accounts/login/":
            del self.clients[who]
        return where

    def _sign_in(self, who: str) -> None:
        client, user, at = Client(), self.ground.user(who), self.rights.at
        client.handler = _handler()
        client.force_login(user)
        opened = session.open_session(user, visit=Visit(), with_factor=False, by=actor(user, at))
        kept = client.session
        kept[SIGN_IN] = str(opened.pk)
        kept.save()
        self.clients[who], self.rights.sessions[who] = client, Session(at, at)


def start(ground: Ground, rights: Rights, seed: object = None) -> Walk:
    """Return a walk that leaves what it was given as it is; rows are taken back by whoever called."""
    own = replace(ground, records=dict(ground.records), rows=dict(ground.rows))
    dice = Random(str(seed))  # noqa: S311 -- dice of a walk that can be walked again
    return Walk(own, deepcopy(rights), dice)


def differs(ground: Ground, rights: Rights, steps: Sequence[Step], question: Question | None) -> bool:
    """Say whether a history ends in a difference, and take it back."""
    walk = start(ground, rights)
    with transaction.atomic(), clock_of(walk.rights):
        try:
            for step in steps:
                walk.take(step)
            if question:
                if question.how == "page":
                    walk._sign_in(question.who)
                walk.check(question)
        except Disagreement:
            return True
        except (KeyError, ObjectDoesNotExist):
            return False
        finally:
            transaction.set_rollback(True)
    return False


def shortest(
    ground: Ground, rights: Rights, steps: list[Step], question: Question | None, tries: int = 400
) -> list[Step]:
    """Leave out whatever the difference does not need: halves first, single steps last."""
    size = max(len(steps) // 2, 1)
    while size:
        begin = 0
        while begin < len(steps) and tries:
            fewer, tries = steps[:begin] + steps[begin + size :], tries - 1
            if differs(ground, rights, fewer, question):
                steps = fewer
            else:
                begin += size
        size //= 2
    return steps
