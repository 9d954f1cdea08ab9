import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from audit.models import Entry
from audit.operations import IllegalMove
from deadlines.models import Deadline
from organizations.models import Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_party_organization, make_unit
from rounds.models import Assignment, Round
from rounds.operations import assignment as operations
from rounds.states import AssignmentState, RoundState
from rounds.tests.factories import ENTERS, LEAVES, County, make_county, make_team
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAYS: dict[str, Any] = {"enters_on": dt.date(2026, 5, 6), "leaves_on": dt.date(2026, 6, 12)}


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9)))


def build() -> County:
    return make_county(assignment_state=AssignmentState.WAITING)


built, county = standing(build)


def stored(assignment: Assignment) -> Assignment:
    found: Assignment = Assignment.objects.get(pk=assignment.pk)
    return found


def deadline(assignment: Assignment, code: str) -> Deadline:
    found: Deadline = Deadline.objects.about(assignment).coded(code).latest("id")
    return found


def sent(county: County, name: str = "云岭县水利局") -> Assignment:
    unit = make_unit(county.office, name)
    party = make_party_organization(unit)
    by = county.by("clerk", at(dt.date(2026, 4, 1)))
    return operations.create_assignment(county.team, party, unit, by=by, **DAYS)


def test_one_team_is_sent_to_several_units(county: County) -> None:
    more = [sent(county, "云岭县水利局"), sent(county, "云岭县民政局")]
    assert set(county.team.assignments.all()) == {county.assignment, *more}
    assert {one.office for one in more} == {county.office}
    assert [entry.act for entry in Entry.objects.about(more[0])] == ["round.edit:C"]


def test_being_sent_sets_the_day_of_notice(county: County) -> None:
    assert deadline(sent(county), "notice_before_entry").due == dt.date(2026, 4, 26)


def test_the_same_party_organisation_twice_is_refused(county: County) -> None:
    with pytest.raises(ValidationError, match="该组已承担"):
        operations.create_assignment(
            county.team, county.assignment.party_organization, county.unit, by=county.by("clerk"), **DAYS
        )
    assert county.team.assignments.count() == 1


def test_a_unit_that_the_party_organisation_does_not_cover_is_refused(county: County) -> None:
    stranger = make_unit(county.office, "云岭县林业局")
    with pytest.raises(ValidationError, match="不在中共云岭县青石镇委员会覆盖的单位之内"):
        operations.create_assignment(
            make_team(county.round, 2),
            county.assignment.party_organization,
            stranger,
            by=county.by("clerk"),
            **DAYS,
        )


def test_leaving_before_entering_is_refused_and_leaves_nothing(county: County) -> None:
    unit = make_unit(county.office, "云岭县水利局")
    with pytest.raises(ValidationError, match="撤离日期早于进驻日期"):
        operations.create_assignment(
            county.team,
            make_party_organization(unit),
            unit,
            enters_on=LEAVES,
            leaves_on=ENTERS,
            by=county.by("clerk"),
        )
    assert not Deadline.objects.exists()
    assert county.team.assignments.count() == 1


def test_a_team_with_a_recused_member_is_not_sent(county: County) -> None:
    unit = make_unit(county.office, "云岭县水利局")
    party = make_party_organization(unit)
    Recusal.objects.create(
        person=county.people["member"],
        party_organization=party,
        ground="配偶在该局任职",
        state=RecusalState.GRANTED,
        declared_at=at(ENTERS),
    )
    with pytest.raises(ValidationError, match="member与中共云岭县水利局委员会存在回避情形"):
        operations.create_assignment(county.team, party, unit, by=county.by("clerk"), **DAYS)


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "unit_head"])
def test_sending_is_the_clerks_work(county: County, who: str) -> None:
    unit = make_unit(county.office, "云岭县水利局")
    with pytest.raises(PermissionDenied):
        operations.create_assignment(
            county.team, make_party_organization(unit), unit, by=county.by(who), **DAYS
        )


def test_another_day_of_entry_reckons_notice_anew(county: County) -> None:
    assignment = sent(county)
    by = county.by("clerk", at(dt.date(2026, 4, 2)))
    operations.edit_assignment(assignment, changes={"enters_on": dt.date(2026, 5, 20)}, by=by)
    rows = Deadline.objects.about(assignment).coded("notice_before_entry")
    assert [row.due for row in rows.open()] == [dt.date(2026, 5, 10)]
    assert rows.count() == 2


def test_the_clerk_cannot_shift_days_after_the_team_has_left(county: County) -> None:
    Assignment.objects.filter(pk=county.assignment.pk).update(state=AssignmentState.LEFT)
    with pytest.raises(PermissionDenied):
        operations.edit_assignment(
            stored(county.assignment), changes={"leaves_on": LEAVES}, by=county.by("clerk")
        )


def test_extended_objects_are_kept_apart_from_the_unit(county: County) -> None:
    village = make_unit(county.office, "柳溪村")
    operations.set_extended(county.assignment, [village], by=county.by("clerk"))
    assert list(county.assignment.extended.all()) == [village]
    with pytest.raises(ValidationError, match="不应包括被巡察单位本身"):
        operations.set_extended(county.assignment, [village, county.unit], by=county.by("clerk"))
    assert list(county.assignment.extended.all()) == [village]


def test_notice_given_meets_its_deadline_once(county: County) -> None:
    assignment = sent(county)
    by = county.by("team_lead", at(dt.date(2026, 4, 20)))
    operations.give_notice(assignment, on=dt.date(2026, 4, 20), by=by)
    assert deadline(assignment, "notice_before_entry").met_on == dt.date(2026, 4, 20)
    with pytest.raises(ValidationError, match="已经登记送达"):
        operations.give_notice(assignment, on=dt.date(2026, 4, 20), by=by)


@pytest.mark.parametrize("who", ["team_lead", "deputy", "liaison", "clerk", "director"])
def test_enter_and_leave_by_the_team_or_the_office(county: County, who: str) -> None:
    operations.enter(county.assignment, by=county.by(who, at(ENTERS)))
    assert stored(county.assignment).state == AssignmentState.ON_SITE
    operations.leave(county.assignment, by=county.by(who, at(LEAVES)))
    assert (stored(county.assignment).state, stored(county.assignment).leaves_on) == ("left", LEAVES)
    acts = [entry.act for entry in Entry.objects.about(county.assignment)]
    assert acts == ["assign.progress:E", "assign.progress:E"]


@pytest.mark.parametrize("who", ["member", "leadership", "unit_head", "unit_liaison", "receiver"])
def test_enter_by_others_is_refused_and_leaves_nothing(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.enter(county.assignment, by=county.by(who, at(ENTERS)))
    assert stored(county.assignment).state == AssignmentState.WAITING
    assert not Entry.objects.about(county.assignment).exists()


def test_the_leader_of_another_team_cannot_enter(county: County) -> None:
    other = make_county("临川")
    with pytest.raises(PermissionDenied):
        operations.enter(county.assignment, by=other.by("team_lead", at(ENTERS)))


@pytest.mark.parametrize("state", [RoundState.PREPARING, RoundState.PAUSED, RoundState.ARCHIVED])
def test_nobody_enters_while_the_round_does_not_run(county: County, state: RoundState) -> None:
    Round.objects.filter(pk=county.round.pk).update(state=state)
    with pytest.raises(PermissionDenied, match="现在不能办理进驻"):
        operations.enter(stored(county.assignment), by=county.by("team_lead", at(ENTERS)))


def test_entering_ahead_of_the_day_is_refused(county: County) -> None:
    tomorrow = ENTERS + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="日期晚于今天"):
        operations.enter(county.assignment, on=tomorrow, by=county.by("team_lead", at(ENTERS)))


def test_entering_late_closes_the_notice_as_late(county: County) -> None:
    assignment = sent(county)
    operations.enter(assignment, by=county.by("team_lead", at(DAYS["enters_on"])))
    assert list(Deadline.objects.about(assignment).open()) == []
    assert deadline(assignment, "notice_before_entry").met_on == DAYS["enters_on"]


def test_leaving_makes_the_report_fall_due_after_fifteen_working_days(county: County) -> None:
    operations.enter(county.assignment, by=county.by("team_lead", at(ENTERS)))
    operations.leave(county.assignment, by=county.by("team_lead", at(LEAVES)))
    report = deadline(county.assignment, "report_after_exit")
    assert (report.anchor_on, report.is_open) == (LEAVES, True)
    assert report.due > LEAVES + dt.timedelta(days=20)


def test_leaving_before_the_day_of_entry_is_refused(county: County) -> None:
    operations.enter(county.assignment, by=county.by("team_lead", at(ENTERS)))
    early = ENTERS - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="撤离日期早于进驻日期"):
        operations.leave(county.assignment, on=early, by=county.by("team_lead", at(LEAVES)))
    assert stored(county.assignment).state == AssignmentState.ON_SITE


def test_two_persons_leave_at_once_and_one_is_told(county: County) -> None:
    operations.enter(county.assignment, by=county.by("team_lead", at(ENTERS)))
    seen = stored(county.assignment)
    operations.leave(county.assignment, by=county.by("team_lead", at(LEAVES)))
    with pytest.raises(IllegalMove, match="已被他人办理"):
        operations.leave(seen, by=county.by("clerk", at(LEAVES)))


def test_going_back_needs_a_reason_and_ends_the_deadline_of_the_report(county: County) -> None:
    lead = county.by("team_lead", at(LEAVES))
    operations.enter(county.assignment, by=county.by("team_lead", at(ENTERS)))
    operations.leave(county.assignment, by=lead)
    with pytest.raises(ValidationError, match="理由"):
        operations.go_back(county.assignment, reason="", by=lead)
    operations.go_back(county.assignment, reason="补充了解资金去向", by=lead)
    assert stored(county.assignment).state == AssignmentState.ON_SITE
    assert not Deadline.objects.about(county.assignment).open().exists()
    operations.leave(county.assignment, by=lead)
    assert Deadline.objects.about(county.assignment).open().count() == 1


def test_assignments_are_seen_by_the_team_and_the_office_and_not_by_the_unit(county: County) -> None:
    make_county("临川")
    for who in ("clerk", "director", "leadership", "team_lead", "member"):
        assert list(Assignment.objects.visible_to(county.by(who, at(ENTERS)))) == [county.assignment]
    for who in ("unit_head", "unit_liaison", "receiver"):
        assert list(Assignment.objects.visible_to(county.by(who, at(ENTERS)))) == []
