"""更正、审阅、冻结: what was accepted never changes; what the trail says is what was frozen."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.clock import clock
from audit.actor import Actor
from audit.models import Entry
from rectification.models import Item, MonthlyCorrection, MonthlyLine, MonthlyReport, MonthlyReview
from rectification.operations import (
    closing,
    month_after,
    month_figures,
    month_open,
    monthly,
    progress,
    revoking,
)
from rectification.states import Corrected, ItemState, MonthFigure, Progress
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_to_revoke,
    closed,
    frozen,
    make_evidence,
    make_fixing,
    open_report,
    oversee,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


def picture(report: MonthlyReport) -> list[dict[str, Any]]:
    """Return every column of a report and its lines."""
    rows: Iterable[Any] = [MonthlyReport.objects.get(pk=report.pk), *report.lines.order_by("pk")]
    names = [field.attname for field in MonthlyReport._meta.concrete_fields]
    line = [field.attname for field in MonthlyLine._meta.concrete_fields]
    return [
        {name: getattr(row, name) for name in (names if isinstance(row, MonthlyReport) else line)}
        for row in rows
    ]


def test_a_frozen_report_keeps_every_column_whatever_happens_after(mending: Mending) -> None:
    report, by = frozen(mending), mending.by
    before = picture(report)
    progress.report_progress(mending.items[1], progress=Progress.MOSTLY, text="之后", by=by("unit_liaison"))
    closed(mending)
    said = {line.pk: {"text": "改写"} for line in report.lines.all()}
    refusals: tuple[Callable[[], object], ...] = (
        lambda: monthly.write_monthly(report, summary="改", next_steps="", lines=said, by=by("unit_liaison")),
        lambda: monthly.send_monthly(report, by=by("unit_liaison")),
        lambda: monthly.sign_monthly(report, by=by("unit_head")),
        lambda: monthly.return_monthly(report, reason="晚了", by=by("clerk")),
        lambda: monthly.accept_monthly(report, by=by("second_clerk")),
    )
    for refused in refusals:
        with pytest.raises(PermissionDenied):
            refused()
    month_after.correct_monthly(report, what=Corrected.SUMMARY, new="更正", reason="笔误", by=by("clerk"))
    assert picture(report) == before


def test_a_correction_tells_who_when_why_old_and_new(mending: Mending) -> None:
    report, by = frozen(mending), mending.by("clerk")
    made = month_after.correct_monthly(report, what=MonthFigure.MONEY, new="12.50", reason="漏计一笔", by=by)
    assert (made.old, made.new, made.reason) == ("0", "12.5", "漏计一笔")
    assert (made.made_by_id, made.at) == (by.user.pk, by.at)
    assert Entry.objects.about(made).get().act == "rect.monthly:A"
    assert Entry.objects.about(report).filter(reason__startswith="更正挽回损失").count() == 1
    assert month_after.corrected(report.figures, [made])["money"] == "12.5"
    assert report.figures["money"] == "0"


def test_the_second_correction_begins_where_the_first_ended(mending: Mending) -> None:
    report, by = frozen(mending), mending.by("clerk")
    line, other = report.lines.all()

    def correct(new: str) -> MonthlyCorrection:
        return month_after.correct_monthly(
            report, what=Corrected.PROGRESS, line=line, new=new, reason="核对佐证", by=by
        )

    correct("基本完成")
    second = correct("已完成")
    assert (second.old, second.new) == ("基本完成", "已完成")
    assert month_after.said_now(report, Corrected.PROGRESS, other) == "未完成"


@pytest.mark.parametrize(
    ("what", "new", "reason", "words"),
    [
        (MonthFigure.CLOSED, "三个", "笔误", "只填数字"),
        (MonthFigure.CLOSED, "-1", "笔误", "不能小于零"),
        (MonthFigure.CLOSED, "1.5", "笔误", "填整数"),
        (MonthFigure.CLOSED, "NaN", "笔误", "不能小于零"),
        (MonthFigure.CLOSED, "sNaN", "笔误", "不能小于零"),
        (MonthFigure.CLOSED, "1e999999", "笔误", "不会超过一亿"),
        (MonthFigure.CLOSED, "-0", "笔误", "与现在的相同"),
        (MonthFigure.TOTAL, "2", "笔误", "与现在的相同"),
        (Corrected.SUMMARY, "", "笔误", "更正后的内容"),
        (Corrected.SUMMARY, "新", " ", "更正的理由"),
        (Corrected.PROGRESS, "差不多", "笔误", "完成程度请填"),
    ],
)
def test_a_correction_that_says_nothing_right_is_refused(
    mending: Mending, what: str, new: str, reason: str, words: str
) -> None:
    report = frozen(mending)
    with pytest.raises(ValidationError, match=words):
        month_after.correct_monthly(report, what=what, new=new, reason=reason, by=mending.by("clerk"))
    assert not MonthlyCorrection.objects.exists()


@pytest.mark.parametrize("who", ["unit_liaison", "unit_head", "director", "receiver"])
def test_correcting_is_the_offices(mending: Mending, who: str) -> None:
    report = frozen(mending)
    with pytest.raises(PermissionDenied):
        month_after.correct_monthly(report, what=Corrected.SUMMARY, new="改", reason="改", by=mending.by(who))


def test_what_is_not_frozen_is_returned_and_not_corrected(mending: Mending) -> None:
    with pytest.raises(PermissionDenied):
        month_after.correct_monthly(
            submitted(mending), what=Corrected.SUMMARY, new="改", reason="改", by=mending.by("clerk")
        )


# 审阅


def test_the_county_leader_signs_once_that_the_report_was_read(mending: Mending) -> None:
    by, report = oversee(mending), submitted(mending)
    assert MonthlyReport.objects.awaiting(by).get() == report
    review = month_after.review_monthly(report, opinion="抓紧办", by=by)
    assert (review.signed_by, review.opinion, review.read_on) == (str(by.user), "抓紧办", by.on)
    assert Entry.objects.about(report).filter(act="rect.review:S").get().reason == "抓紧办"
    assert Entry.objects.about(review).get().user_id == by.user.pk
    assert not MonthlyReport.objects.awaiting(by).exists()
    with pytest.raises(PermissionDenied):
        month_after.review_monthly(report, by=by)
    assert MonthlyReview.objects.count() == 1


def test_a_report_that_is_not_signed_yet_is_not_there_to_be_read(mending: Mending) -> None:
    by, report = oversee(mending), open_report(mending)
    with pytest.raises(PermissionDenied):
        month_after.review_monthly(report, by=by)


def test_the_leader_of_another_portfolio_signs_nothing(mending: Mending) -> None:
    report, other = submitted(mending), make_fixing(1, name="临川", days_ago=70)
    by = oversee(other)
    assert not MonthlyReport.objects.visible_to(by).filter(pk=report.pk).exists()
    review = month_after.review_monthly(report, by=oversee(mending))
    assert MonthlyReview.objects.visible_to(mending.by("unit_head")).get() == review
    for one in (by, other.by("clerk"), other.by("unit_head"), mending.by("leadership")):
        assert not MonthlyReview.objects.visible_to(one).exists()
    with pytest.raises(PermissionDenied):
        month_after.review_monthly(report, by=by)
    for who in ("director", "clerk", "unit_head", "leadership"):
        with pytest.raises(PermissionDenied):
            month_after.review_monthly(report, by=mending.by(who))


# 冻结的月报与留痕一致


@dataclass(frozen=True)
class Told:
    """An item at an instant, from the entries alone, as an auditor would read them."""

    state: str
    progress: str
    closed_on: dt.date | None


def told_by_the_trail(item: Item, at: dt.datetime) -> Told:
    state, level, closed_on = str(ItemState.UNCLAIMED), str(Progress.UNDONE), None
    rows = Entry.objects.filter(record_type="rectification.item", record_id=item.pk, at__lte=at)
    for entry in rows.order_by("at", "id"):
        if entry.to_state:
            state = entry.to_state
            closed_on = timezone.localdate(entry.at) if state == ItemState.CLOSED else None
        level = entry.facts.get("progress", level)
    return Told(state, level, closed_on)


@dataclass
class Months:
    """A unit whose year goes by, act by act, each on its own day."""

    mending: Mending
    at: dt.datetime

    def by(self, who: str) -> Actor:
        self.at += dt.timedelta(minutes=1)
        return self.mending.by(who, self.at)

    def say(self, place: int, level: Progress) -> None:
        item = self.mending.items[place]
        progress.report_progress(item, progress=level, text="如期推进", by=self.by("unit_liaison"))

    def apply(self, place: int) -> None:
        item = self.mending.items[place]
        for measure in item.measures.all():
            progress.report_measure(
                measure, progress=Progress.DONE, text="已清退", by=self.by("unit_liaison")
            )
        make_evidence(self.mending, item)
        self.say(place, Progress.DONE)
        closing.apply_closing([self.mending.items[place]], by=self.by("unit_head"))

    def close(self, place: int) -> None:
        self.apply(place)
        closing.check_items([self.mending.items[place]], by=self.by("clerk"))
        closing.close_items([self.mending.items[place]], by=self.by("director"))

    def reopen(self, place: int) -> None:
        asked = ask_to_revoke(self.mending.items[place], by=self.by("clerk"))
        revoking.approve_reopening(asked, by=self.by("director"))

    def report(self, month: dt.date, meanwhile: Callable[[], None]) -> MonthlyReport:
        """Open the month, let something happen, write, sign, accept."""
        self.at = noon(month_open.last_day(month) + 2 * DAY)
        report = month_open.open_month(self.mending.assignment, month, by=clock(self.at))
        meanwhile()
        said = {line.pk: {"late_reason": "资金未到位"} for line in report.lines.all()}
        monthly.write_monthly(
            report, summary="如期推进", next_steps="", lines=said, send=True, by=self.by("unit_liaison")
        )
        monthly.sign_monthly(report, by=self.by("unit_head"))
        return monthly.accept_monthly(report, by=self.by("clerk"))


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def test_each_month_the_frozen_report_equals_what_the_trail_says_of_that_instant() -> None:
    mending = make_fixing(5, days_ago=30)
    months = Months(mending, timezone.now())
    first = today().replace(day=1)
    acts: list[tuple[Callable[[], None], Callable[[], None]]] = [
        (lambda: months.say(0, Progress.MOSTLY), lambda: months.apply(1)),
        (lambda: months.close(2), lambda: months.close(3)),
        (lambda: months.reopen(2), lambda: months.say(0, Progress.DONE)),
        (lambda: months.say(2, Progress.MOSTLY), lambda: months.reopen(3)),
        (lambda: months.say(4, Progress.MOSTLY), lambda: None),
    ]
    seen: set[tuple[str, str]] = set()
    closed_counts = []
    frozen_at: list[tuple[MonthlyReport, dt.datetime]] = []
    month = first
    for within, meanwhile in acts:
        months.at = noon(month + 20 * DAY) if month != first else timezone.now() + DAY
        within()
        frozen_at.append((months.report(month, meanwhile), months.at))
        month = (month + 40 * DAY).replace(day=1)
    for report, at in frozen_at:
        stored = MonthlyReport.objects.get(pk=report.pk)
        last = month_open.last_day(report.month)
        told = {item.pk: told_by_the_trail(item, at) for item in mending.items}
        for line in stored.lines.all():
            assert (line.stood, line.stood_at) == (told[line.item_id].state, told[line.item_id].progress)
            seen.add((line.stood, line.stood_at))
        closed_ones = [one for one in told.values() if one.closed_on and one.closed_on <= last]
        in_month = [one for one in closed_ones if one.closed_on and one.closed_on >= report.month]
        assert stored.figures["total"] == len(told)
        assert stored.figures["closed"] == len(closed_ones)
        assert stored.figures["closed_this_month"] == len(in_month)
        closed_counts.append(len(closed_ones))
    assert closed_counts == [0, 1, 1, 0, 0]
    assert {state for state, _ in seen} == {ItemState.FIXING, ItemState.APPLIED, ItemState.CLOSED}
    assert {level for _, level in seen} == set(Progress.values)


def test_the_figures_of_many_units_equal_those_of_each(mending: Mending) -> None:
    other = make_fixing(3, name="临川", days_ago=70)
    closed(other)
    reports = [open_report(mending), open_report(other)]
    many = month_figures.figures_of_all(reports)
    assert many == {report.pk: month_figures.figures_of(report) for report in reports}
    assert [many[report.pk]["total"] for report in reports] == [2, 3]
    assert model_to_dict(reports[0])["figures"] == {}
