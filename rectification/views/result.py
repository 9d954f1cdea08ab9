"""成果认定: the list, accepting one or many, refusing, taking a decision back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.overtaking import none_due
from rectification import rules
from rectification.filters.records import ResultFilters
from rectification.forms.item import WhyForm
from rectification.models import Result
from rectification.operations import progress
from rectification.proofs import proofs_of
from rectification.states import ResultState
from rectification.views.acting import ASKED, Ask, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item_acts import allowed
from ui.forms import RemarkForm
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

JUDGE = "rect.result:A"
COLUMNS: Columns = {
    "title": ("成果和反馈问题", None, "long"),
    "kind": ("类型", ("kind", "-claimed_on"), "narrow"),
    "quantity": ("数量", ("quantity", "-claimed_on"), "num"),
    "unit": ("责任单位", ("item__unit__name", "-claimed_on")),
    "claimed": ("申报日期", "claimed_on", "day"),
    "state": ("状态", ("state", "-claimed_on"), "narrow"),
    "acts": ("办理", None, "narrow"),
}


def _listed(request: Request) -> "Listing[Result]":
    rows = Result.objects.reached_by(request.actor, JUDGE)
    return Listing(
        request,
        rows.select_related("item__finding", "item__unit", "item__assignment__unit", "file"),
        sorts=COLUMNS,
        default_sort="-claimed",
        filters=ResultFilters,
        search=("title__icontains", "item__finding__title__icontains"),
        remember="results",
    )


@act(JUDGE)
@require_safe
def result_list(request: Request) -> HttpResponse:
    """成果认定."""
    facts = {
        "listing": _listed(request),
        "bulk": [("认定", reverse("rectification:result_accept_many"))],
        "crumbs": [("成果认定", "")],
    }
    return show(request, "rectification/result_list.html", facts, part="table")


@act(JUDGE)
@require_POST
@overtaken
def result_accept_many(request: Request) -> HttpResponse:
    """批量认定: those of the ticked that wait for it."""
    chosen = list(_listed(request).chosen(request.POST))
    ready = [row for row in chosen if rules.can_accept_result(request.actor, row)]
    query = request.GET.urlencode()
    back = reverse("rectification:result_list") + (f"?{query}" if query else "")
    if not ready:
        return none_due(request, "选中的成果里没有现在由您认定的：已经办过，或者不由您认定。", back=back)
    progress.accept_results(ready, by=request.actor)
    messages.success(request, f"已认定 {len(ready)} 项成果。")
    if left := len(chosen) - len(ready):
        messages.warning(request, f"{left} 项没有认定：已经办过，或者不由您认定。")
    return redirect(back)


@act(JUDGE)
@require_http_methods(ASKED)
@overtaken
def result_accept(request: Request, pk: UUID) -> HttpResponse:
    """认定成果."""
    result, by = _found(request, pk), request.actor
    stand(result, ResultState.CLAIMED)
    allowed(request, rules.can_accept_result(by, result))
    files = [result.file] if result.file else []
    doubts = [told for proof in proofs_of(result.item, files, by=by).values() for told in proof.doubts]
    if not files:
        doubts.append("这项成果没有单独上传佐证，请对照问题的佐证材料核对数量")
    asked = _ask(result, "认定", "已认定，计入整改成效。", "计入整改成效的数字", *doubts)
    form = RemarkForm(posted(request))
    return ask_and_do(
        request, asked, form, lambda said: progress.accept_result(result, opinion=said["reason"], by=by)
    )


@act(JUDGE)
@require_http_methods(ASKED)
@overtaken
def result_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不予认定."""
    result, by = _found(request, pk), request.actor
    stand(result, ResultState.CLAIMED)
    allowed(request, rules.can_accept_result(by, result))
    asked = _ask(result, "不予认定", "已登记为不予认定。", "不计入整改成效，单位可以看到理由")
    return ask_and_do(
        request,
        asked,
        WhyForm(posted(request)),
        lambda said: progress.refuse_result(result, opinion=said["reason"], by=by),
    )


@act(JUDGE)
@require_http_methods(ASKED)
@overtaken
def result_reconsider(request: Request, pk: UUID) -> HttpResponse:
    """重新认定."""
    result, by = _found(request, pk), request.actor
    stand(result, ResultState.ACCEPTED, ResultState.REFUSED)
    allowed(request, rules.can_review_result(by, result))
    asked = _ask(result, "重新认定", "已回到待认定。", "原来的认定保留在办理过程中")
    form = WhyForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: progress.reconsider_result(result, by=by, **said))


def _found(request: Request, pk: UUID) -> Result:
    rows = Result.objects.visible_to(request.actor).select_related(
        "item__finding", "item__unit", "item__assignment__unit", "file"
    )
    result: Result = get_object_or_404(rows, pk=pk)
    return result


def _ask(result: Result, verb: str, done: str, *effects: str) -> Ask:
    back = reverse("rectification:item_detail", args=[result.item_id])
    crumbs = [("成果认定", reverse("rectification:result_list")), (str(result.item), back), (verb, "")]
    first = f"{result.item.assignment.unit}：{result}"
    return Ask(f"{verb}：{result}", verb, back, done, effects=[first, *effects], facts={"crumbs": crumbs})
