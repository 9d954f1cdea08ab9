"""How a job looks while it is made."""

import datetime as dt

import pytest

from documents.faces import JobFace, span
from documents.models import Job
from documents.states import JobState

BEGAN = dt.datetime(2026, 5, 6, 2, 0, tzinfo=dt.UTC)
LATER = BEGAN + dt.timedelta(seconds=10)


def face(**facts: object) -> JobFace:
    return JobFace.of(Job(title="整改台账", number="20260506-001", started_at=BEGAN, **facts), LATER)


@pytest.mark.parametrize(("seconds", "words"), [(None, ""), (40, "40 秒"), (125, "2 分 5 秒")])
def test_time_is_told_in_words(seconds: int | None, words: str) -> None:
    assert span(seconds) == words


def test_a_job_under_way_says_how_far_and_how_long() -> None:
    shown = face(state=JobState.RUNNING, done=300, total=900)
    assert (shown.running, shown.failed, shown.percent, shown.left) == (True, False, 33, "20 秒")
    assert shown.state_label == "进行中"


def test_a_job_whose_amount_is_unknown_promises_nothing() -> None:
    shown = face(state=JobState.QUEUED)
    assert (shown.running, shown.percent, shown.left) == (True, 0, "")


def test_a_job_is_never_full_before_its_end() -> None:
    assert face(state=JobState.RUNNING, done=900, total=900).percent == 99
    assert face(state=JobState.DONE, done=900, total=900).percent == 100


def test_a_failed_job_says_why() -> None:
    shown = face(state=JobState.FAILED, error="没有可列的问题")
    assert (shown.failed, shown.running, shown.error) == (True, False, "没有可列的问题")
