"""What `make soak-reminders` does: kill workers, kill Redis, kill at each line, ring by two beats.

Run by `benchmarks.soak_reminders` inside `manage.py shell`, on a database of its own.
"""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import redis as redis_client
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.clock import clock
from benchmarks.lines import Line, die_at, lines_of_sending
from bootstrap.steps import ROOT
from deadlines.models import Deadline, Notice
from deadlines.operations.deadline import set_deadlines
from deadlines.operations.notice import deliver
from rectification.models import Item, MonthlyReport, PressingPaper
from rectification.operations.month_open import open_due_months
from rectification.operations.reminder import remind
from rectification.tests.factories import Mending, make_fed_back, make_fixing
from tests.servers import redis

ITEMS, UNITS, HOURS = 1000, 30, 24
LATE = 10  # days: today the office gets a paper, and two days ago was the weekly reminder of the unit
WORKER = ("-m", "celery", "-A", "xuncha", "worker", "-c", "2", "--loglevel", "ERROR", "--without-gossip")
WORKER_QUIET = (*WORKER, "--without-mingle", "--without-heartbeat")
PATIENCE = 120.0
Key = tuple[object, str, dt.date, object]


def main(kills: int, dice: int, folder: str) -> None:
    """Tell the whole story; ends the process with 1 when anything was lost or doubled."""
    chance = random.Random(dice)
    lines = lines_of_sending()
    mending = make_fed_back(ITEMS + len(lines))
    world = World(mending, _late(mending))
    print(
        f"准备：{len(world.deadlines)} 件逾期事项，每件提醒 {len(world.people)} 人、起草一份文书；种子 {dice}"
    )
    good = _under_fire(world, world.deadlines[:ITEMS], kills, chance, Path(folder))
    good &= _line_by_line(world, world.deadlines[ITEMS:], lines)
    good &= _told("合计", world, world.deadlines)
    good &= _two_beats()
    sys.exit(0 if good else 1)


@dataclass
class World:
    """The late items of one unit, and who must be told of each of them."""

    mending: Mending
    deadlines: list[Deadline]

    @property
    def people(self) -> dict[object, tuple[str, dt.date]]:
        """Person → the step and the occurrence by which each of them is told, as the ladder has it."""
        today = timezone.localdate()
        unit, office = ("+1", today - dt.timedelta(days=2)), ("+10", today)
        told = {"unit_head": unit, "unit_liaison": unit, "clerk": office, "second_clerk": office}
        return {self.mending.county.user(name).pk: step for name, step in told.items()}

    def expected(self, deadlines: list[Deadline]) -> set[Key]:
        """Every reminder that is due, by its key."""
        return {(one.pk, *step, person) for one in deadlines for person, step in self.people.items()}


def _late(mending: Mending) -> list[Deadline]:
    """Let every item be ten days late, with its reminders not yet released."""
    due = timezone.localdate() - dt.timedelta(days=LATE)
    by = clock(timezone.now())
    set_deadlines(mending.items, "rectification_period", by.on, by=by, act="rect.plan:A")
    Deadline.objects.update(next_reminder_on=None)
    rows = Deadline.objects.about_all(Item, [item.pk for item in mending.items])
    rows.update(due=due, original_due=due)
    return list(rows.order_by("pk"))


def _release(deadlines: list[Deadline]) -> None:
    since = timezone.localdate() - dt.timedelta(days=2)
    Deadline.objects.filter(pk__in=[one.pk for one in deadlines]).update(next_reminder_on=since)


def _left(deadlines: list[Deadline]) -> int:
    found: int = (
        Deadline.objects.filter(pk__in=[one.pk for one in deadlines]).to_remind(timezone.localdate()).count()
    )
    return found


# ---------------------------------------------------------------- the verdict


def _told(title: str, world: World, deadlines: list[Deadline]) -> bool:
    """Compare what stands in the lists with what is due; print it, and say whether nothing is wrong."""
    keys = [one.pk for one in deadlines]
    rows = Notice.objects.filter(deadline__in=keys)
    found = list(rows.values_list("deadline", "step", "occurrence", "recipient"))
    expected = world.expected(deadlines)
    per_person = Counter((deadline, recipient) for deadline, _, _, recipient in found)
    papers = Counter(PressingPaper.objects.filter(deadline__in=keys).values_list("deadline", flat=True))
    wrong = {
        "丢失": len(expected - set(found)),
        "重复": sum(count - 1 for count in per_person.values()),
        "多发": len(set(found) - expected),
        "未送达": rows.filter(sent_at__isnull=True).count(),
        "文书丢失": len(keys) - len(papers),
        "文书重复": sum(count - 1 for count in papers.values()),
    }
    figures = "，".join(f"{word} {count}" for word, count in wrong.items())
    print(
        f"{title}：站内提醒 {len(found)} 条（应有 {len(expected)} 条），文书 {len(papers)} 份；{figures}",
        flush=True,
    )
    return not any(wrong.values())


# ---------------------------------------------------------------- workers and Redis killed


def _under_fire(
    world: World, deadlines: list[Deadline], kills: int, chance: random.Random, folder: Path
) -> bool:
    lots = [deadlines[number::kills] for number in range(kills)]
    without_redis = set(chance.sample(range(kills), 2))
    busy = 0
    with _Redis(folder) as queue, _two_bells():
        for number, lot in enumerate(lots):
            busy += _kill_in(lot, queue if number in without_redis else None, chance)
        with _worker():
            _wait_until(lambda: not _left(deadlines) and not Notice.objects.waiting().exists())
    print(f"强杀：后台任务 {kills} 次（其中 {busy} 次正在发送），Redis {len(without_redis)} 次")
    return _told("强杀之后", world, deadlines)


def _kill_in(lot: list[Deadline], queue: "_Redis | None", chance: random.Random) -> bool:
    """Release a lot, let a worker begin with it, kill it at a random moment; say whether work was left."""
    with _worker() as worker:
        _release(lot)
        _wait_until(lambda: _left(lot) < len(lot))
        if queue:
            queue.kill_and_come_back()
        time.sleep(chance.uniform(0, 0.8))
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    return _left(lot) > 0


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker of the real system, in a session of its own."""
    command = [sys.executable, *WORKER_QUIET]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class _Redis(ExitStack):
    """A Redis that may be killed and comes back empty at the same address."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.place = urlsplit(settings.REDIS_URL)

    def __enter__(self) -> Self:
        self._start()
        return self

    def _start(self) -> None:
        self.enter_context(redis(self.folder, int(self.place.port or 0), str(self.place.password)))

    def kill_and_come_back(self) -> None:
        """SIGKILL: what stood in it is gone."""
        pid = redis_client.from_url(settings.REDIS_URL).info("server")["process_id"]
        os.kill(int(pid), signal.SIGKILL)
        time.sleep(1)
        self.close()
        self._start()


@contextmanager
def _two_bells() -> Iterator[None]:
    """Two beats that ring for the same work, each twice a second."""
    silent = threading.Event()
    bells = [threading.Thread(target=_ring, args=(silent,), daemon=True) for _ in range(2)]
    for bell in bells:
        bell.start()
    try:
        yield
    finally:
        silent.set()
        for bell in bells:
            bell.join()


def _ring(silent: threading.Event) -> None:
    while not silent.wait(0.5):
        for task in ("rectification.remind", "deadlines.sweep"):
            with suppress(Exception):  # no Redis just now: the next ring comes
                current_app.send_task(task, retry=False, expires=5)


def _wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            print("✗ 等了太久，后台任务没有动", flush=True)
            sys.exit(1)
        time.sleep(0.02)


# ---------------------------------------------------------------- killed at each line


def _line_by_line(world: World, deadlines: list[Deadline], lines: list[Line]) -> bool:
    """For each line: a process that ends when it comes there; then nothing half done, then a clean ring."""
    hit, halves = 0, 0
    for deadline, line in zip(deadlines, lines, strict=True):
        _release([deadline])
        hit += _dies(line)
        written = Notice.objects.filter(deadline=deadline).count()
        drafted = PressingPaper.objects.filter(deadline=deadline).count()
        halves += (written, drafted) not in {(0, 0), (len(world.people), 1)}
        _ring_once()
    print(f"逐行：发送代码 {len(lines)} 行，在 {hit} 行上中断（其余是没有走到的分支），半途状态 {halves} 次")
    return _told("逐行之后", world, deadlines) and not halves


def _dies(line: Line) -> bool:
    """Ring in a child that ends at the line as if by SIGKILL; say whether it came there."""
    connection.close()  # a child must not inherit an open one
    child = os.fork()
    if child == 0:
        die_at(line, _ring_once)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == Line.DEAD


def _ring_once() -> None:
    at = timezone.now()
    remind(at=at)
    while deliver(at=at, limit=50):
        pass


# ---------------------------------------------------------------- two beats for a day


def _two_beats() -> bool:
    """Two clocks ring each hour of one simulated day: one monthly report for a unit, whatever they do."""
    units = [make_fixing(2, name=f"第{number}", days_ago=70).assignment for number in range(UNITS)]
    connection.close()
    children = [_beat() for _ in range(2)]
    failed = sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children)
    keys = [unit.pk for unit in units]
    reports = Counter(MonthlyReport.objects.filter(assignment__in=keys).values_list("assignment", flat=True))
    made = MonthlyReport.objects.filter(assignment__in=keys).values_list("pk", flat=True)
    dues = Deadline.objects.about_all(MonthlyReport, list(made)).count()
    one_each = set(reports.values()) == {1} and len(reports) == UNITS and dues == UNITS
    print(
        f"两个定时器走 {HOURS} 小时：{UNITS} 个单位，月报 {sum(reports.values())} 份，时限 {dues} 条，"
        f"出错的定时器 {failed} 个；每单位{'恰好一份' if one_each else '不是一份'}"
    )
    return one_each and not failed


def _beat() -> int:
    child = os.fork()
    if child:
        return child
    day = timezone.localtime().replace(hour=0, minute=5, second=0, microsecond=0)
    code = 1
    try:
        for hour in range(HOURS):
            open_due_months(by=clock(day + dt.timedelta(hours=hour)))
        code = 0
    finally:
        os._exit(code)
