"""待办：线索、回避、人才库、代录."""

from collections.abc import Iterator

from django.urls import reverse

from audit.actor import Actor
from clues.models import Clue
from clues.states import ClueState
from dashboards.todo.line import MOST, Todo, dues_of
from documents.models import ProxyEntry
from organizations.models import Recusal
from organizations.states import RecusalState
from talent_pool.models import Member
from talent_pool.states import MemberState


def clues(by: Actor) -> Iterator[Todo]:
    """线索: by number only; what it says stays inside."""
    steps = {
        "clue.handover:E": {ClueState.REGISTERED: "组务会研判", ClueState.APPROVED: "移交"},
        "clue.approve:P": {ClueState.TEAM: "送审", ClueState.OFFICE: "审核"},
        "clue.approve:A": {ClueState.APPROVAL: "审批"},
        "clue.receipt:S": {ClueState.HANDED: "签收"},
        "clue.result:C": {ClueState.RECEIVED: "确定处置方式", ClueState.WORKING: "反馈办理情况"},
    }
    for act, words in steps.items():
        rows = list(Clue.objects.visible_to(by).reached_by(by, act).filter(state__in=words)[:MOST])
        dues = dues_of(Clue, rows)
        for row in rows:
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
