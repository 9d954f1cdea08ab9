"""逐项检查, 督查记录, and what takes a visit on: sent in, accepted, returned, dropped."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rectification.forms.item import WhyForm
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.forms.visit import CheckForm, NoteForm, PostponeForm, SummaryForm
from supervision.models import CheckedItem
from supervision.operations import visit as operations
from supervision.states import VisitState
from supervision.views.acting import ASKED, allowed, ask, crumbs, found, overtaken, page_of
from ui.forms import RemarkForm


@act("sv.note:E")
@require_http_methods(ASKED)
@overtaken
def check_edit(request: Request, pk: UUID) -> HttpResponse:
    """逐项检查: one problem, then the next that nobody has looked at."""
    rows = CheckedItem.objects.visible_to(request.actor).select_related("visit__assignment__unit")
    check: CheckedItem = get_object_or_404(rows, pk=pk)
    stand(check.visit, VisitState.OPEN)
    allowed(request, rules.can_check_item(request.actor, check.visit))
    initial = {name: getattr(check, name) for name in ("found", "agreement", "note", "version")}
    form = CheckForm(request.POST or None, initial=initial)
    rest = CheckedItem.objects.filter(visit=check.visit).unchecked().exclude(pk=check.pk)
    following = rest.filter(number__gt=check.number).first() or rest.first()
    answer = ask_and_do(
        request,
        _check_page(check, rest.count()),
        form,
        lambda said: operations.check_item(check, by=request.actor, **said),
    )
    saved = isinstance(answer, HttpResponseRedirect)
    return redirect("supervision:check_edit", following.pk) if saved and following else answer


def _check_page(check: CheckedItem, left: int) -> Ask:
    """Return the page of a problem, and how many others nobody has looked at."""
    home = page_of(check.visit)
    facts = {
        "record": check,
        "check": check,
        "left": left,
        "home": home,
        "draft": f"check-{check.pk}",
        "sensitive": True,
        "crumbs": crumbs((str(check.visit), home), (check.number, "")),
    }
    verb = "保存，看下一个" if left else "保存"
    return Ask(
        f"逐项检查：{check}", verb, home, "已登记。", template="supervision/check_edit.html", facts=facts
    )


@act("sv.note:C")
@require_http_methods(ASKED)
@overtaken
def note_add(request: Request, pk: UUID) -> HttpResponse:
    """写督查记录."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.OPEN)
    allowed(request, rules.can_write_note(by, visit))
    form = NoteForm(request.POST or None, initial={"day": by.on})
    facts = {"draft": f"note-{pk}", "sensitive": True}
    asked = ask(visit, "写督查记录", "已记录。", template="form.html", facts=facts)
    return ask_and_do(request, asked, form, lambda said: operations.write_note(visit, by=by, **said))


@act("sv.note:E")
@require_http_methods(ASKED)
@overtaken
def visit_submit(request: Request, pk: UUID) -> HttpResponse:
    """提交."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.OPEN)
    allowed(request, rules.can_submit_visit(by, visit))
    initial = {name: getattr(visit, name) for name in ("summary", "cooperation", "version")}
    form = SummaryForm(request.POST or None, initial=initial)
    effects = ["巡察办收到后接收或者退回", "提交以后不能再修改"]
    facts = {"draft": f"visit-{pk}", "sensitive": True}
    asked = ask(visit, "提交", "已提交。", effects, facts=facts)
    return ask_and_do(request, asked, form, lambda said: operations.submit_visit(visit, by=by, **said))


@act("sv.order:A")
@require_http_methods(ASKED)
@overtaken
def visit_accept(request: Request, pk: UUID) -> HttpResponse:
    """接收."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.SUBMITTED)
    allowed(request, rules.can_accept_visit(by, visit))
    asked = ask(visit, "接收", "已接收。", ["检查结果固定，以后不再变动", "可以生成回访督查报告"])
    form = RemarkForm(request.POST if request.method == "POST" else None)
    return ask_and_do(
        request, asked, form, lambda said: operations.accept_visit(visit, opinion=said["reason"], by=by)
    )


@act("sv.order:A")
@require_http_methods(ASKED)
@overtaken
def visit_return(request: Request, pk: UUID) -> HttpResponse:
    """退回."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.SUBMITTED)
    allowed(request, rules.can_accept_visit(by, visit))
    asked = ask(visit, "退回", "已退回。", ["检查人员补充检查后重新提交"])
    form = WhyForm(request.POST or None)
    return ask_and_do(
        request, asked, form, lambda said: operations.return_visit(visit, reason=said["reason"], by=by)
    )


@act("sv.order:A")
@require_http_methods(ASKED)
@overtaken
def visit_postpone(request: Request, pk: UUID) -> HttpResponse:
    """改期."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.OPEN)
    allowed(request, rules.can_postpone_visit(by, visit))
    effects = ["已经登记的检查不变"]
    if visit.task:
        effects.append("督查人员看得到这一单位，到新的应完成日期为止")
    form = PostponeForm(request.POST or None, initial={"due_on": visit.due_on, "version": visit.version})
    asked = ask(visit, "改期", "已改期。", effects)
    return ask_and_do(request, asked, form, lambda said: operations.postpone_visit(visit, by=by, **said))


@act("sv.order:A")
@require_http_methods(ASKED)
@overtaken
def visit_drop(request: Request, pk: UUID) -> HttpResponse:
    """作废."""
    visit, by = found(request, pk), request.actor
    stand(visit, VisitState.OPEN)
    allowed(request, rules.can_drop_visit(by, visit))
    effects = ["清单和已经登记的检查留存", "不能恢复，需要时重新下达"]
    if visit.task:
        effects.append("督查人员当即看不到这一单位")
    asked = ask(visit, "作废", "已作废。", effects, grave=True)
    form = WhyForm(request.POST or None)
    return ask_and_do(
        request, asked, form, lambda said: operations.drop_visit(visit, reason=said["reason"], by=by)
    )
