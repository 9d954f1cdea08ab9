"""研判、审核、审批、移交、签收、办理: one page for each step."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from clues import operations, rules
from clues.forms import FilingForm, HandoverForm, IdentityForm
from clues.models import Clue, Subject
from clues.steps import STEPS
from clues.views.clue import find_clue, page_of, way_to
from organizations.models import Body, Person
from rounds.views.handling import GET_POST, handle
from rounds.views.request import Request

IDENTIFY = "仅凭姓名相同不作为回避依据。确认就是本人的，该同志立即看不到这件线索，系统也不作任何提示。"


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied("您没有办理这一步的权限，或者这一步已经办过。")


@act("clue.handover:E", "clue.approve:P", "clue.approve:A", "clue.receipt:S", "clue.result:C")
@require_http_methods(GET_POST)
def clue_move(request: Request, pk: Any, verb: str) -> HttpResponse:
    """办理一步."""
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    clue = find_clue(request, pk=pk)
    _require(step.may(request.actor, clue))
    form = step.form(request.POST if request.method == "POST" else None)
    return handle(
        request,
        form,
        lambda: step.run(request.actor, clue, form.cleaned_data),
        then="clues:clue_after" if verb == "approve" else "clues:clue_detail",
        done=f"已{step.word}。",
        template="confirm.html",
        heading=f"{step.word}：线索 {clue.number}",
        verb=step.word,
        effects=[step.effect],
        back=page_of(clue),
        crumbs=way_to(request, clue, step.word),
    )


@act("clue.approve:A")
@require_safe
def clue_after(request: Request, pk: Any) -> HttpResponse:
    """After an approval: a leader sees a clue only while it waits for the signature."""
    seen = Clue.objects.visible_to(request.actor).filter(pk=pk).exists()
    return redirect("clues:clue_detail", pk) if seen else redirect("/")


@act("clue.handover:E")
@require_http_methods(GET_POST)
def clue_hand_over(request: Request, pk: Any) -> HttpResponse:
    """移交."""
    clue, by = find_clue(request, pk=pk), request.actor
    _require(rules.can_hand_over(by, clue))
    bodies = Body.objects.filter(office=clue.assignment.office_id)
    form = HandoverForm(request.POST or None, bodies=bodies, initial={"on": by.on})
    return handle(
        request,
        form,
        lambda: _handed(clue, form.cleaned_data, by),
        then="clues:clue_detail",
        done="线索已移交，等待承接部门签收。",
        heading=f"移交线索 {clue.number}",
        verb="移交",
        back=page_of(clue),
        crumbs=way_to(request, clue, "移交"),
    )


def _handed(clue: Clue, said: dict[str, Any], by: Any) -> Clue:
    return operations.hand_over(clue, said["receiver"], on=said["on"], number=said["number"], by=by)


def _find_subject(request: Request, pk: Any) -> tuple[Clue, Subject]:
    """Return a person whom a clue in sight names, with the clue."""
    clue = find_clue(request, subjects=pk)
    return clue, clue.subjects.get(pk=pk)


@act("clue.result:E")
@require_http_methods(GET_POST)
def subject_file(request: Request, pk: Any) -> HttpResponse:
    """登记立案 of one person."""
    by = request.actor
    clue, subject = _find_subject(request, pk)
    _require(rules.can_file(by, clue))
    form = FilingForm(request.POST or None, today=by.on)
    return handle(
        request,
        form,
        lambda: operations.record_filing(subject, filed_on=form.cleaned_data["filed_on"], by=by).clue,
        then="clues:clue_detail",
        done="已登记立案。",
        heading=f"登记立案：{subject}",
        verb="登记",
        back=page_of(clue),
        crumbs=way_to(request, clue, "登记立案"),
    )


@act("clue.identity:E")
@require_http_methods(GET_POST)
def subject_identify(request: Request, pk: Any) -> HttpResponse:
    """确认身份 of one person."""
    by = request.actor
    clue, subject = _find_subject(request, pk)
    _require(rules.can_identify(by, clue))
    people = Person.objects.filter(office=clue.assignment.office_id, name=subject.name)
    form = IdentityForm(request.POST or None, people=people, initial={"person": subject.person_id})
    return handle(
        request,
        form,
        lambda: operations.identify_subject(subject, **form.cleaned_data, by=by).clue,
        then="clues:clue_detail",
        done="已登记。",
        heading=f"确认身份：{subject}",
        lead=IDENTIFY if people else f"名录中没有姓名相同的人员。{IDENTIFY}",
        verb="登记",
        back=page_of(clue),
        record=clue,
        crumbs=way_to(request, clue, "确认身份"),
    )
