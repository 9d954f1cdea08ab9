"""A county per test, and a shelf of its own for each."""

from pathlib import Path

import pytest
from django.test import Client

from documents.tests.factories import County, make_county


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.FILES = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path / "files"


@pytest.fixture
def county(db: None) -> County:
    return make_county()


@pytest.fixture
def clerk(county: County, client: Client) -> Client:
    client.force_login(county.clerk)
    return client
