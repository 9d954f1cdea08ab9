"""Ask for an address as the site asks, without drawing it; say what came back and whether anything was written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.template.backends.django import Template
from django.test import RequestFactory

from accounts.rules import roles_of
from audit.actor import Actor
from organizations.models import offices_of
from tests.test_access import KINDS, NOWHERE, Page

WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Answer:
    """A status, and how many statements wrote."""

    status: int
    written: int


@contextmanager
def undrawn() -> Iterator[None]:
    """Leave pages undrawn: who may open them is decided before."""
    draw = Template.render
    Template.render = lambda *_, **__: ""  # type: ignore[method-assign]
    logging.disable(logging.WARNING)  # a refused method is no news here
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        Template.render = draw  # type: ignore[method-assign]


def words_of(page: Page, record: Any) -> dict[str, Any]:
    """Return what the address of a page about a record takes."""
    given = {
        "pk": getattr(record, "pk", NOWHERE),
        "verb": "send",
        "code": "findings",
        "year": 2026,
        "month": 9,
    }
    given["kind"] = KINDS.get(page.app, "") if page.name.startswith("proxy") else "term"
    return {name: given[name] for name in page.takes}


@dataclass
class Asking:
    """Asks for pages; what each request changed is taken back."""

    factory: RequestFactory
    written: int = 0

    def ask(self, page: Page, by: Actor, record: Any, method: str) -> Answer:
        """Return what the person is answered."""
        known = words_of(page, record) | dict(page.given)
        self.written = 0
        with transaction.atomic(), connection.execute_wrapper(self._count):
            status = self._status(page, by, method, known)
            transaction.set_rollback(True)
        return Answer(status, self.written)

    def _status(self, page: Page, by: Actor, method: str, known: dict[str, Any]) -> int:
        request: Any = self.factory.generic(method, "/")
        request.user, request.actor, request.session = by.user, replace(by, memo=_base(by)), SessionStore()
        request._messages = CookieStorage(request)
        try:
            return int(page.view(request, **known).status_code)
        except Http404:
            return 404
        except PermissionDenied:
            return 403
        except Exception:  # noqa: BLE001 -- whatever breaks is an answer that the table never gives
            return 500

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.written += sql.startswith(WRITES)
        return execute(sql, params, many, context)


def _base(by: Actor) -> dict[Any, Any]:
    """What a request knows of the person before the page, as the site asks it."""
    if "base" not in by.memo:
        roles_of(by)
        offices_of(by)
        by.memo["base"] = dict(by.memo)
    return dict(by.memo["base"])
