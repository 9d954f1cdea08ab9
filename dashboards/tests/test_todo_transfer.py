"""划转 on the desk of whoever decides it."""

import pytest

from dashboards.todo.rectification import transfers
from rectification.tests.factories import make_fixing
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
