"""Skeletons and components: they render whole, in parts, and for a person who is signed out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.template import loader
from django.test import RequestFactory

from ui.frame import Frame, Item, Section
from ui.held import Held
from ui.listing import Listing
from ui.pages import show

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS = [
    *sorted(TEMPLATES.glob("*.html")),
    *sorted((TEMPLATES / "components").glob("*.html")),
    TEMPLATES / "accounts" / "sign_in.html",
    TEMPLATES / "accounts" / "resume.html",
]
SECTIONS = (
    Section("工作台", "house", (Item("工作台", "/", active=True),)),
    Section("准备", "people", (Item("轮次", "/rounds/"), Item("组队", "/teams/", count=2)), stage=True),
    Section("整改", "check2-square", ()),
)


def ask(path: str = "/", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.session = SessionBase()
    request.user = AnonymousUser()
    return request


def page(template: str, context: dict[str, Any] | None = None, **headers: str) -> str:
    return show(ask(**headers), template, context).content.decode()


@pytest.fixture
def frame() -> Frame:
    return Frame(
        sections=SECTIONS,
        office="某县委巡察办",
        person="周敏",
        notices=3,
        notices_url="/n/",
        sign_out_url="/out/",
    )


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_template_carries_script_style_or_foreign_addresses(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)", text)
    assert text.count("\n") <= 120


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "409", "413", "500"])
def test_error_pages_stand_without_request_or_context(name: str) -> None:
    text = loader.get_template(f"{name}.html").render()
    assert "巡察轮次管理" in text
    assert re.search(r"<h1>[^<]{5,}</h1>", text)


def test_the_frame_shows_menu_notices_and_the_way_out(frame: Frame) -> None:
    text = page("base.html", {"frame": frame})
    assert text.count('aria-current="page"') == 1
    assert "准备" in text
    assert 'action="/out/"' in text
    assert ">3</b>" in text


def test_a_section_without_items_leaves_no_empty_head(frame: Frame) -> None:
    assert "整改" not in page("base.html", {"frame": frame})


def test_without_a_frame_there_is_no_menu() -> None:
    assert "<nav" not in page("base.html")


@pytest.fixture
def groups(db: None) -> Callable[..., Listing[Group]]:
    Group.objects.bulk_create(Group(name=f"第{number:02d}组") for number in range(30))

    def listing(path: str = "/") -> Listing[Group]:
        return Listing(
            ask(path),
            Group.objects.all(),
            sorts={"name": ("名称", "name")},
            default_sort="name",
            search=("name__contains",),
        )

    return listing


def test_a_list_shows_total_rows_heads_and_pages(groups: Callable[..., Listing[Group]]) -> None:
    text = page("list.html", {"listing": groups(), "crumbs": [("首页", "/"), ("组", "")]})
    assert "共 30 条" in text
    assert text.count("data-row") == 25
    assert 'aria-sort="ascending"' in text
    assert "下一页" in text
    assert '<a href="/">首页</a>' in text


def test_htmx_gets_the_table_alone(groups: Callable[..., Listing[Group]]) -> None:
    text = show(
        ask(**{"HX-Request": "true"}), "list.html", {"listing": groups()}, part="table"
    ).content.decode()
    assert "<html" not in text
    assert text.strip().startswith('<section id="listing"')
    assert text.count("data-row") == 25


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_and_restored_pages_come_whole(groups: Callable[..., Listing[Group]], header: str) -> None:
    headers = {"HX-Request": "true", header: "true"}
    response = show(ask(**headers), "list.html", {"listing": groups()}, part="table")
    assert "<html" in response.content.decode()
    assert response.headers["Vary"] == "HX-Request"


def test_a_list_emptied_by_filters_offers_the_way_back(groups: Callable[..., Listing[Group]]) -> None:
    text = page("list.html", {"listing": groups("/?q=没有")})
    assert "没有符合这些条件的记录" in text
    assert "全部清除" in text


def test_bulk_acts_need_a_label_and_an_address(groups: Callable[..., Listing[Group]]) -> None:
    listing = groups("/?q=第1")
    text = page("list.html", {"listing": listing, "bulk": [("提交", "/submit/")]})
    assert 'formaction="/submit/?q=' in text
    assert text.count('name="id"') == listing.total
    assert 'name="id"' not in page("list.html", {"listing": listing})


def test_sign_in_carries_a_form_that_waited() -> None:
    request = RequestFactory().post(
        "/papers/new/?a=1", {"title": '题"目', "tag": ["甲", "乙"], "csrfmiddlewaretoken": "x"}
    )
    held = Held.of(request)
    text = page("accounts/sign_in.html", {"held": held})
    assert 'name="held-title" value="题&quot;目"' in text
    assert text.count('name="held-tag"') == 2
    assert "held-csrfmiddlewaretoken" not in text
    again = page("accounts/resume.html", {"held": held})
    assert 'action="/papers/new/?a=1"' in again
    assert "继续提交" in again


def test_a_job_asks_again_only_while_it_runs() -> None:
    running = {"title": "整改台账", "running": True, "percent": 40, "done": 4, "total": 10}
    assert 'hx-trigger="every 2s"' in page("job.html", {"job": running, "job_url": "/jobs/1/"})
    done = {"title": "整改台账", "running": False}
    text = page("job.html", {"job": done, "job_url": "/jobs/1/", "result_url": "/files/1/"})
    assert "hx-trigger" not in text
    assert 'href="/files/1/"' in text


def test_the_watermark_names_the_reader(frame: Frame) -> None:
    assert "周敏 2026-05-06" in page("base.html", {"frame": Frame(watermark="周敏 2026-05-06")})
    assert "watermark" not in page("base.html", {"frame": frame}).split("</head>")[1]


@pytest.mark.django_db
def test_a_list_with_nothing_yet_shows_no_filters_and_no_zero() -> None:
    listing = Listing(
        ask(), Group.objects.none(), sorts={"name": ("名称", "name")}, default_sort="name", search=("name",)
    )
    text = page("list.html", {"listing": listing})
    assert "这里还没有记录" in text
    assert "0 条" not in text
    assert "筛选" not in text
