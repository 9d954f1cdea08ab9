"""A year of a small county: every frozen report, every sum, every month is what the trail says of that day.

That the comparison can fail is part of the proof: each tampering behind the trail must be found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from deadlines.models import Deadline
from rectification.models import (
    ExtensionRequest,
    Item,
    MonthlyCorrection,
    MonthlyLine,
    MonthlyReport,
    Transfer,
)
from rectification.states import ExtensionState, ItemState, Progress
from tests.turns import FIRST_PASS
from tests.year.checks import Verdict, check, owed
from tests.year.small import FINDINGS, NAMES, START, small_year
from tests.year.story import EXTENSIONS, HEAD_CHANGES, MERGES, MONTHS, REVOCATIONS, SPLITS, Year
from tests.year.trail import Reader, Trail

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240), pytest.mark.xdist_group("year")]


@dataclass
class Played:
    """The year, what each month's comparison said, and the trail at its end."""

    year: Year
    verdicts: list[Verdict]
    waiting: list[list[str]]
    trail: Trail
    at: Any

    def again(self) -> list[str]:
        """Compare once more, as the rows stand now."""
        return check(self.at, since=START, office=self.year.director(self.at)).faults


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Played]:
    """Play it once for all tests of this file, and take it back."""
    with django_db_blocker.unblock(), transaction.atomic():
        year, verdicts, waiting = small_year(), [], []
        for month, at in year.play():
            verdicts.append(check(at, since=START, office=year.director(at)))
            waiting.append(list(owed(year.first(month))))
        yield Played(year, verdicts, waiting, Reader().read(at), at)
        transaction.set_rollback(True)


def test_every_month_the_frozen_reports_and_the_countys_sum_are_what_the_trail_says(played: Played) -> None:
    assert [verdict.faults for verdict in played.verdicts] == [[]] * MONTHS
    assert played.waiting == [[]] * MONTHS
    last = played.verdicts[-1].compared
    assert last["报送单位"] == played.year.done["月报"] - 1 - len(NAMES) > MONTHS * len(NAMES)
    assert last["事项状态"] > 300
    assert last["全县汇总"] == MONTHS * 10
    print(f"\n证明：模拟一年：{dict(played.year.done)}；比对 {dict(last)}；留痕 {played.trail.entries} 条")


def test_the_year_holds_what_was_asked_of_it(played: Played) -> None:
    done = played.year.done
    assert (done["延期"], done["撤销销号"]) == (EXTENSIONS, REVOCATIONS)
    assert (played.trail.extended, played.trail.revoked) == (EXTENSIONS, REVOCATIONS)
    assert (done["换主要负责人"], done["并入"], done["划出"]) == (1, FINDINGS, 2)
    assert min(done[word] for word in ("迟报", "退回月报", "更正", "再次延期", "成果", "常态化")) > 0


def test_old_numbers_add_up_by_the_inspected_unit(played: Played) -> None:
    by_unit = {
        name: Item.objects.filter(assignment__unit__name=name).count()
        for name in Item.objects.values_list("assignment__unit__name", flat=True)
    }
    assert set(by_unit.values()) == {FINDINGS}
    assert len(by_unit) == 1 + len(NAMES)
    assert Transfer.objects.count() == FINDINGS + 2 == len(played.trail.moved)


def test_the_merged_units_owed_month_went_to_the_successor_and_no_other_month_did(played: Played) -> None:
    year = played.year
    rows = MonthlyReport.objects.filter(assignment__unit=year.merged)
    units = {row.month: row.unit for row in rows.select_related("unit")}
    months = [year.first(month) for month in range(1, MONTHS + 1)]
    expected = [year.merged if place < MERGES else year.into for place in range(1, MONTHS + 1)]
    assert [units[month] for month in months] == expected


def test_the_head_of_the_day_signs_and_who_signed_before_stays_readable(played: Played) -> None:
    year = played.year
    rows = MonthlyReport.objects.filter(unit=year.handed, month__gte=START).order_by("month")
    by_newcomer = [played.trail.signers[row.pk] == year.newcomer.user_id for row in rows]
    assert by_newcomer == [month >= HEAD_CHANGES for month in range(1, MONTHS + 1)]
    assert [str(year.newcomer.user) in row.signed_by for row in rows] == by_newcomer


def test_a_part_is_reported_by_the_successor_from_the_month_on(played: Played) -> None:
    year = played.year
    parts = MonthlyReport.objects.filter(assignment__unit=year.handed, unit=year.into)
    assert min(parts.values_list("month", flat=True)) == year.first(SPLITS)


def test_the_first_date_stays_however_often_it_is_put_off(played: Played) -> None:
    approved = ExtensionRequest.objects.filter(state=ExtensionState.APPROVED)
    assert approved.count() == EXTENSIONS
    often = [item for item, many in played.year.again.items() if many > 1]
    assert often
    for key in often:
        deadline = Deadline.objects.about(Item.objects.get(pk=key)).latest("anchor_on")
        steps = list(deadline.extensions.order_by("at").values_list("old_due", "new_due"))
        assert [old for old, _ in steps] == [deadline.original_due, *(new for _, new in steps[:-1])]
        assert deadline.due == steps[-1][1]


# Each tampering behind the trail is found


def _state(played: Played) -> None:
    item = Item.objects.filter(state=ItemState.FIXING)[0]
    Item.objects.filter(pk=item.pk).update(state=ItemState.CLOSED, closed_on=played.at.date())


def _due(played: Played) -> None:
    item = Item.objects.filter(state=ItemState.FIXING)[0]
    Item.objects.filter(pk=item.pk).update(due_on=played.at.date())


def _unit(played: Played) -> None:
    item = Item.objects.filter(unit=played.year.into)[0]
    Item.objects.filter(pk=item.pk).update(unit=played.year.handed)


def _correction(played: Played) -> None:
    MonthlyCorrection.objects.filter(what="money", report__month__gte=START)[0].delete()


def _figure(played: Played) -> None:
    report = MonthlyReport.objects.filter(month=START)[0]
    figures = {**report.figures, "closed": report.figures["closed"] + 1}
    MonthlyReport.objects.filter(pk=report.pk).update(figures=figures)


def _line(played: Played) -> None:
    line = MonthlyLine.objects.filter(progress=Progress.MOSTLY, report__month__gte=START)[0]
    MonthlyLine.objects.filter(pk=line.pk).update(progress=Progress.DONE)


def _stood(played: Played) -> None:
    line = MonthlyLine.objects.filter(stood=ItemState.FIXING, report__month__gte=START)[0]
    MonthlyLine.objects.filter(pk=line.pk).update(stood=ItemState.APPLIED)


def _dropped(played: Played) -> None:
    MonthlyLine.objects.filter(report__month=START)[0].delete()


def _twice(played: Played) -> None:
    line = MonthlyLine.objects.filter(report__month=START)[0]
    other = MonthlyReport.objects.filter(month=START).exclude(pk=line.report_id)[0]
    MonthlyLine.objects.create(report=other, item=line.item)


def _reporter(played: Played) -> None:
    report = MonthlyReport.objects.filter(unit=played.year.merged)[0]
    MonthlyReport.objects.filter(pk=report.pk).update(unit=played.year.into)


TAMPERINGS: dict[str, tuple[Callable[[Played], None], str]] = {
    "改状态": (_state, "台账"),
    "改时限": (_due, "台账"),
    "改责任单位": (_unit, "台账"),
    "删更正": (_correction, "全县汇总"),
    "改月报数据": (_figure, "月报数据"),
    "改填报的完成程度": (_line, "事项状态"),
    "改接收时状态": (_stood, "事项状态"),
    "删月报事项": (_dropped, "月报事项"),
    "同月两报": (_twice, "每月一次"),
    "改报送单位": (_reporter, "月报事项"),
}


@FIRST_PASS
@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_behind_the_trail_is_found(played: Played, name: str) -> None:
    tamper, found_by = TAMPERINGS[name]
    with transaction.atomic():
        tamper(played)
        faults = played.again()
        transaction.set_rollback(True)
    assert [fault for fault in faults if fault.startswith(found_by)], faults[:3]
    assert played.again() == []
