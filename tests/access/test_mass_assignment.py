"""Mass assignment: every field name of every model added to every form that is sent: 0 columns change.

Each form is read from its page, filled in and sent twice from the same start: as it is, and with the names of all
columns of all tables. What the two leave behind is compared whole; only keys that were made up meanwhile differ.
Ordinary runs take every eighth address, each pass of `make test` others, and the first person who can do
something there; ``PROVE=full`` all.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Stateful
from clues.forms import ClueEditForm
from tests.access import posting
from tests.access.test_headers import KINDS, WORDS
from tests.test_access import NOWHERE, PAGES, Page, World, world
from tests.turns import FIRST_PASS, FULL, in_turn

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1500)]
DAYS = (0, 30, -1)
READ_ONLY = {"password_change", "logout", "login"}


def addresses(world: World) -> Iterator[tuple[Page, Any, str]]:
    """Every address, with each word that it may take."""
    verbs = {
        "clue_move": (
            "weigh",
            "send",
            "forward",
            "approve",
            "sign",
            "take-up",
            "answer",
            "close",
            "return",
            "keep",
        )
    }
    for page in PAGES:
        record = world.records.get(page.about)
        kind = KINDS.get(page.app, "") if page.name.startswith("proxy") else "term"
        for verb in verbs.get(
            page.name, ("send", "receive", "start", "answer", "close") if "verb" in page.takes else ("",)
        ):
            words = {"pk": getattr(record, "pk", NOWHERE), **WORDS, "kind": kind, "verb": verb}
            yield page, record, reverse(str(page), kwargs={name: words[name] for name in page.takes})


def states(record: Any) -> list[str]:
    """Each state in which the record could stand; the present one first."""
    if not isinstance(record, Stateful):
        return [""]
    rows: Any = type(record)._base_manager
    now = rows.values_list("state", flat=True).get(pk=record.pk)
    return [now, *(state for state in record.EDGES if state != now)]


def ways(client: Client, url: str) -> Iterator[tuple[posting.Data, set[str]]]:
    """The forms that a page offers for this address, each with each of its buttons and on several days."""
    answer = client.get(url)
    if answer.status_code == 405:
        yield {}, set()
    if answer.status_code != 200 or answer.streaming:
        return
    for sheet in posting.sheets(answer.content.decode(), url):
        for button, days in product([None, *sheet.buttons], DAYS if sheet.asks_for_a_day else (0,)):
            data = sheet.filled(timezone.localdate() + dt.timedelta(days=days))
            yield data | ({button[0]: button[1]} if button else {}), sheet.names


class Proof:
    """What was sent, and what it showed."""

    def __init__(self, world: World) -> None:
        self.world, self.poisons, self.before = world, posting.poisons(), posting.snapshot()
        self.tried = self.done = self.names = 0
        self.pages: set[str] = set()
        self.moved: list[str] = []

    def try_page(self, page: Page, record: Any, url: str, who: str, client: Client) -> bool:
        """Send what the page offers in each state of its record; say whether anything was done by it."""
        done = False
        for state in states(record):
            with transaction.atomic():
                if state:
                    type(record)._base_manager.filter(pk=record.pk).update(state=state)
                done |= self._try(page, url, f"{who} {page} {state}", client)
                transaction.set_rollback(True)
            if done:
                break
        return done

    def _try(self, page: Page, url: str, where: str, client: Client) -> bool:
        before, done, seen = None, False, set()
        for data, names in ways(client, url):
            before = before or posting.snapshot()
            self.tried += 1
            plain, _ = posting.sent(client, url, data, before)
            if not plain or tuple(sorted(plain)) in seen:
                continue
            seen.add(tuple(sorted(plain)))
            more = posting.extras(set(plain), names | set(data), self.poisons)
            poisoned, refused = posting.sent(client, url, {**data, **more}, before)
            if (
                not poisoned and refused & more.keys()
            ):  # fields of the form that the page had nothing to offer for
                more = {name: value for name, value in more.items() if name not in refused}
                poisoned, _ = posting.sent(client, url, {**data, **more}, before)
            self.moved += [f"{where}: {told(plain, poisoned)}"] if plain != poisoned else []
            self.done, self.names, done = self.done + 1, self.names + len(more), True
            self.pages.add(str(page))
        return done


def told(plain: dict[str, Any], poisoned: dict[str, Any]) -> list[Any]:
    return [
        (name, plain.get(name), poisoned.get(name))
        for name in plain | poisoned
        if plain.get(name) != poisoned.get(name)
    ]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be one instant, and let the secret of a calendar's address be drawn the same twice."""
    drawn = SimpleNamespace(token_urlsafe=lambda size: "x" * size)
    monkeypatch.setattr("deadlines.operations.channel.secrets", drawn)
    with time_machine.travel(timezone.now(), tick=False):
        yield


def clients(world: World) -> dict[str, Client]:
    made = {}
    for who in world.county.people:
        made[who] = Client(raise_request_exception=False)
        made[who].force_login(world.county.user(who))
    return made


def test_no_name_added_to_a_form_changes_a_column(world: World, still: None) -> None:
    visitors, by = clients(world), world.actors()
    proof = Proof(world)
    for page, record, url in in_turn(addresses(world), 10):
        if page.name in READ_ONLY:
            continue
        for who, client in visitors.items():
            if page.is_for(by[who]) and proof.try_page(page, record, url, who, client) and not FULL:
                break
    print(
        f"证明：试交 {proof.tried} 次，办成 {proof.done} 次（{len(proof.pages)} 个页面），"
        f"另加字段名 {proof.names} 个，被改动的 {len(proof.moved)} 处"
    )
    assert not proof.moved, "\n".join(proof.moved)
    assert len(proof.pages) > (100 if FULL else 20)
    assert posting.snapshot() == proof.before


@FIRST_PASS
def test_a_form_that_takes_what_nobody_asked_is_found(
    world: World, still: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaky(ClueEditForm):
        def clean(self) -> Any:
            said = super().clean()
            self.cleaned_data["summary"] = self.data.get("outcome") or self.cleaned_data["summary"]
            return said

    monkeypatch.setattr("clues.views.clue.ClueEditForm", Leaky)
    client = clients(world)["team_lead"]
    proof = Proof(world)
    (found,) = [one for one in addresses(world) if one[0].name == "clue_edit"]
    assert proof.try_page(*found, "team_lead", client)
    assert "投毒" in str(proof.moved)
