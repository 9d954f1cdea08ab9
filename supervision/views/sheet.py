"""评估打分表: the list, one edition, drafting, rewriting, taking into force."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.models import Entry
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.office import own_office
from rounds.views.request import Request
from supervision import rules
from supervision.forms.assessment import NewSheetForm, SheetForm
from supervision.models import ScoreSheet
from supervision.operations import sheet as operations
from supervision.operations.sheet import TEXTS
from supervision.states import SheetState
from supervision.views.acting import ASKED, allowed, overtaken
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "name": ("名称", ("name", "-edition")),
    "edition": ("版次", ("edition", "name"), "num"),
    "office": ("巡察机构", ("office__name", "name")),
    "state": ("状态", ("state", "name"), "narrow"),
}


@act("sv.sheet:V")
@require_safe
def sheet_list(request: Request) -> HttpResponse:
    """评估打分表."""
    rows = ScoreSheet.objects.visible_to(request.actor).select_related("office")
    listing: Listing[ScoreSheet] = Listing(
        request, rows, sorts=COLUMNS, default_sort="name", search=("name__icontains",)
    )
    facts = {
        "listing": listing,
        "may_draft": bool(held(request.actor, "sv.sheet:C")),
        "crumbs": [("评估打分表", "")],
    }
    return show(request, "supervision/sheet_list.html", facts, part="table")


@act("sv.sheet:V")
@require_safe
def sheet_detail(request: Request, pk: UUID) -> HttpResponse:
    """一版打分表."""
    sheet, by = _found(request, pk), request.actor
    facts = {
        "record": sheet,
        "sheet": sheet.sheet,
        "may_edit": rules.can_edit_sheet(by, sheet),
        "may_adopt": rules.can_adopt_sheet(by, sheet),
        "may_follow": bool(held(by, "sv.sheet:C")),
        "entries": Entry.objects.about(sheet).select_related("user"),
        "crumbs": _crumbs((str(sheet), "")),
    }
    return show(request, "supervision/sheet_detail.html", facts)


@act("sv.sheet:C")
@require_http_methods(ASKED)
def sheet_draft(request: Request) -> HttpResponse:
    """草拟打分表: from nothing, or from an edition that stands."""
    office = own_office(request.actor)
    before = ScoreSheet.objects.visible_to(request.actor).filter(office=office)
    source = before.filter(name=request.GET.get("from", "")).order_by("-edition").first()
    initial = {name: getattr(source, name) for name in ("name", *TEXTS)} if source else {}
    form = NewSheetForm(request.POST or None, initial=initial)
    back = reverse("supervision:sheet_list")
    facts = {"crumbs": _crumbs(("草拟", "")), "draft": "score-sheet"}
    asked = Ask("草拟评估打分表", "保存", back, "已保存。", template="form.html", facts=facts)
    return ask_and_do(
        request,
        asked,
        form,
        lambda said: operations.draft_sheet(office, name=said["name"], texts=said, by=request.actor),
    )


@act("sv.sheet:E")
@require_http_methods(ASKED)
@overtaken
def sheet_edit(request: Request, pk: UUID) -> HttpResponse:
    """修改打分表."""
    sheet, by = _found(request, pk), request.actor
    stand(sheet, SheetState.DRAFT)
    allowed(request, rules.can_edit_sheet(by, sheet))
    form = SheetForm(
        request.POST or None, initial={name: getattr(sheet, name) for name in (*TEXTS, "version")}
    )

    def run(said: dict[str, Any]) -> object:
        return operations.edit_sheet(sheet, texts=said, version=said["version"], by=by)

    asked = _ask(sheet, "修改", "已保存。", template="form.html", draft=f"score-sheet-{pk}")
    return ask_and_do(request, asked, form, run)


@act("sv.sheet:A")
@require_http_methods(ASKED)
@overtaken
def sheet_adopt(request: Request, pk: UUID) -> HttpResponse:
    """启用打分表."""
    sheet, by = _found(request, pk), request.actor
    stand(sheet, SheetState.DRAFT)
    allowed(request, rules.can_adopt_sheet(by, sheet))
    effects = [
        "以后开始的评估用这一版",
        "同名的前一版停用；已经开始的评估仍用开始时的版次",
        "启用后不能再修改",
    ]
    asked = _ask(sheet, "启用", "已启用。", effects=effects)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    return ask_and_do(
        request, asked, form, lambda said: operations.adopt_sheet(sheet, opinion=said["reason"], by=by)
    )


def _found(request: Request, pk: UUID) -> ScoreSheet:
    rows = ScoreSheet.objects.visible_to(request.actor).select_related("office")
    sheet: ScoreSheet = get_object_or_404(rows, pk=pk)
    return sheet


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("评估打分表", reverse("supervision:sheet_list")), *rest]


def _ask(sheet: ScoreSheet, verb: str, done: str, **rest: Any) -> Ask:
    back = reverse("supervision:sheet_detail", args=[sheet.pk])
    template, effects = rest.pop("template", "confirm.html"), rest.pop("effects", ())
    facts = {"crumbs": _crumbs((str(sheet), back), (verb, "")), **rest}
    return Ask(f"{verb}：{sheet}", verb, back, done, effects, template=template, facts=facts)
