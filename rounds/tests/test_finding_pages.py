"""问题的页面: the list is narrowed, sorted, cheap; one finding shows to each reader what is theirs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from organizations.tests.factories import make_unit
from rounds.models import Finding
from rounds.states import ReportState
from rounds.tests.factories_papers import (
    World,
    add_person,
    make_assignment,
    make_feedback,
    make_report,
    make_world,
    post,
    publish,
    signed,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


built, world = standing(make_world)


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def published(world: World) -> Finding:
    signed(world)
    publish(world, make_feedback(world, proposed=True))
    return Finding.objects.get()


def two_kinds(world: World) -> None:
    signed(world, title="学习制度落实不到位", amount="1.5", is_common=True)
    signed(world, title="项目资金使用不规范", amount="80", category=world.scheme.categories.get(code="B02"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["学习制度落实不到位", "项目资金使用不规范"]),
        ("sort=-amount", ["项目资金使用不规范", "学习制度落实不到位"]),
        ("q=资金", ["项目资金使用不规范"]),
        ("common=True", ["学习制度落实不到位"]),
        ("common=False", ["项目资金使用不规范"]),
        ("least=50", ["项目资金使用不规范"]),
        ("most=50", ["学习制度落实不到位"]),
        ("state=published", []),
        ("focus=True", []),
    ],
)
def test_finding_list_is_narrowed_and_sorted(world: World, query: str, titles: list[str]) -> None:
    two_kinds(world)
    listing = sign_in(world, "leader").get(f"{page('finding_list')}?{query}").context["listing"]
    assert [row.title for row in listing.rows] == titles
    assert listing.total == len(titles)


def test_finding_list_is_narrowed_by_class_and_by_what_stands_beside(world: World) -> None:
    two_kinds(world)
    upper, leaf = world.scheme.categories.get(code="B"), world.scheme.categories.get(code="B01")
    Finding.objects.get(is_common=True).others.add(leaf)
    client = sign_in(world, "leader")

    def found(category: Any) -> list[str]:
        answer = client.get(page("finding_list"), {"category": str(category.pk)})
        return [row.title for row in answer.context["listing"].rows]

    assert found(upper) == ["项目资金使用不规范"]
    assert found(leaf) == ["学习制度落实不到位"]


def test_finding_list_offers_only_places_in_sight(world: World) -> None:
    other, _ = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    add_person(world, "stranger", Role.TLD)
    post(world, "stranger", other, Role.TLD)
    signed(world)
    elsewhere = other.assignments.get()
    Finding.objects.create(
        assignment=elsewhere, number="6-3-001", category=world.category, title="别组的问题"
    )
    mine = sign_in(world, "leader").get(page("finding_list")).content.decode()
    theirs = sign_in(world, "stranger").get(page("finding_list")).content.decode()
    assert ("青石镇" in mine, "白水镇" in mine) == (True, False)
    assert ("青石镇" in theirs, "白水镇" in theirs) == (False, True)
    assert ("别组的问题" in mine, "别组的问题" in theirs) == (False, True)


def test_finding_list_gives_htmx_the_table_only(world: World) -> None:
    signed(world)
    content = sign_in(world, "leader").get(page("finding_list"), headers=HTMX).content.decode()
    assert "<html" not in content
    assert "6-2-001" in content


@pytest.mark.parametrize("many", [1, 9])
def test_finding_list_costs_the_same_for_one_row_and_for_many(
    world: World, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        signed(world)
    make_report(world, ReportState.OFFICE)
    client = sign_in(world, "director")
    client.get(page("finding_list"))  # the first page of a session writes it
    with django_assert_max_num_queries(15):
        client.get(page("finding_list"))


def test_finding_detail_costs_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    finding, client = published(world), sign_in(world, "director")
    client.get(page("finding_list"))
    with django_assert_max_num_queries(15):
        client.get(page("finding_detail", finding))


def test_finding_detail_leads_to_its_paper_only_for_the_team(world: World) -> None:
    finding = published(world)
    leads = page("paper_detail", finding.paper)
    assert leads in sign_in(world, "leader").get(page("finding_detail", finding)).content.decode()
    for name in ("director", "clerk", "leadership", "unit-head", "unit-liaison"):
        content = sign_in(world, name).get(page("finding_detail", finding)).content.decode()
        assert leads not in content
        assert "三次会议没有会议记录" in content


def test_finding_detail_tells_the_unit_nothing_of_who_wrote_or_signed_it(world: World) -> None:
    content = sign_in(world, "unit-head").get(page("finding_detail", published(world))).content.decode()
    for name in ("leader", "deputy", "member", "second-member"):
        assert world.users[name].name not in content
    assert world.users["director"].name in content


def test_finding_detail_is_not_there_for_the_unit_before_feedback(world: World) -> None:
    signed(world)
    finding = Finding.objects.get()
    for name in ("unit-head", "unit-liaison", "director", "leadership"):
        assert sign_in(world, name).get(page("finding_detail", finding)).status_code == 404
    assert sign_in(world, "leader").post(page("finding_detail", finding)).status_code == 405


def test_finding_detail_knows_its_neighbours(world: World) -> None:
    for _ in range(3):
        signed(world)
    first, middle, last = Finding.objects.order_by("number")
    content = sign_in(world, "leader").get(page("finding_detail", middle)).content.decode()
    assert f'data-previous="{page("finding_detail", first)}"' in content
    assert f'data-next="{page("finding_detail", last)}"' in content


def test_the_page_of_marking_names_a_finding_by_its_number(world: World) -> None:
    signed(world)
    make_report(world, ReportState.FINAL)
    finding = Finding.objects.get()
    content = sign_in(world, "clerk").get(page("finding_mark", finding)).content.decode()
    assert f"标注第 {finding.number} 号问题" in content
    assert finding.title not in content
    assert finding.title in sign_in(world, "clerk").get(page("finding_detail", finding)).content.decode()


def test_finding_is_marked_by_the_clerk_and_not_by_the_team(world: World) -> None:
    signed(world)
    make_report(world, ReportState.FINAL)
    finding = Finding.objects.get()
    sign_in(world, "clerk").post(page("finding_mark", finding), {"key_focus": "on", "version": "1"})
    assert Finding.objects.get().key_focus
    assert sign_in(world, "leader").get(page("finding_mark", finding)).status_code == 404
    publish(world, make_feedback(world, proposed=True))
    assert sign_in(world, "clerk").get(page("finding_mark", finding)).status_code == 403
