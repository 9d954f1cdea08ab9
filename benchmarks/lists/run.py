"""`python -m benchmarks --only lists`: fill a city on both engines, open every list, print tables."""

import json
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.client import Answer, Client
from benchmarks.lists.pages import BOOKS, LISTS, PAGES, WORDS, List, token_of
from benchmarks.stands import PASSWORD, Stand, stand

ROWS = 20_000
WARM, REPEATS = 3, 5
MOST_SECONDS = 1.0
LAST = 1_000_000
TOTAL = re.compile(r'<span class="total">共 (\d+) 条')
Keys = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One list as one person opens it: how many rows, and what each way to look at it costs."""

    of: List
    person: str
    rows: int
    seconds: tuple[float, ...]  # first page, last page, narrowed, sought, a hundred rows; less for a page
    queries: tuple[int, ...]
    size: int
    statuses: frozenset[int]

    @property
    def grows(self) -> bool:
        """Four times the rows ask more questions."""
        return len(self.queries) > 1 and self.queries[-1] > self.queries[0]


def run(server: str, folder: Path, scale: float) -> tuple[str, bool]:
    """Measure on both engines; return the tables, and whether every page is quick and asks a fixed number."""
    text, kept = [f"# 各名单在 {round(ROWS * scale):,} 条记录时"], True
    for name, address in (("PostgreSQL", server), ("SQLite", "")):
        with stand(address, scale, folder / name) as city:
            keys = _filled(city, round(ROWS * scale))
            people = {one: Client(city.product).sign_in(one, PASSWORD) for one in WORDS}
            lists = [_list(people[who], who, one, keys) for one in LISTS for who in one.people]
            pages = [_page(people[who], who, one, keys) for one in PAGES for who in one.people]
            books = {title: city.run("-m", "benchmarks.excel", kind).split() for title, kind in BOOKS.items()}
        misses = list(_misses([*lists, *pages]))
        text += ["", f"## {name}", "", *_lists(lists), "", *_pages(pages), "", *_books(books), ""]
        text += [f"- 超出目标：{miss}" for miss in misses] or ["全部在目标以内。"]
        kept = kept and not misses
    return "\n".join([*text, "", *_fewer()]), kept


def _filled(city: Stand, many: int) -> Keys:
    story = f"from benchmarks.lists.filling import main; main({many})"
    told = city.run("manage.py", "shell", "--no-imports", "-c", story)
    keys: Keys = json.loads(told.splitlines()[-1])
    return keys


def _address(of: List, keys: Keys, person: str, query: str = "") -> str:
    known = {**keys, "feed": token_of(person)}
    asked = quote(query.format(**known), safe="=&")
    return of.path.format(**known) + (f"?{asked}" if asked else "")


def _list(client: Client, person: str, of: List, keys: Keys) -> Line:
    queries = ["", f"page={LAST}", of.narrowed, of.sought, "size=100"]
    answers = [_asked(client, _address(of, keys, person, query)) for query in queries]
    return _line(of, person, answers)


def _page(client: Client, person: str, of: List, keys: Keys) -> Line:
    return _line(of, person, [_asked(client, _address(of, keys, person))])


def _asked(client: Client, address: str) -> list[Answer]:
    return [client.get(address) for _ in range(WARM + REPEATS)][WARM:]


def _line(of: List, person: str, asked: list[list[Answer]]) -> Line:
    first = asked[0][0]
    found = TOTAL.search(first.body.decode())
    return Line(
        of=of,
        person=WORDS[person],
        rows=int(found.group(1)) if found else 0,
        seconds=tuple(statistics.median(one.seconds for one in answers) for answers in asked),
        queries=tuple(max(one.queries for one in answers) for answers in asked),
        size=len(first.body),
        statuses=frozenset(one.status for answers in asked for one in answers),
    )


def _lists(lines: list[Line]) -> Iterator[str]:
    yield "| 名单（毫秒） | 谁 | 条数 | 第一页 | 末页 | 筛选 | 搜索 | 100 条一页 | 查询数 25 / 100 条 |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for one in lines:
        times = " | ".join(f"{seconds * 1000:.0f}" for seconds in one.seconds)
        counts = f"{one.queries[0]} / {one.queries[-1]}"
        yield f"| {one.of.name} | {one.person} | {one.rows:,} | {times} | {counts} |"


def _pages(lines: list[Line]) -> Iterator[str]:
    yield "| 其他页面 | 谁 | 毫秒 | 查询数 | 字节 |"
    yield "|---|---|--:|--:|--:|"
    for one in lines:
        facts = f"{one.seconds[0] * 1000:.0f} | {one.queries[0]} | {one.size:,}"
        yield f"| {one.of.name} | {one.person} | {facts} |"


def _books(books: dict[str, list[str]]) -> Iterator[str]:
    yield "| Excel | 行 | 秒 | 内存 MB |"
    yield "|---|--:|--:|--:|"
    for title, (seconds, rows, megabytes, _cpu) in books.items():
        yield f"| {title} | {int(rows):,} | {float(seconds):.1f} | {float(megabytes):.0f} |"


def _fewer() -> Iterator[str]:
    yield "| 到不了这么多条的名单 | 因为 |"
    yield "|---|---|"
    yield from (f"| {one.name} | {one.fewer} |" for one in LISTS if one.fewer)


def _misses(lines: list[Line]) -> Iterator[str]:
    for one in lines:
        if one.statuses != {200}:
            yield f"{one.of.name}（{one.person}）没有打开：{sorted(one.statuses)}"
        slowest = max(one.seconds)
        if slowest > MOST_SECONDS:
            yield f"{one.of.name}（{one.person}）用了 {slowest:.1f} 秒"
        if one.grows:
            told = f"由 {one.queries[0]} 次变为 {one.queries[-1]} 次"
            yield f"{one.of.name}（{one.person}）列 100 条时，查询{told}"
