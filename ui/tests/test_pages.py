"""Whole pages and parts: htmx gets the part, everybody else the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.test import RequestFactory, override_settings

from ui.pages import asks_for_part, show

OWN_PART = "甲{% partialdef row inline %}<b>{{ word }}</b>{% endpartialdef %}乙"
BLOCKS = '{% extends layout|default:"frame.html" %}{% block table %}<i>{{ word }}</i>{% endblock %}'
FRAME = "外{% block table %}{% endblock %}框"


@pytest.fixture(autouse=True)
def templates(tmp_path: Path, settings: object) -> Iterator[None]:
    files = {
        "own.html": OWN_PART,
        "blocks.html": BLOCKS,
        "frame.html": FRAME,
        "child.html": '{% extends "blocks.html" %}',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path]}  # type: ignore[attr-defined]
    with override_settings(TEMPLATES=[engine]):
        yield


def ask(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.user = AnonymousUser()
    return request


SWAP = {"HX-Request": "true"}


def text(template: str, part: str | None = None, **headers: str) -> str:
    return show(ask(**headers), template, {"word": "词"}, part=part).content.decode()


def test_a_partial_is_found_by_its_name() -> None:
    assert text("own.html", "row", **SWAP) == "<b>词</b>"
    assert text("own.html", "row") == "甲<b>词</b>乙"


@pytest.mark.parametrize("template", ["blocks.html", "child.html"])
def test_a_block_serves_as_a_part_through_every_layer(template: str) -> None:
    assert text(template, "table", **SWAP) == "<i>词</i>"
    assert text(template, "table") == "外<i>词</i>框"


def test_without_a_part_htmx_gets_the_whole_page() -> None:
    assert text("blocks.html", None, **SWAP) == "外<i>词</i>框"


def test_a_page_that_does_not_exist_is_an_error_not_an_empty_part() -> None:
    with pytest.raises(TemplateDoesNotExist):
        show(ask(**SWAP), "nowhere.html", {}, part="table")


def test_the_status_is_kept() -> None:
    assert show(ask(), "own.html", {}, status=409).status_code == 409


def test_the_view_s_own_facts_are_not_touched() -> None:
    facts = {"word": "词"}
    show(ask(**SWAP), "blocks.html", facts, part="table")
    assert facts == {"word": "词"}


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "false"}, False),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_swap_asks_for_a_part(headers: dict[str, str], part: bool) -> None:
    assert asks_for_part(ask(**headers)) is part
