"""Twelve months of a county's rectification, by the operations that the pages call, in simulated time.

Units report, some late, some returned; problems are closed and some closings revoked, dates are put off, some
again and again; a head changes, a unit is merged into another one, a part of a third one's work goes there, too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from accounts.clock import clock
from accounts.models import User
from audit.actor import Actor
from documents.models import StoredFile
from organizations.models import Office, OfficePost, Person, Tenure, Unit
from organizations.operations import registry
from organizations.states import OfficePostKind, TenureKind
from rectification.models import Item, MonthlyReport
from rectification.operations import (
    closing,
    extension,
    month_after,
    month_open,
    monthly,
    progress,
    revoking,
    transferring,
)
from rectification.states import ItemState, Progress, ReportState, ResultKind
from rectification.states.closing import Revocation
from rectification.states.transfer import TransferKind

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.timedelta(days=1)
EXTENSIONS, REVOCATIONS, MONTHS = 30, 20, 12
HEAD_CHANGES, MERGES, SPLITS = 4, 7, 9  # in which month of the year
Proof = Callable[[Actor], StoredFile]


@dataclass
class Year:
    """A county, and what happens to it month by month."""

    office: Office
    start: dt.date
    proof: Proof
    merged: Unit
    into: Unit
    handed: Unit  # whose head changes, and from which a part is split
    newcomer: Person
    dice: Random = field(default_factory=lambda: Random(20260101))  # noqa: S311 -- the same year each time
    done: Counter[str] = field(default_factory=Counter)
    again: Counter[Any] = field(default_factory=Counter)  # how often an item's date was put off

    # Who acts

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """Return an instant of a local day."""
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=ZONE)

    def desk(self, kind: OfficePostKind, at: dt.datetime) -> Actor:
        """Return who sits at a desk of the office."""
        posts = OfficePost.objects.on(at.date()).filter(office=self.office, kind=kind)
        user = User.objects.filter(person__in=posts.values("person"), is_active=True).order_by("pk")[0]
        return Actor(user=user, at=at, signed_in_at=at)

    def clerk(self, at: dt.datetime) -> Actor:
        """Return the clerk at work."""
        return self.desk(OfficePostKind.CLERK, at)

    def director(self, at: dt.datetime) -> Actor:
        """Return the director at work."""
        return self.desk(OfficePostKind.DIRECTOR, at)

    def of(self, unit: Unit, kind: TenureKind, at: dt.datetime) -> Actor:
        """Return who heads a unit, or liaises for it, on that day."""
        tenures = Tenure.objects.on(at.date()).filter(unit=unit, kind=kind)
        user = User.objects.filter(person__in=tenures.values("person"), is_active=True).order_by("pk")[0]
        return Actor(user=user, at=at, signed_in_at=at)

    def first(self, month: int) -> dt.date:
        """Return the first day of a month of the year; 0 is the month before it, 13 the one after."""
        index = self.start.month - 1 + month - 1
        return dt.date(self.start.year + index // 12, index % 12 + 1, 1)

    # The months

    def play(self) -> Iterator[tuple[int, dt.datetime]]:
        """Go through the year, after the report of the month before it; stop when a month's reports are in."""
        for month in range(1, MONTHS + 2):
            first = self.first(month)
            month_open.open_due_months(by=clock(self.at(first, 1)))
            self._report(month - 1, first)
            if month > 1:
                yield month - 1, self.at(first + 12 * DAY, 20)
            if month <= MONTHS:
                self._work(month, first)

    def _work(self, month: int, first: dt.date) -> None:
        """What happens between one month's reports and the next, in the order of the days."""
        if month == HEAD_CHANGES:
            self._change_head(first + 13 * DAY)
        if month == SPLITS:
            self._split(first + 13 * DAY)
        self._put_off(month, first + 14 * DAY)
        self._close(first + 18 * DAY)
        self._revoke(month, first + 22 * DAY)
        self._long_term(month, first + 24 * DAY)

    # Reports

    def _report(self, month: int, first: dt.date) -> None:
        """Written on the 2nd, late ones on the 8th; accepted on the 4th, returned ones and late ones later."""
        reports = list(self._of_month(month))
        returned = {one.pk for one in reports if self.dice.random() < 0.15}
        self._bring([one for one in reports if not self._is_late(one, month)], first + DAY, returned)
        if month == MERGES:
            self._merge(first + 6 * DAY)
        late = [one for one in self._of_month(month) if one.state == ReportState.OPEN]
        self._bring(late, first + 7 * DAY, returned)
        self.done["迟报"] += len(late)
        if month % 2 == 0:
            self._correct(month, first + 11 * DAY)

    def _is_late(self, report: MonthlyReport, month: int) -> bool:
        owes = month == MERGES and report.unit_id == self.merged.pk
        return self.dice.random() < 0.2 or owes

    def _bring(self, reports: list[MonthlyReport], day: dt.date, returned: set[Any]) -> None:
        for report in reports:
            self._send(report, day)
        for report in reports:
            self._accept(report, day + 2 * DAY, returned=report.pk in returned)

    def _of_month(self, month: int) -> Iterator[MonthlyReport]:
        rows = MonthlyReport.objects.filter(month=self.first(month), assignment__office=self.office)
        yield from rows.select_related("unit", "assignment__unit").order_by("unit__name", "pk")

    def _send(self, report: MonthlyReport, day: dt.date) -> None:
        by = self.of(report.unit, TenureKind.LIAISON, self.at(day, 10))
        lines: dict[Any, dict[str, str]] = {}
        for line in report.lines.select_related("item").order_by("pk"):
            lines[line.pk] = {"late_reason": "项目跨年度实施"}
            if line.item.state == ItemState.FIXING and self.dice.random() < 0.25:
                lines[line.pk] |= {"progress": Progress.MOSTLY, "text": "主体任务已经完成"}
        monthly.write_monthly(
            report, summary="按方案推进", next_steps="继续整改", lines=lines, send=True, by=by
        )
        head = self.of(report.unit, TenureKind.HEAD, self.at(day + DAY, 16))
        monthly.sign_monthly(report, by=head)
        self.done["月报"] += 1

    def _accept(self, report: MonthlyReport, day: dt.date, *, returned: bool) -> None:
        by = self.clerk(self.at(day, 9))
        if returned:
            monthly.return_monthly(report, reason="请补充逾期原因", by=by)
            self.done["退回月报"] += 1
            liaison = self.of(report.unit, TenureKind.LIAISON, self.at(day, 11))
            monthly.write_monthly(
                report, summary="补充后报送", next_steps="继续整改", lines={}, send=True, by=liaison
            )
            monthly.sign_monthly(report, by=self.of(report.unit, TenureKind.HEAD, self.at(day, 15)))
        monthly.accept_monthly(report, by=self.clerk(self.at(day, 17)))

    def _correct(self, month: int, day: dt.date) -> None:
        """更正: one figure and one line of a report that is frozen."""
        report = self.dice.choice(list(self._of_month(month)))
        by = self.clerk(self.at(day, 10))
        right = str(Decimal(str(report.figures["money"])) + 2)
        month_after.correct_monthly(report, what="money", new=right, reason="凭证核对有误", by=by)
        line = report.lines.order_by("pk").first()
        month_after.correct_monthly(report, what="text", new="补记一笔", reason="漏记", line=line, by=by)
        self.done["更正"] += 2

    # Items

    def _items(self, *states: ItemState) -> list[Item]:
        rows = Item.objects.filter(
            state__in=states, assignment__office=self.office, assignment__state="rectifying"
        )
        near = rows.select_related("finding", "unit", "assignment__unit", "assignment__team__round")
        return list(near.order_by("assignment", "finding__number"))

    def _some(self, rows: list[Item], many: int) -> list[Item]:
        return self.dice.sample(rows, min(many, len(rows)))

    def _put_off(self, month: int, day: dt.date) -> None:
        """延期: thirty in the year; every third one of an item that was put off before."""
        due = round(EXTENSIONS * month / MONTHS) - self.done["延期"]
        rows = [one for one in self._items(ItemState.FIXING) if not one.long_term]
        rows = [one for one in rows if not one.extensions.under_way().exists()]
        before = self._some([one for one in rows if self.again[one.pk]], due // 3)
        fresh = [one for one in rows if one not in before]
        for item in [*before, *self._some(fresh, due - len(before))]:
            self._put_one_off(item, day)

    def _put_one_off(self, item: Item, day: dt.date) -> None:
        until = max(item.due_on or day, day) + self.dice.randrange(20, 60) * DAY
        liaison = self.of(item.unit, TenureKind.LIAISON, self.at(day, 9))
        asked = extension.ask_extension(item, new_due=until, reason="项目跨年度实施", by=liaison)
        extension.sign_extension(asked, by=self.of(item.unit, TenureKind.HEAD, self.at(day, 11)))
        extension.propose_extension(asked, by=self.clerk(self.at(day, 15)))
        extension.approve_extension(asked, by=self.director(self.at(day + DAY, 9)))
        self.again[item.pk] += 1
        self.done["延期"] += 1
        self.done["再次延期"] += self.again[item.pk] > 1

    def _close(self, day: dt.date) -> None:
        """销号: so many that enough are left to be revoked and enough go on being mended."""
        rows = [one for one in self._items(ItemState.FIXING) if not one.extensions.under_way().exists()]
        for item in self._some(rows, max(3, len(rows) // 9)):
            self._close_one(item, day)

    def _close_one(self, item: Item, day: dt.date) -> None:
        by = self.of(item.unit, TenureKind.LIAISON, self.at(day, 9))
        for measure in item.measures.filter(dropped=False).exclude(progress=Progress.DONE):
            progress.report_measure(measure, progress=Progress.DONE, text="已完成", by=by)
        progress.submit_evidence([progress.add_evidence(item, self.proof(by), by=by, note="凭证")], by=by)
        item.refresh_from_db()
        if self.dice.random() < 0.4:
            self._claim(item, by)
        progress.report_progress(item, progress=Progress.DONE, text="问题已经整改到位。", by=by)
        closing.apply_closing([item], by=by)
        closing.check_items([item], by=self.clerk(self.at(day + DAY, 9)))
        closing.close_items([item], by=self.director(self.at(day + 2 * DAY, 9)))
        self.done["销号"] += 1

    def _claim(self, item: Item, by: Actor) -> None:
        kind = self.dice.choice([ResultKind.MONEY, ResultKind.ACCOUNTABILITY, ResultKind.WIDER])
        quantity = Decimal(self.dice.randrange(1, 9))
        made = progress.claim_result(item, kind=kind, quantity=quantity, title="整改成果", by=by)
        progress.accept_result(made, by=self.clerk(by.at + dt.timedelta(hours=5)))
        self.done["成果"] += 1

    def _revoke(self, month: int, day: dt.date) -> None:
        """撤销销号: twenty in the year."""
        due = round(REVOCATIONS * month / MONTHS) - self.done["撤销销号"]
        for item in self._some(self._items(ItemState.CLOSED), due):
            clerk = self.clerk(self.at(day, 10))
            until = min(day + 60 * DAY, revoking.latest_due(item, day))
            kind = self.dice.choice(list(Revocation))
            asked = revoking.propose_reopening(
                item, kind=kind, reason="回访发现反弹", new_due=until, by=clerk
            )
            revoking.approve_reopening(asked, by=self.director(self.at(day, 16)))
            self.again.pop(item.pk, None)
            self.done["撤销销号"] += 1

    def _long_term(self, month: int, day: dt.date) -> None:
        if month % 4:
            return
        rows = [one for one in self._items(ItemState.FIXING) if not one.long_term]
        for item in self._some(rows, 1):
            closing.make_long_term(
                item, look_at_on=day + 90 * DAY, reason="长期坚持", by=self.clerk(self.at(day, 9))
            )
            self.done["常态化"] += 1

    # The hard cases

    def _change_head(self, day: dt.date) -> None:
        """领导更替: the former head's tenure ends the day before."""
        post = Tenure(
            unit=self.handed, person=self.newcomer, kind=TenureKind.HEAD, title="主要负责人", since=day
        )
        registry.appoint(post, by=self.clerk(self.at(day, 9)))
        self.done["换主要负责人"] += 1

    def _merge(self, day: dt.date) -> None:
        """单位并入, while it still owes the month: the report is the successor's from now on."""
        by = self.clerk(self.at(day, 9))
        registry.end_unit(self.merged, ended_on=day, successor=self.into, reason="机构改革", by=by)
        self.done["并入"] += self._pass_on(self.merged, TransferKind.MERGED, [], day)

    def _split(self, day: dt.date) -> None:
        """职责划出: two of the problems that the unit is mending."""
        mine = [one for one in self._items(ItemState.FIXING) if one.unit_id == self.handed.pk]
        self.done["划出"] += self._pass_on(self.handed, TransferKind.SPLIT, self._some(mine, 2), day)

    def _pass_on(self, unit: Unit, kind: TransferKind, items: list[Item], day: dt.date) -> int:
        keys = [item.pk for item in items]
        asked = transferring.ask(kind=kind, to=self.into, document="编委文件", reason="机构改革", items=keys)
        proposal = transferring.propose_transfer(unit, asked, by=self.clerk(self.at(day, 10)))
        return len(transferring.approve_transfer(proposal, by=self.director(self.at(day, 15))))
