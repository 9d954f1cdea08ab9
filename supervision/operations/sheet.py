"""评估打分表: drafted, rewritten, taken into force; another edition follows."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.rules import may
from audit import operations as audit
from audit.actor import Actor
from organizations.models import Office
from rectification.operations.refusal import require
from rounds.operations.making import make
from supervision import rules
from supervision.models import ScoreSheet
from supervision.scoring import wrong_with
from supervision.sheet_text import read_sheet
from supervision.states import SheetState

TEXTS = ("lines", "raters", "vetoes", "bands")


def draft_sheet(office: Office, *, name: str, texts: Mapping[str, str], by: Actor) -> ScoreSheet:
    """草拟打分表: the next edition of its name."""
    require(may(by, "sv.sheet:C"))
    _refuse_wrong(texts)
    editions = ScoreSheet.objects.filter(office=office, name=name)
    last = editions.aggregate(last=Max("edition"))["last"] or 0
    sheet = ScoreSheet(office=office, name=name, edition=last + 1, **_kept(texts))
    return make(sheet, by=by, act="sv.sheet:C")


def edit_sheet(
    sheet: ScoreSheet, *, texts: Mapping[str, str], by: Actor, version: int | None = None
) -> ScoreSheet:
    """修改打分表: until it is in force."""
    require(rules.can_edit_sheet(by, sheet))
    _refuse_wrong(texts)
    return audit.edit(sheet, by=by, act="sv.sheet:E", changes=_kept(texts), version=version)


def adopt_sheet(sheet: ScoreSheet, *, by: Actor, opinion: str = "") -> ScoreSheet:
    """启用打分表: the edition before it is used no more for what is begun; what was begun keeps its own."""
    require(rules.can_adopt_sheet(by, sheet))
    before = ScoreSheet.objects.in_force().filter(office=sheet.office, name=sheet.name)
    with transaction.atomic():
        # Of two editions adopted at once the second waits here, and finds the first in force
        Office.objects.select_for_update().get(pk=sheet.office_id)
        for old in before:
            audit.move(old, SheetState.RETIRED, by=by, reason=f"启用{sheet}")
        return audit.move(sheet, SheetState.IN_FORCE, by=by, reason=opinion)


def _kept(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: texts[name] for name in TEXTS}


def _refuse_wrong(texts: Mapping[str, str]) -> None:
    if wrong := wrong_with(read_sheet(**_kept(texts))):
        raise ValidationError(wrong)
