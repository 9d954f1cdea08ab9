"""专项材料: opened with the claiming, written, signed with its scan, taken in or returned, read."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import operations as audit
from audit.actor import Actor
from deadlines.models import Deadline
from deadlines.operations.deadline import Place, meet, set_deadline
from documents.models import StoredFile
from rectification.models import PaperReading, UnitPaper
from rectification.operations.refusal import require, require_words
from rectification.rules import unit_paper as rules
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState
from rounds.models import Assignment

WRITE, DUE = "rect.solemn:E", "democratic_meeting"
LAPSED = "报告退回修改，重新审阅"
TEXTS = {
    UnitPaperKind.MEETING: ("held_on", "presided_by", "attendance", "text"),
    UnitPaperKind.HEAD: ("text",),
}


def open_papers(assignment: Assignment, *, by: Actor, start: Any, place: Place) -> list[UnitPaper]:
    """开列专项材料: what a unit owes once it has claimed its problems; the meeting has a deadline."""
    papers = [UnitPaper(assignment=assignment, kind=kind) for kind in UnitPaperKind]
    audit.create_all(papers, by=by, act="rect.claim:S")
    set_deadline(papers[0], DUE, start, by=by, act="rect.claim:S", **place)
    return papers


def write_paper(
    paper: UnitPaper,
    *,
    changes: Mapping[str, Any],
    by: Actor,
    file: StoredFile | None = None,
    version: int | None = None,
) -> UnitPaper:
    """填报专项材料: what is said; the scan, when there is a new one.

    Raises:
        ValidationError: the meeting lies before the feedback or in the future.
        Stale: somebody else saved it first.
    """
    require(rules.can_write_paper(by, paper))
    said = {name: changes[name] for name in TEXTS[UnitPaperKind(paper.kind)]}
    _check_day(paper, said.get("held_on"), by)
    told = said | ({"file": file} if file else {})
    return audit.edit(paper, by=by, act=WRITE, changes=told, version=version)


def _check_day(paper: UnitPaper, day: Any, by: Actor) -> None:
    published = paper.assignment.published_at
    if day and (day > by.on or (published and day < timezone.localdate(published))):
        raise ValidationError({"held_on": "会议日期应在反馈以后，且不晚于今天。"})


def submit_paper(paper: UnitPaper, *, by: Actor, signed_by: str = "") -> UnitPaper:
    """签发报送: by the unit's head, complete and with its scan.

    Raises:
        ValidationError: says what is missing.
    """
    require(rules.can_submit_paper(by, paper))
    if missing := lacking(paper):
        raise ValidationError(f"还缺少：{'、'.join(missing)}。请填报完整再报送。")
    changes = {"submitted_on": by.on, "signed_by": signed_by or by.signature}
    return audit.move(paper, UnitPaperState.SUBMITTED, by=by, changes=changes)


def lacking(paper: UnitPaper) -> list[str]:
    """Return what has to be there before it is handed in, and is not."""
    names = TEXTS[UnitPaperKind(paper.kind)]
    fields = (field for field in paper._meta.fields if field.name in names)
    words = [str(field.verbose_name) for field in fields if not getattr(paper, field.name)]
    return words if paper.file_id else [*words, paper.file_word]


def accept_paper(paper: UnitPaper, *, by: Actor, reason: str = "") -> UnitPaper:
    """查收: the office takes it in; the deadline of a meeting is met on the day it was held."""
    require(rules.can_take_paper_in(by, paper))
    changes = {"accepted_on": by.on, "opinion": ""}
    with transaction.atomic():
        for deadline in Deadline.objects.about(paper).open():
            meet(deadline, paper.held_on or by.on, by=by, act="rect.solemn:A")
        return audit.move(paper, UnitPaperState.ACCEPTED, by=by, reason=reason, changes=changes)


def return_paper(paper: UnitPaper, *, reason: str, by: Actor) -> UnitPaper:
    """退回修改: with what has to be put right; what will be rewritten is to be read anew."""
    require(rules.can_take_paper_in(by, paper))
    text = require_words(reason, "reason", "请写明退回修改的意见。")
    with transaction.atomic():
        audit.move(paper, UnitPaperState.RETURNED, by=by, reason=text, changes={"opinion": text})
        for reading in paper.readings.standing():
            audit.edit(reading, by=by, act="rect.solemn:A", changes={"lapsed": True}, reason=LAPSED)
    return paper


def read_paper(paper: UnitPaper, *, by: Actor, opinion: str = "") -> PaperReading:
    """审阅: the county leader has read the head's report and signs.

    Raises:
        ValidationError: it was read and signed already.
    """
    reading = PaperReading(paper=paper, signed_by=by.signature, opinion=opinion.strip(), read_on=by.on)
    try:
        with transaction.atomic():
            # Asked under the lock: what is returned meanwhile will be rewritten, and is not read
            UnitPaper.objects.select_for_update().values_list("pk").get(pk=paper.pk)
            require(rules.can_read_paper(by, paper))
            reading.validate_constraints()
            return audit.create(reading, by=by, act="rect.review:S")
    except IntegrityError:
        raise ValidationError("这份报告已经审阅。") from None
