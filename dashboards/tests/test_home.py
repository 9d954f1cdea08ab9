"""工作台 of each place: figures that equal their rows, and nothing of another's."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import make_user
from clues.states import ClueState
from clues.tests.factories import SECRET, make_clue
from dashboards.headline import shown
from dashboards.indicators import indicator
from dashboards.progress import portfolio_figures, unit_figures
from deadlines.models import Notice
from deadlines.states import NoticeKind
from organizations.models import Portfolio
from organizations.tests.factories import LONG_AGO, make_person, make_unit
from rectification.models import Item
from rectification.states import ItemState
from rounds.models import Assignment
from rounds.states import AssignmentState
from rounds.tests.factories import County, make_county, make_published_assignment, make_team
from tests.standing import standing

pytestmark = pytest.mark.django_db
LABELS = ("反馈问题", "已销号", "整改率", "销号审核中", "三十天内到期", "逾期")


def item(assignment: Assignment, place: int, state: ItemState, days: int, **rest: object) -> Item:
    finding = assignment.findings.order_by("number")[place]
    due = dt.date.today() + dt.timedelta(days=days)
    at = {"assignment": assignment, "unit": assignment.unit}
    return Item.objects.create(finding=finding, state=state, due_on=due, **at, **rest)


def build() -> County:
    """A county whose unit mends five findings; another unit's items could leak into its figures."""
    found = make_county()
    assignment = make_published_assignment(make_team(found.round, 2), found.unit, findings=6)
    item(assignment, 0, ItemState.CLOSED, -30, closed_on=dt.date.today())
    item(assignment, 1, ItemState.FIXING, -1)
    item(assignment, 2, ItemState.FIXING, 10)
    item(assignment, 3, ItemState.APPLIED, 90)
    item(assignment, 4, ItemState.CHECKED, 90)
    item(assignment, 5, ItemState.FIXING, -90, long_term=True)
    other = make_published_assignment(
        make_team(found.round, 3), make_unit(found.office, "白杨镇"), findings=1
    )
    item(other, 0, ItemState.FIXING, -5)
    found.people["portfolio"] = make_person(found.office, "portfolio", make_user("sup", Role.SUP))
    Portfolio.objects.create(person=found.people["portfolio"], unit=found.unit, since=LONG_AGO)
    return found


built, county = standing(build)


@pytest.mark.parametrize(
    ("who", "figures"),
    [("unit_head", unit_figures), ("unit_liaison", unit_figures), ("portfolio", portfolio_figures)],
)
def test_figures_of_a_unit_equal_its_lists(client: Client, county: County, who: str, figures: object) -> None:
    assert callable(figures)
    found = figures(county.by(who))
    assert [(one.label, one.value) for one in found] == list(
        zip(LABELS, ("6", "1", "16.7%", "2", "1", "1"), strict=True)
    )
    client.force_login(county.user(who))
    page = client.get("/").content.decode()
    for one in found:
        assert one.label in page
        if one.url:
            answer = client.get(one.url)
            assert answer.context["listing"].total == int(one.value), one.label


def test_a_unit_sees_nothing_before_its_feedback(client: Client) -> None:
    county = make_county()
    found = unit_figures(county.by("unit_head"))
    assert [one.value for one in found] == ["0", "0", "—", "0", "0", "0"]
    client.force_login(county.user("unit_head"))
    assert "现在没有等您办理的事项" in client.get("/").content.decode()


MUST_SHOW = {
    "director": ("在巡单位（未计入）", "看板", "逾期未销号"),
    "clerk": ("在巡单位（未计入）", "看板", "逾期未销号"),
    "leadership": ("巡察轮次", "移交重点线索", "立案人数", "建立健全制度", "在巡单位（未计入）"),
    "team_lead": ("登记撤离", "记一条"),
    "deputy": ("登记撤离", "记一条"),
    "liaison": ("登记撤离",),
    "member": ("今天要办的",),
    "unit_head": ("整改率", "认领问题"),
    "unit_liaison": ("整改率", "认领问题"),
    "portfolio": ("整改率",),
    "receiver": ("签收",),
}


@pytest.mark.parametrize("who", MUST_SHOW)
def test_a_home_page_shows_what_its_person_must_know(client: Client, county: County, who: str) -> None:
    make_clue(county, ClueState.HANDED)
    client.force_login(county.user(who))
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for word in MUST_SHOW[who]:
        assert word in page, word
    assert SECRET not in page
    assert client.post("/").status_code == 405


def test_unread_notices_stand_on_the_home_page_of_their_reader_only(client: Client, county: County) -> None:
    by = county.by("clerk")
    Notice.objects.create(
        recipient=county.user("clerk"),
        kind=NoticeKind.MESSAGE,
        title="第5条即将到期",
        created_at=by.at,
        sent_at=by.at,
    )
    for who, here in (("clerk", True), ("second_clerk", False)):
        client.force_login(county.user(who))
        assert ("第5条即将到期" in client.get("/").content.decode()) is here


def test_few_clues_read_few_outside_the_office(client: Client) -> None:
    county = make_county()
    found = indicator("key_clues_handed_over")
    for count in (1, 2, 3):
        make_clue(county, ClueState.HANDED)
        leaders, director = county.by("leadership"), county.by("director")
        assert found.count(leaders) == found.count(director) == count
        assert shown(found, count, leaders) == ("不足3件" if count < 3 else "3")
        assert shown(found, count, director) == str(count)
        client.force_login(county.user("leadership"))
        for page in ("/", reverse("dashboards:board"), reverse("dashboards:indicator_list")):
            assert ("不足3件" in client.get(page).content.decode()) is (count < 3), page
    assert shown(found, 0, county.by("leadership")) == "0"
    assert shown(indicator("findings"), 1, county.by("leadership")) == "1"


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert "/accounts/login/" in client.get("/").headers["Location"]


def test_assignments_under_way_count_apart(client: Client, county: County) -> None:
    by = county.by("director")
    assert list(indicator("assignments_in_progress").rows(by)) == [county.assignment]
    assert indicator("units_inspected").count(by) == 2
    Assignment.objects.filter(pk=county.assignment.pk).update(
        state=AssignmentState.FED_BACK, published_at=by.at
    )
    assert indicator("assignments_in_progress").count(county.by("director")) == 0
    assert indicator("units_inspected").count(county.by("director")) == 2  # the same unit counts once
