"""划转 on the desk of whoever decides it."""

import pytest

from dashboards.todo.rectification import revocations, transfers
from rectification.tests.factories import make_fixing, recuse, revoked
from rectification.tests.factories_transfer import ask, make_successor

pytestmark = pytest.mark.django_db


def test_what_waits_is_on_the_desk_of_the_director_only() -> None:
    mending = make_fixing(1)
    assert not list(transfers(mending.by("director")))
    ask(mending, make_successor(mending), (mending.item.pk,))
    assert [line.object for line in transfers(mending.by("director"))] == [
        f"{mending.assignment.unit}整改事项划转"
    ]
    assert not list(transfers(mending.by("clerk")))


def test_transfers_and_revocations_wait_for_the_directors_of_the_office_who_need_not_keep_away() -> None:
    mending, other = make_fixing(2), make_fixing(1, name="临川")
    ask(mending, make_successor(mending), (mending.items[1].pk,))
    revoked(mending)
    asked = (transfers, revocations)
    assert [len(list(lines(mending.by("director")))) for lines in asked] == [1, 1]
    assert [len(list(lines(other.by("director")))) for lines in asked] == [0, 0]
    recuse(mending, "director")
    assert [len(list(lines(mending.by("director")))) for lines in asked] == [0, 0]
