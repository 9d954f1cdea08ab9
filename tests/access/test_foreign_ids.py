"""Proof: no page shows the key of a record out of sight, and no key put in its place opens or changes one.

Every address that a person may open is drawn; in each link, action and field of it that holds the key of a
record, the key is replaced by that of a record of the same kind which the person may not see, and sent.
"""

import os
import random
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.access import oracle
from tests.access.asking import WRITES
from tests.access.cast import ELSEWHERE, LIVE, PLACES, RECUSED, Player, Scene
from tests.access.sight import KEY, Sight, address
from tests.access.test_matrix_oracle import about
from tests.test_access import PAGES, Page

pytestmark = pytest.mark.django_db
FULL = os.environ.get("PROVE") == "full"
SHARE = 1 if FULL else 12  # of the pages, one in so many


class Parameters(HTMLParser):
    """Links, and forms with their fields, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self.choices: list[tuple[int, str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.add(said["href"])
        elif tag == "form":
            self.forms.append((said.get("action", ""), said.get("method", "get").lower(), {}))
        elif self.forms and tag in {"input", "textarea"} and said.get("name"):
            self.forms[-1][2][said["name"]] = said.get("value", "")
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self.forms and self._select and KEY.fullmatch(said.get("value", "")):
            self.choices.append((len(self.forms) - 1, self._select, said["value"]))


def _pages(scene: Scene, player: Player) -> Iterator[tuple[Page, Any]]:
    for page in PAGES:
        line, kind = oracle.lines()[str(page)], about(page)
        record = scene.world.records.get(kind)
        if "GET" in line.methods and oracle.answer(player, line, kind, "published", "GET") == oracle.THERE:
            chance = random.Random(f"{page} {player}").randrange(SHARE)
            if not chance and page.name not in {"logout", "job_download"}:
                yield page, record


def _foreign(scene: Scene, player: Player, kind: str) -> str:
    """Return the key of a record of the kind that the person may not see, empty when there is none."""
    for place in ("neighbour", "early", "published"):
        record = scene.records[place].get(kind)
        if record is not None and not oracle.sees(player, kind, PLACES[place]):
            return str(record.pk)
    return ""


def _swapped(scene: Scene, player: Player, text: str) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """Return each request of a page with one key replaced: method, address, fields, the foreign key."""
    owners, found = Sight(scene).owners(), Parameters()
    found.feed(text)

    def other(key: str) -> str:
        return _foreign(scene, player, owners[key][0]) if key in owners else ""

    for link in sorted(found.links):
        for key in KEY.findall(link):
            if new := other(key):
                yield "get", link.replace(key, new), {}, new
    choices = [(*found.forms[place][:2], {**found.forms[place][2], name: key}) for place, name, key in found.choices]
    for action, method, fields in [*found.forms, *choices]:
        for key in KEY.findall(action):
            if new := other(key):
                yield method, action.replace(key, new), fields, new
        for name, value in fields.items():
            if KEY.fullmatch(value) and (new := other(value)):
                yield method, action, {**fields, name: new}, new


class Touched:
    """Counts the statements that write a record whose key was put in."""

    def __init__(self, key: str) -> None:
        self.keys = {key, key.replace("-", "")}
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        named = any(str(value) in self.keys for value in params or ()) if not many else False
        self.count += sql.startswith(WRITES) and named and "audit_entry" not in sql
        return execute(sql, params, many, context)


def _wrong(client: Client, page: str, asked: tuple[str, str, dict[str, str], str]) -> str:
    method, where, fields, key = asked
    touched = Touched(key)
    with transaction.atomic(), connection.execute_wrapper(touched):
        answer = getattr(client, method)(where or page, fields)
        transaction.set_rollback(True)
    opened = answer.status_code == 200 and key in where and method == "get"
    if opened or touched.count or answer.status_code >= 500:
        return f"{method} {where or page}: {answer.status_code}, {touched.count} written"
    return ""


def test_no_page_shows_or_takes_the_key_of_a_record_out_of_sight(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    sight, drawn, swapped, wrong = Sight(scene), 0, 0, []
    players = [one for one in scene.players if one.relation in {LIVE, ELSEWHERE, RECUSED}]
    for player in players:
        for page, record in _pages(scene, player):
            text = sight.get(page, player, record)
            drawn += 1
            wrong += [f"{page} shows {player} {leak}" for leak in sight.leaks(player, text)]
            for asked in dict.fromkeys(map(_frozen, _swapped(scene, player, text))) if player.relation == LIVE else ():
                method, where, fields, key = asked
                swapped += 1
                slip = _wrong(sight.client(player), address(page, record), (method, where, dict(fields), key))
                wrong += [f"{page} as {player}: {slip}"] if slip else []
    with capsys.disabled():
        print(f"\n证明：越权编号：{drawn} 个页面，换入他人编号 {swapped} 次，显示或改动 {len(wrong)} 处")
    assert not wrong, "\n".join(["", *wrong])


def _frozen(asked: tuple[str, str, dict[str, str], str]) -> tuple[str, str, tuple[tuple[str, str], ...], str]:
    method, where, fields, key = asked
    return method, where, tuple(fields.items()), key
