"""Who may draw a sample, look on site, take a closing back; whose an item is in the unit."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Proposal
from audit.states import ProposalState
from rectification.models import Item
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rounds.models import Assignment, Round
from rounds.states import AssignmentState

REOPEN = "rect.reopen:P"
IN_HAND = {ItemState.FIXING, ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED}
REVOCABLE = {AssignmentState.RECTIFYING, AssignmentState.ASSESSED}
FILED = "任务已经归档，不能再撤销销号。又发现问题的，请列入以后的巡察。"
NOT_SEEN = "已列入现场抽查，登记抽查情况以后才能销号。"
NOT_SO = "现场抽查不属实，不能销号，请退回整改。"


def bar_on_site(item: Item) -> str:
    """Say what the check on site still keeps from being closed; nothing for what was not drawn."""
    if not item.is_sampled or item.site_found == SiteFinding.TRUE:
        return ""
    return NOT_SO if item.site_found == SiteFinding.UNTRUE else NOT_SEEN


def can_draw(by: Actor, place: Round | Assignment) -> bool:
    """抽样 is made by the office over a round or one unit, by who supervises a unit over that unit."""
    return may(by, "rect.close:P", place)


def can_record_site_check(by: Actor, item: Item) -> bool:
    """现场抽查 is recorded for what was drawn; what was found untrue stays so until it is returned."""
    waits = item.state in {ItemState.CHECKED, ItemState.SAMPLED} and item.is_sampled
    return waits and item.site_found != SiteFinding.UNTRUE and may(by, "rect.close:P", item)


def can_assign(by: Actor, item: Item) -> bool:
    """调整责任人 and 委托办理 are the unit's own, from the accepted plan until the item is closed."""
    return item.state in IN_HAND and may(by, "rect.assign:E", item)


def can_propose_reopening(by: Actor, item: Item) -> bool:
    """撤销销号 is proposed by the office or by who supervises the unit, until the task is filed away."""
    return item.state == ItemState.CLOSED and not bar_of_file(item) and may(by, REOPEN, item)


def bar_of_file(item: Item) -> str:
    """Say that nothing is mended any more at a task that is filed away; nothing before that."""
    return "" if item.assignment.state in REVOCABLE else FILED


def can_decide_reopening(by: Actor, proposal: Proposal, item: Item) -> bool:
    """撤销销号 is decided by the director, never by the person who proposed it."""
    waits = proposal.state == ProposalState.PENDING and item.state == ItemState.CLOSED
    return waits and proposal.proposed_by_id != by.user.pk and may(by, "rect.reopen:A", item)


def can_withdraw_reopening(by: Actor, proposal: Proposal) -> bool:
    """提请 is taken back by whoever made it, until it is decided."""
    return proposal.state == ProposalState.PENDING and proposal.proposed_by_id == by.user.pk
