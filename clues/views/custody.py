"""线索专管员: named by the director for one clue and a time, and ended."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from clues import operations, rules
from clues.forms import CustodianForm
from clues.views.clue import find_clue, page_of, way_to
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.request import Request
from ui.forms import ReasonForm

NAME = "clue.custodian:A"
EFFECTS = (
    "专管员在截止日期之前可以阅看这一件线索，看到的范围与承接部门相同，其他线索仍看不到",
    "专管员可以录入或者复核领导、承接部门签署的纸件（代录），不能办理线索的其他事项",
    "专管员每次阅看都有记录；可以随时撤销",
)


@act(NAME)
@require_http_methods(GET_POST)
def clue_custodian(request: Request, pk: Any) -> HttpResponse:
    """指定线索专管员."""
    clue, by = find_clue(request, pk=pk), request.actor
    admit(request, rules.can_name_custodian(by, clue))
    form = CustodianForm(request.POST or None, people=rules.eligible(clue, by))
    return handle(
        request,
        form,
        lambda: operations.name_custodian(clue, by=by, **form.cleaned_data).content_object,
        then="clues:clue_detail",
        done="已指定专管员。",
        template="confirm.html",
        heading=f"指定专管员：线索 {clue.number}",
        verb="指定",
        effects=EFFECTS,
        back=page_of(clue),
        record=clue,
        crumbs=way_to(request, clue, "指定专管员"),
    )


@act(NAME)
@require_http_methods(GET_POST)
def custody_end(request: Request, pk: Any) -> HttpResponse:
    """撤销线索专管员."""
    clue, by = find_clue(request, pk=pk), request.actor
    held = rules.custodian_of(clue, by)
    if held is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    return handle(
        request,
        form,
        lambda: operations.end_custody(clue, reason=form.cleaned_data["reason"], by=by),
        then="clues:clue_detail",
        done="已撤销，专管员从现在起看不到这件线索。",
        template="confirm.html",
        heading=f"撤销专管员：{held.user}，线索 {clue.number}",
        verb="撤销",
        effects=["专管员从现在起看不到这件线索；已经录入的代录由主任另行安排复核"],
        back=page_of(clue),
        record=clue,
        crumbs=way_to(request, clue, "撤销专管员"),
    )
