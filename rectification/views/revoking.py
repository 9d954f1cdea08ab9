"""撤销销号的页面: asked for by one, agreed to or not by another, taken back by whoever asked."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from audit.models import Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from rectification.forms.closing import RevocationForm
from rectification.forms.item import WhyForm
from rectification.models import Item
from rectification.operations import revoking
from rectification.operations.revoking import Asked
from rectification.rules import closing as rules
from rectification.states import ItemState
from rectification.views.acting import ASKED, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item import found
from rectification.views.item_acts import allowed, ask
from ui.forms import RemarkForm
from ui.wording import cn_date


@act("rect.reopen:P")
@require_http_methods(ASKED)
@overtaken
def item_reopen(request: Request, pk: UUID) -> HttpResponse:
    """提请撤销销号."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.CLOSED)
    allowed(request, rules.can_propose_reopening(by, item), rules.bar_of_file(item))
    last = cn_date(revoking.latest_due(item, by.on))
    effects = [
        "由巡察办主任决定，决定以前销号仍然有效",
        f"同意以后开始第 {item.cycle + 1} 个整改周期，新的时限不晚于{last}",
    ]
    asked = ask(request, item, "提请撤销销号", "已提请，等待巡察办主任决定。", effects, grave=True)
    form = RevocationForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: revoking.propose_reopening(item, by=by, **said))


@act("rect.reopen:A")
@require_http_methods(ASKED)
@overtaken
def reopening_agree(request: Request, pk: UUID) -> HttpResponse:
    """同意撤销销号."""
    proposal, item = _asked(request, pk)
    by, wish = request.actor, Asked.of(proposal)
    allowed(request, rules.can_decide_reopening(by, proposal, item))
    effects = [
        f"{wish.kind.label}：{wish.reason}",
        f"「{item}」回到整改中，完成程度记为未完成，进入第 {item.cycle + 1} 个整改周期",
        f"新的整改时限为{cn_date(wish.due_on)}，不再按常态化坚持处理",
        f"{item.unit}可以看到理由；原来的销号记录保留",
    ]
    asked = ask(request, item, "撤销销号", "已撤销销号。", effects, grave=True)
    return ask_and_do(
        request,
        asked,
        RemarkForm(posted(request)),
        lambda said: revoking.approve_reopening(proposal, by=by, opinion=said["reason"]),
    )


@act("rect.reopen:A")
@require_http_methods(ASKED)
@overtaken
def reopening_refuse(request: Request, pk: UUID) -> HttpResponse:
    """不同意撤销销号."""
    proposal, item = _asked(request, pk)
    by = request.actor
    allowed(request, rules.can_decide_reopening(by, proposal, item))
    effects = ["销号仍然有效", "理由提请人可以看到"]
    asked = ask(request, item, "不同意撤销销号", "已退回提请，销号仍然有效。", effects)
    return ask_and_do(
        request,
        asked,
        WhyForm(posted(request)),
        lambda said: revoking.refuse_reopening(proposal, by=by, opinion=said["reason"]),
    )


@act("rect.reopen:P")
@require_http_methods(ASKED)
@overtaken
def reopening_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回撤销销号的提请."""
    proposal, item = _asked(request, pk)
    by = request.actor
    allowed(request, rules.can_withdraw_reopening(by, proposal))
    asked = ask(request, item, "撤回提请", "已撤回提请，销号仍然有效。", ["销号仍然有效"])
    return ask_and_do(
        request,
        asked,
        RemarkForm(posted(request)),
        lambda said: revoking.withdraw_reopening(proposal, by=by, **said),
    )


def _asked(request: Request, pk: UUID) -> tuple[Proposal, Item]:
    """Return a proposal about an item in sight that still waits; one that was decided leads to the item."""
    rows = Proposal.objects.filter(act=rules.REOPEN).select_related("proposed_by")
    proposal = get_object_or_404(rows, pk=pk)
    item = found(request, proposal.record_id)
    if proposal.state != ProposalState.PENDING:
        raise IllegalMove(proposal, str(proposal.state), "", due=[ProposalState.PENDING])
    return proposal, item
