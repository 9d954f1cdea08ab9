"""后台任务: a paper being made; done, it is a line of 「我的文件」."""

import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from audit.actor import Actor
from audit.models import Stateful
from documents.models.file import StoredFile
from documents.states import JOB_EDGES, JobState

WAKE_AGAIN = dt.timedelta(seconds=25)


class JobQuerySet(models.QuerySet["Job"]):
    """Questions put to the jobs."""

    def visible_to(self, by: Actor) -> Self:
        """Jobs of one's own; nobody reads another's papers."""
        return self.filter(owner_id=by.user.pk)

    def unfinished(self) -> Self:
        """Jobs that wait or are being worked on."""
        return self.filter(state__in=[JobState.HELD, JobState.QUEUED, JobState.RUNNING])

    def awaiting(self, by: Actor) -> Self:
        """My papers that are still being made."""
        return self.visible_to(by).unfinished()

    def lapsed(self, at: dt.datetime) -> Self:
        """Jobs whose worker has not been heard of."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=at)

    def to_wake(self, at: dt.datetime) -> Self:
        """Jobs that nobody works on: waiting and not just announced, or left by a dead worker."""
        announced = Q(woken_at__isnull=False) & Q(woken_at__gt=at - WAKE_AGAIN)
        waiting = Q(state=JobState.QUEUED) & ~announced
        return self.filter(waiting | Q(state=JobState.RUNNING, lease_until__lt=at)).order_by("made_at", "id")


class Job(Stateful):
    """后台任务. ``lease_until`` and ``attempts`` say who works on it; a past attempt writes nothing."""

    EDGES: ClassVar = JOB_EDGES
    TONES: ClassVar = {state: state.tone for state in JobState}

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=120)
    number = models.CharField("编号", max_length=24, unique=True)
    act = models.CharField("所需权限", max_length=40)
    params = models.JSONField("条件", default=dict, blank=True, encoder=DjangoJSONEncoder)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs", verbose_name="申请人"
    )
    reason = models.CharField("用途", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    made_at = models.DateTimeField("申请时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共计", default=0)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    lease_until = models.DateTimeField("占用至", null=True, blank=True)
    woken_at = models.DateTimeField("唤醒时间", null=True, blank=True)
    error = models.CharField("未完成的原因", max_length=300, blank=True)
    result = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="jobs", verbose_name="文件"
    )
    expires_at = models.DateTimeField("下载截止", null=True, blank=True)
    shown_type = models.CharField("所载对象类别", max_length=60, blank=True)
    shown_ids = models.BinaryField("所载对象", default=bytes)

    objects: ClassVar[Any] = JobQuerySet.as_manager()

    class Meta:
        """Newest first; the sweeper asks by state."""

        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "lease_until"], name="job_state_lease"),
            models.Index(fields=["owner", "made_at"], name="job_owner"),
        ]

    def __str__(self) -> str:
        """Name the paper."""
        return self.title

    @property
    def is_finished(self) -> bool:
        """Nothing more will come."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.DROPPED}

    @property
    def percent(self) -> int | None:
        """How far it is, once the amount of work is known."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else None

    def shown(self) -> frozenset[UUID]:
        """Ids of the records that stand in the paper."""
        packed = bytes(self.shown_ids or b"")
        return frozenset(UUID(bytes=packed[start : start + 16]) for start in range(0, len(packed), 16))

    def seconds_left(self, at: dt.datetime) -> int | None:
        """How long it may still take, judged by what is done."""
        if not self.done or self.started_at is None or self.state != JobState.RUNNING:
            return None
        spent = (at - self.started_at).total_seconds()
        return max(1, round(spent * (self.total - self.done) / self.done))
