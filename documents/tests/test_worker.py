"""A worker makes a paper; what goes wrong is said in Chinese; what is killed is made once, by another."""

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from accounts.models import RoleHolding
from accounts.tests.factories import actor
from documents import operations, papers, storage, tasks, worker
from documents.models import Job, StoredFile
from documents.operations import LeaseLost
from documents.paper import Made, Paper, Work
from documents.states import JobState
from documents.tests.factories import LEDGER, LETTER, PAPERS, County, leave_office

pytestmark = pytest.mark.django_db


def paper(build: Callable[[Work], Made]) -> Paper:
    return Paper("trial.ledger", "试", "paper.issue:X", build)


def ask(county: County, one: Paper = LEDGER, **params: str) -> Job:
    return operations.request_job(one, params, by=county.by)


def run(job: Job, *built: Paper) -> Job:
    worker.issue(str(job.pk), papers.table(built) if built else PAPERS)
    job.refresh_from_db()
    return job


def test_a_ledger_is_made_from_what_its_owner_may_see(county: County) -> None:
    job = run(ask(county))
    assert (job.state, job.done) == (JobState.DONE, 1)
    assert job.shown() == {county.unit.pk}
    assert job.result is not None
    sheet: Any = load_workbook(job.result.path.open("rb")).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[-1][1] == "云岭镇"
    assert job.number in str(rows[2][0])


def test_a_letter_is_made_with_the_records_that_stand_in_it(county: County) -> None:
    job = run(ask(county, LETTER, unit=str(county.unit.pk)))
    assert job.result is not None
    assert job.result.name == "关于云岭镇的反馈意见.docx"
    assert Document(job.result.path.open("rb")).paragraphs[0].text == "关于云岭镇的反馈意见"
    assert job.shown() == {county.unit.pk}


def test_rights_lost_before_the_making_end_the_job(county: County) -> None:
    job = ask(county)
    RoleHolding.objects.update(until="2020-12-31")
    assert (run(job).state, job.error) == (JobState.FAILED, worker.NO_RIGHT)
    assert not StoredFile.objects.exists()


def test_rows_lost_before_the_making_are_not_in_the_paper(county: County) -> None:
    job = ask(county)
    leave_office(county.clerk)
    assert run(job).shown() == frozenset()


def test_a_kind_that_the_app_no_longer_has_ends_the_job(county: County) -> None:
    assert run(ask(county), LETTER).error == worker.NO_RIGHT


def test_a_refusal_is_told_in_its_own_words(county: County) -> None:
    def build(_: Work) -> Made:
        raise ValidationError("这一轮还没有反馈，没有可以列入台账的问题。")

    assert run(ask(county), paper(build)).error == "这一轮还没有反馈，没有可以列入台账的问题。"


def test_a_fault_is_told_without_its_entrails(county: County, caplog: pytest.LogCaptureFixture) -> None:
    def build(_: Work) -> Made:
        raise KeyError("secret detail")

    job = run(ask(county), paper(build))
    assert (job.state, job.error) == (JobState.FAILED, worker.BROKEN)
    assert "secret detail" in caplog.text


def test_two_messages_make_one_report(county: County) -> None:
    job = ask(county)
    assert worker.issue(str(job.pk), PAPERS)
    assert not worker.issue(str(job.pk), PAPERS)
    assert StoredFile.objects.count() == 1


def test_a_message_of_a_job_that_is_not_there_is_passed_over() -> None:
    assert not worker.issue("00000000-0000-7000-8000-000000000000", PAPERS)


def test_the_folder_of_the_work_is_gone_afterwards(county: County) -> None:
    folders: list[Path] = []

    def build(work: Work) -> Made:
        folders.append(work.folder)
        return LEDGER.build(work)

    assert run(ask(county), paper(build)).state == JobState.DONE
    assert not folders[0].exists()


def test_drafts_of_libraries_lie_in_the_shelf_and_not_in_the_common_folder(
    county: County, shelf: Path
) -> None:
    places: list[tuple[Path, Path]] = []

    def build(work: Work) -> Made:
        places.append((Path(tempfile.gettempdir()), work.folder))
        return LEDGER.build(work)

    before = tempfile.gettempdir()
    assert run(ask(county), paper(build)).state == JobState.DONE
    assert places == [(places[0][1], places[0][1])]
    assert places[0][0].is_relative_to(shelf)
    assert tempfile.gettempdir() == before


def test_what_a_killed_worker_left_on_its_desk_is_swept(shelf: Path) -> None:
    left = shelf / "drafts" / "paper-x" / "openpyxl.1"
    left.parent.mkdir(parents=True)
    left.write_text("plain rows")
    os.utime(left, (0, 0))
    assert storage.sweep(before=timezone.now() - dt.timedelta(days=1)) == 1
    assert not left.parent.exists()


def test_a_killed_worker_leaves_one_report_by_the_next(county: County) -> None:
    """The first dies without a word: its lease lapses, the sweeper tells, the next begins anew."""
    job = ask(county)
    assert operations.claim(job.pk, by=county.by.later(timezone.now() - dt.timedelta(minutes=2)))
    assert [found.pk for found in operations.sweep(by=actor(county.clerk))] == [job.pk]
    assert (run(job).state, job.attempts) == (JobState.DONE, 2)
    assert StoredFile.objects.count() == 1


def test_a_slow_worker_that_lost_the_paper_stops_and_writes_nothing(county: County) -> None:
    def build(work: Work) -> Made:
        Job.objects.update(attempts=7)
        return LEDGER.build(work)

    job = ask(county)
    assert not worker.issue(str(job.pk), papers.table([paper(build)]))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.RUNNING, None)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_pulse_keeps_the_lease_and_tells_how_far(monkeypatch: pytest.MonkeyPatch, county: County) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    seen: list[tuple[int, int, bool]] = []

    def build(work: Work) -> Made:
        before: Any = Job.objects.get().lease_until
        work.progress(3, 9)
        time.sleep(0.5)
        now: Any = Job.objects.get()
        seen.append((now.done, now.total, now.lease_until > before))
        return LEDGER.build(work)

    assert run(ask(county), paper(build)).state == JobState.DONE
    assert seen == [(3, 9, True)]


@pytest.mark.django_db(transaction=True)
def test_the_pulse_stops_the_work_when_the_paper_is_in_other_hands(
    monkeypatch: pytest.MonkeyPatch, county: County
) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    stopped: list[bool] = []

    def build(work: Work) -> Made:
        Job.objects.update(attempts=7)
        for place in range(200):
            time.sleep(0.02)
            try:
                work.progress(place, 200)
            except LeaseLost:
                stopped.append(True)
                raise
        return LEDGER.build(work)

    run(ask(county), paper(build))
    assert stopped == [True]


class Post:
    """Takes messages instead of a broker."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, str]]] = []

    def send_task(self, name: str, kwargs: dict[str, str], **_: object) -> None:
        self.sent.append((name, kwargs))


def test_the_sweep_tells_the_apps_own_task(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    monkeypatch.setattr(papers, "current_app", post)
    job = ask(county)
    Job.objects.update(woken_at=timezone.now() - dt.timedelta(minutes=1))
    assert tasks.sweep_jobs() == 1
    assert post.sent == [("trial.issue_paper", {"job_id": str(job.pk)})]
    assert tasks.sweep_jobs() == 0


def test_a_broker_that_is_away_does_not_lose_the_job(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def send_task(self, *_: object, **__: object) -> None:
            raise ConnectionError

    monkeypatch.setattr(papers, "current_app", Away())
    job = ask(county)
    papers.wake(job)
    assert Job.objects.to_wake(timezone.now() + dt.timedelta(minutes=1)).get() == job
