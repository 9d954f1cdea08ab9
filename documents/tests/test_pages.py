"""Pages of papers: order, progress, 我的文件, download; five questions each."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleHolding
from audit.models import Entry
from documents import operations, papers, worker
from documents.models import Job
from documents.states import JobState
from documents.tests.factories import LEDGER, PAPERS, County, leave_office

pytestmark = [pytest.mark.django_db, pytest.mark.urls("documents.tests.trial_urls")]
HTMX = {"HX-Request": "true"}
NOWHERE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def job(county: County) -> Job:
    return operations.request_job(LEDGER, {}, by=county.by)


@pytest.fixture
def done(job: Job) -> Job:
    assert worker.issue(str(job.pk), PAPERS)
    job.refresh_from_db()
    return job


def url(name: str, *args: object) -> str:
    return reverse(f"documents:{name}", args=args)


def said(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_ordering_a_paper_queues_it_and_tells_the_worker(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Job] = []
    monkeypatch.setattr("documents.pages.wake", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        response = clerk.post(reverse("trial:ledger_order"), {"kind": "town"})
    job = Job.objects.get()
    assert response.headers["Location"] == url("job_show", job.pk)
    assert (job.params, job.reason, told) == ({"kind": "town"}, "汇报", [job])


def test_too_many_orders_are_refused_in_words(clerk: Client, county: County) -> None:
    for n in range(20):
        operations.request_job(LEDGER, {"n": n}, by=county.by)
    response = clerk.post(reverse("trial:ledger_order"), {"kind": "town"}, follow=True)
    assert "20 份文件在排队" in response.content.decode()
    assert Job.objects.count() == 20


def test_the_page_of_a_job_asks_again_until_it_is_over(clerk: Client, job: Job) -> None:
    page = said(clerk, url("job_show", job.pk))
    assert 'hx-trigger="every 2s"' in page
    assert "排队中" in page
    assert "刷新" in page


def test_htmx_gets_the_job_alone(clerk: Client, job: Job) -> None:
    part = said(clerk, url("job_show", job.pk), **HTMX)
    assert "<html" not in part
    assert 'id="job"' in part


def test_a_finished_job_offers_the_download_and_asks_no_more(clerk: Client, done: Job) -> None:
    page = said(clerk, url("job_show", done.pk))
    assert url("job_download", done.pk) in page
    assert "every 2s" not in page


def test_a_failed_job_says_why_and_can_be_asked_for_again(clerk: Client, job: Job, county: County) -> None:
    taken = operations.claim(job.pk, by=county.by)
    assert taken is not None
    operations.fail(taken, "没有可列的问题", by=county.by)
    page = said(clerk, url("job_show", job.pk))
    assert "没有可列的问题" in page
    assert "重新生成" in page
    clerk.post(url("job_retry", job.pk))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_job_that_runs_cannot_be_asked_for_again(clerk: Client, job: Job) -> None:
    shown = clerk.post(url("job_retry", job.pk), follow=True).content.decode()
    assert "现在不能办理" in shown
    assert "已被他人办理" not in shown


def test_my_files_list_mine_only_with_a_word_for_each_state(
    clerk: Client, done: Job, county: County, django_assert_max_num_queries: Any
) -> None:
    operations.request_job(LEDGER, {"n": 1}, by=county.by)
    operations.request_job(LEDGER, {"n": 2}, by=county.other)  # another's, which could leak
    with django_assert_max_num_queries(15):
        page = said(clerk, url("file_list"))
    assert page.count("<tr data-row>") == 2
    assert "共 2 条" in page
    assert "已完成" in page
    assert url("job_download", done.pk) in page


def test_an_empty_list_says_what_to_do(clerk: Client) -> None:
    assert "还没有文件" in said(clerk, url("file_list"))


def test_htmx_gets_the_table_alone(clerk: Client, done: Job) -> None:
    part = said(clerk, url("file_list"), **HTMX)
    assert "<html" not in part
    assert done.number in part


def test_the_owner_downloads_and_the_trail_knows(clerk: Client, done: Job, county: County) -> None:
    response: Any = clerk.get(url("job_download", done.pk))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    entry = Entry.objects.looks_at(done).get()
    assert (entry.act, entry.facts["number"], entry.user) == ("paper.issue:X", done.number, county.clerk)


def refused(client: Client, job: Job) -> str:
    response = client.get(url("job_download", job.pk), follow=True)
    assert not response.streaming
    assert not Entry.objects.looks_at(job).exists()
    return response.content.decode()


def test_after_the_right_is_revoked_the_link_is_dead(clerk: Client, done: Job) -> None:
    RoleHolding.objects.update(until="2020-12-31")
    assert "没有这份文件所需的权限" in refused(clerk, done)


def test_after_a_record_is_out_of_sight_the_link_is_dead(clerk: Client, done: Job, county: County) -> None:
    leave_office(county.clerk)
    assert "现在无权查看的记录" in refused(clerk, done)


def test_after_its_time_the_link_is_dead(clerk: Client, done: Job) -> None:
    Job.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert "已过下载期限" in refused(clerk, done)
    assert "已过期" in said(clerk, url("file_list"))


def test_a_job_in_the_making_has_nothing_to_download(clerk: Client, job: Job) -> None:
    assert clerk.get(url("job_download", job.pk)).status_code == 404


@pytest.mark.parametrize("page", ["job_show", "job_download"])
def test_another_persons_job_is_not_there(page: str, client: Client, done: Job, county: County) -> None:
    client.force_login(county.second)
    stranger, missing = client.get(url(page, done.pk)), client.get(url(page, NOWHERE))
    assert (stranger.status_code, missing.status_code) == (404, 404)
    assert client.post(url("job_retry", done.pk)).status_code == 404


@pytest.mark.parametrize(
    ("page", "method"), [("job_show", "post"), ("job_download", "post"), ("job_retry", "get")]
)
def test_the_wrong_method_is_refused(page: str, method: str, clerk: Client, job: Job) -> None:
    assert getattr(clerk, method)(url(page, job.pk)).status_code == 405


def test_pages_speak_no_english(clerk: Client, done: Job) -> None:
    for page in (said(clerk, url("job_show", done.pk)), said(clerk, url("file_list"))):
        main = page.partition("<main")[2].partition("</main")[0].partition(">")[2]
        assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", main)) == []


def test_the_table_of_papers_is_by_kind() -> None:
    assert papers.table([LEDGER]) == {"trial.ledger": LEDGER}
