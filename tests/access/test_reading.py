"""Every page at S3 or S4 that shows a record or a list leaves one entry of who read it; refused, it leaves none."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory
from pytest_django.plugin import DjangoDbBlocker

from accounts.matrix import level_of
from accounts.reading import RECORDED
from accounts.rules import may
from audit import operations
from audit.actor import Actor
from audit.models import NO_RECORD, Entry, EntryKind, type_name
from clues.states import ClueState
from rounds.states import AssignmentState, PaperState, ReportState
from tests.test_access import PAGES, Page, World, _world
from ui.pages import Page as Shown

pytestmark = pytest.mark.django_db
BLANK = {"clue_create", "paper_new"}  # an empty form shows nothing that is stored


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = _world()
        _take_back(made)
        yield made
        transaction.set_rollback(True)


def _take_back(world: World) -> None:
    """Take the second team's unit back to where its papers, report and clue are still being written."""
    early, author = world.early, world.county.people["other_member"]
    for record, state in (
        (early["assignment"], AssignmentState.ON_SITE),
        (early["paper"], PaperState.DRAFT),
        (early["report"], ReportState.DRAFT),
        (early["clue"], ClueState.REGISTERED),
    ):
        type(record).objects.filter(pk=record.pk).update(state=state)
    early["paper"].undertakers.set([author])
    type(early["paper"]).objects.filter(pk=early["paper"].pk).update(author=author)


def ask(page: Page, by: Actor, record: Any = None, method: str = "get") -> Any:
    """Ask for a page as its URL does; None where it is refused."""
    request: Any = getattr(RequestFactory(), method)("/")
    request.user, request.actor, request.session = by.user, by, {}
    request._messages, request.sign_in = CookieStorage(request), None
    given = {"pk": record.pk} if record is not None else {}
    try:
        return page.view(request, **given, **page.given)
    except (Http404, PermissionDenied):
        return None


def recorded(page: Page, by: Actor) -> bool:
    return any(level_of(name) in RECORDED and may(by, name) for name in page.view.acts)


def reads() -> list[tuple[str, Any]]:
    return list(Entry.objects.filter(kind=EntryKind.READ).values_list("record_type", "record_id"))


def keyed(world: World) -> Iterator[tuple[Page, Any]]:
    for page in PAGES:
        if page.about in world.records and page.takes == ("pk",) and page.name not in BLANK:
            yield page, world.records[page.about]
            if page.about in world.early:
                yield page, world.early[page.about]


def test_each_page_with_a_record_at_s3_leaves_one_entry_about_a_record(world: World) -> None:
    silent, shown = [], set()
    for page, record in keyed(world):
        for by in world.actors().values():
            if not recorded(page, by):
                continue
            with transaction.atomic():
                answer = ask(page, by, record)
                found = reads()
                transaction.set_rollback(True)
            if isinstance(answer, Shown) and answer.status_code == 200:
                shown.add(str(page))
                if len(found) != 1 or found[0][1] == NO_RECORD:
                    silent.append(f"{page} {by.user} {found}")
            elif found:
                silent.append(f"{page} {by.user} refused, yet {found}")
    assert not silent, "\n".join(silent)
    assert shown >= {
        "clues:clue_detail",
        "clues:clue_edit",
        "rounds:decision_detail",
        "rounds:decision_edit",
        "rounds:finding_detail",
        "rounds:paper_detail",
        "rounds:paper_edit",
        "rounds:report_detail",
        "rounds:report_edit",
    }, shown


def test_a_detail_names_the_record_itself(world: World) -> None:
    wrong = []
    for page, record in keyed(world):
        if not page.name.endswith("_detail"):
            continue
        for by in world.actors().values():
            with transaction.atomic():
                answer = ask(page, by, record)
                found = reads()
                transaction.set_rollback(True)
            expected = [(type_name(record), record.pk)] if answer and recorded(page, by) else []
            if found != expected:
                wrong.append(f"{page} {by.user} {found}")
    assert wrong == []


def test_a_list_leaves_one_entry_with_the_number_of_rows(world: World) -> None:
    # One's own sessions need the session itself; proposals of roles tell of accounts, and of no record of a round
    left_out = {"session_list", "grant_list"}
    lists = [page for page in PAGES if page.name.endswith("_list") and not page.takes]
    lists = [page for page in lists if page.name not in left_out]
    seen = set()
    for page in lists:
        for by in world.actors().values():
            with transaction.atomic():
                answer = ask(page, by)
                found = list(Entry.objects.filter(kind=EntryKind.READ))
                transaction.set_rollback(True)
            if answer is None or not recorded(page, by):
                assert found == [], str(page)
                continue
            (entry,) = found
            assert entry.record_id == NO_RECORD
            assert entry.facts["rows"] == len(answer.shown["listing"].rows), str(page)
            seen.add(page.name)
    assert {"finding_list", "paper_list", "report_list", "clue_list", "decision_list"} <= seen


@pytest.fixture
def detail() -> Page:
    return next(page for page in PAGES if page.name == "clue_detail")


def test_the_same_look_within_the_window_is_one_entry(world: World, detail: Page) -> None:
    clue, by = world.records["clue"], world.county.by("director")
    start = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
    for minute in (0, 4, 9, 10, 19, 20):
        ask(detail, by.later(start + dt.timedelta(minutes=minute)), clue)
    assert [entry.at.minute for entry in Entry.objects.looks_at(clue).order_by("at")] == [0, 10, 20]
    ask(detail, world.county.by("deputy").later(start), clue)
    assert Entry.objects.looks_at(clue).count() == 4


def test_asking_for_the_head_only_or_being_refused_leaves_nothing(world: World, detail: Page) -> None:
    clue = world.records["clue"]
    assert ask(detail, world.county.by("director"), clue, method="head") is not None
    assert ask(detail, world.county.by("unit_head"), clue) is None
    assert ask(detail, world.county.by("clerk"), world.neighbour["clue"]) is None
    assert reads() == []


def test_a_look_costs_one_statement(world: World, django_assert_num_queries: Any) -> None:
    finding, by = world.records["finding"], world.county.by("director")
    page = next(page for page in PAGES if page.name == "finding_detail")
    with django_assert_num_queries(1) as asked:
        operations.read(finding, by=by, act=page.view.acts[0])
    assert asked.captured_queries[0]["sql"].startswith("INSERT")


def test_who_looked_is_not_told_on_the_page_of_the_record(world: World, detail: Page) -> None:
    clue = world.records["clue"]
    before = list(Entry.objects.about(clue))
    ask(detail, world.county.by("deputy"), clue)
    assert list(Entry.objects.about(clue)) == before
    assert [entry.user for entry in Entry.objects.looks_at(clue)] == [world.county.user("deputy")]
