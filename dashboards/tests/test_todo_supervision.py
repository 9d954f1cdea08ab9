"""待办 of supervision: who is to be sent, what is to be scored, by when."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.clock import clock
from dashboards.todo import todos
from deadlines.models import Deadline
from supervision.operations.duty import begin_duties
from supervision.tests.factories import (
    DAY,
    Mending,
    make_assessment,
    make_mending,
    make_revisit,
    page,
    proposed,
    submitted,
    today,
)

pytestmark = pytest.mark.django_db
OURS = ("下达回访", "开始评估", "打分、提请评定", "评定")
Line = tuple[str, str, dt.date | None]


@pytest.fixture
def mending() -> Mending:
    found = make_mending(days_ago=250)
    begin_duties(by=clock(timezone.now()))
    return found


def lines(mending: Mending, who: str = "clerk") -> list[Line]:
    found = [line for group in todos(mending.by(who)) for line in group.lines]
    return [(line.act, line.url, line.due) for line in found if line.act in OURS]


def due(mending: Mending, code: str) -> dt.date:
    day: dt.date = Deadline.objects.about(mending.assignment).get(code=code).due
    return day


def test_clerk_is_asked_to_send_somebody_and_to_begin_the_score(mending: Mending) -> None:
    score, send = due(mending, "assessment"), due(mending, "revisit")
    order, start = page("revisit_order", mending.assignment), page("assessment_start", mending.assignment)
    assert score < today() < send  # the score is late already
    assert lines(mending) == [("开始评估", start, score), ("下达回访", order, send)]
    for who in ("director", "leadership", "team_lead", "unit_head"):
        assert lines(mending, who) == []
    assert lines(make_mending(name="临川")) == []


def test_what_is_begun_is_asked_for_no_more_and_keeps_its_day(mending: Mending) -> None:
    score = due(mending, "assessment")
    make_revisit(mending)
    begun = make_assessment(mending)
    url = page("assessment_detail", begun)
    assert lines(mending) == [("打分、提请评定", url, score)]
    proposed(mending, begun)
    assert lines(mending) == []
    assert lines(mending, "director") == [("评定", url, score)]


def test_a_visit_handed_in_is_asked_for_no_more(mending: Mending) -> None:
    submitted(mending)
    assert [act for act, *_ in lines(mending)] == ["开始评估"]


def test_todo_is_silent_until_a_month_before(mending: Mending) -> None:
    rows = Deadline.objects.about(mending.assignment)
    rows.update(due=today() + 31 * DAY)
    assert lines(mending) == []
    rows.filter(code="revisit").update(due=today() + 30 * DAY)
    assert [act for act, *_ in lines(mending)] == ["下达回访"]
