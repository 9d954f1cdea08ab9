import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deadlines.models import Deadline
from organizations.tests.factories import make_party_organization, make_unit
from rounds.models import Assignment, Round
from rounds.operations import assignment as operations
from rounds.schedule import stage_chart
from rounds.states import AssignmentState, RoundState
from rounds.tests.factories import County, make_assignment, make_county, make_published_assignment, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county(assignment_state=AssignmentState.WAITING)


def post(client: Client, county: County, who: str, page: str, pk: Any, /, **data: Any) -> Any:
    client.force_login(county.user(who))
    return client.post(reverse(f"rounds:{page}", args=[pk]), data, follow=True)


def shown(client: Client, county: County, who: str, task: Assignment) -> str:
    client.force_login(county.user(who))
    return client.get(reverse("rounds:assignment_detail", args=[task.pk])).content.decode()


def stored(task: Assignment) -> Assignment:
    found: Assignment = Assignment.objects.get(pk=task.pk)
    return found


def test_a_team_is_sent_on_its_page(client: Client, county: County) -> None:
    unit = make_unit(county.office, "云岭县水利局")
    party = make_party_organization(unit)
    said = {"party_organization": party.pk, "unit": unit.pk, "mode": "plain"}
    days = {"enters_on": "2026-09-07", "leaves_on": "2026-10-30"}
    answer = post(client, county, "clerk", "assignment_create", county.team.pk, **said, **days)
    assert "已下达任务" in answer.content.decode()
    assert Assignment.objects.get(unit=unit).team == county.team


def test_a_unit_that_is_not_covered_is_told_beside_its_field(client: Client, county: County) -> None:
    stranger = make_unit(county.office, "云岭县林业局")
    party = make_party_organization(make_unit(county.office, "云岭县水利局"))
    said = {"party_organization": party.pk, "unit": stranger.pk, "mode": "plain"}
    days = {"enters_on": "2026-09-07", "leaves_on": "2026-10-30"}
    answer = post(client, county, "clerk", "assignment_create", county.team.pk, **said, **days)
    assert "请核对单位名录" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"unit"}


def test_days_are_shifted_and_an_impossible_order_is_told(client: Client, county: County) -> None:
    page, version = county.assignment.pk, county.assignment.version
    said = {"mode": "plain", "enters_on": "2026-03-16", "leaves_on": "2026-05-08", "version": version}
    post(client, county, "clerk", "assignment_edit", page, **said)
    assert stored(county.assignment).enters_on == dt.date(2026, 3, 16)
    answer = post(
        client, county, "clerk", "assignment_edit", page, **{**said, "leaves_on": "2026-01-01", "version": 2}
    )
    assert "撤离日期早于进驻日期" in answer.content.decode()


def test_villages_are_added_as_extended_objects(client: Client, county: County) -> None:
    village = make_unit(county.office, "柳溪村")
    type(village).objects.filter(pk=village.pk).update(parent=county.unit)
    post(client, county, "clerk", "assignment_extend", county.assignment.pk, extended=[str(village.pk)])
    assert list(county.assignment.extended.all()) == [village]
    assert "柳溪村" in shown(client, county, "member", county.assignment)


def test_the_leader_enters_and_leaves_on_the_pages(client: Client, county: County) -> None:
    task = county.assignment
    today = county.by("team_lead").on
    Assignment.objects.filter(pk=task.pk).update(enters_on=today, leaves_on=today)
    assert "进驻</a>" in shown(client, county, "team_lead", task)
    answer = post(client, county, "team_lead", "assignment_enter", task.pk, on=today.isoformat())
    assert "已登记进驻" in answer.content.decode()
    answer = post(client, county, "team_lead", "assignment_leave", task.pk, on=today.isoformat())
    assert "报告时限从撤离之日起算" in answer.content.decode()
    assert "巡察报告" in shown(client, county, "team_lead", task)
    post(client, county, "team_lead", "assignment_go_back", task.pk, reason="补充取证")
    assert stored(task).state == AssignmentState.ON_SITE


def test_entering_tomorrow_is_told_beside_the_day(client: Client, county: County) -> None:
    tomorrow = county.by("team_lead").on + dt.timedelta(days=1)
    Assignment.objects.filter(pk=county.assignment.pk).update(leaves_on=tomorrow)
    answer = post(
        client, county, "team_lead", "assignment_enter", county.assignment.pk, on=tomorrow.isoformat()
    )
    assert answer.context["form"].errors.keys() == {"on"}
    assert stored(county.assignment).state == AssignmentState.WAITING


def test_notice_is_entered_once(client: Client, county: County) -> None:
    unit = make_unit(county.office, "云岭县水利局")
    task = operations.create_assignment(
        county.team,
        make_party_organization(unit),
        unit,
        enters_on=dt.date(2027, 3, 1),
        leaves_on=dt.date(2027, 4, 30),
        by=county.by("clerk"),
    )
    today = county.by("liaison").on.isoformat()
    assert "登记通知送达" in shown(client, county, "liaison", task)
    post(client, county, "liaison", "assignment_notice", task.pk, on=today)
    assert Deadline.objects.about(task).get().met_on == county.by("liaison").on
    assert "登记通知送达" not in shown(client, county, "liaison", task)


def test_a_member_sees_the_task_and_moves_nothing(client: Client, county: County) -> None:
    assert "进驻</a>" not in shown(client, county, "member", county.assignment)
    assert post(client, county, "member", "assignment_enter", county.assignment.pk).status_code == 404


@pytest.mark.parametrize("name", ["assignment_leave", "assignment_go_back"])
def test_what_does_not_fit_the_state_is_refused(client: Client, county: County, name: str) -> None:
    answer = post(client, county, "team_lead", name, county.assignment.pk, reason="理由")
    assert answer.status_code == 409
    assert client.get(reverse(f"rounds:{name}", args=[county.assignment.pk])).status_code == 403


def test_nobody_enters_while_the_round_is_paused(client: Client, county: County) -> None:
    Round.objects.update(state=RoundState.PAUSED)
    answer = post(client, county, "team_lead", "assignment_enter", county.assignment.pk)
    assert answer.status_code == 403
    assert "暂停，现在不能办理进驻或撤离" in answer.content.decode()
    assert "进驻</a>" not in shown(client, county, "team_lead", county.assignment)


def test_the_unit_sees_its_task_after_feedback_without_people_or_trail(
    client: Client, county: County
) -> None:
    client.force_login(county.user("unit_head"))
    page = reverse("rounds:assignment_detail", args=[county.assignment.pk])
    assert client.get(page).status_code == 404
    task = make_published_assignment(make_team(county.round, 2), county.unit)
    operations_trail = shown(client, county, "unit_head", task)
    assert "认领问题" in operations_trail
    for hidden in ("承办人员", "<h2>办理过程", "底稿", "team_lead"):
        assert hidden not in operations_trail


def test_a_recused_member_no_longer_finds_the_task(client: Client, county: County) -> None:
    from_here = county.assignment.party_organization.recusals.model
    from_here.objects.create(
        person=county.people["member"],
        party_organization=county.assignment.party_organization,
        ground="亲属在该镇任职",
        state="granted",
        declared_at=county.by("member").at,
    )
    assert post(client, county, "member", "assignment_detail", county.assignment.pk).status_code == 405
    client.force_login(county.user("member"))
    page = reverse("rounds:assignment_detail", args=[county.assignment.pk])
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ({}, 3),
        ({"state": "waiting"}, 1),
        ({"published": "yes"}, 1),
        ({"published": "no"}, 2),
        ({"q": "青石"}, 1),
    ],
)
def test_the_list_is_narrowed(client: Client, county: County, query: dict[str, str], many: int) -> None:
    make_published_assignment(make_team(county.round, 2))
    make_assignment(make_team(county.round, 3))
    client.force_login(county.user("director"))
    listing = client.get(reverse("rounds:assignment_list"), query).context["listing"]
    assert (listing.total, len(listing.rows)) == (many, many)


def test_the_chart_shows_what_is_late(county: County) -> None:
    task = county.assignment
    late = stage_chart([task], task.enters_on + dt.timedelta(days=1)).rows[0]
    early = stage_chart([task], task.enters_on - dt.timedelta(days=1)).rows[0]
    assert [bar.tone for bar in late.bars] == ["idle", "late"]
    assert [bar.tone for bar in early.bars] == ["idle", "idle"]
    done = make_published_assignment(make_team(county.round, 2))
    assert [bar.label for bar in stage_chart([done], dt.date(2026, 7, 1)).rows[0].bars] == [
        "准备",
        "进驻",
        "报告反馈",
    ]
