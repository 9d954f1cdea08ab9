"""Several at once: no number is given twice, no paper is signed twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from audit.operations import IllegalMove
from rounds.models import Finding, WorkingPaper
from rounds.operations import paper_signing as signing
from rounds.tests.factories_papers import World, make_paper, make_world, passed

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6


def race(work: Callable[[int], object]) -> list[object]:
    """Run the work from a common start, each racer on a connection of its own."""
    start = Barrier(RACERS)

    def run(place: int) -> object:
        try:
            start.wait()
            return work(place)
        except (IllegalMove, PermissionDenied) as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


@pytest.fixture
def world() -> World:
    return make_world()


def test_papers_signed_at_the_same_time_get_numbers_of_their_own(world: World) -> None:
    papers = [passed(world) for _ in range(RACERS)]
    race(lambda place: signing.sign_paper(papers[place], destinations=["report"], by=world.by("leader")))
    wanted = [f"6-2-{place:03d}" for place in range(1, RACERS + 1)]
    assert sorted(WorkingPaper.objects.values_list("number", flat=True)) == wanted
    assert sorted(Finding.objects.values_list("number", flat=True)) == wanted


def test_a_paper_signed_by_several_at_the_same_time_is_signed_once(world: World) -> None:
    key = passed(world).pk
    told = race(
        lambda _: signing.sign_paper(
            WorkingPaper.objects.get(pk=key), destinations=["report"], by=world.by("leader")
        )
    )
    refused = [one for one in told if isinstance(one, Exception)]
    assert len(told) - len(refused) == 1
    assert Finding.objects.count() == 1


def test_drafts_written_at_the_same_time_get_draft_numbers_of_their_own(world: World) -> None:
    race(lambda _: make_paper(world))
    drafts = WorkingPaper.objects.values_list("draft_number", flat=True)
    assert sorted(drafts) == list(range(1, RACERS + 1))
