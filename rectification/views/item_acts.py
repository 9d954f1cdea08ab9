"""整改事项的办理: progress, closing and its reverse moves, long-term items; one at a time."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rectification import rules
from rectification.forms.item import LongTermForm, ProgressForm, WhyForm
from rectification.models import Item, Measure
from rectification.operations import closing, progress
from rectification.operations.refusal import require
from rectification.proofs import doubts_about
from rectification.states import ItemState
from rectification.views.acting import ASKED, Ask, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item import crumbs_to, found, page_of
from ui.forms import RemarkForm

Run = Callable[[dict[str, Any]], object]


def allowed(request: Request, may_do: bool, why: str = "") -> None:
    """Refuse to show the page of an act; what is sent is refused by the operation, beside what was typed."""
    if request.method != "POST":
        require(may_do, why)


def ask(request: Request, item: Item, verb: str, done: str, effects: Iterable[str] = (), **rest: Any) -> Ask:
    """Return what the page of an act on an item looks like."""
    crumbs = crumbs_to(request, item, verb)
    facts = {"crumbs": crumbs, **rest.pop("facts", {})}
    return Ask(f"{verb}：{item}", verb, page_of(item), done, effects=effects, facts=facts, **rest)


@act("rect.progress:E")
@require_http_methods(ASKED)
@overtaken
def item_progress(request: Request, pk: UUID) -> HttpResponse:
    """登记进展."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_report_progress(by, item))
    initial = {name: getattr(item, name) for name in ("progress", "done_text", "version")}
    asked = ask(
        request, item, "登记进展", "已登记。", template="form.html", facts={"draft": f"progress-{pk}"}
    )
    return ask_and_do(
        request,
        asked,
        ProgressForm(posted(request), initial=initial),
        lambda said: progress.report_progress(
            item, progress=said["progress"], text=said["done_text"], version=said["version"], by=by
        ),
    )


@act("rect.progress:E")
@require_http_methods(ASKED)
@overtaken
def measure_progress(request: Request, pk: UUID) -> HttpResponse:
    """登记措施进展."""
    by = request.actor
    visible = Item.objects.visible_to(by).values("pk")
    measure: Measure = get_object_or_404(Measure.objects.filter(item__in=visible, dropped=False), pk=pk)
    item = measure.item = found(request, measure.item_id)
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_report_progress(by, item))
    initial = {name: getattr(measure, name) for name in ("progress", "done_text", "version")}
    facts = {"draft": f"measure-{pk}", "lead": f"措施：{measure.text}"}
    asked = ask(request, item, "登记措施进展", "已登记。", template="form.html", facts=facts)
    return ask_and_do(
        request,
        asked,
        ProgressForm(posted(request), initial=initial),
        lambda said: progress.report_measure(
            measure, progress=said["progress"], text=said["done_text"], version=said["version"], by=by
        ),
    )


@act("rect.apply:S")
@require_http_methods(ASKED)
@overtaken
def item_apply(request: Request, pk: UUID) -> HttpResponse:
    """申请销号."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_apply_closing(by, item))
    effects = [f"送巡察办初核，{item.unit}不能再登记进展", "初核前可以撤回申请"]
    asked = ask(request, item, "申请销号", "已申请销号，等待巡察办初核。", effects)
    return _opinion(request, asked, lambda said: closing.apply_closing([item], by=by, **said))


@act("rect.apply:S")
@require_http_methods(ASKED)
@overtaken
def item_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回申请."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.APPLIED)
    allowed(request, rules.can_withdraw_application(by, item))
    asked = ask(request, item, "撤回申请", "已撤回，可以继续整改。", ["回到整改中，改好后重新申请"])
    return _opinion(request, asked, lambda said: closing.withdraw_application(item, by=by, **said))


@act("rect.close:P")
@require_http_methods(ASKED)
@overtaken
def item_check(request: Request, pk: UUID) -> HttpResponse:
    """巡察办初核."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.APPLIED)
    allowed(request, rules.can_check_item(by, item), rules.bar_to_check(by, item))
    effects = ["初核通过，由巡察办主任销号", "初核人不能再批准销号", *doubts_about(item, by=by)]
    asked = ask(request, item, "初核", "初核通过，等待销号。", effects)
    return _opinion(request, asked, lambda said: closing.check_items([item], by=by, opinion=said["reason"]))


@act("rect.close:P")
@require_http_methods(ASKED)
@overtaken
def item_sample(request: Request, pk: UUID) -> HttpResponse:
    """列入抽查."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.CHECKED)
    allowed(request, rules.can_sample_item(by, item))
    asked = ask(request, item, "列入抽查", "已列入抽查。", ["登记现场抽查情况以后才能销号"])
    return _opinion(request, asked, lambda said: closing.sample_items([item], by=by, opinion=said["reason"]))


@act("rect.close:A")
@require_http_methods(ASKED)
@overtaken
def item_close(request: Request, pk: UUID) -> HttpResponse:
    """销号."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.CHECKED, ItemState.SAMPLED)
    allowed(request, rules.can_close_item(by, item), rules.bar_to_close(by, item))
    effects = ["问题销号，时限办结，计入整改完成的数字", "以后只能由两人办理撤销销号"]
    effects += doubts_about(item, by=by)
    asked = ask(request, item, "销号", "已销号。", effects)
    return _opinion(request, asked, lambda said: closing.close_items([item], by=by, opinion=said["reason"]))


@act("rect.reopen:P", "rect.reopen:A")
@require_http_methods(ASKED)
@overtaken
def item_return(request: Request, pk: UUID) -> HttpResponse:
    """退回."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED)
    allowed(request, rules.can_return_application(by, item))
    effects = [f"回到整改中，{item.unit}补充后重新申请", "理由单位可以看到"]
    asked = ask(request, item, "退回", "已退回单位继续整改。", effects)
    return _why(request, asked, lambda said: closing.return_application(item, by=by, **said))


@act("rect.close:P")
@require_http_methods(ASKED)
@overtaken
def item_long_term(request: Request, pk: UUID) -> HttpResponse:
    """转为常态化坚持; of a long-term item: what was seen, and the next day."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.FIXING)
    allowed(request, rules.can_set_look(by, item))
    effects = ["集中整改期满不算逾期", "到下次查看日期再看一次"]
    asked = ask(request, item, "转为常态化坚持", "已转为常态化坚持。", effects)
    if item.long_term:
        asked = ask(request, item, "查看长期事项", "已定下次查看日期。", effects[1:])
    form = LongTermForm(posted(request), initial={"version": item.version}, again=item.long_term)
    return ask_and_do(request, asked, form, lambda said: closing.make_long_term(item, by=by, **said))


def _opinion(request: Request, asked: Ask, run: Run) -> HttpResponse:
    return ask_and_do(request, asked, RemarkForm(posted(request)), run)


def _why(request: Request, asked: Ask, run: Run) -> HttpResponse:
    form: forms.Form = WhyForm(posted(request))
    return ask_and_do(request, asked, form, run)
