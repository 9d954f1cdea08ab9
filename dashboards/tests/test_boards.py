"""看板、指标、一轮一览、搜索、留痕: the five questions of each page, and that each number opens its rows."""

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from clues.states import ClueState
from clues.tests.factories import NAME, SECRET, make_clue
from dashboards import boards
from dashboards.indicators import INDICATORS, figures, indicator
from dashboards.narrowing import narrow
from organizations.models import Coverage
from organizations.states import UnitKind
from organizations.tests.factories import make_party_organization, make_unit
from rectification.models import Item
from rectification.states import ItemState
from rounds.models import Finding
from rounds.states import PaperState
from rounds.tests.factories import (
    County,
    make_county,
    make_paper,
    make_published_assignment,
    make_team,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
CANARY = "金丝雀"


def build() -> County:
    found = make_county()
    make_published_assignment(make_team(found.round, 2), make_unit(found.office, "白杨镇"), findings=3)
    return found


built, county = standing(build)


def url(name: str, *args: Any) -> str:
    return reverse(f"dashboards:{name}", args=args)


def enter(client: Client, county: County, who: str) -> Client:
    client.force_login(county.user(who))
    return client


BOARDS = [("board",), ("round_overview",), ("indicator_list",), ("indicator_rows", "findings")]


@pytest.mark.parametrize("page", BOARDS, ids=str)
def test_a_board_is_for_the_office_and_the_leaders(
    client: Client, county: County, page: tuple[str, ...]
) -> None:
    for who in ("director", "clerk", "leadership"):
        assert enter(client, county, who).get(url(*page)).status_code == 200, who
    assert client.post(url(*page)).status_code == 405
    for who in ("team_lead", "member", "unit_head", "receiver"):
        assert enter(client, county, who).get(url(*page)).status_code == 404, who
    client.logout()
    assert "/accounts/login/" in client.get(url(*page)).headers["Location"]


def test_rows_answer_htmx_with_their_part(client: Client, county: County) -> None:
    page = url("indicator_rows", "findings")
    part = enter(client, county, "clerk").get(page, headers={"HX-Request": "true"}).content.decode()
    assert "滞留问题之1" in part
    assert "<html" not in part


def test_an_indicator_that_there_is_none_of_does_not_exist(client: Client, county: County) -> None:
    enter(client, county, "director")
    assert client.get(url("indicator_rows", "nothing")).status_code == 404
    for wrong in ("unit=x", "month=2026-99", "month=x"):
        assert client.get(f"{url('indicator_rows', 'findings')}?{wrong}").status_code == 404, wrong
    assert client.get(f"{url('indicator_rows', 'units_inspected')}?kind=x").status_code == 404


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)
def test_a_number_of_another_county_is_not_counted(county: County, one: Any) -> None:
    before = one.count(county.by("director"))
    elsewhere = make_county("外县")
    make_published_assignment(make_team(elsewhere.round, 2), elsewhere.unit)
    make_clue(elsewhere, ClueState.HANDED)
    assert one.count(county.by("director")) == before == len(one.rows(county.by("director")))


def test_codes_and_names_stand_once() -> None:
    assert len({one.code for one in INDICATORS}) == len({one.name for one in INDICATORS}) == len(INDICATORS)


def test_every_mark_opens_as_many_rows(client: Client, county: County) -> None:
    by = county.by("director")
    for place, finding in enumerate(
        Finding.objects.filter(assignment__unit__name="白杨镇").order_by("number")
    ):
        closed = (
            {"state": ItemState.CLOSED, "closed_on": by.on} if place == 0 else {"state": ItemState.FIXING}
        )
        due = by.on - dt.timedelta(days=place)
        at = {"assignment": finding.assignment, "unit": finding.assignment.unit}
        Item.objects.create(finding=finding, due_on=due, **at, **closed)
    charts = {chart.key: chart for chart in boards.board(by)}
    assert "整改率 33.3%" in charts["by-unit"].title
    assert "逾期未销号 2 项，涉及 1 家单位" in charts["overdue"].title
    marks = [mark for chart in charts.values() for one in chart.series for mark in one.marks if mark.value]
    assert len(marks) >= 7
    enter(client, county, "director")
    for mark in marks:
        assert client.get(mark.url).context["listing"].total == mark.value, mark.url
    page = client.get(url("board")).content.decode()
    assert all(mark.url.replace("&", "&amp;") in page for mark in marks)


def test_the_overview_draws_each_assignment_once(client: Client, county: County) -> None:
    page = enter(client, county, "director").get(url("round_overview"))
    assert [row.label for row in page.context["chart"].rows] == [str(county.unit), "白杨镇"]
    other = make_county("外县").round
    assert client.get(f"{url('round_overview')}?round={other.pk}").status_code == 404
    assert client.get(f"{url('round_overview')}?round={county.round.pk}").status_code == 200


def test_the_command_counts_as_the_director_does(county: County) -> None:
    told = StringIO()
    call_command("indicators", json=True, stdout=told)
    assert json.loads(told.getvalue()) == figures(county.by("director"))
    table = StringIO()
    call_command("indicators", stdout=table)
    assert len(table.getvalue().splitlines()) == len(INDICATORS)
    assert indicator("findings").wording in table.getvalue()


def test_without_a_director_the_command_says_what_to_do() -> None:
    RoleHolding.objects.filter(role=Role.ODR).update(until=dt.date(2000, 1, 1), since=dt.date(1999, 1, 1))
    with pytest.raises(CommandError, match="没有在任的巡察办主任"):
        call_command("indicators")


@pytest.fixture
def canaries(county: County) -> County:
    """A unit, a person, a paper, a finding with the word in its name; and a clue that holds it, too."""
    make_unit(county.office, f"{CANARY}镇")
    county.people["member"].name = f"{CANARY}同志"
    county.people["member"].save(update_fields=["name"])
    make_paper(county.assignment, county.people["member"], PaperState.DEPUTY, title=f"{CANARY}底稿")
    Finding.objects.filter(number="001").update(title=f"{CANARY}问题")
    make_clue(county, ClueState.HANDED, summary=f"{CANARY}线索")
    return county


FOUND = {
    "director": {"单位", "人员", "问题"},
    "clerk": {"单位", "人员", "问题"},
    "leadership": {"单位", "人员", "问题"},
    "team_lead": {"底稿"},
    "unit_head": set(),
    "receiver": set(),
}


@pytest.mark.parametrize("who", FOUND)
def test_search_finds_what_one_may_see_and_nothing_else(client: Client, canaries: County, who: str) -> None:
    answer = enter(client, canaries, who).get(url("search"), {"q": CANARY})
    assert {hits.word for hits in answer.context["hits"]} == FOUND[who]
    page = answer.content.decode()
    assert f"{CANARY}线索" not in page
    for hits in answer.context["hits"]:
        for name, _, page_url in hits.lines:
            assert CANARY in name
            assert client.get(page_url).status_code == 200, name
    assert client.post(url("search")).status_code == 405


def test_a_search_for_nothing_finds_nothing(client: Client, canaries: County) -> None:
    answer = enter(client, canaries, "director").get(url("search"))
    assert answer.context["hits"] == []
    assert "没有找到" in client.get(url("search"), {"q": "不存在的词"}).content.decode()


@pytest.fixture
def trodden(county: County) -> County:
    """A county where business users and an administrator left entries; the business ones say much."""
    make_clue(county, ClueState.TEAM)
    paper = make_paper(county.assignment, county.people["member"])
    by = county.by("team_lead")
    Entry.objects.create(
        at=by.at, user=county.user("team_lead"), kind="move", act="paper.review:A", record_type="rounds.workingpaper",
        record_id=paper.pk, reason=f"{CANARY}意见", facts={"say": f"{CANARY}事实"},
    )  # fmt: skip
    for name, role in (("aud", Role.AUD), ("sec", Role.SEC), ("sys", Role.SYS)):
        user = make_user(name, role, name=f"{role.label}甲")
        Entry.objects.create(
            at=by.at,
            user=user,
            kind="note",
            act="sys.config:E",
            record_type="accounts.user",
            record_id=user.pk,
        )
    return county


@pytest.mark.parametrize(("name", "business", "administrators"), [("aud", True, True), ("sec", True, False)])
def test_the_trail_shows_who_did_what_and_never_a_text(
    client: Client, trodden: County, name: str, business: bool, administrators: bool
) -> None:
    client.force_login(make_user(f"{name}-reader", Role.AUD if name == "aud" else Role.SEC))
    answer = client.get(url("entry_list"), {"size": "100"})
    rows = answer.context["listing"].selection
    assert rows.filter(user=trodden.user("team_lead")).exists() is business
    assert rows.filter(user__username="sys").exists() is administrators
    page = answer.content.decode()
    assert "副组长审核底稿" in page
    assert "问题底稿" in page
    for text in (CANARY, SECRET, NAME, "paper.review", "workingpaper"):
        assert text not in page
    assert client.post(url("entry_list")).status_code == 405
    part = client.get(url("entry_list"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


@pytest.mark.parametrize("who", ["director", "clerk", "leadership", "team_lead", "unit_head", "receiver"])
def test_the_trail_of_all_is_no_page_of_the_trade(client: Client, trodden: County, who: str) -> None:
    assert enter(client, trodden, who).get(url("entry_list")).status_code == 404


def test_the_trail_is_narrowed_by_kind_and_days(client: Client, trodden: County) -> None:
    client.force_login(make_user("reader", Role.AUD))
    day = trodden.by("team_lead").on
    total = client.get(url("entry_list")).context["listing"].total
    moves = client.get(url("entry_list"), {"kind": "move"}).context["listing"].total
    assert 0 < moves < total
    assert (
        client.get(url("entry_list"), {"since": str(day + dt.timedelta(days=1))}).context["listing"].total
        == 0
    )
    written = Entry.objects.count()  # the reader's own looks at the trail are in it, too
    assert client.get(url("entry_list"), {"until": str(day)}).context["listing"].total == written > total


def test_a_party_organisation_over_units_of_two_kinds_is_drawn_once(county: County) -> None:
    by = county.by("director")
    before = {
        series.name: sum(mark.value or 0 for mark in series.marks) for series in boards.coverage(by).series
    }
    party = make_party_organization(make_unit(county.office, "云岭县教育局", kind=UnitKind.DEPARTMENT))
    Coverage.objects.create(
        party_organization=party,
        unit=make_unit(county.office, "云岭县第一中学", kind=UnitKind.INSTITUTION),
        since=dt.date(2025, 1, 1),
    )
    after = boards.coverage(by)
    drawn = {series.name: sum(mark.value or 0 for mark in series.marks) for series in after.series}
    assert drawn == before | {"未巡": before["未巡"] + 1}
    assert sum(drawn.values()) == indicator("parties_due").count(by)
    left = indicator("parties_left").rows(by)
    kinds = [kind for kind in UnitKind if party in narrow("parties_left", left, {"kind": kind})]
    assert kinds == [UnitKind.DEPARTMENT]
