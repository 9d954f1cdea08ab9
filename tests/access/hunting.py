"""Take each rule away in turn, and see that something notices.

One process builds the world and collects the tests; each mutation runs in a child of it, on a copy of the
database in memory. First the pages that reach the changed function are asked and compared with the office's
table and drawn; a mutation that nobody noticed there meets the tests of its app. What survives is named.
"""

import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, product
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.db import transaction
from django.test import RequestFactory
from pytest_django.plugin import blocking_manager_key

from tests.access import oracle
from tests.access.asking import Asking, undrawn
from tests.access.cast import ELSEWHERE, ENDED, LIVE, RECUSED, RELATIONS, Scene, make_scene
from tests.access.mutations import Mutation, mutations
from tests.access.sight import Sight
from tests.access.test_matrix_oracle import _places, _stage, about
from tests.test_access import PAGES, Page

GLANCE = 6  # seconds that the pages may take over one mutation
LATE = "late"
PATIENCE = 30  # seconds that the tests of an app may take over one mutation
DRAWN = {LIVE, ELSEWHERE, RECUSED, ENDED}
ABOVE = {
    "accounts": "organizations rounds rectification",
    "organizations": "rounds dashboards",
    "documents": "rounds rectification",
    "deadlines": "",
    "talent_pool": "rounds",
    "rounds": "rectification dashboards",
    "rectification": "dashboards",
    "clues": "dashboards",
    "dashboards": "",
}


@dataclass
class Hunt:
    """The world in which mutations are hunted, and which pages reach which code."""

    scene: Scene
    sight: Sight
    reached: dict[CodeType, set[Page]] = field(default_factory=lambda: defaultdict(set))

    def chart(self, pages: list[Page], wanted: set[CodeType]) -> None:
        """Ask each page once as everybody at work, and keep which of the wanted code ran."""
        for page in pages:
            with _watched(wanted) as ran:
                _through(self.slips(page, {LIVE}))
                _through(self.shown(page) if not about(page) else ())
            for code in ran:
                self.reached[code].add(page)

    def notices(self, pages: set[Page], *, rule: bool = False) -> str:
        """Return the first answer that is another than the table says, or the first key out of sight, in time.

        A rule decides about what is seen: whoever is at work is asked, and nothing is drawn.
        """
        in_order, until = sorted(pages, key=str), time.monotonic() + GLANCE
        at_work = (slip for page in in_order for slip in self.slips(page, {LIVE}))
        others = (slip for page in in_order for slip in self.slips(page, set(RELATIONS) - {LIVE}))
        drawn = (slip for page in in_order for slip in self.shown(page))
        for slip in at_work if rule else chain(at_work, drawn, others):
            if slip:
                return slip
            if time.monotonic() > until:
                break
        return ""

    def slips(self, page: Page, relations: set[str]) -> Iterator[str]:
        """Ask a page as people of these relations do, and return what differs from the table."""
        line, asking = oracle.lines()[str(page)], Asking(RequestFactory())
        players = [player for player in self.scene.players if player.relation in relations]
        methods = [
            "PUT",
            *(method for method in line.methods if method != "HEAD"),
        ]  # refused behind the act only
        with transaction.atomic(), undrawn():
            _stage(self.scene, line)
            for player, place, method in product(players, _places(page, self.scene), methods):
                due = oracle.answer(player, line, about(page), place, method)
                got = asking.ask(page, player.by, self.scene.records[place].get(about(page)), method)
                fits = oracle.fits(got.status, got.written, due, method)
                yield "" if fits else f"{method} {page} {player}: {got.status}"
            transaction.set_rollback(True)

    def shown(self, page: Page) -> Iterator[str]:
        """Draw a page as people see it, and return the keys in it that are out of their sight."""
        line, kind = oracle.lines()[str(page)], about(page)
        if "GET" not in line.methods or page.name in {"logout", "job_download"}:
            return
        with transaction.atomic():
            _stage(self.scene, line)
            for player in self.scene.players:
                opens = oracle.answer(player, line, kind, "published", "GET") == oracle.THERE
                if opens and player.relation in DRAWN:
                    text = self.sight.get(page, player, self.scene.world.records.get(kind))
                    if self.sight.status not in oracle.STATUSES[oracle.THERE]:
                        yield f"GET {page} {player}: {self.sight.status}"
                    yield from (f"{page} shows {player} {leak}" for leak in self.sight.leaks(player, text))
                    yield ""
            transaction.set_rollback(True)


def _through(slips: Iterable[str]) -> None:
    for _ in slips:
        pass


@contextmanager
def _watched(wanted: set[CodeType]) -> Iterator[set[CodeType]]:
    ran: set[CodeType] = set()

    def look(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in wanted:
            ran.add(frame.f_code)

    sys.setprofile(look)
    try:
        yield ran
    finally:
        sys.setprofile(None)


class Hunter:
    """A plugin of pytest: instead of running the tests it runs the mutations."""

    def __init__(self, part: tuple[int, int], only: str, *, near: bool, minutes: int) -> None:
        self.part, self.only, self.near = part, only, near
        self.until = time.monotonic() + 60 * minutes
        self.undecided = 0
        self.survivors: list[str] = []
        self.caught, self.by_tests = 0, 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        first = session.items[0]
        first.ihook.pytest_runtest_protocol(item=first, nextitem=first)
        chosen = self._chosen()
        session.config.stash[blocking_manager_key].unblock()
        left = self._by_pages(chosen)
        for mutation in left:
            noticed = self._by_tests(session, mutation) if time.monotonic() < self.until else None
            if noticed is None:
                self.undecided += 1
                print(f"  未判定：{mutation}", flush=True)
            elif noticed:
                self.caught += 1
                self.by_tests += 1
            else:
                self.survivors.append(str(mutation))
                print(f"  未发现：{mutation}", flush=True)
        return True

    def _by_tests(self, session: pytest.Session, mutation: Mutation) -> bool | None:
        """A test notices when it fails with the mutation and passes without; none when time was too short."""
        while True:
            failed = _in_child(lambda: _failing(session, _near(session.items, mutation)), mutation)
            if failed in {"", LATE}:
                return None if failed else False
            item = next((one for one in session.items if one.nodeid == failed), None)
            if item is None or not _in_child(partial(_failing, session, [item])):
                return True
            session.items.remove(item)

    def _chosen(self) -> list[Mutation]:
        number, of = self.part
        found = [one for one in mutations() if re.search(self.only, str(one))]
        return found[number - 1 :: of]

    def _by_pages(self, chosen: list[Mutation]) -> list[Mutation]:
        left = []
        with transaction.atomic():
            hunt = Hunt(scene := make_scene(), Sight(scene))
            for player in scene.players:
                hunt.sight.client(player)
            started = time.monotonic()
            apps = {one.app for one in chosen}
            pages_near = [page for page in PAGES if not self.near or page.app in apps]
            control = _in_child(partial(hunt.notices, set(pages_near[self.part[0] % 4 :: 4])))
            assert not control, f"something is noticed where nothing was changed: {control}"
            hunt.chart(pages_near, {one.function.__code__ for one in chosen})
            print(f"  {len(chosen)} 处改动，找出相关页面用 {time.monotonic() - started:.0f} 秒", flush=True)
            for mutation in chosen:
                if time.monotonic() > self.until:
                    left.append(mutation)
                    continue
                pages = hunt.reached.get(mutation.function.__code__, set())
                if _in_child(partial(hunt.notices, pages, rule=".rules." in mutation.name), mutation):
                    self.caught += 1
                else:
                    left.append(mutation)
            transaction.set_rollback(True)
        print(f"  页面发现 {self.caught}，余 {len(left)}，用 {time.monotonic() - started:.0f} 秒", flush=True)
        return left


def _in_child(look: Callable[[], str], mutation: Mutation | None = None) -> str:
    """Look in a child with a memory, and a database, of its own; return what it noticed, empty when nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        words = "broken"
        try:
            _hush()
            if mutation:
                mutation.apply()
            words = look()
        finally:
            os.write(writing, words.encode()[:4000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        words = told.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    return words


def _hush() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _failing(session: pytest.Session, chosen: list[pytest.Item]) -> str:
    """Run tests until one fails; return its name, empty when none does in time."""
    until = time.monotonic() + PATIENCE
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
    said: dict[Path, bool] = {}

    def rank(item: pytest.Item) -> int | None:
        app = item.path.relative_to(settings.BASE_DIR).parts[0]
        if item.path not in said:
            said[item.path] = bool(re.search(rf"\b{word}\b", item.path.read_text(encoding="utf-8")))
        if said[item.path] and app in {mutation.app, "tests"}:
            return 0
        if app == mutation.app:
            return 1 if noun in item.path.name else 2
        return 3 if app in ABOVE[mutation.app].split() and said[item.path] else None

    ranked = [(place, index, item) for index, item in enumerate(items) if (place := rank(item)) is not None]
    return [item for _, _, item in sorted(ranked, key=lambda entry: entry[:2])]
