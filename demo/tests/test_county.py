"""The demo county, built once per run: its totals, its states, its trail, and the pages over it.

On the first pass only, on the database that `make demo` takes.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit import verifying
from audit.actor import Actor
from audit.models import Entry, EntryKind, Proposal, Versioned, type_name
from audit.states import ProposalState
from clues.models import Clue
from clues.states import ClueState
from dashboards import boards
from dashboards.indicators import INDICATORS, figures, indicator
from deadlines.models import Deadline
from deadlines.workdays import Calendar
from demo.county.shares import case
from rectification.models import Item, Result
from rectification.states import ItemState, ResultState
from rounds.models import Assignment, Feedback, Finding, Round
from rounds.operations import feedback as feedbacks
from rounds.operations import review
from rounds.states import AssignmentState, RoundState
from supervision.models import Assessment, Visit
from tests.stack import AS_OF, PASSWORD, Template
from tests.turns import FIRST_PASS
from xuncha.settings import PASSWORD_HASHERS

# What the county holds is the same on both databases; the second pass lives in a small city
pytestmark = [pytest.mark.timeout(900), FIRST_PASS]

# Its story ends at half past nine of the day, whatever the hour at which it was built
MORNING = timezone.make_aware(dt.datetime.combine(AS_OF, dt.time(9, 30)))
NOW = max(timezone.now() + dt.timedelta(minutes=30), MORNING)
CASE = case("nanzhang")
POOL = CASE["talent_pool"]
APPRAISED = POOL["appraised_2017"]
PUBLISHED = {
    code: number
    for code, number in {**CASE, **POOL, **APPRAISED}.items()
    if code in {one.code for one in INDICATORS}
}
SECRET = {"key_clues_handed_over", "persons_filed"}


@pytest.fixture(scope="module")
def built(
    county_template: Template, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[str]:
    """Stand in a copy of the county; the day stands still. Returns what the command printed."""
    folder, usual = tmp_path_factory.mktemp("inside"), connections["default"]
    with (
        pytest.MonkeyPatch.context() as still,
        override_settings(DATA=folder / "data", PASSWORD_HASHERS=PASSWORD_HASHERS),
        django_db_blocker.unblock(),
        county_template.lent(folder) as (_, database),
    ):
        still.setattr(timezone, "now", lambda: NOW)
        still.setenv("DEMO_PASSWORD", PASSWORD)
        connections["default"] = type(usual)({**usual.settings_dict, "NAME": database}, "default")
        yield county_template.told
        connections["default"].close()
        connections["default"] = usual


@pytest.fixture(autouse=True)
def _county(built: str, db: None) -> None:
    """Every test stands in the county and leaves it as it was."""


def actor(name: str) -> Actor:
    return Actor(user=User.objects.get(username=name), at=NOW)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def total_on(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    total: int = answer.context["listing"].total
    assert f"{total:,}" in answer.content.decode()
    return total


def test_the_published_totals_are_met_exactly() -> None:
    assert len(PUBLISHED) == 23
    found = figures(actor("director"))
    assert {code: found[code] for code in PUBLISHED} == PUBLISHED
    assert found["in_pool_after"] == 42 + 92 + 8 + 40 - 7 == 175


def test_each_number_is_the_length_of_its_rows_and_of_its_page() -> None:
    by, client = actor("director"), signed_in("director")
    for one in INDICATORS:
        rows = list(one.rows(by))
        assert len({row.pk for row in rows}) == len(rows) == one.count(by), one.code
        assert total_on(client, reverse("dashboards:indicator_rows", args=[one.code])) == len(rows), one.code


def test_findings_of_towns_name_the_village_of_which_they_speak() -> None:
    found = list(Finding.objects.filter(place__isnull=False).select_related("place", "assignment", "paper"))
    assert found
    for one in found:
        place, paper = one.place, one.paper
        assert place is not None
        assert paper is not None
        assert place.parent_id == one.assignment.unit_id
        assert place.short in one.title + paper.facts
        assert place in one.assignment.extended.all()


def test_leaders_see_the_same_totals_and_open_no_clue() -> None:
    leaders, client = actor("leadership"), signed_in("leadership")
    assert figures(leaders) == figures(actor("director"))
    page = client.get(reverse("dashboards:indicator_list")).content.decode()
    for one in INDICATORS:
        url = reverse("dashboards:indicator_rows", args=[one.code])
        opens = one.code not in SECRET and one.may_open(leaders)
        assert (f'href="{url}"' in page) is opens, one.code
        assert client.get(url).status_code == (200 if opens else 404), one.code
    assert not any(indicator(code).may_open(leaders) for code in SECRET)


def test_the_home_page_of_leaders_shows_the_published_figures() -> None:
    page = signed_in("leadership").get("/").content.decode()
    for code in ("rounds", "units_inspected", "findings", *SECRET, "systems_established_by_units"):
        assert indicator(code).name in page
        assert f">{PUBLISHED[code]:,}<" in page.replace(" ", "").replace("\n", "")


def test_every_mark_of_every_chart_opens_as_many_rows() -> None:
    by, client = actor("director"), signed_in("director")
    charts = boards.board(by)
    marks = [mark for chart in charts for one in chart.series for mark in one.marks if mark.value]
    assert len(charts) == 5
    assert len(marks) > 50
    assert [mark for mark in marks if not mark.url] == []
    assert [mark for mark in marks if total_on(client, mark.url) != mark.value] == []


def test_the_round_under_way_counts_apart() -> None:
    by = actor("director")
    running = Assignment.objects.filter(team__round__number=6)
    assert set(indicator("assignments_in_progress").rows(by)) == set(running)
    assert set(running.values_list("state", flat=True)) == {
        AssignmentState.WAITING,
        AssignmentState.ON_SITE,
        AssignmentState.REVIEW,
        AssignmentState.FINAL,
    }
    assert not Clue.objects.filter(assignment__in=running, handed_over_on__isnull=False).exists()
    closed = Round.objects.filter(number__lte=3).values_list("state", flat=True)
    later = Round.objects.filter(number__in=[4, 5]).values_list("state", flat=True)
    assert (set(closed), set(later)) == ({RoundState.ARCHIVED}, {RoundState.RECTIFYING})


def test_publishing_the_first_feedback_of_round_six_counts_it() -> None:
    director, clerk = actor("director"), actor("office")
    before = figures(director)
    assert (before["rounds"], before["units_inspected"]) == (5, 49)
    assignment = Assignment.objects.get(team__round__number=6, state=AssignmentState.FINAL)
    feedback = feedbacks.draft_feedback(assignment, by=clerk, overview="总体评价", demands="整改要求")
    points = review.points_for(feedback, clerk.on)
    review.review_feedback(feedback, [review.Said(one, passed=True) for one in points], by=clerk)
    feedbacks.propose_feedback(feedback, by=clerk)
    assert figures(actor("director")) == before
    feedbacks.publish_feedback(
        feedback, meeting_on=AS_OF, attendance="班子成员", number="云岫巡反〔2026〕99号", by=director
    )
    after = figures(actor("director"))
    assert (after["rounds"], after["units_inspected"]) == (6, 50)
    assert after["findings"] == before["findings"] + assignment.findings.count()
    assert after["assignments_in_progress"] == before["assignments_in_progress"] - 1


def test_items_clues_and_claims_stand_everywhere() -> None:
    assert set(Item.objects.values_list("state", flat=True)) == set(ItemState)
    assert set(Clue.objects.values_list("state", flat=True)) >= {
        ClueState.REGISTERED, ClueState.TEAM, ClueState.OFFICE, ClueState.APPROVAL, ClueState.HANDED,
        ClueState.RECEIVED, ClueState.WORKING, ClueState.ANSWERED, ClueState.CLOSED,
    }  # fmt: skip
    assert Item.objects.overdue(AS_OF).count() > 10
    assert Item.objects.filter(long_term=True).exists()
    assert Result.objects.filter(state=ResultState.CLAIMED).count() > 10
    late = Deadline.objects.open().filter(due__lt=AS_OF).values_list("code", flat=True)
    assert {"rectification_period", "clue_feedback", "monthly_report"} <= set(late)


def test_the_trail_is_whole_and_no_record_goes_back_in_time() -> None:
    found = verifying.verify()
    assert (found.faults, found.unsealed) == ((), 0)
    assert found.links == Entry.objects.count() > 10_000
    assert not Entry.objects.filter(at__gt=NOW).exists()
    created: dict[Any, dt.datetime] = {}
    moves: dict[Any, list[dt.datetime]] = defaultdict(list)
    rows = list(Entry.objects.order_by("id").values_list("record_type", "record_id", "kind", "at", "act"))
    for record_type, pk, kind, at, _ in rows:
        if kind == EntryKind.CREATE:
            created[record_type, pk] = at
        elif kind == EntryKind.MOVE:
            moves[record_type, pk].append(at)
    early = [row for row in rows if row[3] < created.get(row[:2], row[3])]
    assert early == []
    assert [key for key, instants in moves.items() if instants != sorted(instants)] == []


# Written with the whole that they are part of, or brought along by the program
PARTS = {
    "rounds.manifestation", "rectification.manifestationprogress", "rectification.monthlyline",
    "deadlines.deadlinerule", "deadlines.calendaryear", "documents.readingpolicy", "rounds.reviewpoint",
}  # fmt: skip


def test_every_act_left_exactly_one_entry() -> None:
    """A record has one first entry, and one more for each version after it: no act without, none told twice."""
    told = Counter(Entry.objects.values_list("record_type", "record_id", "kind"))
    wrong, looked_at = [], 0
    for model in apps.get_models():
        if not issubclass(model, Versioned) or model is Proposal:
            continue
        kind = type_name(model)
        for pk, version in model._base_manager.values_list("pk", "version"):
            made, changed = told[kind, pk, "create"], told[kind, pk, "edit"] + told[kind, pk, "move"]
            looked_at += 1
            if (made, changed) != (0 if kind in PARTS else 1, version - 1):
                wrong.append((kind, made, changed, version))
    assert wrong == []
    assert looked_at > 10_000


def test_every_decision_of_two_persons_left_one_entry_for_each_of_them() -> None:
    decided = Proposal.objects.exclude(state=ProposalState.PENDING)
    notes = Entry.objects.filter(record_type="audit.proposal", record_id__in=decided.values("pk"))
    assert notes.count() == decided.count() > 0
    proposed = [entry.facts["proposal"] for entry in Entry.objects.filter(facts__has_key="proposal")]
    assert sorted(proposed) == sorted(str(pk) for pk in Proposal.objects.values_list("pk", flat=True))


def test_no_feedback_meeting_is_held_on_a_day_off() -> None:
    calendar = Calendar()
    days = Feedback.objects.filter(meeting_on__isnull=False).values_list("meeting_on", flat=True)
    assert len(days) == 49
    assert [day for day in days if day and not calendar.is_workday(day)] == []


def test_the_clock_opened_each_item_on_the_day_of_its_feedback() -> None:
    opened = Entry.objects.filter(record_type=type_name(Item), kind=EntryKind.CREATE)
    days = {entry.record_id: timezone.localdate(entry.at) for entry in opened}
    met = Item.objects.values_list("pk", "assignment__feedback__meeting_on")
    assert days
    assert days == dict(met)


def test_the_command_a_second_time_changes_nothing(built: str) -> None:
    before = figures(actor("director")), Entry.objects.count(), User.objects.get(username="office").password
    told = StringIO()
    call_command("demo", as_of=AS_OF, stdout=told)
    after = figures(actor("director")), Entry.objects.count(), User.objects.get(username="office").password
    assert after == before
    table = told.getvalue().splitlines()[1:]
    assert len(table) == 16
    assert built.endswith("\n".join(table) + "\n")


@pytest.mark.parametrize(
    ("name", "must_do"),
    [
        ("office", "起草反馈意见"),
        ("director", "销号"),
        ("leadership", "审批"),
        ("receiver", "办结"),
        ("team-lead", "审签底稿"),
        ("deputy", "审核底稿"),
        ("liaison", "提交底稿"),
        ("unit-liaison", "登记进展"),
        ("unit-head", "整改率"),
        ("portfolio", "整改率"),
        ("supervisor", "工作台"),
        ("auditor", "/trail/"),
        ("sysadmin", "/accounts/users/"),
        ("secadmin", "/trail/"),
    ],
)
def test_every_demo_account_has_a_home_that_says_what_to_do(name: str, must_do: str) -> None:
    answer = signed_in(name).get("/")
    assert answer.status_code == 200
    assert must_do in answer.content.decode()


def test_units_were_revisited_and_scored_as_far_as_the_round_has_come() -> None:
    assert Counter(Visit.objects.values_list("kind", "state")) == {
        ("revisit", "accepted"): 1,
        ("revisit", "submitted"): 1,
        ("revisit", "open"): 1,
        ("recheck", "accepted"): 1,
        ("recheck", "open"): 1,
    }
    assert Counter(Assessment.objects.values_list("state", flat=True)) == {
        "published": 8,
        "proposed": 1,
        "scoring": 1,
    }
    lowest = Assessment.objects.decided().order_by("total").first()
    assert lowest is not None
    assert lowest.follow_ups.count() == 1
    assert lowest.assignment.pressing_papers.filter(step="lowest").count() == 1
    due = Deadline.objects.about_all(Assignment).coded("revisit", "assessment")
    assert due.count() == 20
    assert due.filter(met_on__isnull=False).count() == 2 + 8
    assert not due.open().filter(anchor_on__gte=AS_OF).exists()
    head = Assessment.objects.reached_by(actor("unit-head"), "sv.result:V")
    assert [one.state for one in head] == ["published"]
