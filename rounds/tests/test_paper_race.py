"""Several at once: no number is given twice, no paper is signed twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from audit.operations import IllegalMove
from rounds.models import Finding, WorkingPaper
from rounds.operations import paper_signing as signing
from rounds.states import PaperState
from rounds.tests.factories_papers import World, make_paper, make_world, passed, signed

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6
ROUNDS = 5  # a clash of locks is not met each time


def race(work: Callable[[int], object]) -> list[object]:
    """Run the work from a common start, each racer on a connection of its own."""
    start = Barrier(RACERS)

    def run(place: int) -> object:
        try:
            start.wait()
            return work(place)
        except (IllegalMove, PermissionDenied, ValidationError) as late:
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


def test_of_two_papers_merged_into_each_other_at_the_same_time_one_is_left(world: World) -> None:
    one, other = passed(world).pk, passed(world).pk

    def work(place: int) -> object:
        pair = (one, other) if place % 2 else (other, one)
        paper, into = (WorkingPaper.objects.get(pk=key) for key in pair)
        return signing.merge_paper(paper, into=into, by=world.by("leader"), reason="同一件事")

    race(work)
    assert WorkingPaper.objects.filter(state=PaperState.MERGED).count() == 1
    assert WorkingPaper.objects.filter(state=PaperState.LEADER).count() == 1


def test_of_who_merges_a_paper_and_who_signs_it_at_the_same_time_one_prevails(world: World) -> None:
    for _ in range(ROUNDS):
        key, into = passed(world).pk, signed(world)

        def work(place: int, key: UUID = key, into: WorkingPaper = into) -> object:
            paper, by = WorkingPaper.objects.get(pk=key), world.by("leader")
            if place % 2:
                return signing.sign_paper(paper, destinations=["report"], by=by)
            return signing.merge_paper(paper, into=into, by=by, reason="同一件事")

        told = race(work)
        assert len([one for one in told if isinstance(one, WorkingPaper)]) == 1
        assert WorkingPaper.objects.get(pk=key).state in {PaperState.MERGED, PaperState.NUMBERED}
