"""佐证的来历: the same file used twice, and one older than the feedback, are shown and told at the check."""

import datetime as dt

import pytest
from django.db.models import QuerySet
from django.test import Client

from documents.models import StoredFile
from documents.tests.factories import make_file
from rectification.operations import progress
from rectification.operations.item import published_on
from rectification.proofs import doubts_about, proofs_of
from rectification.states import ResultKind
from rectification.tests import factories as made

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TWIN = b"%PDF-1.7\ntwin\n%%EOF\n"


def dated(file: StoredFile, day: dt.date) -> None:
    """Let a file say a day; its own queryset refuses to change anything."""
    QuerySet(StoredFile).filter(pk=file.pk).update(made_on=day)


def test_nothing_is_said_of_files_that_are_used_once_and_say_no_day() -> None:
    unit = made.make_fixing()
    made.make_evidence(unit, unit.item)
    assert doubts_about(unit.item, by=unit.by("clerk")) == []


def test_a_file_used_for_another_problem_is_told_whether_it_is_evidence_or_a_result() -> None:
    unit = made.make_fixing(3)
    first, second, third = unit.items
    made.make_evidence(unit, first, content=TWIN)
    made.make_evidence(unit, second, content=TWIN)
    made.claim_result(unit, third, file=make_file(unit.by("unit_liaison"), "凭证.pdf", TWIN))
    by = unit.by("clerk")
    assert doubts_about(first, by=by) == [f"佐证“清退凭证.pdf”还用于“{second}”、“{third}”，请核对"]
    assert doubts_about(third, by=by) == [f"佐证“凭证.pdf”还用于“{first}”、“{second}”，请核对"]


def test_a_file_used_twice_for_one_problem_is_told_once_and_a_withdrawn_one_does_not_count() -> None:
    unit = made.make_fixing()
    made.make_evidence(unit, unit.item, content=TWIN)
    draft = made.make_evidence(unit, unit.item, content=TWIN, submit=False)
    liaison = unit.by("unit_liaison")
    assert doubts_about(unit.item, by=liaison) == ["佐证“清退凭证.pdf”在这个问题里用了 2 次，请核对"]
    assert doubts_about(unit.item, by=unit.by("clerk")) == []
    progress.withdraw_evidence(draft, by=liaison)
    assert doubts_about(unit.item, by=unit.by("unit_liaison")) == []


def test_a_draft_of_the_same_content_does_not_lend_its_name_to_what_the_office_is_told() -> None:
    unit = made.make_fixing(2)
    first, second = unit.items
    by = unit.by("unit_liaison")
    progress.add_evidence(first, make_file(by, "较早的草稿.pdf", TWIN), by=by)
    for item in (first, second):
        made.make_evidence(unit, item, content=TWIN)
    progress.add_evidence(first, make_file(by, "内部草稿.pdf", TWIN), by=by)
    assert doubts_about(first, by=unit.by("clerk")) == [f"佐证“清退凭证.pdf”还用于“{second}”，请核对"]


def test_a_file_made_before_the_feedback_is_told_and_one_of_that_day_is_not() -> None:
    unit = made.make_fixing()
    evidence, by = made.make_evidence(unit, unit.item), unit.by("clerk")
    fed_back = published_on(unit.assignment)
    dated(evidence.file, fed_back)
    assert doubts_about(unit.item, by=by) == []
    dated(evidence.file, fed_back - DAY)
    day = fed_back - DAY
    assert doubts_about(unit.item, by=by) == [
        f"佐证“清退凭证.pdf”自带日期是{day.year}年{day.month}月{day.day}日，早于反馈，请核对"
    ]


def test_of_a_file_that_one_may_not_read_nothing_is_said() -> None:
    unit = made.make_fixing()
    evidence = made.make_evidence(unit, unit.item, content=TWIN)
    made.make_evidence(unit, unit.item, content=TWIN)
    dated(evidence.file, published_on(unit.assignment) - DAY)
    assert proofs_of(unit.item, [evidence.file], by=unit.by("leadership")) == {}


def test_the_page_of_the_problem_and_the_check_tell_what_is_strange(client: Client) -> None:
    unit = made.make_fixing(2)
    first, second = unit.items
    made.make_evidence(unit, first, content=TWIN)
    evidence = made.make_evidence(unit, second, content=TWIN)
    dated(evidence.file, published_on(unit.assignment) - DAY)
    made.applied(unit, second)
    client.force_login(unit.county.user("clerk"))
    shown = client.get(made.page("item_detail", second)).content.decode()
    assert "早于反馈" in shown
    assert "同一文件还用于" in shown
    check = client.get(made.page("item_check", second)).content.decode()
    assert f"还用于“{first}”" in check
    assert "早于反馈，请核对" in check


def test_whoever_accepts_a_result_is_told_that_nothing_proves_its_number(client: Client) -> None:
    unit = made.make_fixing(2)
    bare = made.claim_result(unit, unit.item, kind=ResultKind.OTHER)
    proven = made.claim_result(unit, unit.item, file=make_file(unit.by("unit_liaison"), "凭证.pdf"))
    client.force_login(unit.county.user("clerk"))
    told = "没有单独上传佐证"
    assert told in client.get(made.page("result_accept", bare)).content.decode()
    assert told not in client.get(made.page("result_accept", proven)).content.decode()


def test_whoever_accepts_a_result_is_told_that_its_file_is_used_twice(client: Client) -> None:
    unit = made.make_fixing(2)
    first, second = unit.items
    made.make_evidence(unit, first, content=TWIN)
    result = made.claim_result(unit, second, file=make_file(unit.by("unit_liaison"), "凭证.pdf", TWIN))
    client.force_login(unit.county.user("clerk"))
    assert f"还用于“{first}”" in client.get(made.page("result_accept", result)).content.decode()
