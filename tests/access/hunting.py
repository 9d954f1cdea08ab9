"""Take each rule away in turn, and see that something notices.

One process builds the world and collects the tests; each mutation runs in a child of it, on a copy of the
database in memory. First what noticed the mutation last time (`caught.csv`) is asked or run again. What is not
noticed so, or is new, is searched for: a scope or a gate by asking the pages that reach it, which are compared
with the office's table and drawn; a rule, and what no page noticed, by the tests of the app. What survives is named.
"""

import inspect
import os
import re
import signal
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import transaction
from pytest_django.plugin import blocking_manager_key

from tests.access import caught
from tests.access.cast import make_scene
from tests.access.equivalents import EQUIVALENT
from tests.access.mutations import Mutation, mutations
from tests.access.questions import Question, Questions
from tests.access.sight import Sight
from tests.test_access import PAGES

LATE, BROKEN, NOTHING = "late", "broken", "nothing"
PATIENCE = 30  # seconds that the tests of an app may take over one mutation
STUCK = 60  # seconds after which a child that says nothing is ended
ABOVE = {
    "accounts": "organizations documents rounds rectification clues",
    "organizations": "rounds dashboards",
    "documents": "rounds rectification",
    "deadlines": "",
    "talent_pool": "rounds",
    "rounds": "rectification dashboards",
    "rectification": "dashboards",
    "clues": "dashboards",
    "supervision": "dashboards",
    "dashboards": "",
}


class Hunter:
    """A plugin of pytest: instead of running the tests it runs the mutations."""

    def __init__(
        self, part: tuple[int, int], only: str, *, near: bool, minutes: float, patience: int, keep: bool
    ) -> None:
        self.part, self.only, self.near, self.patience, self.keep = part, only, near, patience, keep
        self.until = time.monotonic() + 60 * minutes
        self.known = caught.read()
        self.caught: dict[str, str] = {}
        self.survivors: list[str] = []
        self.equivalent: list[str] = []
        self.undecided: list[str] = []
        self.sound: dict[str, bool] = {}

    @property
    def by_tests(self) -> int:
        return sum(".py::" in words for words in self.caught.values())

    @property
    def faults(self) -> list[str]:
        """What survived, what was not decided, and what is noticed although it is said to be equivalent."""
        return [*self.survivors, *self.undecided, *(name for name in self.caught if name in EQUIVALENT)]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items if _is_taken_back(item)}
        first = next(iter(self.items.values()))
        first.ihook.pytest_runtest_protocol(item=first, nextitem=first)
        chosen = self._chosen()
        session.config.stash[blocking_manager_key].unblock()
        left = [one for one in chosen if not self._noted(one, self._by_known_test(one))]
        for mutation in self._by_pages(left):
            self._decide(mutation)
        self._write()
        return True

    def _chosen(self) -> list[Mutation]:
        number, of = self.part
        every = mutations()
        self.names = {str(one) for one in every}
        found = [one for one in every if re.search(self.only, str(one))]
        return found[number - 1 :: of]

    def _noted(self, mutation: Mutation, noticed: str) -> bool:
        if noticed:
            self.caught[str(mutation)] = noticed
            if self.known.get(str(mutation)) != noticed:
                print(f"  新发现：{mutation}：{noticed}", flush=True)
                self._write()
        return bool(noticed)

    def _decide(self, mutation: Mutation) -> None:
        noticed = self._by_tests(mutation) if time.monotonic() < self.until else LATE
        if noticed in {"", LATE}:
            kind, words = self._fate(mutation, noticed)
            kind.append(str(mutation))
            print(f"  {words}：{mutation}", flush=True)
        else:
            self._noted(mutation, noticed)

    def _fate(self, mutation: Mutation, noticed: str) -> tuple[list[str], str]:
        if str(mutation) in EQUIVALENT:
            return self.equivalent, "等价"
        return (self.undecided, "未判定") if noticed else (self.survivors, "未发现")

    def _write(self) -> None:
        """Keep what was found, if so asked; of what no longer exists nothing is kept."""
        if not self.keep:
            return
        kept = {name: words for name, words in caught.read().items() if name in self.names}
        for name in [*self.survivors, *self.equivalent, *self.undecided]:
            kept.pop(name, None)
        caught.write(kept | self.caught)

    def _by_known_test(self, mutation: Mutation) -> str:
        item = self.items.get(self.known.get(str(mutation), ""))
        failed = self._in_child_failing([item], mutation) if item else ""
        return failed if failed not in {"", LATE} and self._is_sound(failed) else ""

    def _by_tests(self, mutation: Mutation) -> str:
        """A test notices when it fails with the mutation and passes without; late when time was too short."""
        items = [
            item for item in _near(list(self.items.values()), mutation) if self.sound.get(item.nodeid, True)
        ]
        while True:
            failed = self._in_child_failing(items, mutation)
            if failed in {"", LATE} or self._is_sound(failed):
                return failed
            items = [item for item in items if item.nodeid != failed]

    def _in_child_failing(self, items: list[pytest.Item], mutation: Mutation | None = None) -> str:
        """Of what is said to be equivalent only the nearest tests are asked: a sixth of the time."""
        patience = self.patience / 6 if mutation and str(mutation) in EQUIVALENT else self.patience
        return _in_child(lambda: _failing(self.session, items, patience), mutation)

    def _is_sound(self, name: str) -> bool:
        """Say whether the test passes where nothing was changed."""
        if name not in self.sound:
            self.sound[name] = not self._in_child_failing([self.items[name]])
        return self.sound[name]

    def _by_pages(self, chosen: list[Mutation]) -> list[Mutation]:
        if all(self._is_for_tests(one) for one in chosen):
            return chosen
        started = time.monotonic()
        with transaction.atomic():
            asked = Questions(scene := make_scene(), Sight(scene))
            for player in scene.players:
                asked.sight.client(player)
            left = self._by_known_questions(asked, chosen)
            if any(not one.is_rule for one in left):
                left = self._by_search(asked, left)
            transaction.set_rollback(True)
        print(f"  页面用 {time.monotonic() - started:.0f} 秒，余 {len(left)}", flush=True)
        return left

    def _by_known_questions(self, asked: Questions, chosen: list[Mutation]) -> list[Mutation]:
        words = {str(one): self.known.get(str(one), "") for one in chosen}
        kept = {name: asked.of(said) for name, said in words.items() if said and ".py::" not in said}
        questions = {str(one): one for one in kept.values() if one}
        wrong = _in_child(lambda: next((name for name, one in questions.items() if asked.differs(one)), ""))
        assert not wrong, f"something is noticed where nothing was changed: {wrong}"

        def again(one: Question | None) -> str:
            return str(one) if one and asked.differs(one) else ""

        return [
            one
            for one in chosen
            if not kept.get(str(one))
            or not self._noted(one, _in_child(partial(again, kept[str(one)]), one).removesuffix(LATE))
        ]

    def _is_for_tests(self, mutation: Mutation) -> bool:
        known = self.known.get(str(mutation), "")
        return mutation.is_rule and (not known or ".py::" in known)

    def _by_search(self, asked: Questions, chosen: list[Mutation]) -> list[Mutation]:
        apps = {one.app for one in chosen}
        near = [page for page in PAGES if not self.near or page.app in apps]
        wrong = _in_child(lambda: asked.notices(set(near[self.part[0] % 4 :: 4])))
        assert not wrong, f"something is noticed where nothing was changed: {wrong}"
        asked.chart(near, {one.function.__code__ for one in chosen if not one.page and not one.is_rule})
        return [one for one in chosen if one.is_rule or not self._noted(one, self._searched(asked, one))]

    def _searched(self, asked: Questions, mutation: Mutation) -> str:
        if time.monotonic() > self.until:
            return ""
        reached = asked.reached.get(mutation.function.__code__, set())
        pages = {mutation.page} if mutation.page else reached
        noticed = _in_child(lambda: asked.notices(pages), mutation)
        return "" if noticed == LATE else noticed


def _is_taken_back(item: pytest.Item) -> bool:
    """Several connections cannot share a database in memory: a race fails there for reasons of its own."""
    marker = item.get_closest_marker("django_db")
    return not (marker and marker.kwargs.get("transaction"))


def _in_child(look: Callable[[], str], mutation: Mutation | None = None) -> str:
    """Look in a child with a memory, and a database, of its own; return what it noticed, empty when nothing.

    A child that is stuck is ended, and was late.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        words = BROKEN
        try:
            _hush()
            signal.alarm(STUCK)
            if mutation:
                mutation.apply()
            words = look() or NOTHING
        finally:
            os.write(writing, words.encode()[:4000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        words = told.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    assert words != BROKEN, f"the hunt itself broke over {mutation}"
    return "" if words == NOTHING else words or LATE


def _hush() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _failing(session: pytest.Session, chosen: list[pytest.Item], patience: float) -> str:
    """Run tests until one fails; return its name, empty when none does in time."""
    until = time.monotonic() + patience
    if chosen:
        session._setupstate.teardown_exact(chosen[0])
    for item, following in zip(chosen, [*chosen[1:], None], strict=True):
        if time.monotonic() > until:
            return LATE
        if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
            return item.nodeid
    return ""


def _near(items: list[pytest.Item], mutation: Mutation) -> list[pytest.Item]:
    """Order tests: those that say the word, those of the same noun, those of the app; then the apps above."""
    *path, word = mutation.name.replace(":", ".").split(".")
    noun = path[-1].lower() if path else ""
    says = re.compile(rf"\b({word}|{word.removeprefix('can_')})\b")

    def rank(item: pytest.Item) -> int | None:
        app = item.path.relative_to(settings.BASE_DIR).parts[0]
        said = bool(says.search(_text(item.path)))
        if app not in {mutation.app, "tests"}:
            return 4 if app in ABOVE[mutation.app].split() and said else None
        if says.search(_source(getattr(item, "function", None))):
            return 0
        return 1 if said else 2 if noun in item.path.name else 3 if app == mutation.app else None

    ranked = [(place, index, item) for index, item in enumerate(items) if (place := rank(item)) is not None]
    return [item for _, _, item in sorted(ranked, key=lambda entry: entry[:2])]


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _source(function: Any) -> str:
    return inspect.getsource(function) if function else ""
