"""Papers in the background: asked for, claimed, finished. The row decides, a message only wakes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.rules import may
from audit import operations as audit
from audit.actor import Actor
from audit.models import type_name
from documents.models import Job
from documents.operations.files import keep
from documents.operations.reading import hold_to_quota
from documents.paper import Made, Paper
from documents.states import ISSUE, JobState, Level

LEASE = dt.timedelta(
    seconds=30
)  # a dead worker's paper is taken up again after at most so long, plus a sweep
MOST_ATTEMPTS = 5
MOST_WAITING = 20
KEPT = dt.timedelta(days=30)
TRIES = 8


class LeaseLost(Exception):  # noqa: N818 -- a state of affairs, not a fault
    """Another worker has taken the paper up: this one stops and writes nothing."""


def request_job(
    paper: Paper, params: Mapping[str, Any], *, by: Actor, reason: str = "", scope: str = ""
) -> Job:
    """申请生成: put a paper in the queue; asking again for the same while it waits gives the same job.

    One that takes two persons is held, and put before the second with its scope in words.
    """
    if not may(by, paper.act):
        raise PermissionDenied
    waiting = list(Job.objects.awaiting(by))
    same = next((job for job in waiting if job.kind == paper.kind and job.params == dict(params)), None)
    if same:
        return same
    if len(waiting) >= MOST_WAITING:
        raise ValidationError(f"您已有 {len(waiting)} 份文件在排队，请等它们完成后再申请。")
    hold_to_quota(paper.level, 1, by=by, act=paper.act)
    if paper.by_two and not reason.strip():
        raise ValidationError({"reason": "请写明用途。"})
    job = Job(
        kind=paper.kind,
        title=paper.title,
        act=paper.act,
        params=dict(params),
        owner_id=by.user.pk,
        reason=reason,
        state=JobState.HELD if paper.by_two else JobState.QUEUED,
        made_at=by.at,
        woken_at=by.at,
    )
    with transaction.atomic():
        made = _numbered(job, by=by)
        if paper.by_two:
            audit.propose(made, by=by, act=paper.act, payload={"scope": scope}, reason=reason)
    return made


def _numbered(job: Job, *, by: Actor) -> Job:
    day = f"{by.on:%Y%m%d}-"
    for _ in range(TRIES):
        job.number = f"{day}{Job.objects.filter(number__startswith=day).count() + 1:03d}"
        try:
            with transaction.atomic():
                return audit.create(job, by=by, act=job.act, reason=job.reason, number=job.number)
        except IntegrityError:
            continue  # somebody took the number at this very moment
    raise ValidationError("申请的人较多，请稍后再试一次。")


def claim(job_id: UUID | str, *, by: Actor, lease: dt.timedelta = LEASE) -> Job | None:
    """领取: take a paper that nobody works on; None when it is done or in other hands."""
    with transaction.atomic():
        job: Job | None = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or not _is_free(job, by.at):
            return None
        if job.attempts >= MOST_ATTEMPTS:
            fail(job, "多次生成都被中断，请重新生成；仍不成功请联系系统管理员。", by=by)
            return None
        changes = {
            "attempts": job.attempts + 1,
            "lease_until": by.at + lease,
            "started_at": by.at,
            "done": 0,
            "total": 0,
        }
        if job.state == JobState.QUEUED:
            return audit.move(job, JobState.RUNNING, by=by, changes=changes)
        return audit.edit(job, by=by, act=ISSUE, changes=changes, attempt=job.attempts + 1)


def _is_free(job: Job, at: dt.datetime) -> bool:
    lapsed = job.lease_until is None or job.lease_until < at
    return job.state == JobState.QUEUED or (job.state == JobState.RUNNING and lapsed)


def beat(
    job: Job, *, by: Actor, done: int | None = None, total: int | None = None, lease: dt.timedelta = LEASE
) -> None:
    """续占: stay on the paper, and say how far it is.

    Raises:
        LeaseLost: the paper is in other hands.
    """
    told = {name: value for name, value in {"done": done, "total": total}.items() if value is not None}
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if not mine.update(lease_until=by.at + lease, **told):
        raise LeaseLost


def finish(job: Job, made: Made, *, by: Actor, level: Level = Level.S2) -> Job:
    """完成: keep the file and close the job in one transaction.

    Raises:
        LeaseLost: another worker took the paper up; nothing is written.
    """
    with transaction.atomic():
        _hold(job)
        result = keep(made.path, name=made.name, by=by, level=level, act=job.act)
        changes = {
            "result": result,
            "finished_at": by.at,
            "expires_at": by.at + KEPT,
            "lease_until": None,
            "done": job.total or len(made.ids) or 1,
            "shown_type": type_name(made.model) if made.model else "",
            "shown_ids": b"".join(sorted(key.bytes for key in made.ids)),
        }
        return audit.move(job, JobState.DONE, by=by, changes=changes, file=result.name, rows=len(made.ids))


def fail(job: Job, error: str, *, by: Actor) -> None:
    """中止: say why the paper could not be made.

    Raises:
        LeaseLost: another worker took the paper up; nothing is written.
    """
    with transaction.atomic():
        _hold(job)
        changes = {"error": error[:300], "finished_at": by.at, "lease_until": None}
        audit.move(job, JobState.FAILED, by=by, reason=error[:300], changes=changes)


def _hold(job: Job) -> None:
    """Lock the row; refuse when the attempt is over."""
    rows = Job.objects.select_for_update().filter(pk=job.pk, attempts=job.attempts, state=job.state)
    kept = rows.values_list("total", "version").first()
    if kept is None:
        raise LeaseLost
    job.total, job.version = kept


def retry_job(job: Job, *, by: Actor) -> Job:
    """重新生成: put a failed paper back into the queue."""
    if job.owner_id != by.user.pk or not may(by, job.act):
        raise PermissionDenied
    changes = {"error": "", "attempts": 0, "finished_at": None, "woken_at": by.at, "done": 0, "total": 0}
    return audit.move(job, JobState.QUEUED, by=by, changes=changes)


def announce(job: Job, *, by: Actor) -> bool:
    """唤醒登记: note that the worker is being told; False when somebody told it just now."""
    rows = Job.objects.to_wake(by.at).order_by().filter(pk=job.pk)
    return bool(rows.update(woken_at=by.at))


def sweep(*, by: Actor) -> list[Job]:
    """巡查: jobs that nobody works on, each handed to one sweeper only."""
    return [job for job in Job.objects.to_wake(by.at) if announce(job, by=by)]
