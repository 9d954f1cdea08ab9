"""整改事项: opened from the published findings, claimed by the unit."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.clock import clock
from audit import operations as audit
from audit.actor import Actor
from audit.models import Proposal, type_name
from deadlines.models import Deadline
from deadlines.operations.deadline import Place, end, set_deadline
from deadlines.reckoning import due_on, pick_rule
from rectification import rules
from rectification.models import Item, ManifestationProgress, RectificationPlan
from rectification.operations.refusal import require
from rectification.operations.unit_paper import open_papers
from rectification.rules.closing import REOPEN
from rectification.states import ItemState
from rounds.models import Assignment, Finding
from rounds.states import AssignmentState

PERIOD = "rectification_period"
PLAN_DUE = "plan_due"


def _months_after(day: dt.date, months: int) -> dt.date:
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("每个月都有28日")


def published_on(assignment: Assignment) -> dt.date:
    """Return the local day on which the feedback was published."""
    if assignment.published_at is None:
        raise ValueError("反馈尚未发布")
    return timezone.localdate(assignment.published_at)


def place_of(assignment: Assignment) -> Place:
    """Return the term, round and unit whose deadline rules apply."""
    team_round = assignment.team.round
    return {"term_id": team_round.term_id, "round_id": team_round.pk, "unit_id": assignment.unit_id}


def period_end(assignment: Assignment) -> dt.date:
    """集中整改期 ends: by the rule in force, and not after the months that the round allows."""
    start = published_on(assignment)
    rule = pick_rule(PERIOD, on=start, **place_of(assignment))
    months = assignment.team.round.rectification_months
    return due_on(rule, start, not_after=_months_after(start, months))


def plan_due(assignment: Assignment) -> dt.date:
    """Return the day by which the unit's plan is due."""
    start = published_on(assignment)
    return due_on(pick_rule(PLAN_DUE, on=start, **place_of(assignment)), start)


def open_items(assignment: Assignment, *, by: Actor) -> list[Item]:
    """生成整改事项: one for each published finding that has none; doing it again adds nothing."""
    with transaction.atomic():
        Assignment.objects.select_for_update().get(pk=assignment.pk)
        fresh = Finding.objects.published().filter(assignment=assignment, item__isnull=True)
        findings = list(fresh.prefetch_related("manifestations"))
        last = period_end(assignment)
        at = {"assignment": assignment, "unit_id": assignment.unit_id}
        items = [Item(finding=finding, due_on=last, **at) for finding in findings]
        made = audit.create_all(items, by=by, act="feedback.publish:A", unit=assignment.unit_id, due_on=last)
        owner = {item.finding_id: item for item in made}
        aspects = [
            ManifestationProgress(item=owner[finding.pk], manifestation=shown)
            for finding in findings
            for shown in finding.manifestations.all()
        ]
        ManifestationProgress.objects.bulk_create(aspects, batch_size=400)
    return made


def open_missing_items(*, by: Actor, limit: int = 20) -> int:
    """生成整改事项 of assignments whose feedback was published since the clock looked last."""
    waiting = Assignment.objects.published().filter(
        findings__item__isnull=True, state=AssignmentState.FED_BACK
    )
    made = 0
    for assignment in waiting.select_related("team__round").distinct()[:limit]:
        made += len(open_items(assignment, by=by))
    return made


def claim_items(assignment: Assignment, *, by: Actor) -> RectificationPlan:
    """认领: the unit takes up every problem fed back, starts its plan and owes its 专项材料."""
    require(rules.can_claim_items(by, assignment))
    with transaction.atomic():
        open_items(assignment, by=clock(by.at))
        unclaimed = Item.objects.filter(assignment=assignment, state=ItemState.UNCLAIMED)
        audit.move_all(unclaimed, ItemState.PLANNING, by=by)
        audit.move(assignment, AssignmentState.RECTIFYING, by=by)
        plan = audit.create(RectificationPlan(assignment=assignment), by=by, act="rect.plan:C")
        start = published_on(assignment)
        place = place_of(assignment)
        set_deadline(plan, PLAN_DUE, start, by=by, act="rect.claim:S", **place)
        open_papers(assignment, by=by, start=start, place=place)
    return plan


def revocations_of(assignment: Assignment) -> int:
    """Return how many closings of a unit are asked to be taken back and not decided yet."""
    items = Item.objects.filter(assignment=assignment).values("pk")
    rows = Proposal.objects.pending().filter(act=REOPEN, record_type=type_name(Item), record_id__in=items)
    return rows.count()


def archive(assignment: Assignment, *, by: Actor) -> Assignment:
    """归档: an assessed assignment is filed away; nothing of it waits any more."""
    require(rules.can_archive(by, assignment))
    asked = revocations_of(assignment)
    require(not asked, f"还有 {asked} 件撤销销号的提请没有决定，不能归档。")
    with transaction.atomic():
        audit.move(assignment, AssignmentState.ARCHIVED, by=by)
        for deadline in Deadline.objects.about(assignment).open():
            end(deadline, by.on, by=by, act="archive:A", reason="任务已经归档")
    return assignment


def finish(assignment: Assignment, *, by: Actor, reason: str = "") -> Assignment:
    """整改评估: every problem is closed or goes on as a long-term one."""
    require(rules.can_finish(by, assignment))
    with transaction.atomic():
        hold(assignment)
        left = Item.objects.filter(assignment=assignment).unfinished().filter(long_term=False).count()
        require(not left, f"还有 {left} 个问题没有销号，不能结束整改。")
        asked = revocations_of(assignment)
        require(not asked, f"还有 {asked} 件撤销销号的提请没有决定，不能结束整改。")
        return audit.move(assignment, AssignmentState.ASSESSED, by=by, reason=reason)


def hold(assignment: Assignment) -> AssignmentState:
    """Lock an assignment while something decides whether it is finished; return the state that holds."""
    row = Assignment.objects.select_for_update().only("state").get(pk=assignment.pk)
    return AssignmentState(row.state)
