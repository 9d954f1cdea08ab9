"""`make bench`: the city at two scales on PostgreSQL; prints the table, keeps it in benchmarks/results/.

`python -m benchmarks --scale 0.1` tries the lab itself on less, and keeps nothing; `--only monthly` measures
the month of all units, opened and summed up by two workers; `--only lists` opens every list page of the
second half of the work with 20,000 rows in it, on PostgreSQL and on SQLite, and keeps its tables, too.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import monthly
from benchmarks.lists import run as lists
from benchmarks.measuring import Book, Figure, ledger, measure
from benchmarks.stands import stand
from bootstrap.steps import ROOT
from tests.servers import NoServer, engines

LESS = 0.1
RESULTS = ROOT / "benchmarks" / "results"
KEPT = {"": "", "lists": "lists-"}  # what is written down, and how its file begins
MOST = {"ratio": 2.0, "queries": 15, "growth": 1.3, "excel": 1.5, "megabytes": 150.0}


def main(scale: float, only: str = "") -> int:
    measuring = MEASURES[only]
    with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as folder:
        try:
            with engines() as addresses:
                text, kept = measuring(addresses["DATABASE_URL"], Path(folder), scale)
        except NoServer as reason:
            print(f"✗ {reason}", file=sys.stderr)
            return 1
    print(text)
    if scale == 1 and only in KEPT:
        RESULTS.mkdir(exist_ok=True)
        now = dt.datetime.now().astimezone()
        (RESULTS / f"{KEPT[only]}{now:%Y-%m-%d-%H%M}.md").write_text(text + "\n", encoding="utf-8")
    return 0 if kept else 2


def _measured(server: str, folder: Path, scale: float) -> tuple[str, bool]:
    with (
        stand(server, scale * LESS, folder / "small") as small,
        stand(server, scale, folder / "full") as full,
    ):
        before, figures = measure(small, full)
        books = ledger(full)
    lines = [*_head(full.built_in), *_table(figures), "", *_growth(before, figures), "", *_excel(books)]
    misses = list(_misses(before, figures, books))
    lines += ["", *(f"- 超出目标：{miss}" for miss in misses)] if misses else ["", "全部在目标以内。"]
    return "\n".join(lines), not misses


def _head(built_in: float) -> Iterator[str]:
    now = dt.datetime.now().astimezone()
    commit = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    yield f"# 性能测量 {now:%Y-%m-%d %H:%M}，提交 {commit}"
    yield ""
    yield "数据：`manage.py demo --like changzhou --scale 1`，PostgreSQL，gunicorn 两个进程。"
    yield f"建立全部数据用时 {built_in:.0f} 秒。每项预热后测 30 次，两个规模与各自的下限轮流；单位毫秒。"
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    yield f"测量结束时的系统负载：{load}（{os.cpu_count()} 个处理器）。"
    yield ""


def _table(figures: list[Figure]) -> Iterator[str]:
    yield "| 页面 | 中位 | p95 | 查询数 | 字节 | 其中计数 | 下限 | 倍数 | 处理器 | 下限处理器 | 倍数 |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for one in figures:
        floor = f"{one.floor:.1f} | {one.ratio:.2f}" if one.floor else "— | —"
        facts = f"{one.median:.1f} | {one.p95:.1f} | {one.queries} | {one.size:,} | {one.count:.1f}"
        own = f"{one.floor_cpu:.1f} | {one.cpu / one.floor_cpu:.2f}" if one.floor_cpu else "— | —"
        yield f"| {one.name} | {facts} | {floor} | {one.cpu:.1f} | {own} |"


def _growth(before: list[Figure], after: list[Figure]) -> Iterator[str]:
    yield "| 增长（规模 0.1 → 1，不含精确计数） | 0.1 | 1 | 倍数 | 计数 0.1 | 计数 1 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for small, full in zip(before, after, strict=True):
        growth = full.without_count / small.without_count
        times = f"{small.without_count:.1f} | {full.without_count:.1f} | {growth:.2f}"
        yield f"| {full.name} | {times} | {small.count:.1f} | {full.count:.1f} |"


def _excel(books: dict[str, Book]) -> Iterator[str]:
    yield "| Excel 整改台账 | 行 | 秒 | 内存 MB | 处理器秒 |"
    yield "|---|--:|--:|--:|--:|"
    for kind, name in (("product", "产品"), ("bare", "openpyxl 空循环")):
        book = books[kind]
        yield f"| {name} | {book.rows:,} | {book.seconds:.2f} | {book.megabytes:.0f} | {book.cpu:.2f} |"
    yield ""
    product, bare = books["product"], books["bare"]
    ratio, own = product.seconds / bare.seconds, product.cpu / bare.cpu
    yield f"产品 ÷ 空循环 = {ratio:.2f}，按处理器时间 {own:.2f}"


def _misses(before: list[Figure], after: list[Figure], books: dict[str, Book]) -> Iterator[str]:
    for small, full in zip(before, after, strict=True):
        if full.ratio > MOST["ratio"]:
            yield f"{full.name}为下限的 {full.ratio:.2f} 倍"
        if full.floor and full.queries > MOST["queries"]:
            yield f"{full.name}有 {full.queries} 次查询"
        growth = full.without_count / small.without_count
        if full.floor and growth > MOST["growth"]:
            yield f"{full.name}由 0.1 到 1 增长 {growth:.2f} 倍"
    product, bare = books["product"], books["bare"]
    if product.seconds / bare.seconds > MOST["excel"]:
        yield f"Excel 为空循环的 {product.seconds / bare.seconds:.2f} 倍"
    if product.megabytes > MOST["megabytes"]:
        yield f"Excel 占用内存 {product.megabytes:.0f} MB"


MEASURES = {"": _measured, "monthly": monthly.run, "lists": lists.run}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", choices=sorted(MEASURES), default="")
    asked = parser.parse_args()
    sys.exit(main(asked.scale, asked.only))
