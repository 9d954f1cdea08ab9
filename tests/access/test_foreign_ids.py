"""Proof: no page shows the key of a record out of sight, and no key put in its place opens or changes one.

Every address that a person may open is drawn; in each link, action and field of it that holds the key of a
record, the key is replaced by that of a record of the same kind which the person may not see, and sent.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection, transaction

from tests.access import oracle
from tests.access.asking import WRITES
from tests.access.cast import ELSEWHERE, LIVE, PLACES, RECUSED, Player, Scene
from tests.access.sight import KEY, Sight, address
from tests.access.test_matrix_oracle import about
from tests.test_access import PAGES, Page
from tests.turns import is_in_turn

pytestmark = pytest.mark.django_db
NEIGHBOUR = "青浦"  # stands in the names of everything that is the neighbour's
Asked = tuple[str, str, tuple[tuple[str, str], ...], str]  # method, address, fields, the key put in
SHARE = 12  # of the pages, one in so many on each pass


class Parameters(HTMLParser):
    """Links, and forms with their fields, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.choices: list[tuple[int, str, str]] = []
        self._form, self._select = -1, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.requests.append(("get", said["href"], {}))
        elif tag == "form":
            self._form = len(self.requests)
            self.requests.append((said.get("method", "get").lower(), said.get("action", ""), {}))
        elif self._form >= 0:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        if tag in {"input", "textarea"} and said.get("name"):
            self.requests[self._form][2][said["name"]] = said.get("value", "")
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and KEY.fullmatch(said.get("value", "")):
            self.choices.append((self._form, self._select, said["value"]))

    def choose(self) -> None:
        """Add the requests in which each option of a list is chosen."""
        for place, name, key in self.choices:
            method, where, fields = self.requests[place]
            self.requests.append((method, where, {**fields, name: key}))


def _pages(scene: Scene, player: Player) -> Iterator[tuple[Page, Any]]:
    for page in PAGES:
        line, kind = oracle.lines()[str(page)], about(page)
        record = scene.world.records.get(kind)
        opens = oracle.answer(player, line, kind, "published", "GET") == oracle.THERE
        chosen = is_in_turn(f"{page} {player}", SHARE) and page.name not in {
            "logout",
            "job_download",
        }
        if "GET" in line.methods and opens and chosen:
            yield page, record


def _foreign(scene: Scene, player: Player, kind: str) -> str:
    """Return the key of a record of the kind that the person may not see, empty when there is none."""
    if oracle.KINDS[kind].hangs == "shared":
        return ""
    for place in ("neighbour", "early", "published"):
        record = scene.records[place].get(kind)
        if record is not None and not oracle.sees(player, kind, PLACES[place]):
            return str(record.pk)
    return ""


def _swapped(scene: Scene, player: Player, text: str) -> Iterator[Asked]:
    """Return each request of a page with one key replaced by that of a record out of sight."""
    owners, found = Sight(scene).owners(), Parameters()
    found.feed(text)
    found.choose()
    for method, where, fields in found.requests:
        places = [*KEY.findall(where), *(value for value in fields.values() if KEY.fullmatch(value))]
        for key in dict.fromkeys(places):
            new = _foreign(scene, player, owners[key][0]) if key in owners else ""
            if new:
                changed = tuple((name, new if value == key else value) for name, value in fields.items())
                yield method, where.replace(key, new), changed, new


class Touched:
    """Counts the statements that write a record whose key was put in."""

    def __init__(self, key: str) -> None:
        self.keys = {key, key.replace("-", "")}
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        named = any(str(value) in self.keys for value in params or ()) if not many else False
        self.count += sql.startswith(WRITES) and named and "audit_entry" not in sql
        return execute(sql, params, many, context)


def _wrong(sight: Sight, player: Player, page: str, asked: Asked) -> str:
    method, where, said, key = asked
    touched = Touched(key)
    with transaction.atomic(), connection.execute_wrapper(touched):
        answer = getattr(sight.client(player), method)(where or page, dict(said))
        transaction.set_rollback(True)
    text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    opened = answer.status_code == 200 and method == "get" and key in where.partition("?")[0]
    opened = opened or NEIGHBOUR in text or bool(sight.leaks(player, text, own=key))
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
            for asked in dict.fromkeys(_swapped(scene, player, text)) if player.relation == LIVE else ():
                swapped += 1
                slip = _wrong(sight, player, address(page, record), asked)
                wrong += [f"{page} as {player}: {slip}"] if slip else []
    with capsys.disabled():
        print(f"\n证明：越权编号：{drawn} 个页面，换入他人编号 {swapped} 次，显示或改动 {len(wrong)} 处")
    assert not wrong, "\n".join(["", *wrong])
