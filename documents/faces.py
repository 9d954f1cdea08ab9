"""How a job looks on its page."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from documents.models import Job
from documents.states import JobState


@dataclass(frozen=True)
class JobFace:
    """What components/job.html asks."""

    title: str
    running: bool
    held: bool
    failed: bool
    again: bool
    error: str
    percent: int
    done: int
    total: int
    left: str
    state_label: str

    @classmethod
    def of(cls, job: Job, at: dt.datetime) -> Self:
        """Look at a job now."""
        return cls(
            title=f"{job.title}（编号 {job.number}）",
            running=job.state in {JobState.QUEUED, JobState.RUNNING},
            held=job.state == JobState.HELD,
            failed=job.state in {JobState.FAILED, JobState.DROPPED},
            again=job.state == JobState.FAILED,
            error=job.error,
            percent=job.percent or 0,
            done=job.done,
            total=job.total,
            left=span(job.seconds_left(at)),
            state_label=job.get_state_display(),
        )


def span(seconds: int | None) -> str:
    """Return a time in words: 40 秒, 2 分 5 秒; empty when nobody knows."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
