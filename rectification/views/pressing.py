"""督促文书: the list of what waits and what went out; one paper; its letter."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from audit.models import Entry
from documents.letters import pdf_fault
from documents.pages import order
from rectification import rules
from rectification.exports import PAPERS, PRESSING
from rectification.filters.records import PressingFilters
from rectification.models import PressingPaper
from rectification.views.acting import Line, Request, buttons
from rectification.views.proxy import pending_on, proxy_links
from rounds.views.places import places
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "kind": ("文种", ("kind", "-drafted_at"), "narrow"),
    "unit": ("责任单位", ("unit__name", "-drafted_at")),
    "subject": ("事由", None, "long"),
    "due": ("时限", "deadline__due", "day"),
    "drafted": ("起草时间", "drafted_at", "day"),
    "issued": ("发出日期", "issued_on", "day"),
    "state": ("状态", ("state", "-drafted_at"), "narrow"),
}
ACTS: list[Line] = [
    (rules.can_agree_pressing, "pressing_agree", "批准发出", "get"),
    (rules.can_issue_pressing, "pressing_issue", "批准发出", "get"),
    (rules.can_submit_pressing, "pressing_submit", "提请领导小组", "get"),
    (rules.can_edit_pressing, "pressing_edit", "修改", "get"),
    (rules.can_agree_pressing, "pressing_return", "退回", "get"),
    (rules.can_drop_pressing, "pressing_drop", "不予发出", "get"),
]


@act(PRESSING)
@require_safe
def pressing_list(request: Request) -> HttpResponse:
    """督促文书."""
    rows = PressingPaper.objects.visible_to(request.actor)
    listing: Listing[PressingPaper] = Listing(
        request,
        rows.select_related("unit", "deadline"),
        sorts=COLUMNS,
        default_sort="-drafted",
        filters=PressingFilters,
        search=("subject__icontains", "unit__name__icontains"),
        remember="pressing",
    )
    facts = {"listing": listing, "crumbs": [("督促文书", "")]}
    return show(request, "rectification/pressing_list.html", facts, part="table")


@act(PRESSING)
@require_safe
def pressing_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份督促文书."""
    paper, by = found(request, pk), request.actor
    facts = {
        "record": paper,
        "acts": buttons(ACTS, by, paper),
        "links": proxy_links(by, paper),
        "pending": pending_on(paper),
        "without_pdf": pdf_fault(),
        "entries": Entry.objects.about(paper).select_related("user"),
        "crumbs": places(by, paper.assignment, (paper.get_kind_display(), "")),
    }
    return show(request, "rectification/pressing_detail.html", facts)


@act(PRESSING)
@require_POST
def pressing_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成督促文书: as Word, or as PDF."""
    paper = found(request, pk)
    form = "pdf" if request.POST.get("form") == "pdf" else "word"
    kind = PAPERS[f"rectification.pressing_{form}"]
    return order(request, kind, {"paper": str(paper.pk)})  # type: ignore[arg-type]


def found(request: Request, pk: UUID) -> PressingPaper:
    """Return a paper that the person may see, with what its pages name."""
    rows = PressingPaper.objects.visible_to(request.actor).select_related(
        "unit",
        "assignment__unit",
        "assignment__team__round__term",
        "assignment__party_organization",
        "deadline",
    )
    paper: PressingPaper = get_object_or_404(rows, pk=pk)
    return paper
