"""Two posts in one hand; what a receiving body reads of the drafting; what a member counts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from audit.tests.dba import guards_down
from organizations.models import Body, OfficePost
from organizations.states import OfficePostKind
from rounds.models import Report
from rounds.operations import plan, referral
from rounds.operations import report as reports
from rounds.rules import report as rules
from rounds.states import PlanState, ReportState
from rounds.tests.factories import County, make_assignment, make_county, make_team
from rounds.tests.factories_papers import World, make_report, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def give(world: World, name: str, role: Role) -> None:
    """Let a person sit in the office as well, in a role."""
    person = world.people[name]
    RoleHolding.objects.create(user_id=world.by(name).user.pk, role=role, since=LONG_AGO)
    OfficePost.objects.get_or_create(
        office=world.office, person=person, defaults={"kind": OfficePostKind.DIRECTOR, "since": LONG_AGO}
    )


@pytest.mark.parametrize(
    ("who", "role", "state"), [("leader", Role.ODR, "office"), ("director", Role.LDG, "group")]
)
def test_a_report_goes_through_two_hands(world: World, who: str, role: Role, state: str) -> None:
    make_report(world, ReportState(state))
    give(world, who, role)
    report = Report.objects.get()
    assert not rules.can_advance_report(world.by(who), report)
    with pytest.raises(PermissionDenied):
        reports.advance_report(report, by=world.by(who))


def test_a_paper_signed_by_a_leader_goes_on_whoever_confirms_it(world: World) -> None:
    make_report(world, ReportState.GROUP)
    entering = world.by("director").entering_for("陈守正（县委副书记）")
    assert rules.can_advance_report(entering, Report.objects.get())


def test_a_plan_is_not_approved_by_who_submitted_it() -> None:
    county = make_county()
    drafted = plan.draft_plan(county.term, title="五年规划", by=county.by("clerk"))
    with guards_down():
        Entry.objects.filter(record_id=drafted.pk).update(to_state=PlanState.SUBMITTED)
    assert Entry.objects.who_took(drafted, PlanState.SUBMITTED) == county.user("clerk").pk
    with guards_down():
        Entry.objects.filter(record_id=drafted.pk).update(acting_for="陈守正（县委书记）")
    assert Entry.objects.who_took(drafted, PlanState.SUBMITTED) is None


def sent(county: County) -> str:
    body = Body.objects.get(office=county.office)
    record = referral.draft_referral(
        county.office, body, title="小微工程", text="建议出台办法。", by=county.by("second_clerk")
    )
    return reverse(
        "rounds:referral_detail", args=[referral.send_referral(record, by=county.by("director")).pk]
    )


def test_the_receiving_body_reads_a_referral_from_its_sending_on(client: Client) -> None:
    county = make_county()
    page = sent(county)
    client.force_login(county.user("receiver"), backend="django.contrib.auth.backends.ModelBackend")
    told = client.get(page).content.decode()
    assert county.user("director").name in told
    assert county.user("second_clerk").name not in told
    client.force_login(county.user("clerk"), backend="django.contrib.auth.backends.ModelBackend")
    assert county.user("second_clerk").name in client.get(page).content.decode()


def test_a_member_counts_only_the_own_team_and_its_units(client: Client) -> None:
    county = make_county()
    make_assignment(make_team(county.round, 2))
    backend = "django.contrib.auth.backends.ModelBackend"
    for who, many in (("member", 1), ("clerk", 2)):
        client.force_login(county.user(who), backend=backend)
        row = client.get(reverse("rounds:round_list")).context["listing"].rows[0]
        assert (row.many_teams, row.many_units) == (many, many)
        assert {
            team.many_units for team in client.get(reverse("rounds:team_list")).context["listing"].rows
        } == {1}
