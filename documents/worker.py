"""One paper from claim to file, in a worker that may be killed at any line."""

import datetime as dt
import logging
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connections
from django.utils import timezone

from audit.actor import Actor
from documents import operations, storage
from documents.models import Job
from documents.operations import LeaseLost
from documents.operations.jobs import LEASE
from documents.paper import Paper, Work
from documents.rules import still_holds

log = logging.getLogger(__name__)
BEAT_SECONDS = 6.0  # a fifth of the lease
LOOK_SECONDS = 1.0
NO_RIGHT = "您现在没有生成这份文件的权限，如有疑问请联系巡察办。"
BROKEN = "生成时出了差错，已记入日志。请重新生成；仍不成功请联系系统管理员。"


class Pulse:
    """Keeps the lease while the work goes on, from a thread and a connection of its own.

    The work itself may sit for long in one query or one page; and on SQLite a connection that is reading rows
    must not write between them.
    """

    def __init__(self, job: Job, by: Actor, lease: dt.timedelta) -> None:
        """Begin with nothing done."""
        self.job, self.by, self.lease = job, by, lease
        self.done, self.total, self.told = 0, 0, (0, 0)
        self.over, self.lost = threading.Event(), False
        self.thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def progress(self, done: int, total: int) -> None:
        """Remember how far it is; stop the work when the paper is in other hands."""
        self.done, self.total = done, total
        if self.lost:
            raise LeaseLost

    def __enter__(self) -> Self:
        """Start."""
        self.thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Stop, and wait until the last beat is written."""
        self.over.set()
        self.thread.join()

    def _run(self) -> None:
        silent = 0.0
        try:
            while not self.over.wait(LOOK_SECONDS):
                silent += LOOK_SECONDS
                if silent >= BEAT_SECONDS or self.told != (self.done, self.total):
                    self._beat()
                    silent = 0.0
        except LeaseLost:
            self.lost = True
        finally:
            connections.close_all()

    def _beat(self) -> None:
        done, total = self.done, self.total
        try:
            operations.beat(
                self.job, by=self.by.later(timezone.now()), done=done, total=total, lease=self.lease
            )
        except DatabaseError:
            log.warning("job %s: a beat was missed", self.job.number, exc_info=True)
        else:
            self.told = (done, total)


def issue(job_id: str, papers: Mapping[str, Paper], *, lease: dt.timedelta = LEASE) -> bool:
    """Make the paper of one job; False when there is nothing to do or somebody else does it."""
    found: Job | None = Job.objects.select_related("owner").filter(pk=job_id).first()
    if found is None or found.is_finished:
        return False
    by = Actor(user=found.owner, at=timezone.now())
    job = operations.claim(found.pk, by=by, lease=lease)
    if job is None:
        return False
    try:
        return _work(job, papers.get(job.kind), by, lease)
    except LeaseLost:
        log.warning("job %s is in other hands", job.number)
        return False


def _work(job: Job, paper: Paper | None, by: Actor, lease: dt.timedelta) -> bool:
    fault = ""
    try:
        _make(job, paper, by, lease)
    except LeaseLost:
        raise
    except PermissionDenied:
        fault = NO_RIGHT
    except ValidationError as refused:
        fault = "；".join(refused.messages)
    except Exception:
        log.exception("job %s failed", job.number)
        fault = BROKEN
    if fault:
        operations.fail(job, fault, by=by.later(timezone.now()))
    return not fault


def _make(job: Job, paper: Paper | None, by: Actor, lease: dt.timedelta) -> None:
    if paper is None or not still_holds(by, job.act):
        raise PermissionDenied
    with storage.desk() as folder:
        with Pulse(job, by, lease) as pulse:
            made = paper.build(Work(by, job.params, job.number, folder, pulse.progress))
        if pulse.lost:
            raise LeaseLost
        now = by.later(timezone.now())
        operations.hold_to_quota(paper.level, len(made.ids), by=now, act=job.act)
        operations.finish(job, made, by=now, level=paper.level)
