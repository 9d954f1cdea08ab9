"""Numbers of what came of it: 公开率, as of a day; what the workbench asks of whom."""

import datetime as dt

import pytest

from dashboards.indicators import indicator
from dashboards.todo import todos
from deadlines.models import Deadline
from rectification.operations import publication as operations
from rectification.states.publication import Sphere
from rectification.tests.factories import DAY, Mending, make_fixing, today
from rectification.tests.factories_publication import approved, edition_of, handed_in, put_up, written
from rounds.states import AssignmentState

pytestmark = pytest.mark.django_db


@pytest.fixture
def mending() -> Mending:
    return make_fixing(2)


def numbers(mending: Mending, days: int = 0) -> tuple[int, int]:
    at = mending.by("director").at + dt.timedelta(days=days)
    by = mending.by("director", at)
    return indicator("publications_due").count(by), indicator("publications_made").count(by)


def test_a_unit_is_to_publish_once_it_is_approved(mending: Mending) -> None:
    handed_in(mending)
    assert numbers(mending) == (0, 0)


def test_a_unit_has_published_with_its_last_copy(mending: Mending) -> None:
    publication = approved(mending)
    assert numbers(mending) == (1, 0)
    assert numbers(mending, days=-1) == (0, 0)
    put_up(mending, edition_of(publication))
    assert numbers(mending) == (1, 0)
    put_up(mending, edition_of(publication, Sphere.PUBLIC))
    assert numbers(mending) == (1, 1)


def test_a_copy_put_up_later_does_not_count_before(mending: Mending) -> None:
    publication = approved(mending)
    publication.editions.update(since=today() + DAY)
    assert numbers(mending) == (1, 0)
    assert numbers(mending, days=1) == (1, 1)


@pytest.mark.parametrize("state", [AssignmentState.ASSESSED, AssignmentState.ARCHIVED])
def test_an_assessed_unit_that_proposed_nothing_is_counted_as_not_published(
    mending: Mending, state: AssignmentState
) -> None:
    assert numbers(mending) == (0, 0)
    mending.assignment.state = state
    mending.assignment.save()
    assert numbers(mending) == (1, 0)


def asked(mending: Mending, name: str) -> list[tuple[str, dt.date | None]]:
    """What the workbench asks of a person about publications: the word and the day."""
    lines = [line for group in todos(mending.by(name)) for line in group.lines]
    return [(line.act, line.due) for line in lines if line.object.endswith("整改公开")]


def test_the_workbench_asks_for_the_next_step_of_a_publication(mending: Mending) -> None:
    publication = written(mending)
    assert asked(mending, "unit_head") == [("编制并报送公开稿", None)]
    assert asked(mending, "director") == []
    operations.submit_publication(publication, by=mending.by("unit_head"))
    assert asked(mending, "unit_head") == []
    assert asked(mending, "director") == [("批准公开", None)]
    operations.return_publication(publication, opinion="请改写", by=mending.by("director"))
    assert asked(mending, "unit_liaison") == [("修改公开稿", None)]
    operations.submit_publication(publication, by=mending.by("unit_head"))
    operations.approve_publication(publication, by=mending.by("director"))
    due = Deadline.objects.about(publication).get().due
    assert asked(mending, "unit_liaison") == [("登记公开", due)]
    assert asked(mending, "clerk") == []
