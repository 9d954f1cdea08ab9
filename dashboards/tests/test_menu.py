"""The frame: each role's menu resolves and opens; one line is active, and it is the page's own."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import get_resolver

from accounts.checks import patterns
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from clues.tests.factories import SECRET
from dashboards.context import frame, frame_of
from dashboards.menu import LINES, MENU, line_at
from rounds.tests.factories import County, make_county

SAMPLE = "00000000-0000-7000-8000-000000000000"


def address(route: str) -> str:
    """Return an address of a route, its parts filled with samples."""
    return "/" + re.sub(
        r"<int:\w+>", "2026", re.sub(r"<(uuid:)\w+>", SAMPLE, re.sub(r"<(str|slug):\w+>", "x", route))
    )


def test_every_line_leads_to_a_page_of_its_own() -> None:
    urls = [line.url for line in LINES]
    assert len(set(urls)) == len(urls) == sum(len(chapter.lines) for chapter in MENU)
    assert all(line_at(line.url) is line for line in LINES)


PLACES = {
    "/rounds/": "轮次",
    f"/rounds/{SAMPLE}/": "轮次",
    f"/rounds/{SAMPLE}/advance/": "轮次",
    f"/rounds/plans/term/{SAMPLE}/": "届次与覆盖",
    f"/rounds/planned/{SAMPLE}/drop/": "届次与覆盖",
    f"/rounds/proposals/{SAMPLE}/approve/": "巡察组",
    f"/rounds/categories/{SAMPLE}/edit/": "问题分类",
    f"/rounds/papers/{SAMPLE}/": "问题底稿",
    f"/rounds/decisions/{SAMPLE}/": "会议与批示",
    f"/rounds/proxy/x/{SAMPLE}/": "代录",
    f"/clues/proxy/{SAMPLE}/": "代录",
    f"/rectification/measures/{SAMPLE}/progress/": "整改台账",
    "/board/": "全局看板",
    "/board/round/": "一轮一览",
    "/talent_pool/expertise/": "人才库",
}


@pytest.mark.parametrize("path", PLACES)
def test_a_page_lies_under_one_line(path: str) -> None:
    line = line_at(path)
    assert line is not None
    assert line.label == PLACES[path]


@pytest.mark.parametrize("path", ["/", "/search/", "/deadlines/notices/", "/documents/files/"])
def test_what_belongs_to_every_page_lies_under_no_line(path: str) -> None:
    assert line_at(path) is None


def test_nothing_but_a_rounds_own_pages_lies_under_rounds() -> None:
    rounds = next(line for line in LINES if line.label == "轮次")
    under = [address(route) for route, _ in patterns(get_resolver()) if line_at(address(route)) is rounds]
    own = re.compile(rf"/rounds/({SAMPLE}/.*)?$")
    assert len(under) > 4
    assert [path for path in under if not own.match(path)] == []


def test_pages_of_the_trade_have_their_place_in_the_menu() -> None:
    apps = ("rounds/", "clues/", "rectification/", "talent_pool/", "organizations/", "supervision/")
    routes = [route for route, _ in patterns(get_resolver()) if route.startswith(apps)]
    assert len(routes) > 100
    assert [route for route in routes if line_at(address(route)) is None and "proxy" not in route] == []


@pytest.fixture
def county(db: None) -> County:
    return make_county()


WHO = (
    "director", "clerk", "leadership", "team_lead", "deputy", "liaison", "member",
    "unit_head", "unit_liaison", "receiver",
)  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_every_line_of_a_persons_menu_opens(client: Client, county: County, who: str) -> None:
    client.force_login(county.user(who))
    items = [item for section in frame_of(county.by(who), "/").sections for item in section.items]
    assert len(items) > 1
    for item in items:
        answer = client.get(item.url)
        assert answer.status_code == 200, item.label
        active = [one for part in answer.context["frame"].sections for one in part.items if one.active]
        assert [one.label for one in active] == [item.label]


@pytest.mark.parametrize("role", [Role.SYS, Role.SEC, Role.AUD])
def test_administrators_see_nothing_of_the_trade(db: None, role: Role) -> None:
    sections = frame_of(actor(make_user(role.value.lower(), role)), "/").sections
    labels = {item.label for section in sections for item in section.items} - {"今天要办的"}
    assert labels <= {"账号", "授权", "口令重置", "安全策略", "查阅告警", "留痕", "外发未成功"}
    assert labels


def test_the_frame_tells_office_term_round_and_posts(county: County) -> None:
    shown = frame_of(county.by("director"), "/")
    assert (shown.office, shown.term, shown.round) == (
        county.office.short,
        str(county.term),
        county.round.name,
    )
    assert shown.posts == (Role.ODR.label,)
    assert frame_of(county.by("unit_liaison"), "/").round == ""


def test_the_quick_act_is_for_those_who_write_on_site(county: County) -> None:
    quick = frame_of(county.by("member"), "/").quick
    assert quick is None or str(county.assignment.pk) in quick.url
    lead = frame_of(county.by("team_lead"), "/").quick
    assert lead is not None
    assert str(county.assignment.pk) in lead.url
    assert frame_of(county.by("clerk"), "/").quick is None


def test_a_stranger_has_no_frame() -> None:
    request: Any = RequestFactory().get("/accounts/login/")
    request.user = AnonymousUser()
    assert set(frame(request)) == {"act_name"}
    assert SECRET not in str(frame(request))
