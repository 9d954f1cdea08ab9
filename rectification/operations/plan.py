"""整改方案: written, sent in, reviewed jointly, returned or accepted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from audit.operations import IllegalMove
from deadlines.models import Deadline
from deadlines.operations.deadline import meet, reopen, set_deadlines
from organizations.models import Body
from rectification import rules
from rectification.editions import content_of
from rectification.models import (
    Item,
    JointOpinion,
    Measure,
    OpinionLine,
    PlanEdition,
    RectificationPlan,
)
from rectification.operations.item import PERIOD, PLAN_DUE, period_end, place_of, published_on
from rectification.operations.refusal import require, require_words
from rectification.rules.joint import bar_of_joint
from rectification.rules.signing import bar_of_signing
from rectification.states import ItemState, OpinionState, PlanState

ASKED_BEFORE = "请至少选择一个还没有送审的部门。"


def edit_plan(
    plan: RectificationPlan, *, overview: str, by: Actor, version: int | None = None
) -> RectificationPlan:
    """编制方案: the general part."""
    require(rules.can_edit_plan(by, plan))
    changes = {"overview": overview}
    return audit.edit(plan, by=by, act="rect.plan:C", changes=changes, version=version)


def plan_item(item: Item, *, by: Actor, changes: Mapping[str, Any], version: int | None = None) -> Item:
    """编制方案: goal, responsible leader, department, person, date of one item.

    Raises:
        ValidationError: the date is past or lies after the end of the period.
    """
    require(rules.can_edit_plan(by, item.assignment.rectification_plan))
    due = changes.get("due_on")
    if due is not None and due != item.due_on:
        check_due(due, item, on=by.on)
    told = {"due_on": due} if due is not None else {}
    return audit.edit(item, by=by, act="rect.plan:C", changes=changes, version=version, **told)


def check_due(due: dt.date, item: Item, *, on: dt.date) -> None:
    """Refuse a day that is past or lies after the period of rectification."""
    end = period_end(item.assignment)
    if due < on:
        raise ValidationError(
            {"due_on": f"完成时限不能早于今天，请选 {on:%Y-%m-%d} 至 {end:%Y-%m-%d} 之间的日期。"}
        )
    if due > end:
        raise ValidationError({"due_on": f"集中整改期到 {end:%Y-%m-%d} 为止；确需更晚的，通过后办理延期。"})


def add_measures(measures: Iterable[Measure], *, by: Actor) -> list[Measure]:
    """编制方案: measures on the manifestations of one unit's items."""
    made = list(measures)
    for item in {measure.item for measure in made}:
        require(rules.can_edit_plan(by, item.assignment.rectification_plan))
    for measure in made:
        _check_measure(measure.due_on, measure.item)
    return audit.create_all(made, by=by, act="rect.plan:C")


def _check_measure(due: dt.date | None, item: Item, *, on: dt.date | None = None) -> None:
    if due and on and due < on:
        raise ValidationError({"due_on": f"措施的完成时限不能早于今天（{on:%Y-%m-%d}），请改选日期。"})
    if due and item.due_on and due > item.due_on:
        raise ValidationError({"due_on": f"措施的完成时限不能晚于该问题的整改时限 {item.due_on:%Y-%m-%d}。"})


def edit_measure(
    measure: Measure, *, by: Actor, changes: Mapping[str, Any], version: int | None = None
) -> Measure:
    """编制方案: change or drop one measure."""
    require(rules.can_edit_plan(by, measure.item.assignment.rectification_plan))
    due = changes.get("due_on")
    _check_measure(due, measure.item, on=by.on if due != measure.due_on else None)
    return audit.edit(measure, by=by, act="rect.plan:C", changes=changes, version=version)


@dataclass(frozen=True)
class Line:
    """One measure as the page sends it: known or new, kept or dropped."""

    values: Mapping[str, Any]
    measure: Measure | None = None
    drop: bool = False


def write_item(
    item: Item, *, changes: Mapping[str, Any], lines: Iterable[Line], by: Actor, version: int | None = None
) -> Item:
    """编制方案: one problem with all its measures, all or none."""
    order = Measure.objects.filter(item=item).count()
    with transaction.atomic():
        plan_item(item, by=by, changes=changes, version=version)
        for line in lines:
            if line.measure is not None:
                _change(line.measure, item, line, by=by)
            elif not line.drop:
                order += 1
                measure = Measure(item=item, order=order, **line.values)
                _check_measure(measure.due_on, item, on=by.on)
                add_measures([measure], by=by)
    return item


def _change(measure: Measure, item: Item, line: Line, *, by: Actor) -> None:
    measure.item = item
    wanted = {**line.values, "dropped": line.drop}
    changes = {name: value for name, value in wanted.items() if getattr(measure, name) != value}
    if changes:
        edit_measure(measure, by=by, changes=changes)


def submit_plan(plan: RectificationPlan, *, by: Actor, signed_by: str = "") -> RectificationPlan:
    """报送方案: signed by the unit's head. What was signed is kept as an edition.

    Raises:
        ValidationError: an item lacks a measure, its goal or its leader.
    """
    require(rules.can_submit_plan(by, plan))
    if bar := bar_of_signing(plan):
        raise ValidationError(bar)
    changes = {"submitted_on": by.on, "signed_by": signed_by or by.signature}
    with transaction.atomic():
        items = Item.objects.filter(assignment=plan.assignment_id, state=ItemState.PLANNING)
        audit.move_all(items, ItemState.JOINT, by=by)
        audit.move(plan, PlanState.JOINT, by=by, changes=changes)
        edition = PlanEdition(plan=plan, edition=plan.edition, content=content_of(plan), **changes)
        audit.create(edition, by=by, act="rect.plan:S")
        _meet_deadline(plan, by=by, act="rect.plan:S")
    return plan


def _meet_deadline(plan: RectificationPlan, *, by: Actor, act: str) -> None:
    for deadline in Deadline.objects.about(plan).open():
        meet(deadline, by.on, by=by, act=act)


def ask_opinions(plan: RectificationPlan, bodies: Iterable[Body], *, by: Actor) -> list[JointOpinion]:
    """送联审: put the plan before three to five bodies, or as many as the settings say.

    Raises:
        ValidationError: a body of another office, none that is new, or too few or too many in all.
    """
    require(rules.can_ask_opinions(by, plan))
    chosen = list(bodies)
    if any(body.office_id != plan.assignment.office_id for body in chosen):
        raise ValidationError({"bodies": "所选部门不在本办名录内，请重新选择。"})
    with transaction.atomic():
        _hold(plan)
        asked = set(plan.opinions.filter(edition=plan.edition).values_list("body", flat=True))
        opinions = [
            JointOpinion(plan=plan, body=body, edition=plan.edition, asked_on=by.on)
            for body in chosen
            if body.pk not in asked
        ]
        if not opinions:
            raise ValidationError({"bodies": ASKED_BEFORE})
        _check_many(len(asked) + len(opinions), already=len(asked))
        return audit.create_all(opinions, by=by, act="rect.joint:P")


def _hold(plan: RectificationPlan) -> None:
    """Hold a plan while bodies are asked or it is decided upon: nobody is asked about a decided one."""
    rows = RectificationPlan.objects.select_for_update().filter(pk=plan.pk)
    now, edition = rows.values_list("state", "edition").get()
    if (now, edition) != (plan.state, plan.edition):
        raise IllegalMove(plan, now, "")


LESS = "名录内部门不够的，请先登记；县里部门少的，请系统管理员调低联审部门数的下限"


def span_of() -> str:
    """Return to how many bodies an edition goes, in words."""
    least, most = settings.JOINT_BODIES_MIN, settings.JOINT_BODIES_MAX
    if not least:
        return f"至多 {most} 个"
    return f"{least} 个" if least == most else f"{least} 至 {most} 个"


def _check_many(many: int, *, already: int) -> None:
    least, most = settings.JOINT_BODIES_MIN, settings.JOINT_BODIES_MAX
    so_far = f"这一版已送 {already} 个，连同这次所选共 {many} 个" if already else f"这次选了 {many} 个"
    rule = f"一版方案应送 {span_of()}部门联审，{so_far}"
    if many < least:
        raise ValidationError({"bodies": f"{rule}，请再选 {least - many} 个；{LESS}。"})
    if many > most:
        raise ValidationError({"bodies": f"{rule}，请减少 {many - most} 个。"})


def give_opinion(
    opinion: JointOpinion, *, agrees: bool, text: str = "", lines: Mapping[Item, str] | None = None, by: Actor
) -> JointOpinion:
    """出具联审意见: agree, or say what has to be changed, in all and problem by problem.

    Raises:
        ValidationError: an objection that says nothing, or a change asked for by a body that agrees.
    """
    require(rules.can_give_opinion(by, opinion))
    said = {item: words.strip() for item, words in (lines or {}).items() if words.strip()}
    if agrees and said:
        raise ValidationError({"agrees": "有逐条修改意见的，请选“有修改意见”；没有的，请清空逐条意见。"})
    if not agrees and not said:
        require_words(text, "text", "请写明需要修改的内容。")
    if any(item.assignment_id != opinion.plan.assignment_id for item in said):
        raise ValidationError("逐条意见只能写这份方案里的问题。")
    to = OpinionState.AGREED if agrees else OpinionState.OBJECTED
    with transaction.atomic():
        audit.move(opinion, to, by=by, reason=text, changes={"text": text, "given_on": by.on})
        rows = [OpinionLine(opinion=opinion, item=item, text=words) for item, words in said.items()]
        audit.create_all(rows, by=by, act="rect.joint:S")
    return opinion


def merged_letter(plan: RectificationPlan) -> str:
    """Return the objections of this edition in one letter: body by body, then problem by problem."""
    objections = plan.opinions.filter(edition=plan.edition, state=OpinionState.OBJECTED).select_related(
        "body"
    )
    whole = [f"{opinion.body}：{opinion.text}" for opinion in objections if opinion.text.strip()]
    lines = OpinionLine.objects.filter(opinion__in=objections).select_related(
        "opinion__body", "item__finding"
    )
    told = groupby(lines.order_by("item__finding__number", "opinion__body"), key=lambda line: line.item)
    single = [
        "\n".join([f"{item.finding.number} {item}", *(f"{line.opinion.body}：{line.text}" for line in group)])
        for item, group in told
    ]
    return "\n".join(whole + single)


def return_plan(plan: RectificationPlan, *, letter: str, by: Actor) -> RectificationPlan:
    """退回方案: with one merged letter; the unit owes the next edition, by the same day."""
    require(rules.can_decide_plan(by, plan))
    text = require_words(letter, "letter", "请写明退回修改的意见，方便单位对照修改。")
    with transaction.atomic():
        _hold(plan)
        items = Item.objects.filter(assignment=plan.assignment_id, state=ItemState.JOINT)
        audit.move_all(items, ItemState.PLANNING, by=by, reason=text)
        for deadline in Deadline.objects.about(plan).coded(PLAN_DUE).filter(met_on__isnull=False):
            reopen(deadline, by=by, act="rect.plan:A", reason=text)
        changes = {"letter": text, "edition": plan.edition + 1}
        return audit.move(plan, PlanState.RETURNED, by=by, reason=text, changes=changes)


def accept_plan(
    plan: RectificationPlan, *, by: Actor, reason: str = "", version: int | None = None
) -> RectificationPlan:
    """通过方案: the edition that was read; the items go into rectification, each with its deadline.

    Raises:
        ValidationError: too few bodies were asked, one has not answered, or objects to this edition.
        Stale: another edition than the one that was read.
    """
    require(rules.can_decide_plan(by, plan))
    with transaction.atomic():
        _hold(plan)
        if bar := bar_of_joint(plan):
            raise ValidationError(bar)
        items = list(Item.objects.filter(assignment=plan.assignment_id, state=ItemState.JOINT))
        audit.move_all(items, ItemState.FIXING, by=by, reason=reason)
        _set_item_deadlines(plan, items, by=by)
        _meet_deadline(plan, by=by, act="rect.plan:A")  # sent in before a plan was in time with that
        changes = {"accepted_on": by.on}
        return audit.move(plan, PlanState.ACCEPTED, by=by, reason=reason, changes=changes, version=version)


def _set_item_deadlines(plan: RectificationPlan, items: list[Item], *, by: Actor) -> None:
    start, place = published_on(plan.assignment), place_of(plan.assignment)
    by_day: dict[dt.date, list[Item]] = defaultdict(list)
    for item in items:
        if item.due_on:
            by_day[item.due_on].append(item)
    for day, group in by_day.items():
        set_deadlines(group, PERIOD, start, by=by, act="rect.plan:A", not_after=day, **place)
