"""What is measured: pages beside their floor, forms, the ledger; each warm, many times, in turn."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.client import Answer, Client, links, value_of
from benchmarks.stands import PASSWORD, Stand

WARM = 20  # each thread of each process opens a connection of its own
REPEATS = 30
BOOKS = 5  # ledgers of each kind
KEY = r"[0-9a-f-]{36}"
ITEMS = "/rectification/items/"
FINDINGS = "/rounds/findings/"


@dataclass(frozen=True)
class Figure:
    """One line of the table; times in milliseconds."""

    name: str
    median: float
    p95: float
    queries: int
    size: int
    count: float
    cpu: float
    floor: float = 0.0
    floor_cpu: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.median / self.floor if self.floor else 0.0

    @property
    def without_count(self) -> float:
        """The time that is left when the exact count is taken out."""
        return self.median - self.count


@dataclass(frozen=True)
class Book:
    """One way to write the ledger: the best of its runs."""

    seconds: float
    rows: int
    megabytes: float
    cpu: float


class Desk:
    """The people of a stand who are measured, signed in, and the pages that they ask for."""

    def __init__(self, stand: Stand) -> None:
        """Sign everybody in; the floor knows the director by the same session."""
        people = ("director", "leadership", "unit-liaison", "office")
        self.director, self.leader, self.unit, self.office = (
            Client(stand.product).sign_in(name, PASSWORD) for name in people
        )
        self.bare = Client(stand.floor, dict(self.director.cookies))
        self.finding = links(self.director.get(FINDINGS), rf"{FINDINGS}{KEY}/")[0]
        self.fixing = links(self.unit.get(f"{ITEMS}?state=fixing"), rf"{ITEMS}{KEY}/")[0]
        applied = links(self.office.get(f"{ITEMS}?state=applied&size=100"), rf"{ITEMS}{KEY}/")
        self.applied, self.checks = iter(applied), len(applied)

    def report(self) -> Answer:
        """Send a form: 登记进展."""
        version = value_of(self.unit.get(f"{self.fixing}progress/"), "version")
        return self.unit.post(
            f"{self.fixing}progress/", progress="mostly", done_text="已完成大部分措施。", version=version
        )

    def list_after_an_act(self) -> Answer:
        """Ask for the list when what it remembers is out of date."""
        self.report()
        return self.director.get(FINDINGS)

    def check(self) -> Answer:
        """Take the next item that waits along an edge: 初核."""
        return self.office.post(f"{next(self.applied)}check/", reason="材料齐全，同意。")


Pages = Callable[[Desk], tuple[str, str]]
BESIDE: dict[str, Pages] = {
    "问题列表第一页": lambda _: (FINDINGS, "/findings/"),
    "问题列表（筛选：已反馈、共性）": lambda _: (
        f"{FINDINGS}?state=published&common=True",
        "/findings/?common=True",
    ),
    "问题列表第 700 页": lambda _: (f"{FINDINGS}?page=700", "/findings/?page=700"),
    "问题详情": lambda desk: (desk.finding, desk.finding.replace(FINDINGS, "/findings/")),
    "整改台账第一页": lambda _: (ITEMS, "/items/"),
}
ALONE: dict[str, Callable[[Desk], Answer]] = {
    "领导看板": lambda desk: desk.leader.get("/board/"),
    "提交表单（登记进展）": Desk.report,
    "问题列表第一页（每次之前有人办事）": Desk.list_after_an_act,
}


def measure(*stands: Stand) -> list[list[Figure]]:
    """Measure every page; return the figures of each stand.

    Whatever disturbs the machine disturbs alike what is compared: stands and their floors answer in turn.
    """
    desks = [Desk(stand) for stand in stands]
    lines = [_beside(name, desks, pages) for name, pages in BESIDE.items()]
    lines += [_alone(name, desks, ask) for name, ask in ALONE.items()]
    lines.append(_alone("流转（初核）", desks, Desk.check, min(desk.checks for desk in desks)))
    return [list(of) for of in zip(*lines, strict=True)]


def _beside(name: str, desks: list[Desk], pages: Pages) -> list[Figure]:
    asks: list[Callable[[], Answer]] = []
    for desk in desks:
        page, floor = pages(desk)
        asks += [partial(desk.director.get, page), partial(desk.bare.get, floor)]
    answers = _in_turn(name, asks)
    return [
        replace(_figure(name, page), floor=_middle(floor, "seconds"), floor_cpu=_middle(floor, "cpu_seconds"))
        for page, floor in zip(answers[::2], answers[1::2], strict=True)
    ]


def _alone(
    name: str, desks: list[Desk], ask: Callable[[Desk], Answer], most: int = WARM + REPEATS
) -> list[Figure]:
    """Measure what has no floor; a small city has fewer records to move than are wanted."""
    asks = [partial(ask, desk) for desk in desks]
    return [_figure(name, answers) for answers in _in_turn(name, asks, min(most, WARM + REPEATS))]


def _in_turn(
    name: str, asks: Sequence[Callable[[], Answer]], times: int = WARM + REPEATS
) -> list[list[Answer]]:
    """Ask each once, then each again; return the warm answers of each."""
    rounds = [[ask() for ask in asks] for _ in range(times)][min(WARM, times - 1) :]
    for answer in (answer for answers in rounds for answer in answers):
        assert answer.status in {200, 302}, f"{name}：{answer.status}\n{answer.body.decode()[:2000]}"
    return [list(answers) for answers in zip(*rounds, strict=True)]


def _figure(name: str, answers: list[Answer]) -> Figure:
    times = sorted(answer.seconds * 1000 for answer in answers)
    return Figure(
        name=name,
        median=statistics.median(times),
        p95=times[int(len(times) * 0.95)],
        queries=max(answer.queries for answer in answers),
        size=int(statistics.median([len(answer.body) for answer in answers])),
        count=_middle(answers, "count_seconds"),
        cpu=_middle(answers, "cpu_seconds"),
    )


def _middle(answers: list[Answer], what: str) -> float:
    """The median of one of their times, in milliseconds."""
    times: list[float] = [getattr(answer, what) for answer in answers]
    return statistics.median(times) * 1000


def ledger(stand: Stand) -> dict[str, Book]:
    """Return what the ledger costs: the product's, and the bare loop; in turn, the best of each."""
    kinds = ("bare", "product")
    runs = [[stand.run("-m", "benchmarks.excel", kind).split() for kind in kinds] for _ in range(BOOKS)]
    found = {}
    for kind, told in zip(kinds, zip(*runs, strict=True), strict=True):
        best = min(told, key=lambda run: float(run[0]))
        found[kind] = Book(float(best[0]), int(best[1]), float(best[2]), min(float(run[3]) for run in told))
    return found
