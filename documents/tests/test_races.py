"""Many at once: one worker per paper, one number per paper, one act per signed paper. On both engines."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.models import Entry
from audit.operations import IllegalMove
from documents import operations
from documents.models import Job, ProxyEntry, StoredFile
from documents.paper import Made
from documents.states import JobState
from documents.tests.factories import LEDGER, County, make_file
from documents.tests.racing import race
from organizations.models import Unit
from organizations.tests.factories import make_person, sit_in_office

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 8


@pytest.mark.parametrize("again", range(5))
def test_of_eight_workers_one_takes_the_paper(again: int, county: County) -> None:
    job = operations.request_job(LEDGER, {"again": again}, by=county.by)
    found = race(*[lambda: operations.claim(job.pk, by=county.by)] * RACERS)
    assert [type(one) for one in found if one is not None] == [Job]
    assert Job.objects.get().attempts == 1


def test_of_eight_finishers_one_writes(county: County, tmp_path: Any) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"a workbook")
    job = operations.request_job(LEDGER, {}, by=county.by)
    operations.claim(job.pk, by=county.by)
    made = Made(tmp_path / "a.xlsx", "甲.xlsx", Unit, frozenset({county.unit.pk}))

    def finish() -> Job:
        return operations.finish(Job.objects.get(), made, by=county.by)

    found = race(*[finish] * RACERS)
    assert len([one for one in found if isinstance(one, Job)]) == 1
    assert all(isinstance(one, Job | operations.LeaseLost | IllegalMove) for one in found)
    assert (Job.objects.get().state, StoredFile.objects.count()) == (JobState.DONE, 1)


def test_eight_who_order_at_once_get_eight_numbers(county: County) -> None:
    clerks = [one_more(county, place) for place in range(RACERS)]
    found = race(*[lambda user=user: operations.request_job(LEDGER, {}, by=actor(user)) for user in clerks])
    assert [one for one in found if not isinstance(one, Job)] == []
    assert len(set(Job.objects.values_list("number", flat=True))) == RACERS


def one_more(county: County, place: int) -> User:
    user = make_user(f"clerk-{place}", Role.OST)
    sit_in_office(make_person(county.office, f"干部{place}", user))
    return user


def test_eight_sweepers_tell_of_a_job_once(county: County) -> None:
    operations.request_job(LEDGER, {}, by=county.by)
    Job.objects.update(woken_at=None)
    found = race(*[lambda: operations.sweep(by=county.by)] * RACERS)
    assert sum(len(jobs) for jobs in found) == 1


def test_eight_who_confirm_do_the_act_once(county: County) -> None:
    clerks = [one_more(county, place) for place in range(RACERS)]
    operations.enter_by_proxy(
        county.unit, act="decision.record:V", payload={}, scan=make_file(county.by), signer="周明", post="书记",
        signed_on=county.by.on, number="1", by=county.by,
    )  # fmt: skip
    done: list[str] = []

    def confirm(user: User) -> object:
        entry = ProxyEntry.objects.select_related("proposal").get()
        return operations.confirm_proxy(entry, by=actor(user), run=lambda by, _: done.append(by.acting_for))

    found = race(*[lambda user=user: confirm(user) for user in clerks])
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == RACERS - 1
    assert all(isinstance(one, IllegalMove | PermissionDenied) for one in refused)
    assert Entry.objects.about(ProxyEntry.objects.get()).filter(act="proxy.enter:A").count() == 1


def test_eight_who_enter_the_same_act_leave_one_entry(county: County) -> None:
    scan = make_file(county.by)

    def enter() -> ProxyEntry:
        return operations.enter_by_proxy(
            county.unit, act="decision.record:V", payload={}, scan=scan, signer="周明", post="书记",
            signed_on=county.by.on, number="1", by=county.by,
        )  # fmt: skip

    found = race(*[enter] * RACERS)
    assert len([one for one in found if isinstance(one, ProxyEntry)]) == 1
    assert all(isinstance(one, ProxyEntry | ValidationError) for one in found)
    assert ProxyEntry.objects.count() == 1


def test_the_same_content_stored_by_eight_at_once_lies_whole(county: County) -> None:
    found = race(*[lambda: make_file(county.by)] * RACERS)
    assert {file.path for file in found} == {found[0].path}
    assert found[0].path.stat().st_size == found[0].size
    assert StoredFile.objects.count() == RACERS
