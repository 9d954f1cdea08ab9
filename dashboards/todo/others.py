"""待办：线索、回避、人才库、代录、查阅告警."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.urls import reverse

from accounts.rules import GRANT, RESET, can_decide_reset, held, may
from accounts.states import Scope
from audit.actor import Actor
from audit.models import Proposal
from clues.models import Clue
from clues.states import ClueState
from dashboards.todo.line import MOST, Todo, dues_of
from documents.models import ProxyEntry, ReadingAlarm
from documents.rules import approving
from documents.states import POLICY
from organizations.models import Recusal
from organizations.models.body import colleagues_of
from organizations.states import RecusalState
from rounds.exports import PROPOSE
from talent_pool.models import Member
from talent_pool.states import MemberState

# Who takes a clue on from where: the act, the scope in which it is held, the word for each state
CLUE_STEPS: tuple[tuple[str, Scope, dict[ClueState, str]], ...] = (
    ("clue.handover:E", Scope.TASK, {ClueState.REGISTERED: "组务会研判"}),
    ("clue.approve:P", Scope.TASK, {ClueState.TEAM: "送审"}),
    ("clue.approve:P", Scope.ALL, {ClueState.OFFICE: "审核"}),
    ("clue.approve:A", Scope.ALL, {ClueState.APPROVAL: "审批"}),
    ("clue.handover:E", Scope.ALL, {ClueState.APPROVED: "移交"}),
    ("clue.handover:E", Scope.STAND, {ClueState.REGISTERED: "组务会研判（代行）"}),
    ("clue.approve:P", Scope.STAND, {ClueState.TEAM: "送审（代行）", ClueState.OFFICE: "审核（代行）"}),
    ("clue.handover:E", Scope.STAND, {ClueState.APPROVED: "移交（代行）"}),
    ("clue.receipt:S", Scope.CLUE, {ClueState.HANDED: "签收"}),
    (
        "clue.result:C",
        Scope.CLUE,
        {ClueState.RECEIVED: "确定处置方式", ClueState.WORKING: "反馈办理情况", ClueState.ANSWERED: "办结"},
    ),
)


def clues(by: Actor) -> Iterator[Todo]:
    """线索: by number only; what it says stays inside."""
    for act, scope, words in CLUE_STEPS:
        roles = [role for role, found in held(by, act) if found == scope]
        if not roles:
            continue
        reach = reduce(or_, (Clue.scope_q(scope, role, by) for role in roles))
        rows = Clue.objects.filter(reach, state__in=words)
        shown = list(rows.exclude(state=ClueState.OFFICE, sent_by=by.user.pk)[:MOST])
        dues = dues_of(Clue, shown)
        for row in shown:
            url = reverse("clues:clue_detail", args=[row.pk])
            yield Todo(f"线索 {row.number}", words[ClueState(row.state)], url, dues.get(row.pk))


def recusals(by: Actor) -> Iterator[Todo]:
    """回避: to be decided, never one's own."""
    rows = Recusal.objects.reached_by(by, "recuse.decide:A").filter(state=RecusalState.DECLARED)
    for row in rows.exclude(person__user=by.user.pk).select_related("person", "party_organization")[:MOST]:
        yield Todo(str(row), "核准回避", reverse("organizations:recusal_detail", args=[row.pk]))


def members(by: Actor) -> Iterator[Todo]:
    """人才库: to be vetted or admitted."""
    rows = Member.objects.reached_by(by, "pool.edit:A").filter(state=MemberState.VETTING)
    for row in rows.exclude(proposed_by=by.user.pk).select_related("person")[:MOST]:
        yield Todo(str(row), "批准入库", reverse("talent_pool:member_detail", args=[row.pk]))


def proxies(by: Actor) -> Iterator[Todo]:
    """代录: entered by another clerk, to be confirmed."""
    if count := ProxyEntry.objects.awaiting(by).count():
        yield Todo(f"{count} 件代录", "复核", reverse("documents:proxy_list"))


def grants(by: Actor) -> Iterator[Todo]:
    """授权: proposed by the security administrator, to be approved by another."""
    if held(by, "acct.grant:A"):
        rows = Proposal.objects.pending().filter(act=GRANT).exclude(proposed_by=by.user.pk)
        if count := rows.exclude(record_id=by.user.pk).count():
            yield Todo(f"{count} 件授权", "批准", reverse("accounts:grant_list"))


def resets(by: Actor) -> Iterator[Todo]:
    """口令重置: proposed by the system administrator, to be let out by whose turn it is."""
    if held(by, "acct.reset:A"):
        rows = Proposal.objects.pending().filter(act=RESET)
        if count := sum(can_decide_reset(by, one) for one in rows):
            yield Todo(f"{count} 件口令重置", "放行", reverse("accounts:reset_list"))


def exports(by: Actor) -> Iterator[Todo]:
    """导出: proposed by somebody of the office, to be approved by another."""
    if held(by, approving(PROPOSE)):
        rows = Proposal.objects.pending().filter(act=PROPOSE, proposed_by__in=colleagues_of(by))
        if count := rows.exclude(proposed_by=by.user.pk).count():
            yield Todo(f"{count} 件问题清单导出", "批准", reverse("rounds:export_list"))


def alarms(by: Actor) -> Iterator[Todo]:
    """查阅告警: who came to the limit today, to be looked into and lifted, or not."""
    rows = ReadingAlarm.objects.awaiting(by).select_related("user") if may(by, POLICY) else ()
    for row in rows:
        yield Todo(f"{row.user} 查阅到限", "核实", reverse("documents:alarm_lift", args=[row.pk]), row.day)
