"""The same seed and day give the same county: its first chapters, built twice and compared word by word."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from django.db import transaction

from audit.models import Entry
from demo.county import layout
from demo.county.build import build
from organizations.models import Person, Unit
from rectification.models import Item, Measure, Result
from rounds.models import Assignment, Finding, Posting, WorkingPaper
from talent_pool.models import Member
from tests.turns import FIRST_PASS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("county"),
    pytest.mark.timeout(600),
    FIRST_PASS,
]

SEED, AS_OF = 20161001, dt.date(2026, 11, 23)
LAST = "第2轮巡察"
TOLD = (
    (Unit, ("name", "kind")),
    (Person, ("name", "post", "born_in")),
    (Member, ("person__name", "pool", "joined_on", "state")),
    (Posting, ("team__number", "person__name", "role", "since", "until")),
    (Assignment, ("unit__name", "enters_on", "leaves_on", "published_at", "state")),
    (WorkingPaper, ("number", "title", "facts", "amount", "author__name", "written_at", "state")),
    (Finding, ("number", "title", "assignment__unit__name", "state")),
    (Item, ("finding__title", "due_on", "closed_on", "state")),
    (Measure, ("item__finding__title", "order", "text", "due_on")),
    (Result, ("title", "kind", "quantity", "claimed_on", "state")),
    (Entry, ("user__name", "at", "act", "record_type", "reason")),
)


class _Enough(Exception):  # noqa: N818 -- stops the story, is no error
    """The chapters wanted are built."""


def _stop(stage: str) -> None:
    if stage == LAST:
        raise _Enough


@contextmanager
def first_chapters(seed: int, as_of: dt.date = AS_OF) -> Iterator[None]:
    """The county up to its first round, given up afterwards."""
    with transaction.atomic():
        with pytest.raises(_Enough):
            build(seed=seed, as_of=as_of, say=_stop)
        yield
        transaction.set_rollback(True)


def digests() -> dict[str, str]:
    told = {}
    for model, columns in TOLD:
        rows = sorted(model.objects.values_list(*columns), key=str)
        assert len(rows) > 8, model
        words = json.dumps(rows, default=str, ensure_ascii=False)
        told[model.__name__] = hashlib.sha256(words.encode()).hexdigest()
    return told


def test_the_same_seed_gives_the_same_county() -> None:
    with first_chapters(SEED):
        first = digests()
    with first_chapters(SEED):
        assert digests() == first


def test_another_seed_sends_the_teams_elsewhere() -> None:
    one, again, other = (layout.draw(Random(seed)) for seed in (SEED, SEED, SEED + 1))
    assert one == again
    assert [text.units for text in one] != [text.units for text in other]
