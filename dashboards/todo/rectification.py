"""待办：整改."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts.rules import held
from audit.actor import Actor
from audit.models import Proposal, type_name
from dashboards.todo.line import MOST, Todo, dues_of
from organizations.models import Unit
from rectification.models import (
    ExtensionRequest,
    Item,
    JointOpinion,
    LeadersBriefing,
    MonthlyReport,
    PressingPaper,
    Publication,
    RectificationPlan,
    Result,
    UnitPaper,
)
from rectification.operations import transferring
from rectification.rules import transferring as rules_of_transfer
from rectification.rules.closing import REOPEN
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rounds.models import (
    Assignment,
)
from rounds.states import AssignmentState

SOON_DAYS = 30


def claims(by: Actor) -> Iterator[Todo]:
    """认领: published feedback that the unit has not taken up."""
    rows = Assignment.objects.reached_by(by, "rect.claim:S").filter(state=AssignmentState.FED_BACK)
    for row in rows.select_related("unit"):
        yield Todo(f"{row.unit}反馈问题", "认领问题", reverse("rectification:claim", args=[row.pk]))


def items(by: Actor) -> Iterator[Todo]:
    """整改: what is late or due soon for the unit; what waits to be checked or closed in the office."""
    rows = Item.objects.awaiting(by).filter(state__in=NEXT)
    soon = by.on + dt.timedelta(days=SOON_DAYS)
    fixing = rows.filter(state=ItemState.FIXING, long_term=False, due_on__lte=soon)
    for row in _items(rows.exclude(state=ItemState.FIXING)) + _items(fixing):
        url = reverse("rectification:item_detail", args=[row.pk])
        due = None if row.long_term else row.due_on
        yield Todo(row.finding.title, _next(row), url, due, row.placed)


def long_term(by: Actor) -> Iterator[Todo]:
    """常态化: those whose day to be looked at again has come, for whoever may set the next one."""
    rows = Item.objects.reached_by(by, "rect.close:P").to_look_at(by.on).filter(state=ItemState.FIXING)
    for row in rows.select_related("finding", "unit", "assignment__unit").order_by("look_at_on", "id")[:MOST]:
        url = reverse("rectification:item_detail", args=[row.pk])
        yield Todo(row.finding.title, "查看长期事项", url, row.look_at_on, row.placed)


NEXT = {
    ItemState.FIXING: "登记进展",
    ItemState.APPLIED: "初核",
    ItemState.CHECKED: "销号",
    ItemState.SAMPLED: "销号",
}
ON_SITE = {"": "现场抽查", SiteFinding.UNTRUE: "退回整改"}


def _next(item: Item) -> str:
    """Return what is to be done next; what was drawn is seen on site first."""
    word = NEXT[ItemState(item.state)]
    return ON_SITE.get(item.site_found, word) if item.is_sampled and word == "销号" else word


def revocations(by: Actor) -> Iterator[Todo]:
    """撤销销号: asked for by another, to be decided."""
    reached = Item.objects.reached_by(by, "rect.reopen:A").filter(state=ItemState.CLOSED)
    rows = Proposal.objects.pending().filter(act=REOPEN, record_type=type_name(Item))
    asked = rows.filter(record_id__in=reached.values("pk")).exclude(proposed_by=by.user.pk)
    found = Item.objects.filter(pk__in=asked.values("record_id")).select_related(
        "finding", "unit", "assignment__unit"
    )
    for row in found[:MOST] if held(by, "rect.reopen:A") else ():
        url = reverse("rectification:item_detail", args=[row.pk])
        yield Todo(row.finding.title, "决定是否撤销销号", url, who=row.placed)


def transfers(by: Actor) -> Iterator[Todo]:
    """划转: asked for by another, to be decided."""
    if not held(by, rules_of_transfer.APPROVE):
        return
    asked = transferring.waiting(rules_of_transfer.APPROVE, by=by).exclude(proposed_by=by.user.pk)[:MOST]
    named = Unit.objects.in_bulk([one.record_id for one in asked])
    for one in asked:
        url = reverse("rectification:transfer_list")
        yield Todo(f"{named[one.record_id]}整改事项划转", "决定是否划转", url, who=str(one.proposed_by))


def rectification_plans(by: Actor) -> Iterator[Todo]:
    """方案: to be written, signed, reviewed jointly, decided."""
    words = {"draft": "编制并报送方案", "returned": "修改方案", "joint": "联审方案"}
    rows = list(RectificationPlan.objects.awaiting(by).select_related("assignment__unit")[:MOST])
    dues = dues_of(RectificationPlan, rows)
    for row in rows:
        url = reverse("rectification:plan_detail", args=[row.pk])
        yield Todo(str(row), words.get(row.state, "办理"), url, dues.get(row.pk))
    opinions = JointOpinion.objects.awaiting(by).select_related("plan__assignment__unit", "body")
    for opinion in opinions[:MOST]:
        url = reverse("rectification:plan_detail", args=[opinion.plan_id])
        yield Todo(str(opinion.plan), "出具联审意见", url, who=str(opinion.body))


def monthly(by: Actor) -> Iterator[Todo]:
    """月报: to be written, signed, accepted; read by the county leader."""
    words = {"open": "填报月报", "returned": "补充月报", "signing": "签发月报", "submitted": "接收月报"}
    if held(by, "rect.review:S"):
        words |= {"submitted": "审阅月报", "frozen": "审阅月报"}
    rows = MonthlyReport.objects.awaiting(by).select_related("unit", "assignment__unit").order_by("due_on")
    for row in rows[:MOST]:
        url = reverse("rectification:monthly_detail", args=[row.pk])
        yield Todo(str(row), words.get(row.state, "办理"), url, row.due_on)


def extensions(by: Actor) -> Iterator[Todo]:
    """延期: to be signed, looked into, approved."""
    words = {"draft": "签发延期申请", "applied": "审核延期", "proposed": "批准延期"}
    rows = ExtensionRequest.objects.awaiting(by).select_related(
        "item__finding", "item__unit", "item__assignment__unit"
    )
    for row in rows[:MOST]:
        url = reverse("rectification:item_detail", args=[row.item_id])
        yield Todo(row.item.finding.title, words[row.state], url, who=row.item.placed)


def results(by: Actor) -> Iterator[Todo]:
    """成果: one line for all that wait to be accepted."""
    count = Result.objects.awaiting(by).count()
    if count:
        yield Todo(f"{count} 项整改成果", "认定", reverse("rectification:result_list") + "?state=claimed")


def pressing(by: Actor) -> Iterator[Todo]:
    """督促文书: drafted, to be let out or not; one line for all, and one for those before the group."""
    rows = PressingPaper.objects.awaiting(by)
    for state, word in (("pending", "批准或不予发出"), ("group", "批准")):
        if count := rows.filter(state=state).count():
            yield Todo(f"{count} 份督促文书", word, f"{reverse('rectification:pressing_list')}?state={state}")


def publications(by: Actor) -> Iterator[Todo]:
    """公开: to be written and signed, approved, put up."""
    words = {
        "draft": "编制并报送公开稿",
        "returned": "修改公开稿",
        "submitted": "批准公开",
        "approved": "登记公开",
    }
    rows = list(Publication.objects.awaiting(by).select_related("assignment__unit")[:MOST])
    dues = dues_of(Publication, rows)
    for row in rows:
        url = reverse("rectification:publication_detail", args=[row.pk])
        yield Todo(str(row), words[row.state], url, dues.get(row.pk))


def unit_papers(by: Actor) -> Iterator[Todo]:
    """专项材料: to be written and signed, taken in, read."""
    words = {"draft": "填报并报送材料", "returned": "修改材料", "submitted": "查收材料"}
    mine = "签阅报告" if held(by, "rect.review:S") else ""
    rows = list(UnitPaper.objects.awaiting(by).select_related("assignment__unit")[:MOST])
    dues = dues_of(UnitPaper, rows)
    for row in rows:
        url = reverse("rectification:unit_paper_detail", args=[row.pk])
        yield Todo(str(row), mine or words[row.state], url, dues.get(row.pk))


def briefings(by: Actor) -> Iterator[Todo]:
    """县领导摘要: to be released."""
    for row in LeadersBriefing.objects.awaiting(by).order_by("-week")[:1]:
        yield Todo(str(row), "审发", reverse("rectification:briefing_detail", args=[row.pk]))


def _items(rows: Any) -> list[Item]:
    return list(rows.select_related("finding", "unit", "assignment__unit").order_by("due_on", "id")[:MOST])
