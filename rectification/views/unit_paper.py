"""专项材料: the list, one paper with its readings, writing, signing, taking in, returning, reading."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from audit.models import Entry
from deadlines.models import Deadline
from documents.operations import store
from documents.pages import download, order
from rectification.exports import PAPERS
from rectification.filters.unit_paper import UnitPaperFilters
from rectification.forms.item import WhyForm
from rectification.forms.unit_paper import UnitPaperForm
from rectification.models import UnitPaper
from rectification.operations import unit_paper as operations
from rectification.operations.refusal import require
from rectification.rules import unit_paper as rules
from rectification.states.unit_paper import UnitPaperState
from rectification.views.acting import (
    ASKED,
    Ask,
    Line,
    Request,
    ask_and_do,
    buttons,
    overtaken,
    posted,
    stand,
)
from rectification.views.item_acts import allowed
from rectification.views.proxy import pending_on, proxy_links
from rounds.views.places import places
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE, WRITE, READ = "rect.solemn:V", "rect.solemn:E", "rect.review:S"
WRITING = (UnitPaperState.DRAFT, UnitPaperState.RETURNED)
COLUMNS: Columns = {
    "unit": ("被巡察单位", "assignment__unit__name"),
    "kind": ("材料", ("kind", "assignment__unit__name"), "long"),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "held": ("会议日期", ("held_on", "assignment__unit__name"), "day"),
    "submitted": ("报送日期", ("submitted_on", "assignment__unit__name"), "day"),
    "accepted": ("查收日期", ("accepted_on", "assignment__unit__name"), "day"),
    "state": ("状态", ("state", "assignment__unit__name"), "narrow"),
}
ACTS: list[Line] = [
    (rules.can_take_paper_in, "unit_paper_accept", "查收", "get"),
    (rules.can_read_paper, "unit_paper_read", "签阅", "get"),
    (rules.can_submit_paper, "unit_paper_submit", "签发报送", "get"),
    (rules.can_write_paper, "unit_paper_write", "填报", "get"),
    (rules.can_take_paper_in, "unit_paper_return", "退回修改", "get"),
]


@act(SEE)
@require_safe
def unit_paper_list(request: Request) -> HttpResponse:
    """专项材料."""
    rows = UnitPaper.objects.visible_to(request.actor)
    listing: Listing[UnitPaper] = Listing(
        request,
        rows.select_related("assignment__unit", "assignment__team__round"),
        sorts=COLUMNS,
        default_sort="-round",
        filters=UnitPaperFilters,
        search=("assignment__unit__name__icontains",),
        remember="unit-papers",
    )
    facts = {"listing": listing, "crumbs": [("专项材料", "")]}
    return show(request, "rectification/unit_paper_list.html", facts, part="table")


@act(SEE)
@require_safe
def unit_paper_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份专项材料."""
    paper, by = found(request, pk), request.actor
    facts = {
        "record": paper,
        "acts": buttons(ACTS, by, paper),
        "lacking": operations.lacking(paper) if rules.can_write_paper(by, paper) else [],
        "readings": paper.readings.all(),
        "deadline": Deadline.objects.about(paper).order_by("-due").first(),
        "links": proxy_links(by, paper),
        "pending": pending_on(paper),
        "entries": Entry.objects.about(paper).select_related("user"),
        "crumbs": places(by, paper.assignment, (paper.get_kind_display(), "")),
    }
    return show(request, "rectification/unit_paper_detail.html", facts)


@act(SEE)
@require_safe
def unit_paper_download(request: Request, pk: UUID) -> HttpResponse:
    """下载扫描件."""
    rows = UnitPaper.objects.visible_to(request.actor).select_related("file")
    paper = get_object_or_404(rows, pk=pk, file__isnull=False)
    return download(request, paper.file, act=SEE, about=paper)  # type: ignore[arg-type, return-value]


@act(SEE)
@require_POST
def unit_paper_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成主要负责人报告: with the page to be signed."""
    paper = get_object_or_404(UnitPaper.objects.visible_to(request.actor).reports(), pk=pk)
    return order(request, PAPERS["rectification.head_report_word"], {"paper": str(paper.pk)})  # type: ignore[arg-type]


@act(WRITE)
@require_http_methods(ASKED)
@overtaken
def unit_paper_write(request: Request, pk: UUID) -> HttpResponse:
    """填报专项材料."""
    paper, by = found(request, pk), request.actor
    stand(paper, *WRITING)
    allowed(request, rules.can_write_paper(by, paper))
    names = ("held_on", "presided_by", "attendance", "text", "version")
    initial = {name: getattr(paper, name) for name in names}
    form = UnitPaperForm(posted(request), request.FILES or None, paper=paper, initial=initial)
    facts = {"draft": f"unit-paper-{pk}"}
    asked = _ask(request, paper, "填报", "已保存。", template="form.html", facts=facts)
    return ask_and_do(request, asked, form, lambda said: _write(request, paper, said))


def _write(request: Request, paper: UnitPaper, said: dict[str, Any]) -> UnitPaper:
    by, upload, version = request.actor, said.pop("file", None), said.pop("version")
    require(rules.can_write_paper(by, paper))
    file = store(upload, by=by, act=WRITE) if upload else None
    return operations.write_paper(paper, changes=said, file=file, version=version, by=by)


@act("rect.solemn:S")
@require_http_methods(ASKED)
@overtaken
def unit_paper_submit(request: Request, pk: UUID) -> HttpResponse:
    """签发报送."""
    paper, by = found(request, pk), request.actor
    stand(paper, *WRITING)
    allowed(request, rules.can_submit_paper(by, paper))
    effects = ["报送巡察办查收，退回前不能修改", f"签发人记为{by.user}"]
    asked = _ask(request, paper, "签发报送", "已报送，等待巡察办查收。", effects)
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: operations.submit_paper(paper, by=by))


@act("rect.solemn:A")
@require_http_methods(ASKED)
@overtaken
def unit_paper_accept(request: Request, pk: UUID) -> HttpResponse:
    """查收."""
    paper, by = found(request, pk), request.actor
    stand(paper, UnitPaperState.SUBMITTED)
    allowed(request, rules.can_take_paper_in(by, paper))
    asked = _ask(request, paper, "查收", "已查收。", ["材料不再修改", "有时限的，按会议日期办结"])
    form = RemarkForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: operations.accept_paper(paper, by=by, **said))


@act("rect.solemn:A")
@require_http_methods(ASKED)
@overtaken
def unit_paper_return(request: Request, pk: UUID) -> HttpResponse:
    """退回修改."""
    paper, by = found(request, pk), request.actor
    stand(paper, UnitPaperState.SUBMITTED)
    allowed(request, rules.can_take_paper_in(by, paper))
    effects = [f"{paper.assignment.unit}修改后重新签发报送", "理由单位可以看到"]
    asked = _ask(request, paper, "退回修改", "已退回单位修改。", effects)
    form = WhyForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: operations.return_paper(paper, by=by, **said))


@act(READ)
@require_http_methods(ASKED)
@overtaken
def unit_paper_read(request: Request, pk: UUID) -> HttpResponse:
    """签阅主要负责人报告."""
    paper, by = found(request, pk), request.actor
    stand(paper, *paper.HANDED_IN)
    allowed(request, rules.can_read_paper(by, paper))
    effects = [f"记为{by.user}已阅", "意见单位和巡察办可以看到"]
    asked = _ask(request, paper, "签阅", "已签阅。", effects)
    form = RemarkForm(posted(request))
    return ask_and_do(
        request, asked, form, lambda said: operations.read_paper(paper, opinion=said["reason"], by=by)
    )


def found(request: Request, pk: UUID) -> UnitPaper:
    """Return a paper that the person may see, with what its pages name."""
    rows = UnitPaper.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__team__round__term", "assignment__party_organization", "file"
    )
    paper: UnitPaper = get_object_or_404(rows, pk=pk)
    return paper


def _ask(request: Request, paper: UnitPaper, verb: str, done: str, effects: Any = (), **rest: Any) -> Ask:
    back = reverse("rectification:unit_paper_detail", args=[paper.pk])
    crumbs = places(request.actor, paper.assignment, (paper.get_kind_display(), back), (verb, ""))
    facts = {"crumbs": crumbs, **rest.pop("facts", {})}
    return Ask(f"{verb}：{paper}", verb, back, done, effects=effects, facts=facts, **rest)
