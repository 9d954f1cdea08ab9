"""What the hunt asks of pages: who asks for what, and whether the answer is the one of the office's table."""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, product
from types import CodeType
from typing import Any

from django.db import transaction
from django.test import RequestFactory

from tests.access import oracle
from tests.access.asking import Asking, undrawn
from tests.access.cast import ELSEWHERE, ENDED, LIVE, RECUSED, RELATIONS, Player, Scene
from tests.access.sight import Sight
from tests.access.test_matrix_oracle import _places, _stage, about
from tests.test_access import PAGES, Page

GLANCE = 4  # seconds that the pages may take over one mutation
DRAWN = {LIVE, ELSEWHERE, RECUSED, ENDED}
DRAW = "DRAW"
UNDRAWN = {"logout", "job_download"}


@dataclass(frozen=True)
class Question:
    """One request; `DRAW` asks for the page as it is drawn, and for the keys in it."""

    method: str
    page: Page
    player: Player
    place: str

    def __str__(self) -> str:
        return f"{self.method} {self.page} {self.player} {self.place}"


@dataclass
class Questions:
    """The world that is asked, and which pages reach which code."""

    scene: Scene
    sight: Sight
    reached: dict[CodeType, set[Page]] = field(default_factory=lambda: defaultdict(set))

    def of(self, words: str) -> Question | None:
        """Return the question that was kept in these words; none when the page or the person is gone."""
        method, name, who, place = words.split(" ")
        page = next((one for one in PAGES if str(one) == name), None)
        player = next((one for one in self.scene.players if str(one) == who), None)
        return Question(method, page, player, place) if page and player else None

    def chart(self, pages: list[Page], wanted: set[CodeType]) -> None:
        """Ask each page once as everybody at work, and keep which of the wanted code ran."""
        for page in pages:
            with _watched(wanted) as ran:
                for one in self.about(page, {LIVE}):
                    if one.method != "PUT" and one.place == "published":
                        self.differs(one)
                for one in () if about(page) else self.drawn(page):
                    self.differs(one)
            for code in ran:
                self.reached[code].add(page)

    def notices(self, pages: set[Page]) -> str:
        """Return the first question that is answered otherwise than the table says, in time; or nothing."""
        in_order, until = sorted(pages, key=str), time.monotonic() + GLANCE
        at_work = (one for page in in_order for one in self.about(page, {LIVE}))
        drawn = (one for page in in_order for one in self.drawn(page))
        others = (one for page in in_order for one in self.about(page, set(RELATIONS) - {LIVE}))
        for one in chain(at_work, drawn, others):
            if self.differs(one):
                return str(one)
            if time.monotonic() > until:
                break
        return ""

    def about(self, page: Page, relations: set[str]) -> Iterator[Question]:
        """Ask for a page as people of these relations do, about each place, by each method."""
        line = oracle.lines()[str(page)]
        players = [player for player in self.scene.players if player.relation in relations]
        # what the page does not take is refused behind the act only
        methods = [*(method for method in line.methods if method != "HEAD"), "PUT"]
        for method, player, place in product(methods, players, _places(page, self.scene)):
            if not (str(page) in oracle.DOORS and oracle.opens(player, line)):
                yield Question(method, page, player, place)

    def drawn(self, page: Page) -> Iterator[Question]:
        """Have a page drawn for those whom it opens."""
        line = oracle.lines()[str(page)]
        if "GET" not in line.methods or page.name in UNDRAWN or str(page) in oracle.DOORS:
            return
        for player in self.scene.players:
            due = oracle.answer(player, line, about(page), "published", "GET")
            if player.relation in DRAWN and due == oracle.THERE:
                yield Question(DRAW, page, player, "published")

    def differs(self, one: Question) -> bool:
        """Say whether the answer is another than is due; what was changed is taken back."""
        line = oracle.lines()[str(one.page)]
        with transaction.atomic():
            _stage(self.scene, line)
            found = self._leaks(one) if one.method == DRAW else self._misses(one, line)
            transaction.set_rollback(True)
        return found

    def _misses(self, one: Question, line: oracle.Line) -> bool:
        record = self.scene.records[one.place].get(about(one.page))
        due = oracle.answer(one.player, line, about(one.page), one.place, one.method)
        with undrawn():
            got = Asking(RequestFactory()).ask(one.page, one.player.by, record, one.method)
        return not oracle.fits(got.status, got.written, due, one.method)

    def _leaks(self, one: Question) -> bool:
        text = self.sight.get(one.page, one.player, self.scene.world.records.get(about(one.page)))
        there = self.sight.status in oracle.STATUSES[oracle.THERE]
        return not there or bool(self.sight.leaks(one.player, text))


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
