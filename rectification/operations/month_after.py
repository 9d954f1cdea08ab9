"""月报以后: 更正 beside a frozen report, 审阅 by the county leader."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit import operations as audit
from audit.actor import Actor
from rectification import rules
from rectification.models import MonthlyCorrection, MonthlyLine, MonthlyReport, MonthlyReview
from rectification.operations.refusal import require, require_words
from rectification.states import Corrected, MonthFigure, Progress
from ui.wording import number

OF_REPORT = (Corrected.SUMMARY, Corrected.NEXT_STEPS)
TOO_MUCH = 10**8
OF_LINE = (Corrected.PROGRESS, Corrected.TEXT, Corrected.LATE_REASON)


def correct_monthly(
    report: MonthlyReport,
    *,
    what: str,
    new: str,
    reason: str,
    by: Actor,
    line: MonthlyLine | None = None,
) -> MonthlyCorrection:
    """更正月报: who, when, why, old and new stand beside the report; the report itself stays as accepted.

    Args:
        report: accepted, so that nothing of it changes any more.
        what: a word of ``Corrected`` or ``MonthFigure``.
        new: as a person writes it; a figure is a number, a progress one of its three words.
        reason: why.
        by: who.
        line: whose problem, where the word is one of a line.
    """
    require(rules.can_correct_monthly(by, report))
    words = require_words(reason, "reason", "请写明更正的理由。")
    right = _checked(what, require_words(new, "new", "请填写更正后的内容。"))
    with transaction.atomic():
        # Two who correct the same thing: the second corrects what the first wrote
        MonthlyReport.objects.select_for_update().get(pk=report.pk)
        old = said_now(report, what, line)
        if right == old:
            raise ValidationError({"new": "更正后的内容与现在的相同，请核对。"})
        made = MonthlyCorrection(
            report=report,
            line=line,
            what=what,
            old=old,
            new=right,
            reason=words,
            made_by_id=by.user.pk,
            at=by.at,
        )
        told = {"report": report.pk, "line": line.pk if line else None, "what": str(what), "new": right}
        audit.create(made, by=by, act="rect.monthly:A", reason=words, **told)
        audit.note(report, by=by, act="rect.monthly:A", reason=f"更正{made}：{words}")
    return made


def said_now(report: MonthlyReport, what: str, line: MonthlyLine | None = None) -> str:
    """Return what the report says of a thing today: as it was accepted, or as last corrected."""
    last = report.corrections.filter(what=what, line=line).order_by("-at", "-pk").first()
    if last is not None:
        return str(last.new)
    if what in MonthFigure.values:
        return number(report.figures.get(what, 0))
    if line is not None and what == Corrected.PROGRESS:
        return str(line.get_progress_display())
    return str(getattr(line or report, what))


def _checked(what: str, new: str) -> str:
    if what in MonthFigure.values:
        return _checked_figure(MonthFigure(what), new)
    if what == Corrected.PROGRESS and new not in Progress.labels:
        raise ValidationError({"new": f"完成程度请填“{'”“'.join(Progress.labels)}”之一。"})
    return new


def _checked_figure(what: MonthFigure, new: str) -> str:
    try:
        value = Decimal(new.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValidationError({"new": f"{what.label}是数字，请只填数字。"}) from None
    if not value.is_finite() or not 0 <= value < TOO_MUCH:
        raise ValidationError({"new": f"{what.label}不能小于零，也不会超过一亿，请核对。"})
    if what != MonthFigure.MONEY and value != value.to_integral_value():
        raise ValidationError({"new": f"{what.label}请填整数。"})
    return number(value + 0)  # -0 is 0


def corrected(figures: dict[str, Any], corrections: Iterable[MonthlyCorrection]) -> dict[str, Any]:
    """Return the figures of a report with what was put right since."""
    said = {one.what: one.new.replace(",", "") for one in corrections if one.what in MonthFigure.values}
    whole = {name: value if name == MonthFigure.MONEY else int(value) for name, value in said.items()}
    return {**figures, **whole}


def corrections_of(reports: Iterable[UUID]) -> dict[UUID, list[MonthlyCorrection]]:
    """Return the corrections of many reports, in order, by report; one question."""
    found: dict[UUID, list[MonthlyCorrection]] = {}
    for one in MonthlyCorrection.objects.filter(report__in=reports).in_order():
        found.setdefault(one.report_id, []).append(one)
    return found


def review_monthly(report: MonthlyReport, *, by: Actor, opinion: str = "") -> MonthlyReview:
    """审阅月报: read by the county leader who oversees the unit, and signed 已阅."""
    require(rules.can_review_monthly(by, report))
    review = MonthlyReview(report=report, signed_by=by.signature, opinion=opinion.strip(), read_on=by.on)
    try:
        with transaction.atomic():
            audit.create(review, by=by, act="rect.review:S", reason=review.opinion)
            audit.note(report, by=by, act="rect.review:S", reason=review.opinion or "已阅")
    except IntegrityError:
        raise ValidationError("这份月报您已经审阅，不需要再签。") from None
    return review
