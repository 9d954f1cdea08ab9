"""Editions of one sheet adopted at the same moment: one is in force. On both engines."""

from functools import partial

import pytest

from deadlines.tests.factories import seed
from documents.tests.racing import race
from supervision.models import ScoreSheet
from supervision.operations import sheet as sheets
from supervision.states import SheetState
from supervision.tests.factories import TEXTS, Mending, make_mending

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rules_of_time() -> None:
    seed()


def drafted(mending: Mending) -> ScoreSheet:
    return sheets.draft_sheet(mending.county.office, name="打分表", texts=TEXTS, by=mending.by("clerk"))


def test_of_editions_adopted_at_once_with_none_before_one_is_in_force() -> None:
    mending = make_mending(1, 0)
    drafts = [drafted(mending) for _ in range(4)]
    found = race(*[partial(sheets.adopt_sheet, one, by=mending.by("director")) for one in drafts])
    assert [one for one in found if isinstance(one, Exception)] == []
    states = sorted(ScoreSheet.objects.values_list("state", flat=True))
    assert states == [SheetState.IN_FORCE, *[SheetState.RETIRED] * 3]
