"""A world that stands for a whole module: built once, lent to each test as it was.

Each test of the module runs inside the transaction that built it, whether it asks for the world or not, and takes
back what it did; not for tests with transactions of their own.
"""

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

World = TypeVar("World")


@dataclass
class Built(Generic[World]):
    """What stands, and the folder with its files."""

    world: World
    files: Path


def standing(build: Callable[[], World]) -> tuple[Any, Any]:
    """Return two fixtures, to be named ``built`` and as the tests ask for it: ``built, county = standing(make)``."""

    @pytest.fixture(scope="module", autouse=True)
    def built(
        django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Built[World]]:
        files = tmp_path_factory.mktemp("standing") / "files"
        with django_db_blocker.unblock(), transaction.atomic():
            with override_settings(FILES=files):
                world = build()
            yield Built(world, files)
            transaction.set_rollback(True)

    @pytest.fixture
    def lent(built: Built[World], db: None, request: pytest.FixtureRequest) -> World:
        if "shelf" in request.fixturenames:  # the test has a folder of its own
            request.getfixturevalue("shelf")
            if built.files.exists():
                shutil.copytree(built.files, settings.FILES, dirs_exist_ok=True)
        return deepcopy(built.world)

    return built, lent
