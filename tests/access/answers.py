"""What everybody is answered at every address: status, where it leads, and the bytes, the clock standing still.

Views are asked as the middleware leaves a request and draw their pages whole. What a request wrote is taken back,
so that whoever asks is the same at every question.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import quote

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.models import SignIn
from audit.actor import Actor
from dashboards.exports import PAPERS as TRAIL
from dashboards.indicators import INDICATORS
from dashboards.standing import ask_who
from documents.paper import Paper, Work
from rectification.exports import PAPERS as RECTIFICATION
from rounds.exports import PAPERS as ROUNDS
from tests.access import oracle
from tests.access.cast import PLACES, Player, Scene
from tests.access.sight import KEY, address
from tests.access.test_matrix_oracle import about
from tests.test_access import PAGES, Page

WORD = "隐字甲乙"  # stands in every text that is hidden, and is searched for
# All that differs between two answers of one world: the token against forged forms, drawn anew at each page, and
# the instant at which a workbook was written, for which its library asks the machine
MASK = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")'
    rb'|(?<=xsi:type="dcterms:W3CDTF">)[0-9TZ:-]{20}(?=</dcterms:modified>)'
)
SIGN_OUT = "accounts:logout"
LEDGERS: tuple[Paper, ...] = (ROUNDS["rounds.finding_list"], RECTIFICATION["rectification.ledger"])
LETTER, ENTRIES = ROUNDS["rounds.feedback_letter"], TRAIL["dashboards.trail"]


@dataclass(frozen=True)
class Address:
    """A page about a record of a place, opened or filled in; or a paper that is made in the background."""

    page: str
    place: str
    url: str = field(compare=False)
    paper: Paper | None = field(default=None, compare=False)
    params: str = ""
    sends: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.page}@{self.place}{self.params}{'（填写）' if self.sends else ''}"


class Answer(NamedTuple):
    """A status, where it leads or what a file is called, and what it holds."""

    status: int
    leads: str
    held: bytes

    @property
    def digest(self) -> bytes:
        return blake2b(repr(self[:2]).encode() + self.held, digest_size=16).digest()


GONE = Answer(404, "", b"")
SEARCHED = "找"
# Forms of new records, filled in with the very words that others may have written where the reader does not look
NAMED = (("name", WORD),)
DAYS = (("starts_on", "2026-08-01"), ("ends_on", "2026-10-01"))
FILLED: dict[str, tuple[tuple[str, str], ...]] = {
    "organizations:unit_create": (("name", f"青浦{WORD}镇"), ("kind", "township")),
    "organizations:person_create": NAMED,
    "talent_pool:expertise_add": NAMED,
    "rounds:term_create": (*NAMED, *DAYS),
    "rounds:team_create": (*NAMED, ("number", "7")),
    "rounds:scheme_create": NAMED,
    "rounds:round_create": (
        *(*NAMED, *DAYS, ("number", "9"), ("kind", "regular"), ("mode", "plain")),
        ("rectification_months", "6"),
    ),
    "rounds:decision_create": (("title", WORD), ("kind", "standing"), ("held_on", "2026-06-01")),
    "clues:clue_create": (("people", "王五"), ("discipline", "P3"), ("summary", WORD)),
}
BY_KEY = "新"  # the place of a record that a change made


def _url(page: Page, record: Any, code: str = "") -> str:
    if page.name == "indicator_rows":
        return reverse(str(page), args=[code])
    return address(page, record)


def _pages(scene: Scene, page: Page) -> Iterator[Address]:
    """Yield the addresses of a page: bare, about the record of each place, searched for the hidden word."""
    name, kind = str(page), about(page)
    if page.name == "indicator_rows":
        yield from (Address(name, one.code, _url(page, None, one.code)) for one in INDICATORS)
        return
    places = [place for place in PLACES if kind in scene.records[place]]
    if not places:
        yield Address(name, "", _url(page, None))
    for place in places:
        yield Address(name, place, _url(page, scene.records[place][kind]))
    for place in (places or [""]) if name in FILLED else ():
        record = scene.records[place][kind] if place else None
        yield Address(name, place, _url(page, record), sends=FILLED[name])
    if page.name.endswith("_list") or page.name == "search":
        yield Address(name, SEARCHED, f"{_url(page, None)}?q={quote(WORD)}")
    if page.name == "round_overview":
        rounds = {place: scene.records[place]["round"] for place in PLACES if "round" in scene.records[place]}
        yield from (
            Address(name, place, f"{_url(page, None)}?round={one.pk}") for place, one in rounds.items()
        )


def addresses(scene: Scene) -> list[Address]:
    """Return everything that can be opened, forms of new records filled in, and every paper that can be ordered."""
    found = [
        one
        for page in PAGES
        if "GET" in oracle.lines()[str(page)].methods and str(page) != SIGN_OUT
        for one in _pages(scene, page)
    ]
    found += [Address(paper.kind, "", "", paper) for paper in (*LEDGERS, ENTRIES)]
    letters = ((place, records["feedback"]) for place, records in scene.records.items())
    found += [Address(LETTER.kind, place, "", LETTER, str(one.pk)) for place, one in letters]
    return found


def keyed(kinds: set[str], pk: Any) -> list[tuple[Address, Address]]:
    """Return each address that a new record of these kinds would have, beside that of one which is not there."""
    pages = (page for page in PAGES if "GET" in oracle.lines()[str(page)].methods and about(page) in kinds)
    record = type("Record", (), {"pk": pk})()
    return [
        (Address(str(page), BY_KEY, _url(page, record)), Address(str(page), "无", _url(page, None)))
        for page in pages
    ]


@contextmanager
def all_else_still(at: Any) -> Iterator[None]:
    """Let it be one instant for whoever acts and whoever reads; do not ask the machine whether it can draw."""
    with patch.object(timezone, "now", lambda: at), patch("rounds.views.feedback.pdf_fault", lambda: ""):
        yield


@dataclass
class Readers:
    """Asks as people of the world, each in a session of the own, all at one instant."""

    scene: Scene
    factory: RequestFactory = field(default_factory=RequestFactory)
    sessions: dict[str, SignIn] = field(default_factory=dict)
    matches: dict[str, Any] = field(default_factory=dict)
    asked: int = 0

    def reader(self, player: Player) -> Actor:
        """Return the person at work now, knowing of itself what the site looks up before each page."""
        now = timezone.now()
        by = replace(player.by, at=now, signed_in_at=now, memo={})
        ask_who(by)
        return by

    def ask(self, by: Actor, at: Address) -> Answer:
        """Return what the person is answered, and take back what asking wrote."""
        self.asked += 1
        with transaction.atomic():
            answer = _answered(lambda: self._made(by, at) if at.paper else self._shown(by, at))
            transaction.set_rollback(True)
        return answer

    def _shown(self, by: Actor, at: Address) -> Answer:
        sends = dict(at.sends)
        request: Any = self.factory.post(at.url, sends) if sends else self.factory.get(at.url)
        match = self.matches.get(at.url) or self.matches.setdefault(at.url, resolve(at.url.partition("?")[0]))
        request.user, request.session, request.resolver_match = by.user, SessionStore(), match
        request.session["factor_key"] = (
            "0" * 40
        )  # waits there until the phone has it: drawn once in a session
        request.actor, request.sign_in = replace(by, memo=dict(by.memo)), self._session(by)
        request._messages, request.htmx = CookieStorage(request), HtmxDetails(request)
        answer = match.func(request, **match.kwargs)
        said = "".join(str(one) for one in request._messages)
        leads = KEY.sub("…", _leads(answer)) if sends else _leads(answer)  # to a record that is new each time
        return Answer(answer.status_code, leads + said, held(answer))

    def _session(self, by: Actor) -> SignIn:
        return self.sessions[by.user.get_username()]

    def seat(self) -> None:
        """Let everybody sign in."""
        now = timezone.now()
        for player in self.scene.players:
            times = {"opened_at": now, "confirmed_at": now, "seen_at": now}
            row = SignIn.objects.create(user=player.by.user, device="电脑", with_factor=True, **times)  # type: ignore[misc]
            self.sessions[player.by.user.get_username()] = row

    def _made(self, by: Actor, at: Address) -> Answer:
        """Make the paper as the worker does for whoever ordered it."""
        from_rights = replace(by, memo=dict(by.memo))
        if at.paper is None or not _may_order(from_rights, at.paper):
            return GONE
        params = {"feedback": at.params, "query": ""}
        with tempfile.TemporaryDirectory() as folder:
            work = Work(from_rights, params, "20260601-001", Path(folder), lambda *_: None)
            made = at.paper.build(work)
            return Answer(200, made.name, MASK.sub(b"-", _unpacked(made.path.read_bytes())))


def _may_order(by: Actor, paper: Paper) -> bool:
    return any(oracle.table().get((role, paper.act)) for role in by.memo["roles"])


def _answered(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except (Http404, ObjectDoesNotExist):  # a paper about what its owner does not see is not made
        return GONE
    except PermissionDenied as refused:
        return Answer(403, str(refused), b"")
    except Exception as broken:  # noqa: BLE001 -- what breaks for one record and not for another tells, too
        return Answer(500, type(broken).__name__, b"")


def _leads(answer: HttpResponseBase) -> str:
    names = ("Location", "Content-Type", "Content-Disposition", "HX-Redirect", "Allow")
    return " ".join(answer.headers[name] for name in names if name in answer.headers)


def held(answer: Any) -> bytes:
    """Return what an answer holds, masked; a package file by file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return MASK.sub(b"-", _unpacked(content))


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = sorted(package.namelist())
        return b"\n".join(name.encode() + b"\n" + package.read(name) for name in parts)
