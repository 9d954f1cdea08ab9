"""佐证: uploaded, handed in, withdrawn, downloaded; that of a result, too."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from documents.operations import store
from documents.pages import download
from rectification import rules
from rectification.forms.item import EvidenceForm
from rectification.models import Evidence, Item, Measure, Result
from rectification.operations import progress
from rectification.operations.refusal import require
from rectification.states import EvidenceState, ItemState
from rectification.views.acting import ASKED, Request, ask_and_do, just_do, overtaken, posted, stand
from rectification.views.item import found, page_of
from rectification.views.item_acts import allowed, ask

ADD = "rect.evidence:C"
READ = "rect.evidence:V"


@act(ADD)
@require_http_methods(ASKED)
@overtaken
def evidence_add(request: Request, pk: UUID) -> HttpResponse:
    """上传佐证."""
    item = found(request, pk)
    stand(item, ItemState.FIXING, ItemState.APPLIED)
    allowed(request, rules.can_add_evidence(request.actor, item))
    asked = ask(request, item, "上传佐证", "已上传。确认无误后请提交佐证。", template="form.html")
    form = EvidenceForm(posted(request), request.FILES or None, measures=measures_of(item))
    return ask_and_do(request, asked, form, lambda said: _add(request, item, said))


def _add(request: Request, item: Item, said: dict[str, Any]) -> Evidence:
    by = request.actor
    require(rules.can_add_evidence(by, item))
    file = store(said.pop("file"), by=by, act=ADD)
    return progress.add_evidence(item, file, by=by, **said)


@act(ADD)
@require_POST
@overtaken
def evidence_submit(request: Request, pk: UUID) -> HttpResponse:
    """提交佐证: all drafts of an item."""
    item, by = found(request, pk), request.actor
    drafts = Evidence.objects.visible_to(by).filter(item=item, state=EvidenceState.DRAFT)
    rows = list(drafts.select_related("item"))
    done = f"已提交 {len(rows)} 份佐证，以后只能补充新的。"
    return just_do(request, page_of(item), done, lambda: progress.submit_evidence(rows, by=by))


@act("rect.withdraw:E")
@require_http_methods(ASKED)
@overtaken
def evidence_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回未提交的佐证."""
    evidence, by = _seen(request, pk), request.actor
    stand(evidence, EvidenceState.DRAFT)
    allowed(request, rules.can_withdraw_evidence(by, evidence))
    item = found(request, evidence.item_id)
    asked = ask(request, item, "撤回佐证", "已撤回。", [f"“{evidence.file.name}”不再作为这一问题的佐证"])
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: progress.withdraw_evidence(evidence, by=by))


@act(READ, ADD)
@require_safe
def evidence_download(request: Request, pk: UUID) -> HttpResponse:
    """下载佐证."""
    evidence = _seen(request, pk)
    return download(request, evidence.file, act=READ, about=evidence)  # type: ignore[arg-type, return-value]


@act("rect.view:V")
@require_safe
def result_download(request: Request, pk: UUID) -> HttpResponse:
    """下载成果的佐证: for whoever may see the evidence of the item."""
    rows = Result.objects.reached_by(request.actor, READ, ADD)
    result = get_object_or_404(rows.select_related("file"), pk=pk, file__isnull=False)
    return download(request, result.file, act=READ, about=result)  # type: ignore[arg-type, return-value]


def measures_of(item: Item) -> Any:
    """Return what evidence and results may be of."""
    return Measure.objects.filter(item=item, dropped=False).order_by("order")


def _seen(request: Request, pk: UUID) -> Evidence:
    rows = Evidence.objects.visible_to(request.actor).select_related("file", "item")
    evidence: Evidence = get_object_or_404(rows, pk=pk)
    return evidence
