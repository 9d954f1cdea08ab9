"""Proof: every address × sixteen roles × six relations × methods answers as the office's table says.

`PROVE=full` asks everything; otherwise each address is asked by everybody once, each time by another method
about another place, the same at every run; each pass of `make test` asks every other address.
"""

from collections.abc import Iterator
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.access import oracle
from tests.access.asking import Asking, undrawn
from tests.access.cast import PLACES, Player, Scene
from tests.access.pending import PENDING
from tests.test_access import KEYS, NOWHERE, PAGES, Page
from tests.turns import FULL, in_turn

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT")
SHARED = {
    **{("deadlines", f"rule_{name}"): "rule" for name in ("detail", "revise", "ladder", "narrow", "switch")},
    ("accounts", "user_switch"): "account",
    ("talent_pool", "expertise_rename"): "expertise",
}


def about(page: Page) -> str:
    return KEYS.get((page.app, page.name)) or SHARED.get((page.app, page.name), "")


def _places(page: Page, scene: Scene) -> list[str]:
    kind = about(page)
    return [place for place in PLACES if kind in scene.records[place]] if kind else ["published"]


def _stage(scene: Scene, line: oracle.Line) -> None:
    """Put the records where the act is due."""
    for (kind, name), value in line.when.items():
        record = scene.world.records[kind]
        type(record)._default_manager.filter(pk=record.pk).update(**{name: value})
    if line.name == "rectification:publication_approve":
        scene.world.records["publication"].editions.all().delete()  # of what is approved for the first time


def _questions(page: Page, scene: Scene) -> Iterator[tuple[Player, str, str]]:
    places = _places(page, scene)
    if FULL:
        yield from (
            (player, place, method) for player in scene.players for place in places for method in METHODS
        )
        return
    for player in scene.players:
        chance = crc32(f"{page} {player}".encode())
        yield player, places[chance % len(places)], METHODS[chance // 7 % len(METHODS)]


def _differences(page: Page, scene: Scene) -> tuple[int, list[str]]:
    line, asking, asked, wrong = oracle.lines()[str(page)], Asking(RequestFactory()), 0, []
    with transaction.atomic():
        _stage(scene, line)
        for player, place, method in _questions(page, scene):
            if str(page) in oracle.DOORS and oracle.opens(player, line):
                continue
            asked += 1
            due = oracle.answer(player, line, about(page), place, method)
            got = asking.ask(page, player.by, scene.records[place].get(about(page)), method)
            if not oracle.fits(got.status, got.written, due, method):
                wrong.append(
                    f"{page} {method} {player} {place}: {got.status}, {got.written} written, not {due}"
                )
        transaction.set_rollback(True)
    return asked, wrong


def test_every_address_answers_as_the_table_says(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    asked, wrong, asked_now = 0, [], in_turn(PAGES)
    with undrawn():
        for page in asked_now:
            more, differing = _differences(page, scene)
            asked += more
            wrong += differing
    with capsys.disabled():
        print(f"\n证明：权限表：{len(asked_now)} 个地址，{asked} 次请求，不符 {len(wrong)} 次")
    assert not wrong, "\n".join(["", *wrong])


def test_the_tables_of_the_tests_hold_every_address_and_no_other() -> None:
    assert {str(page) for page in PAGES} == set(oracle.lines())


def test_an_act_without_a_page_is_in_the_list_of_pending_ones_and_no_other() -> None:
    rows = {act.partition(":")[0] for _, act in oracle.table()} | {"audit.delete"}
    gates = {act.partition(":")[0] for line in oracle.lines().values() for act in line.gate}
    assert set(PENDING) == rows - gates


def test_the_public_is_sent_to_the_sign_in_by_every_method(scene: Scene) -> None:
    words = {"pk": NOWHERE, "verb": "send", "kind": "term", "code": "findings", "year": 2026, "month": 9}
    let_in = []
    for page in PAGES:
        url = reverse(str(page), kwargs={name: words[name] for name in page.takes})
        for method in METHODS:
            answer = Client().generic(method, url)
            if answer.headers.get("Location") != f"/accounts/login/?next={url}":
                let_in.append(f"{method} {url}: {answer.status_code}")
    assert let_in == []
