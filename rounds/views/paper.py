"""底稿: the list, one paper, writing and changing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import held
from audit.actor import Actor
from audit.operations import Stale
from rounds.filters.paper import PaperFilters
from rounds.forms.lines import reshaped
from rounds.forms.paper import PaperForm, as_filled, as_typed
from rounds.models import Assignment, Finding, WorkingPaper
from rounds.operations import paper as papers
from rounds.operations.making import require
from rounds.rules import paper as rules
from rounds.states import PaperState
from rounds.views.acting import Line, buttons, overtaken, refuse, stand
from rounds.views.places import Crumbs, places
from rounds.views.request import Request
from ui.forms import conflict
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = ("find.draft:V", "find.draft:C")
WRITE = ("find.draft:C", "find.draft:E")
PLACE = "assignment__team__round__term"
COLUMNS: Columns = {
    "number": ("编号", ("number", "draft_number"), "narrow"),
    "title": ("问题", None, "long"),
    "unit": ("被巡察单位", ("assignment__unit__name", "draft_number")),
    "category": ("类别", "category__code"),
    "author": ("起草人", "author__name", "narrow"),
    "state": ("状态", ("state", "draft_number"), "narrow"),
    "written": ("起草时间", "written_at", "day"),
}
ACTS: list[Line] = [
    (rules.can_submit_paper, "paper_submit", "提交", "post"),
    (rules.can_confirm_paper, "paper_sign", "审签", "get"),
    (rules.can_review_paper, "paper_pass", "审核通过", "get"),
    (rules.can_edit_paper, "paper_edit", "修改", "get"),
    (rules.can_return_paper, "paper_return", "退回", "get"),
    (rules.can_confirm_paper, "paper_drop", "不采用", "get"),
    (rules.can_merge_paper, "paper_merge", "并入其他底稿", "get"),
    (rules.can_restore_paper, "paper_restore", "恢复", "get"),
    (rules.can_withdraw_paper, "paper_withdraw", "撤回", "post"),
]


def listed(request: Request) -> "Listing[WorkingPaper]":
    """Return the list of papers as the address narrows it."""
    rows = WorkingPaper.objects.visible_to(request.actor).select_related(
        "assignment__unit", "category", "author"
    )
    return Listing(
        request,
        rows,
        sorts=COLUMNS,
        default_sort="-written",
        filters=PaperFilters,
        search=("number__icontains", "title__icontains"),
        remember="papers",
    )


def found(request: Request, pk: UUID) -> WorkingPaper:
    """Return a paper that the person may see, with what its pages name."""
    rows = WorkingPaper.objects.visible_to(request.actor).select_related(
        PLACE,
        "assignment__unit",
        "assignment__party_organization",
        "category__parent",
        "author",
        "place",
    )
    paper: WorkingPaper = get_object_or_404(rows, pk=pk)
    return paper


def page_of(paper: WorkingPaper) -> str:
    """Return the address of a paper."""
    return reverse("rounds:paper_detail", args=[paper.pk])


def crumbs_to(request: Request, paper: WorkingPaper, here: str) -> Crumbs:
    """Return the way to an act on a paper."""
    return places(request.actor, paper.assignment, (paper.title, page_of(paper)), (here, ""))


@act(*SEE)
@require_safe
def paper_list(request: Request) -> HttpResponse:
    """底稿."""
    bulk = [("提交", reverse("rounds:paper_submit_many"))]
    if held(request.actor, "paper.review:A"):
        bulk.append(("审核通过", reverse("rounds:paper_pass_many")))
    if held(request.actor, "find.confirm:A"):
        bulk.append(("审签", reverse("rounds:paper_sign_many")))
    facts = {
        "listing": listed(request),
        "bulk": bulk,
        "may_write": rules.writable_assignments(request.actor).exists(),
        "crumbs": [("底稿", "")],
    }
    return show(request, "rounds/paper_list.html", facts, part="table")


@act(*SEE)
@require_safe
def paper_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份底稿."""
    paper, by = found(request, pk), request.actor
    facts = {
        "record": paper,
        "acts": buttons(ACTS, by, paper),
        "obstacle": rules.obstacle_to_signing(by, paper) or rules.obstacle_to_review(by, paper),
        "people": paper.undertakers.all(),
        "lines": paper.manifestations.all(),
        "beside": paper.others.select_related("scheme"),
        "sources": WorkingPaper.objects.visible_to(by).filter(merged_into=paper),
        "target": _target(by, paper),
        "finding": Finding.objects.visible_to(by).filter(paper=paper).first(),
        "entries": history(paper),
        "crumbs": places(by, paper.assignment, (paper.title, "")),
    }
    return show(request, "rounds/paper_detail.html", facts)


def _target(by: Actor, paper: WorkingPaper) -> WorkingPaper | None:
    """Return the paper that this one went into, if it is the reader's to see."""
    if paper.merged_into_id is None:
        return None
    found: WorkingPaper | None = WorkingPaper.objects.visible_to(by).filter(pk=paper.merged_into_id).first()
    return found


@act("find.draft:C")
@require_safe
def paper_choose(request: Request) -> HttpResponse:
    """记一条: straight to the form where only one unit is inspected."""
    rows = rules.writable_assignments(request.actor).select_related("unit", "team__round").distinct()
    open_now = list(rows.order_by("unit__name"))
    if len(open_now) == 1:
        return redirect("rounds:paper_new", open_now[0].pk)
    facts = {"assignments": open_now, "crumbs": [("底稿", reverse("rounds:paper_list")), ("记一条", "")]}
    return show(request, "rounds/paper_choose.html", facts)


@act("find.draft:C")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: Request, pk: UUID) -> HttpResponse:
    """记一条."""
    rows = rules.writable_assignments(request.actor).select_related("team__round__term", "unit")
    assignment = get_object_or_404(rows.distinct(), pk=pk)
    form = _form(request, assignment, {"undertakers": [rules.person_of(request.actor)]})
    if form.is_bound and form.is_valid():
        try:
            paper = papers.create_paper(assignment, by=request.actor, **_without_version(form))
        except ValidationError as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"已记下，预编号 {paper.draft_number}。写完整后请提交。")
            return redirect("rounds:paper_detail", paper.pk)
    crumbs = places(request.actor, assignment, ("记一条", ""))
    return _show_form(request, form, crumbs, f"paper-new-{pk}", reverse("rounds:paper_list"))


@act(*WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
@overtaken
def paper_edit(request: Request, pk: UUID) -> HttpResponse:
    """修改底稿."""
    paper = found(request, pk)
    stand(paper, PaperState.DRAFT)
    require(rules.can_edit_paper(request.actor, paper), "底稿已提交，或不是您的底稿，不能修改。")
    form = _form(request, paper.assignment, as_filled(paper), place=paper.place_id)
    both = None
    if form.is_bound and form.is_valid():
        try:
            papers.edit_paper(paper, by=request.actor, **form.texts())
            return redirect(page_of(paper))
        except ValidationError as refused:
            refuse(form, refused)
        except Stale as stale:
            both = conflict(form, stale.current)
    crumbs = crumbs_to(request, paper, "修改")
    facts = {"conflict": both, "record": paper}
    return _show_form(request, form, crumbs, f"paper-{pk}", page_of(paper), **facts)


def _form(
    request: Request, assignment: Assignment, initial: dict[str, Any], place: UUID | None = None
) -> PaperForm:
    """Return the form as opened, as reshaped by 「再加一条」, or as sent."""
    lines = reshaped(request.POST, "manifestations")
    about: Any = {"assignment": assignment, "by": request.actor, "place": place}
    if lines is not None:
        typed = {**as_typed(request.POST), "manifestations": lines}
        return PaperForm(initial=typed, **about)
    return PaperForm(request.POST or None, initial=initial, **about)


def _without_version(form: PaperForm) -> dict[str, Any]:
    texts = form.texts()
    del texts["version"]
    return texts


def _show_form(
    request: Request, form: PaperForm, crumbs: Crumbs, draft: str, back: str, **facts: Any
) -> HttpResponse:
    lines = [str(text) for text in form["manifestations"].value() or []] or [""]
    facts |= {
        "form": form,
        "lines": lines,
        "just_added": request.POST.get("line") == "add",
        "crumbs": crumbs,
        "verb": "保存",
        "back": back,
        "draft": draft,
        "sensitive": True,
    }
    return show(request, "rounds/paper_form.html", facts)
