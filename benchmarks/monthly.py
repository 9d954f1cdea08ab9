"""The month at full size: opened and summed up by two workers, on PostgreSQL; prints seconds and megabytes.

`python -m benchmarks --only monthly`. Each step runs in processes of its own, as it would in two workers.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stands import stand
from bootstrap.steps import ROOT

WORKERS = 2
MOST_SECONDS, MOST_MEGABYTES = 300.0, 500.0


@dataclass(frozen=True)
class Step:
    """What one step cost: the clock on the wall, and the largest of its processes."""

    name: str
    seconds: float
    megabytes: float
    said: str


def run(server: str, folder: Path, scale: float) -> tuple[str, bool]:
    """Build the city, put every unit in rectification, open the month, sum it up; return the table."""
    with stand(server, scale, folder) as city:
        told = city.run("-m", "benchmarks.month_steps", "prepare", str(scale)).strip()
        opened = _step("开放月报（两个进程同时）", city.env, [("open",)] * WORKERS)
        city.run("-m", "benchmarks.month_steps", "report")
        jobs = city.run("-m", "benchmarks.month_steps", "order").split()
        summed = _step("汇总（Excel 与 Word 各一个进程）", city.env, [("issue", job) for job in jobs])
    steps = [opened, summed]
    seconds, largest = sum(step.seconds for step in steps), max(step.megabytes for step in steps)
    kept = seconds < MOST_SECONDS and largest < MOST_MEGABYTES
    return "\n".join(_lines(told, steps, seconds, largest)), kept


def _lines(told: str, steps: list[Step], seconds: float, largest: float) -> Iterator[str]:
    yield f"月报：{told}；{os.cpu_count()} 个处理器，{WORKERS} 个工作进程，PostgreSQL。"
    yield ""
    yield "| 步骤 | 秒 | 最大内存 MB | 结果 |"
    yield "|---|--:|--:|---|"
    for step in steps:
        yield f"| {step.name} | {step.seconds:.1f} | {step.megabytes:.0f} | {step.said} |"
    yield f"| 合计 | {seconds:.1f} | {largest:.0f} | 上限 {MOST_SECONDS:.0f} 秒、{MOST_MEGABYTES:.0f} MB |"


def _step(name: str, env: dict[str, str], commands: list[tuple[str, ...]]) -> Step:
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.month_steps", *command],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )
        for command in commands
    ]  # fmt: skip
    answers = [process.communicate()[0].split() for process in running]
    seconds = time.perf_counter() - started
    assert all(process.returncode == 0 for process in running), name
    said = "、".join(answer[0] for answer in answers)
    return Step(name, seconds, max(float(answer[1]) for answer in answers), said)
