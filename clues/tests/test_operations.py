"""What is done with a clue: done, refused with nothing left behind, and a trail that never says what it is about."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import Stale
from clues import operations
from clues.models import Clue, Subject
from clues.operations import Named
from clues.states import ClueState, Discipline, Disposal
from clues.tests.factories import NAME, SECRET, WAY, hand_over, make_clue, register
from deadlines.models import Deadline
from organizations.models import Body
from rounds.tests.factories import County, make_assignment, make_county, make_team

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def county() -> County:
    return make_county()


def acts_of(clue: Clue) -> list[str]:
    return [entry.act for entry in Entry.objects.about(clue)][::-1]


def test_a_clue_goes_all_the_way_and_each_step_is_in_the_trail(county: County) -> None:
    clue = make_clue(county, ClueState.CLOSED)
    entries = list(Entry.objects.about(clue).order_by("id"))
    assert [entry.to_state for entry in entries] == ["", *WAY[1:]]
    assert [str(entry.user) for entry in entries] == [
        str(county.user(who))
        for who in (
            "team_lead", "team_lead", "team_lead", "director", "leadership", "director",
            "receiver", "receiver", "receiver", "receiver",
        )
    ]  # fmt: skip
    clue.refresh_from_db()
    assert (clue.disposal, clue.outcome) == (Disposal.VERIFY, "已立案审查")
    assert clue.closed_on == clue.received_on == county.by("receiver").on


def test_the_trail_never_says_what_a_clue_says_nor_whom_it_names(county: County) -> None:
    clue = make_clue(county, ClueState.ANSWERED)
    edited = register(county, summary="另一件，" + SECRET)
    operations.edit_clue(edited, summary="再改，" + SECRET, is_key=False, by=county.by("team_lead"))
    operations.record_filing(clue.subjects.get(), filed_on=county.by("receiver").on, by=county.by("receiver"))
    texts = json.dumps(
        list(Entry.objects.values("facts", "reason", "record_type")), ensure_ascii=False, default=str
    )
    assert Entry.objects.filter(record_type="clues.subject").exists()
    for canary in ("礼金", NAME, NAME[:2], "党委委员", "已立案审查"):
        assert canary not in texts


def test_clues_are_numbered_in_their_team(county: County) -> None:
    other = make_assignment(county.team)
    elsewhere = make_assignment(make_team(county.round, 2))
    assert [register(county).number, register(county, other).number] == ["1-1-线索-01", "1-1-线索-02"]
    with pytest.raises(PermissionDenied):
        register(county, elsewhere)
    assert Clue.objects.count() == 2


def test_a_number_never_stands_twice(county: County) -> None:
    """Numbers are given under the lock of the team; the table refuses what slips through."""
    first = register(county)
    again = Clue(
        assignment=county.assignment, number=first.number, summary="x", registered_at=first.registered_at
    )
    with pytest.raises(ValidationError):
        again.validate_constraints()


def test_a_clue_needs_somebody_it_concerns(county: County) -> None:
    with pytest.raises(ValidationError, match="至少填写一名被反映人"):
        register(county, subjects=[])
    assert not Clue.objects.exists()


@pytest.mark.parametrize(
    "who", ["clerk", "director", "leadership", "liaison", "member", "unit_head", "receiver"]
)
def test_register_is_for_leader_and_deputy_only(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        register(county, by=county.by(who))
    assert not Entry.objects.filter(record_type__startswith="clues.").exists()
    assert register(county, by=county.by("deputy")).state == ClueState.REGISTERED


STEPS: dict[str, tuple[ClueState, str, tuple[str, ...], Any]] = {
    "weigh": (
        ClueState.REGISTERED,
        "team",
        ("team_lead", "director"),
        lambda c, by: operations.weigh_clue(c, by=by),
    ),
    "send": (
        ClueState.TEAM,
        "office",
        ("team_lead", "director"),
        lambda c, by: operations.send_clue(c, by=by),
    ),
    "forward": (ClueState.OFFICE, "approval", ("director",), lambda c, by: operations.put_forward(c, by=by)),
    "approve": (
        ClueState.APPROVAL,
        "approved",
        ("leadership",),
        lambda c, by: operations.approve_clue(c, by=by),
    ),
    "sign": (ClueState.HANDED, "received", ("receiver",), lambda c, by: operations.sign_for_clue(c, by=by)),
    "take up": (
        ClueState.RECEIVED,
        "working",
        ("receiver",),
        lambda c, by: operations.take_up(c, disposal=Disposal.TALK, by=by),
    ),
    "answer": (
        ClueState.WORKING,
        "answered",
        ("receiver",),
        lambda c, by: operations.answer_clue(c, outcome="了结", by=by),
    ),
    "close": (ClueState.ANSWERED, "closed", ("receiver",), lambda c, by: operations.close_clue(c, by=by)),
}
EVERYBODY = (
    "director", "clerk", "leadership", "team_lead", "deputy", "liaison", "member",
    "unit_head", "unit_liaison", "receiver",
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_for_its_holder_and_leaves_nothing_when_refused(county: County, step: str) -> None:
    state, to, holders, run = STEPS[step]
    clue = make_clue(county, state)
    entries = Entry.objects.count()
    for who in EVERYBODY:
        if who not in holders:
            with pytest.raises(PermissionDenied):
                run(Clue.objects.get(pk=clue.pk), county.by(who))
    assert Clue.objects.get(pk=clue.pk).version == clue.version
    assert Entry.objects.count() == entries
    assert run(Clue.objects.get(pk=clue.pk), county.by(holders[0])).state == to


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_its_state(county: County, step: str) -> None:
    state, _, holders, run = STEPS[step]
    clue = make_clue(county, ClueState.CLOSED if state != ClueState.ANSWERED else ClueState.WORKING)
    with pytest.raises(PermissionDenied):
        run(clue, county.by(holders[0]))


def test_who_sent_a_clue_does_not_review_it(county: County) -> None:
    clue = make_clue(county, ClueState.TEAM)
    operations.send_clue(clue, by=county.by("director"))
    with pytest.raises(PermissionDenied):
        operations.put_forward(clue, by=county.by("director"))


def test_the_teams_leader_neither_reviews_nor_hands_over(county: County) -> None:
    """The leader holds both acts, for the team's own step; also when a clerk of the office sent it on."""
    sent = make_clue(county, ClueState.TEAM)
    operations.send_clue(sent, by=county.by("director"))
    with pytest.raises(PermissionDenied):
        operations.put_forward(sent, by=county.by("team_lead"))
    approved = make_clue(county, ClueState.APPROVED)
    with pytest.raises(PermissionDenied):
        hand_over(approved, Body.objects.get(office=county.office), county.by("team_lead"))


def test_hand_over_sets_receiver_date_number_and_the_clock(county: County) -> None:
    clue = make_clue(county, ClueState.APPROVED)
    body, by = Body.objects.get(office=county.office), county.by("director")
    with pytest.raises(ValidationError, match="移交日期不能晚于今天"):
        hand_over(clue, body, by, by.on + TOMORROW)
    assert not Deadline.objects.about(clue).exists()
    hand_over(clue, body, by)
    clue.refresh_from_db()
    assert (clue.receiver, clue.handed_over_on, clue.handover_number) == (body, by.on, "云岭巡移〔2026〕1号")
    due = dict(Deadline.objects.about(clue).values_list("code", "due"))
    assert {code: (day - by.on).days for code, day in due.items()} == {
        "clue_opinion": 30,
        "clue_feedback": 90,
        "clue_close": 180,
    }


def test_what_the_receiver_does_meets_its_deadlines(county: County) -> None:
    clue = make_clue(county, ClueState.WORKING)
    assert set(Deadline.objects.about(clue).open().values_list("code", flat=True)) == {
        "clue_feedback",
        "clue_close",
    }
    operations.answer_clue(clue, outcome="了结", by=county.by("receiver"))
    operations.close_clue(clue, by=county.by("receiver"))
    assert not Deadline.objects.about(clue).open().exists()


BACK = {
    ClueState.TEAM: ("team_lead", ClueState.REGISTERED),
    ClueState.OFFICE: ("director", ClueState.TEAM),
    ClueState.APPROVAL: ("leadership", ClueState.OFFICE),
}


@pytest.mark.parametrize("state", BACK)
def test_a_clue_is_returned_one_step_with_the_reason(county: County, state: ClueState) -> None:
    who, to = BACK[state]
    clue = make_clue(county, state)
    with pytest.raises(ValidationError, match="请写明需要补充的内容"):
        operations.return_clue(clue, reason=" ", by=county.by(who))
    with pytest.raises(PermissionDenied):
        operations.return_clue(clue, reason="补充时间", by=county.by("clerk"))
    operations.return_clue(clue, reason="补充时间", by=county.by(who))
    assert clue.state == to
    assert Entry.objects.about(clue)[0].reason == "补充时间"


def test_a_clue_is_kept_with_a_reason_and_taken_up_again(county: County) -> None:
    clue = register(county)
    with pytest.raises(ValidationError, match="请写明暂存的理由"):
        operations.keep_clue(clue, reason="", by=county.by("team_lead"))
    operations.keep_clue(clue, reason="过于笼统", by=county.by("team_lead"))
    assert operations.weigh_clue(clue, by=county.by("team_lead")).state == ClueState.TEAM


def test_a_clue_is_edited_while_it_is_with_the_team(county: County) -> None:
    clue = register(county)
    operations.edit_clue(clue, summary="时间地点已补", is_key=False, by=county.by("deputy"))
    stale = Clue.objects.get(pk=clue.pk)
    with pytest.raises(Stale):
        operations.edit_clue(stale, summary="x", is_key=True, by=county.by("team_lead"), version=1)
    sent = make_clue(county, ClueState.OFFICE)
    with pytest.raises(PermissionDenied):
        operations.edit_clue(sent, summary="x", is_key=True, by=county.by("team_lead"))


def test_filing_is_of_one_person_between_hand_over_and_today(county: County) -> None:
    clue = make_clue(
        county, ClueState.WORKING, subjects=[Named("甲"), Named("乙")], discipline=Discipline.WORK
    )
    first = clue.subjects.get(name="甲")
    by = county.by("receiver")
    for wrong in (by.on + TOMORROW, by.on - TOMORROW):
        with pytest.raises(ValidationError, match="立案日期应在移交日期之后"):
            operations.record_filing(first, filed_on=wrong, by=by)
    with pytest.raises(PermissionDenied):
        operations.record_filing(first, filed_on=by.on, by=county.by("director"))
    operations.record_filing(first, filed_on=by.on, by=by)
    assert dict(Subject.objects.values_list("name", "filed_on")) == {"甲": by.on, "乙": None}
    assert acts_of(clue)[-1] == "clue.result:C"
    assert Entry.objects.about(first)[0].act == "clue.result:E"


@pytest.mark.parametrize(
    ("who", "state"),
    [("deputy", ClueState.REGISTERED), ("director", ClueState.TEAM), ("team_lead", ClueState.OFFICE)],
)
def test_keep_is_for_the_leader_before_the_clue_leaves_the_team(
    county: County, who: str, state: ClueState
) -> None:
    clue = make_clue(county, state)
    told = Entry.objects.count()
    with pytest.raises(PermissionDenied):
        operations.keep_clue(clue, reason="待查", by=county.by(who))
    clue.refresh_from_db()
    assert (clue.state, Entry.objects.count()) == (state, told)
