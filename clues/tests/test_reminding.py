"""到期提醒 of clues: whoever sees the clue today, in words that tell nothing of it."""

import datetime as dt

import pytest
from django.utils import timezone

from clues import tasks
from clues.models import Clue
from clues.reminding import remind
from clues.states import ClueState
from clues.tests.factories import NAME, SECRET, make_clue
from deadlines.models import Deadline, DeadlineRule, Notice
from deadlines.operations import narrow_rule
from deadlines.states import RuleScope
from organizations.models import BodyPost
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def clue(county: County) -> Clue:
    """A clue in the hands of the receiving body."""
    return make_clue(county, ClueState.RECEIVED)


def due_of(clue: Clue, code: str = "clue_opinion") -> dt.date:
    found: dt.date = Deadline.objects.about(clue).coded(code).get().due
    return found


def told(county: County, day: dt.date) -> set[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    remind(at=timezone.make_aware(dt.datetime.combine(day, dt.time(9))))
    names = {county.user(name).pk: name for name in county.people}
    return {names[one.recipient_id] for one in Notice.objects.exclude(pk__in=before)}


def test_receiver_is_reminded_and_when_late_the_director_too(county: County, clue: Clue) -> None:
    due = due_of(clue)
    assert told(county, due - 20 * DAY) == {"receiver"}
    assert told(county, due - 20 * DAY) == set()
    assert told(county, due + DAY) == {"receiver", "director"}
    assert told(county, due + 8 * DAY) == {"receiver", "director"}


def test_words_tell_nothing_of_the_clue(county: County, clue: Clue) -> None:
    told(county, due_of(clue) + DAY)
    said = " ".join(f"{one.title}{one.text}" for one in Notice.objects.all())
    assert "线索处置意见：已逾期 1 天" in said
    secret = (SECRET, NAME, clue.number, str(county.unit), county.unit.name[-3:])
    assert [word for word in secret if word in said] == []


def test_whom_the_clue_names_is_not_told(county: County, clue: Clue) -> None:
    clue.subjects.update(person=county.people["director"])
    assert told(county, due_of(clue) + DAY) == {"receiver"}


def test_who_handles_no_more_is_not_told_and_the_office_stands_in(county: County, clue: Clue) -> None:
    BodyPost.objects.update(until=timezone.localdate() - DAY)
    assert told(county, due_of(clue) - 20 * DAY) == {"director"}


def test_rule_of_the_unit_goes_before_that_of_all(county: County) -> None:
    by, wide = county.by("clerk"), DeadlineRule.objects.get(code="clue_opinion")
    narrow_rule(
        wide,
        RuleScope.UNIT,
        county.unit.pk,
        scope_name=str(county.unit),
        office=county.office,
        changes={"offset": 11},
        effective_from=dt.date(2020, 1, 1),
        by=by,
    )
    clue = make_clue(county, ClueState.HANDED)
    assert due_of(clue) == clue.handed_over_on + 11 * DAY  # type: ignore[operator]


def test_task_of_the_clock_rings_once(county: County, clue: Clue) -> None:
    today = timezone.localdate()
    Deadline.objects.coded("clue_opinion").update(due=today - DAY, next_reminder_on=today)
    assert tasks.remind() == 2
    assert tasks.remind() == 0
