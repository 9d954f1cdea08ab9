"""States of a background job and of an alarm of reading, and the levels that a file carries."""

from django.db import models


class Level(models.TextChoices):
    """密级档: S1 routine to S4 sealed. Source: roles.md, «Levels»."""

    S1 = "S1", "日常"
    S2 = "S2", "内部"
    S3 = "S3", "敏感"
    S4 = "S4", "封存"


class JobState(models.TextChoices):
    """后台任务 waits, is worked on, ends; one that takes two persons is held until the second agrees."""

    HELD = "held", "等待批准"
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    DROPPED = "dropped", "不予生成"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        ended = {"done": "done", "failed": "late", "dropped": "returned"}
        return {"held": "soon", "running": "going", **ended}.get(self.value, "idle")


ISSUE = "paper.issue:X"

JOB_EDGES: dict[str, dict[str, str]] = {
    JobState.HELD: {JobState.QUEUED: ISSUE, JobState.DROPPED: ISSUE},
    JobState.QUEUED: {JobState.RUNNING: ISSUE, JobState.FAILED: ISSUE},
    JobState.RUNNING: {JobState.DONE: ISSUE, JobState.FAILED: ISSUE},
    JobState.FAILED: {JobState.QUEUED: ISSUE},
    JobState.DONE: {},
    JobState.DROPPED: {},
}


class AlarmState(models.TextChoices):
    """查阅告警 is raised once a day; lifting it opens the rest of the day."""

    RAISED = "raised", "已到限额"
    LIFTED = "lifted", "当日已放开"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"raised": "late", "lifted": "done"}[self.value]


POLICY = "sec.policy:E"

ALARM_EDGES: dict[str, dict[str, str]] = {
    AlarmState.RAISED: {AlarmState.LIFTED: POLICY},
    AlarmState.LIFTED: {},
}
