"""线索: list, page, registering, changing."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from clues import operations, rules
from clues.filters import ClueFilters
from clues.forms import ClueEditForm, ClueForm
from clues.models import Clue
from clues.states import AFTER_HANDOVER
from clues.steps import STEPS
from clues.views.proxy import proxy_links
from deadlines.models import Deadline
from rounds.models import Assignment
from rounds.rules.origin import sees_origin
from rounds.views.access_link import access_link
from rounds.views.crumbs import Crumbs, here, to_assignment
from rounds.views.handling import GET_POST, handle
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

ACCESS = "clue.access:V"
READING = ("clue.read:V", ACCESS)
COLUMNS: Any = {
    "number": ("编号", ("assignment__team__round__number", "number")),
    "unit": ("被巡察单位", ("assignment__unit__name", "number")),
    "subject": ("被反映人", None),
    "key": ("重点", ("-is_key", "number"), "narrow"),
    "discipline": ("六项纪律", ("discipline", "number"), "narrow"),
    "handed": ("移交日期", "handed_over_on", "day"),
    "receiver": ("承接部门", ("receiver__name", "number")),
    "state": ("状态", ("state", "number"), "narrow"),
}


def find_clue(request: Request, **which: Any) -> Clue:
    """Return a clue that the person may see; anybody else meets a page that does not exist."""
    rows = Clue.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("assignment__unit", "assignment__team__round__term", "receiver"), **which
    )


def page_of(clue: Clue) -> str:
    """Return the address of a clue's page."""
    return reverse("clues:clue_detail", args=[clue.pk])


def way_to(request: Request, clue: Clue, word: str = "") -> Crumbs:
    """Lead to a clue: through its unit for the team, through the list for the receiver."""
    if not Assignment.objects.visible_to(request.actor).filter(pk=clue.assignment_id).exists():
        way: Crumbs = [("问题线索", reverse("clues:clue_list"))]
    else:
        way = to_assignment(request.actor, clue.assignment)
    return here([*way, (f"线索 {clue.number}", page_of(clue))], word)


@act(*Clue.VIEW)
@require_safe
def clue_list(request: Request) -> HttpResponse:
    """问题线索."""
    rows = Clue.objects.visible_to(request.actor)
    listing = Listing(
        request,
        rows.select_related("assignment__unit", "receiver").prefetch_related("subjects"),
        sorts=COLUMNS,
        default_sort="-number",
        filters=ClueFilters,
        search=("number__icontains", "assignment__unit__name__icontains"),
    )
    facts = {"listing": listing, "places": _places(request), "crumbs": [("问题线索", "")]}
    return show(request, "clues/clue_list.html", facts, part="table")


def _places(request: Request) -> list[tuple[str, str]]:
    """Return the tasks for which the person may register a clue now."""
    rows = Assignment.objects.reached_by(request.actor, "clue.draft:C").in_progress().select_related("unit")
    return [(str(row), reverse("clues:clue_create", args=[row.pk])) for row in rows]


@act(*Clue.VIEW)
@require_safe
def clue_detail(request: Request, pk: Any) -> HttpResponse:
    """一件线索."""
    clue, by = find_clue(request, pk=pk), request.actor
    inside = sees_origin(by, Clue.VIEW[0], clue.assignment) or _decides(by, clue)
    facts = {
        "record": clue,
        "subjects": clue.subjects.select_related("person"),
        "deadlines": Deadline.objects.about(clue).open().select_related("rule"),
        "moves": _moves(by, clue),
        "can_edit": rules.can_edit_clue(by, clue),
        "can_file": rules.can_file(by, clue),
        "can_identify": rules.can_identify(by, clue),
        "can_hand_over": rules.can_hand_over(by, clue),
        "proxies": proxy_links(by, clue),
        **_custody(by, clue),
        "beside": access_link(by, clue, "clues:clue_access", ACCESS),
        "inside": inside,
        "entries": _trail(clue, inside=inside),
        "crumbs": way_to(request, clue),
    }
    return show(request, "clues/clue_detail.html", facts)


def _custody(by: Actor, clue: Clue) -> dict[str, Any]:
    """Return who is custodian, for the director who names and ends."""
    if not may(by, "clue.custodian:A", clue):
        return {}
    held = rules.custodian_of(clue, by)
    return {"custodian": held, "can_name": held is None and rules.can_name_custodian(by, clue)}


def _moves(by: Actor, clue: Clue) -> list[tuple[str, str]]:
    return [
        (move.word, reverse("clues:clue_move", args=[clue.pk, verb]))
        for verb, move in STEPS.items()
        if move.may(by, clue)
    ]


def _decides(by: Actor, clue: Clue) -> bool:
    return any(may(by, act, clue) for act in ("clue.approve:A", "clue.approve:P"))


def _trail(clue: Clue, *, inside: bool) -> "QuerySet[Entry]":
    """Return what was done, reading left out; for whom it was handed to, from the hand-over on."""
    rows = Entry.objects.about(clue).exclude(act__in=READING).select_related("user")
    return rows if inside else rows.filter(to_state__in=AFTER_HANDOVER)


@act("clue.draft:C")
@require_http_methods(GET_POST)
def clue_create(request: Request, pk: Any) -> HttpResponse:
    """登记线索."""
    by = request.actor
    rows = Assignment.objects.reached_by(by, "clue.draft:C").select_related("unit", "team__round__term")
    assignment = get_object_or_404(rows, pk=pk)
    form = ClueForm(request.POST or None, office=assignment.office)
    return handle(
        request,
        form,
        lambda: _register(assignment, form.cleaned_data, by),
        then="clues:clue_detail",
        done="线索已登记。",
        heading=f"登记线索：{assignment}",
        verb="登记",
        sensitive=True,
        draft=f"clue-{assignment.pk}",
        back=reverse("clues:clue_list"),
        crumbs=here(to_assignment(by, assignment), "登记线索"),
    )


def _register(assignment: Assignment, said: dict[str, Any], by: Any) -> Clue:
    people = said.pop("people")
    return operations.register_clue(assignment, subjects=people, by=by, **said)


@act("clue.draft:E")
@require_http_methods(GET_POST)
def clue_edit(request: Request, pk: Any) -> HttpResponse:
    """修改线索."""
    clue, by = find_clue(request, pk=pk), request.actor
    if not rules.can_edit_clue(by, clue):
        raise Http404
    start = {"version": clue.version, "summary": clue.summary, "is_key": clue.is_key}
    form = ClueEditForm(request.POST or None, initial=start)
    return handle(
        request,
        form,
        lambda: operations.edit_clue(clue, by=by, **form.cleaned_data),
        then="clues:clue_detail",
        done="已保存。",
        heading=f"修改线索 {clue.number}",
        verb="保存",
        record=clue,
        sensitive=True,
        draft=f"clue-{clue.pk}",
        back=page_of(clue),
        crumbs=way_to(request, clue, "修改"),
    )
