"""工作台: what waits for this person, by when. Questions put to every app; nothing is stored."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.rules import held, may
from audit.actor import Actor
from audit.models import Proposal
from clues.models import Clue
from clues.states import ClueState
from deadlines.models import Deadline
from documents.models import ProxyEntry
from organizations.models import Recusal
from organizations.states import RecusalState
from rectification.models import (
    ExtensionRequest,
    Item,
    JointOpinion,
    MonthlyReport,
    RectificationPlan,
    Result,
)
from rectification.states import ItemState
from rounds.models import (
    AnnualPlan,
    Assignment,
    Feedback,
    Referral,
    Report,
    Team,
    TermPlan,
    WorkingPaper,
)
from rounds.states import AssignmentState, FeedbackState, PlanState, ReferralState
from talent_pool.models import Member
from talent_pool.states import MemberState

MOST = 40
SOON_DAYS = 30


@dataclass(frozen=True)
class Todo:
    """One line: which thing, what to do, where, by when, who waits for it."""

    object: str
    act: str
    url: str
    due: dt.date | None = None
    who: str = ""


Source = Callable[[Actor], Iterator[Todo]]


def _dues(model: type[Any], rows: list[Any]) -> dict[Any, dt.date]:
    """Return the earliest open due day of each record."""
    found = Deadline.objects.about_all(model, [row.pk for row in rows]).open().order_by("-due")
    return dict(found.values_list("record_id", "due"))


def papers(by: Actor) -> Iterator[Todo]:
    """底稿: own drafts, reviews, signatures."""
    words = {"draft": "提交底稿", "deputy": "审核底稿", "leader": "审签底稿"}
    rows = WorkingPaper.objects.awaiting(by).select_related("assignment__unit", "author")
    for row in rows.order_by("written_at")[:MOST]:
        url = reverse("rounds:paper_detail", args=[row.pk])
        yield Todo(row.title, words[row.state], url, who=f"{row.assignment.unit} {row.author}")


def reports(by: Actor) -> Iterator[Todo]:
    """报告: to be taken to the next meeting, due after the team has left."""
    rows = list(
        Report.objects.awaiting(by).select_related("assignment__unit", "assignment__team__round")[:MOST]
    )
    dues = _dues(Assignment, [row.assignment for row in rows])
    for row in rows:
        url = reverse("rounds:report_detail", args=[row.pk])
        act = f"{row.get_state_display()}：办理送审"
        yield Todo(str(row), act, url, dues.get(row.assignment_id), str(row.assignment.team))


def feedbacks(by: Actor) -> Iterator[Todo]:
    """反馈: to be proposed, published, signed for; and final reports without feedback."""
    words = {
        FeedbackState.DRAFT: "提请发布",
        FeedbackState.PROPOSED: "发布反馈",
        FeedbackState.PUBLISHED: "签收反馈意见",
    }
    rows = Feedback.objects.awaiting(by).select_related("assignment__unit", "assignment__party_organization")
    for row in rows[:MOST]:
        url = reverse("rounds:feedback_detail", args=[row.pk])
        yield Todo(str(row), words.get(FeedbackState(row.state), "办理"), url)
    final = Assignment.objects.reached_by(by, "feedback.publish:P").filter(state=AssignmentState.FINAL)
    for assignment in final.filter(feedback__isnull=True).select_related("unit")[:MOST]:
        url = reverse("rounds:feedback_draft", args=[assignment.pk])
        yield Todo(f"{assignment.unit}反馈意见", "起草反馈意见", url)


def plans(by: Actor) -> Iterator[Todo]:
    """规划与年度计划: to be decided."""
    for kind, model in (("term", TermPlan), ("annual", AnnualPlan)):
        rows: Any = model.objects.reached_by(by, "term.plan:A").filter(state=PlanState.SUBMITTED)
        for row in rows[:MOST]:
            yield Todo(row.title, "审批", reverse("rounds:plan_detail", args=[kind, row.pk]))


def postings(by: Actor) -> Iterator[Todo]:
    """组队: proposals to be approved by another."""
    if not may(by, "team.assign:A"):
        return
    waiting = Proposal.objects.pending().filter(act="team.assign:P").exclude(proposed_by=by.user.pk)
    teams = Team.objects.visible_to(by).select_related("round").in_bulk([row.record_id for row in waiting])
    for row in waiting[:MOST]:
        if team := teams.get(row.record_id):
            url = reverse("rounds:team_detail", args=[team.pk])
            yield Todo(f"{team.round}{team}人员", "核准组队", url)


def arrivals(by: Actor) -> Iterator[Todo]:
    """进驻、撤离: tasks of one's own team that are due."""
    words = {
        AssignmentState.WAITING: ("登记进驻", "enters_on"),
        AssignmentState.ON_SITE: ("登记撤离", "leaves_on"),
    }
    own = [pair for pair in held(by, "assign.progress:E") if pair[1] == "task"]
    rows = Assignment.objects.visible_to(by).filter(state__in=words) if own else Assignment.objects.none()
    for row in rows.select_related("unit")[:MOST]:
        act, day = words[AssignmentState(row.state)]
        yield Todo(str(row.unit), act, reverse("rounds:assignment_detail", args=[row.pk]), getattr(row, day))


def referrals(by: Actor) -> Iterator[Todo]:
    """移交建议: to be signed for and answered, or to be signed off."""
    words = {
        ReferralState.SENT: "签收移交建议",
        ReferralState.RECEIVED: "开始办理",
        ReferralState.WORKING: "反馈办理情况",
    }
    rows = Referral.objects.reached_by(by, "referral.send:S").filter(state__in=words).select_related("body")
    for row in rows[:MOST]:
        url = reverse("rounds:referral_detail", args=[row.pk])
        yield Todo(row.title, words[ReferralState(row.state)], url, who=str(row.body))


def claims(by: Actor) -> Iterator[Todo]:
    """认领: published feedback that the unit has not taken up."""
    rows = Assignment.objects.reached_by(by, "rect.claim:S").filter(state=AssignmentState.FED_BACK)
    for row in rows.select_related("unit"):
        yield Todo(f"{row.unit}反馈问题", "认领问题", reverse("rectification:claim", args=[row.pk]))


def items(by: Actor) -> Iterator[Todo]:
    """整改: what is late or due soon for the unit; what waits to be checked or closed in the office."""
    words = {
        ItemState.FIXING: "整改并登记进展",
        ItemState.APPLIED: "初核",
        ItemState.CHECKED: "销号",
        ItemState.SAMPLED: "销号",
    }
    rows = Item.objects.awaiting(by).filter(state__in=words).exclude(long_term=True)
    fixing = rows.filter(state=ItemState.FIXING, due_on__lte=by.on + dt.timedelta(days=SOON_DAYS))
    for row in _items(rows.exclude(state=ItemState.FIXING)) + _items(fixing):
        url = reverse("rectification:item_detail", args=[row.pk])
        yield Todo(row.finding.title, words[ItemState(row.state)], url, row.due_on, str(row.assignment.unit))


def _items(rows: Any) -> list[Item]:
    return list(rows.select_related("finding", "assignment__unit").order_by("due_on", "id")[:MOST])


def rectification_plans(by: Actor) -> Iterator[Todo]:
    """方案: to be written, signed, reviewed jointly, decided."""
    words = {"draft": "编制并报送方案", "returned": "修改方案", "joint": "联审方案"}
    rows = list(RectificationPlan.objects.awaiting(by).select_related("assignment__unit")[:MOST])
    dues = _dues(RectificationPlan, rows)
    for row in rows:
        url = reverse("rectification:plan_detail", args=[row.pk])
        yield Todo(str(row), words.get(row.state, "办理"), url, dues.get(row.pk))
    opinions = JointOpinion.objects.awaiting(by).select_related("plan__assignment__unit", "body")
    for opinion in opinions[:MOST]:
        url = reverse("rectification:plan_detail", args=[opinion.plan_id])
        yield Todo(str(opinion.plan), "出具联审意见", url, who=str(opinion.body))


def monthly(by: Actor) -> Iterator[Todo]:
    """月报: to be written, signed, accepted."""
    words = {"open": "填报月报", "returned": "补充月报", "signing": "签发月报", "submitted": "接收月报"}
    rows = MonthlyReport.objects.awaiting(by).select_related("assignment__unit").order_by("due_on")
    for row in rows[:MOST]:
        url = reverse("rectification:monthly_detail", args=[row.pk])
        yield Todo(str(row), words.get(row.state, "办理"), url, row.due_on)


def extensions(by: Actor) -> Iterator[Todo]:
    """延期: to be signed, looked into, approved."""
    words = {"draft": "签发延期申请", "applied": "审核延期", "proposed": "批准延期"}
    rows = ExtensionRequest.objects.awaiting(by).select_related("item__finding", "item__assignment__unit")
    for row in rows[:MOST]:
        url = reverse("rectification:item_detail", args=[row.item_id])
        yield Todo(row.item.finding.title, words[row.state], url, who=str(row.item.assignment.unit))


def results(by: Actor) -> Iterator[Todo]:
    """成果: one line for all that wait to be accepted."""
    count = Result.objects.awaiting(by).count()
    if count:
        yield Todo(f"{count} 项整改成果", "认定", reverse("rectification:result_list") + "?state=claimed")


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
        dues = _dues(Clue, rows)
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


SOURCES: tuple[Source, ...] = (
    papers,
    arrivals,
    reports,
    feedbacks,
    plans,
    postings,
    claims,
    rectification_plans,
    items,
    monthly,
    extensions,
    results,
    clues,
    referrals,
    recusals,
    members,
    proxies,
)


@dataclass(frozen=True)
class Group:
    """逾期、今天、本周、以后: one heading of the workbench."""

    title: str
    tone: str
    lines: tuple[Todo, ...]


def todos(by: Actor) -> list[Group]:
    """Return what waits for the person: overdue first, then today, this week, later, without a day."""
    lines = [line for source in SOURCES for line in source(by)]
    lines.sort(key=lambda line: (line.due is None, line.due or by.on))
    sunday = by.on + dt.timedelta(days=6 - by.on.weekday())
    parts: dict[tuple[str, str], list[Todo]] = {
        ("已逾期", "late"): [],
        ("今天", "soon"): [],
        ("本周", "soon"): [],
        ("以后", "idle"): [],
        ("待办", "going"): [],
    }
    for line in lines:
        parts[_place(line.due, by.on, sunday)].append(line)
    return [Group(title, tone, tuple(found)) for (title, tone), found in parts.items() if found]


def _place(due: dt.date | None, today: dt.date, sunday: dt.date) -> tuple[str, str]:
    if due is None:
        return ("待办", "going")
    if due < today:
        return ("已逾期", "late")
    if due == today:
        return ("今天", "soon")
    return ("本周", "soon") if due <= sunday else ("以后", "idle")
