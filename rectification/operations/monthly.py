"""整改月报: filled in, signed, accepted, frozen. Opened in ``month_open``, put right in ``month_after``."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import OuterRef, Subquery

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import meet, reopen
from documents.models import StoredFile
from documents.operations.files import store
from rectification import rules
from rectification.models import Evidence, Item, Measure, MonthlyLine, MonthlyReport
from rectification.operations import progress as mending
from rectification.operations.month_figures import figures_of
from rectification.operations.month_open import CODE, last_day
from rectification.operations.refusal import require, require_words
from rectification.states import EvidenceState, Progress, ReportState

OWING = (ReportState.OPEN, ReportState.SIGNING, ReportState.RETURNED)
Said = Mapping[UUID, Mapping[str, Any]]


@dataclass(frozen=True)
class Beside:
    """What a month's form brings beside the lines.

    Attributes:
        measures: how far measures of the items are, by their keys.
        files: evidence, by the key of the item's line.
    """

    measures: Said = field(default_factory=dict)
    files: Mapping[UUID, Sequence[File]] = field(default_factory=dict)  # type: ignore[type-arg]


NOTHING_BESIDE = Beside()
NO_LEVELS: Mapping[UUID, str] = {}


def write_monthly(
    report: MonthlyReport,
    *,
    summary: str,
    next_steps: str,
    lines: Said,
    by: Actor,
    version: int | None = None,
    send: bool = False,
    beside: Beside = NOTHING_BESIDE,
) -> MonthlyReport:
    """填报月报: the words of the month, a line for each item; and 送签 with it, all or none.

    What changed goes into the ledger, too, where the item is being mended: it is typed once.
    """
    require(rules.can_edit_monthly(by, report))
    if send:
        _refuse_unready(report, summary, lines)
    brought = _kept(report, beside.files, by=by)
    with transaction.atomic():
        changes = {"summary": summary, "next_steps": next_steps}
        audit.edit(report, by=by, act="rect.monthly:C", changes=changes, version=version)
        for line in report.lines.filter(pk__in=lines).select_related("item"):
            _write_line(line, lines[line.pk], by=by)
        _write_measures(report, beside.measures, by=by)
        for item, file in brought:
            mending.add_evidence(item, file, by=by)
        if send:
            send_monthly(report, by=by)
    return report


def _kept(
    report: MonthlyReport,
    files: Mapping[UUID, Sequence[File]],  # type: ignore[type-arg]
    *,
    by: Actor,
) -> list[tuple[Item, StoredFile]]:
    """Keep the files before the rows: nothing slow inside the transaction."""
    found = []
    for line in report.lines.filter(pk__in=files).select_related("item"):
        require(rules.can_add_evidence(by, line.item))
        found += [(line.item, store(upload, by=by, act="rect.evidence:C")) for upload in files[line.pk]]
    return found


def _write_line(line: MonthlyLine, said: Mapping[str, Any], *, by: Actor) -> None:
    new = {name: value for name, value in said.items() if getattr(line, name) != value}
    if not new:
        return
    facts: dict[str, Any] = {
        "report": line.report_id,
        "item": line.item_id,
        "progress": str(new.get("progress", line.progress)),
    }
    audit.edit(line, by=by, act="rect.monthly:C", changes=new, **facts)
    item = line.item
    level, text = Progress(line.progress), line.text
    moved = (level, text) != (item.progress, item.done_text) and {"progress", "text"} & new.keys()
    if moved and rules.can_report_progress(by, item):
        if level == Progress.DONE and not text.strip():
            raise ValidationError(f"「{item}」登记为已完成，请写明完成情况。")
        mending.report_progress(item, progress=level, text=text, by=by)


def _write_measures(report: MonthlyReport, said: Said, *, by: Actor) -> None:
    rows = Measure.objects.filter(pk__in=said, item__monthly_lines__report=report, dropped=False)
    for measure in rows.select_related("item"):
        level, text = said[measure.pk]["progress"], said[measure.pk]["text"]
        if (level, text) != (measure.progress, measure.done_text):
            mending.report_measure(measure, progress=Progress(level), text=text, by=by)


def proposed_summary(report: MonthlyReport) -> str:
    """Return the month in one sentence, for the liaison to go on from."""
    told = figures_of(report)
    parts = (
        f"共有反馈问题 {told['total']} 个，已销号 {told['closed']} 个",
        f"其中本月 {told['closed_this_month']} 个",
        f"在整改的已完成 {told['done']} 个、基本完成 {told['mostly']} 个、未完成 {told['undone']} 个",
    )
    return "，".join(parts) + "。"


def late_lines(
    report: MonthlyReport, lines: Iterable[MonthlyLine], levels: Mapping[UUID, str] = NO_LEVELS
) -> set[UUID]:
    """Return the keys of lines whose item was past its date when the month ended, and is not done.

    Args:
        report: of which month.
        lines: of it.
        levels: how far a line says that it is, where it is being said anew.
    """
    last = last_day(report.month)
    undone = (line for line in lines if levels.get(line.pk, line.progress) != Progress.DONE)
    return {line.pk for line in undone if _was_late(line.item, last)}


def _was_late(item: Item, last: dt.date) -> bool:
    return bool(item.due_on and item.due_on < last and not item.long_term)


def send_monthly(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """送签月报: to the unit's head, the evidence handed in with it; an overdue item needs its reason."""
    require(rules.can_edit_monthly(by, report))
    _refuse_unready(report, report.summary, {})
    drafts = Evidence.objects.filter(item__monthly_lines__report=report, state=EvidenceState.DRAFT)
    with transaction.atomic():
        rows = [row for row in drafts.select_related("item") if rules.can_add_evidence(by, row.item)]
        mending.submit_evidence(rows, by=by)
        return audit.move(report, ReportState.SIGNING, by=by)


def _refuse_unready(report: MonthlyReport, summary: str, said: Said) -> None:
    """Refuse a report that lacks its words, or the reason of something late."""
    require_words(summary, "summary", "请填写本月整改情况。")
    late = report.lines.filter(item__due_on__lt=last_day(report.month), item__long_term=False)
    missing = sum(_unexplained(line, said.get(line.pk, {})) for line in late)
    if missing:
        raise ValidationError(f"有 {missing} 个逾期问题没有写明逾期原因，请补充后再送签。")


def _unexplained(line: MonthlyLine, said: Mapping[str, Any]) -> bool:
    done = said.get("progress", line.progress) == Progress.DONE
    return not done and not said.get("late_reason", line.late_reason).strip()


def sign_monthly(report: MonthlyReport, *, by: Actor, signed_by: str = "") -> MonthlyReport:
    """签发月报: by the unit's head; it goes to the office."""
    require(rules.can_sign_monthly(by, report))
    changes = {"signed_by": signed_by or by.signature, "submitted_on": by.on}
    with transaction.atomic():
        for deadline in Deadline.objects.about(report).open():
            meet(deadline, by.on, by=by, act="rect.monthly:S")
        return audit.move(report, ReportState.SUBMITTED, by=by, changes=changes)


def hand_back_monthly(report: MonthlyReport, *, reason: str, by: Actor) -> MonthlyReport:
    """退回经办人: the head wants it changed."""
    require(rules.can_sign_monthly(by, report))
    text = require_words(reason, "reason", "请写明需要修改的内容。")
    return audit.move(report, ReportState.OPEN, by=by, reason=text)


def return_monthly(report: MonthlyReport, *, reason: str, by: Actor) -> MonthlyReport:
    """退回补充: the office wants it completed; the unit owes it again, by the same day."""
    require(rules.can_accept_monthly(by, report))
    text = require_words(reason, "reason", "请写明退回补充的内容。")
    with transaction.atomic():
        for deadline in Deadline.objects.about(report).coded(CODE).filter(met_on__isnull=False):
            reopen(deadline, by=by, act="rect.monthly:A", reason=text)
        return audit.move(report, ReportState.RETURNED, by=by, reason=text)


def accept_monthly(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """接收月报: the figures of the month, and where the ledger has each item, are frozen in it."""
    require(rules.can_accept_monthly(by, report))
    with transaction.atomic():
        # Nobody moves an item between the figures and the lines
        list(Item.objects.select_for_update().filter(assignment=report.assignment_id).values_list("pk"))
        accepted = audit.move(report, ReportState.FROZEN, by=by, changes={"figures": figures_of(report)})
        here = Item.objects.filter(pk=OuterRef("item"))
        report.lines.update(
            stood=Subquery(here.values("state")[:1]), stood_at=Subquery(here.values("progress")[:1])
        )
    return accepted
