"""Papers in the queue: one job, one report, whoever is killed and whoever is late."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import RoleHolding, User
from accounts.tests.factories import actor, make_user
from audit.models import Entry
from audit.operations import IllegalMove
from documents import operations, rules
from documents.models import Job, StoredFile
from documents.operations import LeaseLost
from documents.operations.jobs import KEPT, LEASE, MOST_ATTEMPTS
from documents.paper import Made
from documents.states import JobState, Level
from documents.tests.factories import LEDGER, LETTER, County, leave_office
from organizations.models import Unit
from organizations.tests.factories import make_unit

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def job(county: County) -> Job:
    return operations.request_job(LEDGER, {}, by=county.by, reason="向县委汇报")


@pytest.fixture
def made(county: County, tmp_path: Path) -> Made:
    path = tmp_path / "made.xlsx"
    path.write_bytes(b"a workbook")
    return Made(path, "单位名录20260506.xlsx", Unit, frozenset({county.unit.pk}))


def claimed(job: Job, county: County, at: dt.datetime | None = None) -> Job:
    found = operations.claim(job.pk, by=county.by.later(at or county.by.at))
    assert found is not None
    return found


def finished(job: Job, made: Made, county: County) -> Job:
    return operations.finish(claimed(job, county), made, by=county.by)


# asking


def test_request_a_paper_queues_it_with_number_owner_and_trail(job: Job, county: County) -> None:
    assert (job.state, job.owner, job.title) == (JobState.QUEUED, county.clerk, "单位名录")
    assert job.number == f"{county.by.on:%Y%m%d}-001"
    entry = Entry.objects.about(job).get()
    assert (entry.act, entry.reason, entry.facts["number"]) == ("paper.issue:X", "向县委汇报", job.number)


def test_asking_again_for_what_waits_gives_the_same_job(job: Job, county: County) -> None:
    assert operations.request_job(LEDGER, {}, by=county.by) == job
    assert operations.request_job(LEDGER, {"round": "6"}, by=county.by) != job
    assert operations.request_job(LEDGER, {}, by=county.other) != job


def test_numbers_of_a_day_never_meet(county: County) -> None:
    jobs = [operations.request_job(LEDGER, {"n": n}, by=county.by) for n in range(3)]
    assert [job.number[-3:] for job in jobs] == ["001", "002", "003"]


def test_a_number_taken_at_the_same_moment_is_passed_over(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = operations.request_job(LEDGER, {"n": 1}, by=county.by)
    counts = iter([0, 0, 1])
    real = Job.objects.filter

    class Late:
        def __init__(self, rows: Any) -> None:
            self.rows = rows

        def count(self) -> int:
            return next(counts)

    def late(*args: Any, **kwargs: Any) -> Any:
        return Late(real(*args, **kwargs)) if "number__startswith" in kwargs else real(*args, **kwargs)

    monkeypatch.setattr(Job.objects, "filter", late)
    assert operations.request_job(LEDGER, {"n": 2}, by=county.by).number != taken.number


def test_who_does_not_hold_the_act_cannot_ask(county: County) -> None:
    with pytest.raises(PermissionDenied):
        operations.request_job(LEDGER, {}, by=actor(make_user("stranger")))
    assert not Job.objects.exists()


def test_a_person_cannot_fill_the_queue(county: County) -> None:
    for n in range(20):
        operations.request_job(LEDGER, {"n": n}, by=county.by)
    with pytest.raises(ValidationError, match="20 份文件在排队"):
        operations.request_job(LEDGER, {"n": 20}, by=county.by)


# working


def test_claim_takes_a_job_once(job: Job, county: County) -> None:
    taken = claimed(job, county)
    assert (taken.state, taken.attempts) == (JobState.RUNNING, 1)
    assert operations.claim(job.pk, by=county.by) is None


def test_a_job_whose_lease_lapsed_is_taken_up_again(job: Job, county: County) -> None:
    claimed(job, county)
    early = county.by.later(county.by.at + LEASE - SECOND)
    late = county.by.later(county.by.at + LEASE + 2 * SECOND)
    assert operations.claim(job.pk, by=early) is None
    again = operations.claim(job.pk, by=late)
    assert again is not None
    assert again.attempts == 2


def test_a_beat_keeps_the_lease_and_tells_progress(job: Job, county: County) -> None:
    taken, by = claimed(job, county), county.by
    operations.beat(taken, by=by.later(by.at + LEASE), done=30, total=90)
    assert operations.claim(job.pk, by=by.later(by.at + LEASE + SECOND)) is None
    job.refresh_from_db()
    assert (job.percent, job.done, job.total) == (33, 30, 90)
    assert job.seconds_left(county.by.at + 10 * SECOND) is not None


def test_finish_keeps_the_file_and_closes_the_job(job: Job, made: Made, county: County) -> None:
    done = operations.finish(claimed(job, county), made, by=county.by, level=Level.S3)
    done.refresh_from_db()
    assert (done.state, done.percent, done.lease_until) == (JobState.DONE, 100, None)
    assert done.result is not None
    assert (done.result.name, done.result.level) == ("单位名录20260506.xlsx", Level.S3)
    assert done.result.path.read_bytes() == b"a workbook"
    assert done.shown() == {county.unit.pk}
    assert done.expires_at - done.finished_at == KEPT  # type: ignore[operator]


def test_a_worker_whose_attempt_is_over_writes_nothing(job: Job, made: Made, county: County) -> None:
    slow = claimed(job, county)
    quick = claimed(job, county, county.by.at + LEASE + SECOND)
    for late in (
        lambda: operations.beat(slow, by=county.by),
        lambda: operations.finish(slow, made, by=county.by),
        lambda: operations.fail(slow, "慢了", by=county.by),
    ):
        with pytest.raises(LeaseLost):
            late()
    assert not StoredFile.objects.exists()
    operations.finish(quick, made, by=county.by)
    assert Job.objects.get().state == JobState.DONE
    assert StoredFile.objects.count() == 1


def test_a_finished_job_is_never_made_again(job: Job, made: Made, county: County) -> None:
    done = finished(job, made, county)
    assert operations.claim(done.pk, by=county.by.later(county.by.at + dt.timedelta(days=1))) is None
    with pytest.raises((LeaseLost, IllegalMove)):
        operations.finish(done, made, by=county.by)
    with pytest.raises(LeaseLost):
        operations.beat(done, by=county.by)
    assert StoredFile.objects.count() == 1


def test_a_job_that_kills_each_worker_ends_with_a_reason(job: Job, county: County) -> None:
    at = county.by.at
    for _ in range(MOST_ATTEMPTS):
        assert operations.claim(job.pk, by=county.by.later(at))
        at += LEASE + SECOND
    assert operations.claim(job.pk, by=county.by.later(at)) is None
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "多次生成都被中断" in job.error


def test_a_failed_job_can_be_asked_for_again_by_its_owner_only(job: Job, county: County) -> None:
    operations.fail(claimed(job, county), "没有数据", by=county.by)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "没有数据")
    with pytest.raises(PermissionDenied):
        operations.retry_job(job, by=county.other)
    again = operations.retry_job(job, by=county.by)
    assert (again.state, again.error, again.attempts) == (JobState.QUEUED, "", 0)
    with pytest.raises(IllegalMove):
        operations.retry_job(again, by=county.by)


# sweeping


def test_the_sweeper_finds_what_waits_and_what_was_left(job: Job, made: Made, county: County) -> None:
    by = county.by
    left = operations.request_job(LEDGER, {"n": 1}, by=by)
    claimed(left, county)
    done = operations.request_job(LEDGER, {"n": 2}, by=by)
    finished(done, made, county)
    assert operations.sweep(by=by.later(by.at + SECOND)) == []
    assert operations.sweep(by=by.later(by.at + LEASE + SECOND)) == [job, left]


def test_two_sweepers_announce_a_job_once(job: Job, county: County) -> None:
    by = county.by.later(county.by.at + LEASE)
    assert operations.announce(job, by=by)
    assert not operations.announce(job, by=by.later(by.at + SECOND))


# taking home


def refusal(job: Job, user: User, at: dt.datetime) -> str:
    return rules.download_refusal(actor(user, at), job)


def test_the_owner_takes_the_paper_home(job: Job, made: Made, county: County) -> None:
    done = finished(job, made, county)
    assert rules.can_download(county.by, done)
    assert refusal(done, county.second, county.by.at) == rules.NO_LONGER


def test_revoke_at_three_moments(job: Job, made: Made, county: County) -> None:
    """Before the making the worker refuses (test_worker); after it the download does; expiry ends all."""
    done = finished(job, made, county)
    assert refusal(done, county.clerk, done.expires_at) == rules.EXPIRED  # type: ignore[arg-type]
    leave_office(county.clerk)
    assert refusal(done, county.clerk, county.by.at) == rules.CHANGED
    RoleHolding.objects.filter(user=county.clerk).update(until="2020-12-31")
    assert refusal(done, county.clerk, county.by.at) == rules.NO_LONGER


def test_one_record_out_of_sight_keeps_the_whole_paper_back(job: Job, made: Made, county: County) -> None:
    far = make_unit(county.office.__class__.objects.create(name="别县", short="别县", level="county"))
    mixed = Made(made.path, made.name, Unit, frozenset({county.unit.pk, far.pk}))
    assert refusal(finished(job, mixed, county), county.clerk, county.by.at) == rules.CHANGED


def test_sight_of_many_records_is_asked_in_one_question(
    job: Job, made: Made, county: County, django_assert_num_queries: Any
) -> None:
    Unit.objects.bulk_create(Unit(office=county.office, name=f"第{n}村", kind="village") for n in range(400))
    ids = frozenset(Unit.objects.values_list("pk", flat=True))
    done = finished(job, Made(made.path, made.name, Unit, ids), county)
    assert done.shown() == ids
    with django_assert_num_queries(3):  # roles, offices, units
        assert rules.can_download(county.by, done)


def test_a_job_in_the_making_gives_nothing(job: Job, county: County) -> None:
    assert refusal(job, county.clerk, county.by.at) == rules.NOT_READY


def test_each_sees_own_jobs_only(job: Job, county: County) -> None:
    assert list(Job.objects.visible_to(county.by)) == [job]
    assert list(Job.objects.visible_to(county.other)) == []
    assert list(Job.objects.awaiting(county.by)) == [job]


def test_a_paper_names_the_app_whose_task_makes_it() -> None:
    assert (LEDGER.app, LETTER.app) == ("trial", "trial")
