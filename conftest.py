"""What every test may ask for. In a browser: `tests/browser.py`; against servers: `tests/stack.py`."""

import datetime as dt
import gc
import os
from collections.abc import Generator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from accounts.memory import forget
from audit import guards
from dashboards import standing

pytest_plugins = ["tests.stack", "tests.browser"]
TOGETHER = {"browser", "live_stack", "county_template"}  # one process has the browser and the demo county


def pytest_configure() -> None:
    """Programs that a test starts are no tests: they read the real settings."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xuncha.settings"
    _let_the_trail_be_flushed()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: without this, it is looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _let_the_trail_be_flushed() -> None:
    """A test with transactions of its own empties every table afterwards, the guarded ones too."""
    case: Any = TransactionTestCase
    flush = case._fixture_teardown  # noqa: SLF001 -- where Django empties the tables

    def flush_without_guards(self: Any) -> None:
        guards.lower_guards(connection)
        try:
            flush(self)
        finally:
            guards.raise_guards(connection)

    case._fixture_teardown = flush_without_guards  # noqa: SLF001 -- as above


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Tests write rows without acts: what the last one left in memory is not true in this one."""
    forget()


@pytest.fixture(autouse=True)
def _no_minute_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that counts questions twice would differ where the minute of what is remembered ends between."""
    began, minute_of = timezone.now(), standing.minute_of

    def steady(at: dt.datetime) -> dt.datetime:
        return minute_of(began if began <= at < began + dt.timedelta(minutes=1) else at)

    monkeypatch.setattr(standing, "minute_of", steady)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A test is not called by the bytes it reads: a zip says when it was packed, for each process another."""
    return argname if isinstance(val, bytes) else None


def pytest_report_header() -> str:
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return f"database: {database}, queue: {settings.CELERY_BROKER_URL.partition(':')[0]}"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Where a world stands, each test is one of the database: they come before those that flush it."""
    if hasattr(getattr(item, "module", None), "built"):
        item.add_marker(pytest.mark.django_db)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Journeys run one after another in one process, and first: they share two cores with the rest.

    A wrapper, because xdist reads the groups in the same hook.
    """
    for item in items:
        if TOGETHER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.journey)
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("journey"))
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
    return (yield)
