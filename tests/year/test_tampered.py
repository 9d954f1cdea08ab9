"""What is changed behind the trail before a report is accepted is frozen with it, and found all the same."""

import datetime as dt

import pytest
from django.utils import timezone

from rectification.models import Item, MonthlyReport
from rectification.states import ItemState, Progress
from tests.turns import FIRST_PASS
from tests.year.checks import check
from tests.year.small import START, small_year
from tests.year.story import Year

pytestmark = pytest.mark.django_db


class Tampered(Year):
    """The same year, in which somebody changes an item behind the trail before its report is accepted."""

    def _accept(self, report: MonthlyReport, day: dt.date, *, returned: bool) -> None:
        line = report.lines.order_by("pk")[0]
        Item.objects.filter(pk=line.item_id).update(state=ItemState.CHECKED, progress=Progress.DONE)
        super()._accept(report, day, returned=returned)


@FIRST_PASS
def test_what_was_changed_behind_the_trail_before_a_report_was_accepted_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.year.small.Year", Tampered)
    month, at = next(iter((year := small_year()).play()))
    faults = check(at, since=START, office=year.director(at)).faults
    assert month == 1
    assert {fault.partition("：")[0] for fault in faults} >= {"事项状态", "台账"}
    assert timezone.localdate(at).month == 2
