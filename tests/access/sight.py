"""What a drawn page gives away: the keys that stand in it, and whose they are."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from tests.access import oracle
from tests.access.asking import words_of
from tests.access.cast import OWN, PLACES, Player, Scene
from tests.test_access import Page

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What stands on pages as a name to choose or to follow, for whoever holds the page: not a way into the record.
# Of a neighbouring county not even a name stands there
NAMED = {
    "unit",
    "party",
    "person",
    "body",
    "office",
    "category",
    "scheme",
    "term",
    "round",
    "team",
    "expertise",
}


@dataclass
class Sight:
    """Draws pages as people see them, each signed in once."""

    scene: Scene
    clients: dict[str, Client] = field(default_factory=dict)
    status: int = 0

    def client(self, player: Player) -> Client:
        if str(player) not in self.clients:
            client = self.clients[str(player)] = Client(raise_request_exception=False)
            client.force_login(player.by.user)  # type: ignore[arg-type]
        return self.clients[str(player)]

    def get(self, page: Page, player: Player, record: Any) -> str:
        """Return what the person reads there, empty when it is no page."""
        answer = self.client(player).get(address(page, record))
        self.status = answer.status_code
        known = answer.status_code == 200 and not answer.streaming
        return answer.content.decode("utf-8", "replace") if known else ""

    def owners(self) -> dict[str, tuple[str, str]]:
        """Return of which kind, and of which place, each record of the world is, by its key."""
        return {
            str(record.pk): (kind, place)
            for place, records in self.scene.records.items()
            for kind, record in records.items()
            if kind in oracle.KINDS and isinstance(getattr(record, "pk", None), UUID)
        }

    def leaks(self, player: Player, text: str, own: str = "") -> list[str]:
        """Return the keys in a page that belong to records out of the person's sight."""
        owners = self.owners()
        found = {key: owners[key] for key in set(KEY.findall(text)) - {own} if key in owners}
        return sorted(
            f"{place}.{kind}"
            for kind, place in found.values()
            if not (kind in NAMED and _at_home(player, place))
            and not oracle.sees(player, kind, PLACES[place])
        )


def _at_home(player: Player, place: str) -> bool:
    return place != "neighbour" or player.home != OWN


def address(page: Page, record: Any) -> str:
    """Return the address of a page about a record."""
    return reverse(str(page), kwargs=words_of(page, record))
