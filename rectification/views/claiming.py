"""申报成果: claimed with a number, given the evidence that it lacked, taken back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from documents.operations import store
from rectification import rules
from rectification.forms.item import ProofForm, ResultForm
from rectification.models import Item, Result
from rectification.operations import progress
from rectification.operations.refusal import require
from rectification.rules import claiming as rules_of_claim
from rectification.states import ItemState, ResultState
from rectification.views.acting import ASKED, Request, ask_and_do, overtaken, posted, stand
from rectification.views.evidence import measures_of
from rectification.views.item import found
from rectification.views.item_acts import allowed, ask
from ui.forms import RemarkForm

CLAIM = "rect.progress:C"


@act(CLAIM)
@require_http_methods(ASKED)
@overtaken
def result_claim(request: Request, pk: UUID) -> HttpResponse:
    """申报成果."""
    item = found(request, pk)
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_claim_result(request.actor, item))
    asked = ask(request, item, "申报成果", "已申报，等待巡察办认定。", template="form.html")
    form = ResultForm(posted(request), request.FILES or None, measures=measures_of(item))
    return ask_and_do(request, asked, form, lambda said: _claim(request, item, said))


def _claim(request: Request, item: Item, said: dict[str, Any]) -> Result:
    upload = said.pop("file", None)
    require(rules.can_claim_result(request.actor, item))
    file = store(upload, by=request.actor, act=CLAIM) if upload else None
    return progress.claim_result(item, file=file, by=request.actor, **said)


@act(CLAIM)
@require_http_methods(ASKED)
@overtaken
def result_prove(request: Request, pk: UUID) -> HttpResponse:
    """补充成果佐证."""
    result = _claimed(request, pk)
    allowed(request, rules_of_claim.can_prove_result(request.actor, result))
    facts = {"lead": f"成果：{result}"}
    asked = ask(request, result.item, "补充佐证", "已补充佐证。", template="form.html", facts=facts)
    form = ProofForm(posted(request), request.FILES or None)
    return ask_and_do(request, asked, form, lambda said: _prove(request, result, said["file"]))


def _prove(request: Request, result: Result, upload: Any) -> Result:
    require(rules_of_claim.can_prove_result(request.actor, result))
    return progress.prove_result(result, store(upload, by=request.actor, act=CLAIM), by=request.actor)


@act(CLAIM)
@require_http_methods(ASKED)
@overtaken
def result_take_back(request: Request, pk: UUID) -> HttpResponse:
    """撤回成果申报."""
    result, by = _claimed(request, pk), request.actor
    allowed(request, rules_of_claim.can_take_back_result(by, result))
    effects = [f"成果：{result}", "不再等待认定，也不计入成效；需要时重新申报"]
    asked = ask(request, result.item, "撤回申报", "已撤回申报。", effects)
    form = RemarkForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: progress.take_back_result(result, by=by, **said))


def _claimed(request: Request, pk: UUID) -> Result:
    """Return a result that waits to be accepted, while its problem is being mended."""
    result: Result = get_object_or_404(Result.objects.visible_to(request.actor).select_related("file"), pk=pk)
    result.item = found(request, result.item_id)
    stand(result, ResultState.CLAIMED)
    stand(result.item, ItemState.FIXING)
    return result
