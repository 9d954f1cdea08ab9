"""巡察任务: one team is sent to party organisations, enters and leaves each on its own days."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from deadlines import operations as deadlines
from deadlines.models import Deadline
from organizations.models import PartyOrganization, Unit
from rounds.models import Assignment, Posting, Team
from rounds.operations import screening
from rounds.operations.making import change, make, require
from rounds.rules import assignment as rules
from rounds.states import AssignmentState, RoundMode

CREATE, EDIT, PROGRESS = "round.edit:C", "round.edit:E", "assign.progress:E"
NOTICE, REPORT = "notice_before_entry", "report_after_exit"
SEND_ANOTHER = "请改由其他组承担，或先办理有关人员离组。"


def create_assignment(
    team: Team,
    party_organization: PartyOrganization,
    unit: Unit,
    *,
    enters_on: dt.date,
    leaves_on: dt.date,
    by: Actor,
    mode: RoundMode = RoundMode.PLAIN,
    extended: Iterable[Unit] = (),
) -> Assignment:
    """下达任务: send a team to a party organisation; its people are checked against it."""
    require(rules.can_create_assignment(by, team))
    _covered(party_organization, unit, enters_on)
    _refuse_recused(team, party_organization, by)
    assignment = Assignment(
        office=team.round.office,
        team=team,
        party_organization=party_organization,
        unit=unit,
        mode=mode,
        enters_on=enters_on,
        leaves_on=leaves_on,
    )
    with transaction.atomic():
        make(assignment, by=by, act=CREATE)
        assignment.extended.set(extended)
        _set_deadline(assignment, NOTICE, enters_on, by)
    return assignment


def edit_assignment(
    assignment: Assignment, *, changes: Mapping[str, object], by: Actor, version: int | None = None
) -> Assignment:
    """调整任务: change dates or mode until the team has left; notice is reckoned anew."""
    require(rules.can_edit_assignment(by, assignment))
    entered = assignment.enters_on
    with transaction.atomic():
        change(assignment, by=by, act=EDIT, changes=changes, version=version)
        if assignment.enters_on != entered and (open_ := _open(assignment, NOTICE)):
            deadlines.end(open_, by.on, by=by, act=EDIT, reason="进驻日期调整")
            _set_deadline(assignment, NOTICE, assignment.enters_on, by)
    return assignment


def set_extended(assignment: Assignment, units: Iterable[Unit], *, by: Actor) -> Assignment:
    """确定延伸对象: the villages or subordinate units to which the inspection extends."""
    require(rules.can_edit_assignment(by, assignment))
    chosen = list(units)
    if assignment.unit in chosen:
        raise ValidationError({"extended": "延伸对象不应包括被巡察单位本身，请去掉。"})
    with transaction.atomic():
        assignment.extended.set(chosen)
        audit.note(assignment, by=by, act=EDIT, extended=[str(unit) for unit in chosen])
    return assignment


def give_notice(assignment: Assignment, *, on: dt.date, by: Actor) -> Assignment:
    """送达巡察通知: the party organisation has been told that the team is coming."""
    require(rules.can_enter(by, assignment))
    if on > by.on:
        raise ValidationError({"on": "送达日期晚于今天，请按实际送达的日期填写。"})
    open_ = _open(assignment, NOTICE)
    if open_ is None:
        raise ValidationError("巡察通知已经登记送达，无需重复登记。")
    with transaction.atomic():
        deadlines.meet(open_, on, by=by, act=PROGRESS)
        audit.note(assignment, by=by, act=PROGRESS, reason="巡察通知已送达", on=on)
    return assignment


def enter(assignment: Assignment, *, by: Actor, on: dt.date | None = None) -> Assignment:
    """进驻: the team is on site from a day on."""
    require(rules.can_enter(by, assignment), rules.not_running(assignment))
    day = on or by.on
    _not_ahead(day, by)
    if day > assignment.leaves_on:
        raise ValidationError({"on": "进驻日期晚于计划的撤离日期，请先调整任务日期。"})
    with transaction.atomic():
        audit.move(assignment, AssignmentState.ON_SITE, by=by, changes={"enters_on": day})
        if open_ := _open(assignment, NOTICE):
            deadlines.meet(open_, day, by=by, act=PROGRESS)
    return assignment


def leave(assignment: Assignment, *, by: Actor, on: dt.date | None = None) -> Assignment:
    """撤离: the team has left; the report falls due from that day."""
    require(rules.can_leave(by, assignment), rules.not_running(assignment))
    day = on or by.on
    _not_ahead(day, by)
    if day < assignment.enters_on:
        raise ValidationError({"on": "撤离日期早于进驻日期，请改正。"})
    with transaction.atomic():
        audit.move(assignment, AssignmentState.LEFT, by=by, changes={"leaves_on": day})
        _set_deadline(assignment, REPORT, day, by)
    return assignment


def go_back(assignment: Assignment, *, reason: str, by: Actor) -> Assignment:
    """返回进驻: the team goes back on site with a reason; the report no longer falls due."""
    require(rules.can_go_back(by, assignment), rules.not_running(assignment))
    if not reason.strip():
        raise ValidationError("请写明返回进驻的理由。")
    with transaction.atomic():
        audit.move(assignment, AssignmentState.ON_SITE, by=by, reason=reason)
        if open_ := _open(assignment, REPORT):
            deadlines.end(open_, by.on, by=by, act=PROGRESS, reason=reason)
    return assignment


def _covered(party: PartyOrganization, unit: Unit, on: dt.date) -> None:
    if not party.coverages.on(on).filter(unit=unit).exists():
        raise ValidationError({"unit": f"{unit}不在{party}覆盖的单位之内，请核对单位名录。"})


def _refuse_recused(team: Team, party: PartyOrganization, by: Actor) -> None:
    serving = Posting.objects.filter(team=team).exclude(until__lt=by.on).select_related("person")
    sent = [(posting.person, posting.role in screening.LEADING) for posting in serving]
    concerns = screening.screen(sent, [party], on=by.on)
    screening.refuse_denied(concerns, SEND_ANOTHER)


def _not_ahead(day: dt.date, by: Actor) -> None:
    if day > by.on:
        raise ValidationError({"on": "日期晚于今天，请在当天或之后办理。"})


def _open(assignment: Assignment, code: str) -> Deadline | None:
    found: Deadline | None = Deadline.objects.about(assignment).coded(code).open().first()
    return found


def _set_deadline(assignment: Assignment, code: str, anchor_on: dt.date, by: Actor) -> None:
    round_ = assignment.team.round
    deadlines.set_deadline(
        assignment,
        code,
        anchor_on,
        by=by,
        act=PROGRESS,
        term_id=round_.term_id,
        round_id=round_.pk,
        unit_id=assignment.unit_id,
    )
