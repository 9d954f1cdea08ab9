"""What is measured: pages beside their floor, forms, the ledger; each warm, many times, in turn."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.client import Answer, Client, links, value_of
from benchmarks.stands import PASSWORD, Stand

WARM = 5
REPEATS = 30
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
    """One way to write the ledger: the best of three runs."""

    seconds: float
    rows: int
    megabytes: float
    cpu: float


def measure(stand: Stand) -> list[Figure]:
    """Measure every page of a stand."""
    director = Client(stand.product).sign_in("director", PASSWORD)
    leader = Client(stand.product).sign_in("leadership", PASSWORD)
    bare = Client(stand.floor, dict(director.cookies))
    one = links(director.get(FINDINGS), rf"{FINDINGS}{KEY}/")[0]
    beside = {
        "问题列表第一页": (FINDINGS, "/findings/"),
        "问题列表（筛选：已反馈、共性）": (
            f"{FINDINGS}?state=published&common=True",
            "/findings/?common=True",
        ),
        "问题列表第 700 页": (f"{FINDINGS}?page=700", "/findings/?page=700"),
        "问题详情": (one, one.replace(FINDINGS, "/findings/")),
        "整改台账第一页": (ITEMS, "/items/"),
    }
    figures = [_beside(name, director, path, bare, floor_path) for name, (path, floor_path) in beside.items()]
    figures.append(_alone("领导看板", lambda: leader.get("/board/")))
    return [*figures, *_forms(stand, director)]


def _forms(stand: Stand, director: Client) -> list[Figure]:
    unit = Client(stand.product).sign_in("unit-liaison", PASSWORD)
    office = Client(stand.product).sign_in("office", PASSWORD)
    fixing = links(unit.get(f"{ITEMS}?state=fixing"), rf"{ITEMS}{KEY}/")[0]

    def report() -> Answer:
        version = value_of(unit.get(f"{fixing}progress/"), "version")
        return unit.post(
            f"{fixing}progress/", progress="mostly", done_text="已完成大部分措施。", version=version
        )

    def after_an_act() -> Answer:
        report()
        return director.get(FINDINGS)

    found = links(office.get(f"{ITEMS}?state=applied&size=100"), rf"{ITEMS}{KEY}/")
    applied = iter(found)
    return [
        _alone("提交表单（登记进展）", report),
        _alone("问题列表第一页（每次之前有人办事）", after_an_act),
        _alone(
            "流转（初核）",
            lambda: office.post(f"{next(applied)}check/", reason="材料齐全，同意。"),
            len(found),
        ),
    ]


def _beside(name: str, client: Client, path: str, bare: Client, floor_path: str) -> Figure:
    """Measure a page and its floor in turn, so that whatever disturbs one disturbs the other."""
    pairs = [(client.get(path), bare.get(floor_path)) for _ in range(WARM + REPEATS)][WARM:]
    for answer in (answer for pair in pairs for answer in pair):
        assert answer.status == 200, f"{name}：{answer.status}"
    figure = _figure(name, [page for page, _ in pairs])
    floor = [answer.seconds * 1000 for _, answer in pairs]
    cpu = [answer.cpu_seconds * 1000 for _, answer in pairs]
    return replace(figure, floor=statistics.median(floor), floor_cpu=statistics.median(cpu))


def _alone(name: str, ask: Callable[[], Answer], most: int = WARM + REPEATS) -> Figure:
    """Measure what has no floor; a small city has fewer records to move than are wanted."""
    times = min(most, WARM + REPEATS)
    answers = [ask() for _ in range(times)][min(WARM, times - 1) :]
    for answer in answers:
        assert answer.status in {200, 302}, f"{name}：{answer.status}\n{answer.body.decode()[:2000]}"
    return _figure(name, answers)


def _figure(name: str, answers: list[Answer]) -> Figure:
    times = sorted(answer.seconds * 1000 for answer in answers)
    return Figure(
        name=name,
        median=statistics.median(times),
        p95=times[int(len(times) * 0.95)],
        queries=max(answer.queries for answer in answers),
        size=int(statistics.median([len(answer.body) for answer in answers])),
        count=statistics.median([answer.count_seconds * 1000 for answer in answers]),
        cpu=statistics.median([answer.cpu_seconds * 1000 for answer in answers]),
    )


def ledger(stand: Stand) -> dict[str, Book]:
    """Return what the ledger costs: the product's, and the bare loop."""
    found = {}
    for kind in ("bare", "product"):
        runs = [stand.run("-m", "benchmarks.excel", kind).split() for _ in range(3)]
        best = min(runs, key=lambda run: float(run[0]))
        found[kind] = Book(float(best[0]), int(best[1]), float(best[2]), min(float(run[3]) for run in runs))
    return found
