"""整改进展、成果、佐证: what the unit did, what it brought, what proves it."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from documents.models import StoredFile
from rectification import rules
from rectification.models import Evidence, Item, ManifestationProgress, Measure, Result
from rectification.operations.refusal import require, require_words
from rectification.rules import claiming as rules_of_claim
from rectification.states import SYSTEM_KINDS, EvidenceState, Progress, ResultKind, ResultState


def report_progress(
    item: Item, *, progress: Progress, text: str, by: Actor, version: int | None = None
) -> Item:
    """登记进展: how far the item is, in the unit's words."""
    require(rules.can_report_progress(by, item))
    if progress == Progress.DONE:
        require_words(text, "done_text", "登记为已完成的，请写明完成情况。")
    changes = {"progress": progress, "done_text": text}
    return audit.edit(
        item, by=by, act="rect.progress:E", changes=changes, version=version, progress=str(progress)
    )


def report_measure(
    measure: Measure, *, progress: Progress, text: str, by: Actor, version: int | None = None
) -> Measure:
    """登记措施进展: one measure; its manifestation is as far as its slowest measure."""
    require(rules.can_report_progress(by, measure.item))
    changes = {"progress": progress, "done_text": text}
    with transaction.atomic():
        audit.edit(
            measure, by=by, act="rect.progress:E", changes=changes, version=version, progress=str(progress)
        )
        if measure.manifestation_id:
            _follow(measure, by=by)
    return measure


def report_measures(measures: Iterable[Measure], *, progress: Progress, text: str, by: Actor) -> None:
    """批量登记措施进展: the same word for several measures of one unit."""
    for measure in measures:
        report_measure(measure, progress=progress, text=text, by=by)


def _follow(measure: Measure, *, by: Actor) -> None:
    levels = Measure.objects.filter(manifestation=measure.manifestation_id, dropped=False)
    found = set(levels.values_list("progress", flat=True))
    slowest = next((level for level in Progress if level in found), Progress.UNDONE)
    for aspect in ManifestationProgress.objects.filter(manifestation=measure.manifestation_id):
        if aspect.progress != slowest:
            audit.edit(
                aspect, by=by, act="rect.progress:E", changes={"progress": slowest}, progress=str(slowest)
            )


def claim_result(
    item: Item,
    *,
    kind: ResultKind,
    quantity: Decimal,
    title: str,
    by: Actor,
    measure: Measure | None = None,
    file: StoredFile | None = None,
) -> Result:
    """申报成果: a typed number with its evidence; it counts once the office accepts it."""
    require(rules.can_claim_result(by, item))
    _refuse_claim(ResultKind(kind), quantity, file)
    result = Result(
        item=item, measure=measure, kind=kind, quantity=quantity, title=title, file=file, claimed_on=by.on
    )
    return audit.create(
        result, by=by, act="rect.progress:C", item=item.pk, result=str(kind), quantity=quantity
    )


def _refuse_claim(kind: ResultKind, quantity: Decimal, file: StoredFile | None) -> None:
    wrong = {}
    if kind.unit != "万元" and quantity != quantity.to_integral_value():
        wrong["quantity"] = f"{kind.label}按{kind.unit}计，请填整数。"
    if kind in SYSTEM_KINDS and file is None:
        wrong["file"] = "建章立制的，请上传制度文本。"  # so that the office can read what was written
    if wrong:
        raise ValidationError(wrong)


def prove_result(result: Result, file: StoredFile, *, by: Actor) -> Result:
    """补充成果佐证: the file that a claim lacked."""
    require(rules_of_claim.can_prove_result(by, result))
    return audit.edit(result, by=by, act="rect.progress:C", changes={"file": file})


def take_back_result(result: Result, *, by: Actor, reason: str = "") -> Result:
    """撤回成果申报: before the office judged it; what was wrong is claimed anew."""
    require(rules_of_claim.can_take_back_result(by, result))
    return audit.move(result, ResultState.WITHDRAWN, by=by, reason=reason)


def accept_result(result: Result, *, by: Actor, opinion: str = "") -> Result:
    """认定成果."""
    require(rules.can_accept_result(by, result))
    return audit.move(result, ResultState.ACCEPTED, by=by, reason=opinion)


def accept_results(results: Iterable[Result], *, by: Actor, opinion: str = "") -> list[Result]:
    """批量认定成果: all or none."""
    rows = list(results)
    for result in rows:
        require(rules.can_accept_result(by, result))
    return audit.move_all(rows, ResultState.ACCEPTED, by=by, reason=opinion)


def refuse_result(result: Result, *, opinion: str, by: Actor) -> Result:
    """不予认定: with the reason."""
    require(rules.can_accept_result(by, result))
    text = require_words(opinion, "reason", "请写明不予认定的理由。")
    return audit.move(result, ResultState.REFUSED, by=by, reason=text)


def reconsider_result(result: Result, *, reason: str, by: Actor) -> Result:
    """重新认定: take back what was decided."""
    require(rules.can_review_result(by, result))
    text = require_words(reason, "reason", "请写明重新认定的理由。")
    return audit.move(result, ResultState.CLAIMED, by=by, reason=text)


def add_evidence(
    item: Item, file: StoredFile, *, by: Actor, note: str = "", measure: Measure | None = None
) -> Evidence:
    """上传佐证: not handed in until it is submitted."""
    require(rules.can_add_evidence(by, item))
    evidence = Evidence(item=item, measure=measure, file=file, note=note, added_at=by.at)
    return audit.create(evidence, by=by, act="rect.evidence:C")


def submit_evidence(evidence: Iterable[Evidence], *, by: Actor) -> list[Evidence]:
    """提交佐证: from now on it can only be added to."""
    rows = list(evidence)
    for item in {row.item for row in rows}:
        require(rules.can_add_evidence(by, item))
    return audit.move_all(rows, EvidenceState.SUBMITTED, by=by)


def withdraw_evidence(evidence: Evidence, *, by: Actor, reason: str = "") -> Evidence:
    """撤回佐证: before it is handed in."""
    require(rules.can_withdraw_evidence(by, evidence))
    return audit.move(evidence, EvidenceState.WITHDRAWN, by=by, reason=reason)
