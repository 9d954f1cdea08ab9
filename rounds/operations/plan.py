"""届、五年规划、年度计划: drafted by the clerk, submitted by the director, approved by the leading group."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Office, PartyOrganization
from rounds.models import AnnualPlan, PlannedObject, Term, TermPlan
from rounds.operations.making import change, make, require
from rounds.rules import plan as rules
from rounds.states import PlanState, RoundKind

Plan = TermPlan | AnnualPlan
CREATE, EDIT = "term.plan:C", "term.plan:E"


def create_term(office: Office, *, name: str, starts_on: dt.date, ends_on: dt.date, by: Actor) -> Term:
    """设届次: open a term of the party committee."""
    require(rules.can_create_term(by, office))
    _in_order(starts_on, ends_on)
    return make(Term(office=office, name=name, starts_on=starts_on, ends_on=ends_on), by=by, act=CREATE)


def edit_term(term: Term, *, changes: Mapping[str, object], by: Actor, version: int | None = None) -> Term:
    """修改届次: change its name or its days."""
    require(rules.can_edit_term(by, term))
    starts_on, ends_on = changes.get("starts_on", term.starts_on), changes.get("ends_on", term.ends_on)
    _in_order(starts_on, ends_on)
    return change(term, by=by, act=EDIT, changes=changes, version=version)


def draft_plan(term: Term, *, title: str, by: Actor, body: str = "") -> TermPlan:
    """草拟五年规划: begin the plan of a term."""
    require(rules.can_draft_plan(by, term))
    if TermPlan.objects.filter(term=term).exists():
        raise ValidationError("本届已有五年规划，请在原规划上修改。")
    return make(TermPlan(term=term, title=title, body=body), by=by, act=CREATE)


def draft_annual_plan(term: Term, *, year: int, title: str, by: Actor, body: str = "") -> AnnualPlan:
    """草拟年度计划: begin the plan of a year."""
    require(rules.can_draft_plan(by, term))
    _in_term(term, year)
    return make(AnnualPlan(term=term, year=year, title=title, body=body), by=by, act=CREATE)


def edit_plan(plan: Plan, *, changes: Mapping[str, object], by: Actor, version: int | None = None) -> Plan:
    """修改规划（计划）: change the text of a draft."""
    require(rules.can_edit_plan(by, plan))
    return change(plan, by=by, act=EDIT, changes=changes, version=version)


def add_objects(
    plan: TermPlan,
    *,
    party_organizations: Iterable[PartyOrganization],
    year: int,
    by: Actor,
    kind: RoundKind = RoundKind.REGULAR,
    note: str = "",
) -> list[PlannedObject]:
    """列入规划: put party organisations into a year of a draft, all or none."""
    require(rules.can_edit_plan(by, plan))
    _in_term(plan.term, year)
    chosen = list(party_organizations)
    before = PlannedObject.objects.standing().filter(plan=plan, kind=kind, party_organization__in=chosen)
    if names := "、".join(str(one.party_organization) for one in before.select_related("party_organization")):
        raise ValidationError(f"{names}已列入本届规划，请勿重复选择。")
    rows = [
        PlannedObject(plan=plan, party_organization=party, year=year, kind=kind, note=note)
        for party in chosen
    ]
    return audit.create_all(rows, by=by, act=CREATE)


def shift_object(
    planned: PlannedObject,
    *,
    year: int,
    by: Actor,
    kind: str = "",
    note: str = "",
    version: int | None = None,
) -> PlannedObject:
    """调整年度: move a planned object to another year or kind while the plan is a draft."""
    require(rules.can_edit_plan(by, planned.plan))
    _in_term(planned.plan.term, year)
    changes = {"year": year, "kind": kind or planned.kind, "note": note}
    return change(planned, by=by, act=EDIT, changes=changes, version=version)


def drop_object(planned: PlannedObject, *, reason: str, by: Actor) -> PlannedObject:
    """移出规划: take an object out of a draft; that it stood there stays readable."""
    require(rules.can_edit_plan(by, planned.plan))
    return audit.edit(planned, by=by, act=EDIT, changes={"dropped": True}, reason=reason)


def submit(plan: Plan, *, by: Actor, reason: str = "") -> Plan:
    """报批: put the draft before the leading group."""
    require(rules.can_submit_plan(by, plan))
    if isinstance(plan, TermPlan) and not plan.objects_planned.filter(dropped=False).exists():
        raise ValidationError("规划里还没有巡察对象，请先列入党组织再报批。")
    return audit.move(plan, PlanState.SUBMITTED, by=by, reason=reason)


def approve(plan: Plan, *, by: Actor, on: dt.date | None = None, opinion: str = "") -> Plan:
    """批准: the plan stands from a day on."""
    require(rules.can_decide_plan(by, plan))
    return audit.move(plan, PlanState.APPROVED, by=by, reason=opinion, changes={"approved_on": on or by.on})


def send_back(plan: Plan, *, reason: str, by: Actor) -> Plan:
    """退回: the draft goes back to the office with a reason."""
    require(rules.can_decide_plan(by, plan))
    if not reason.strip():
        raise ValidationError("请写明退回的理由。")
    return audit.move(plan, PlanState.DRAFT, by=by, reason=reason)


def _in_term(term: Term, year: int) -> None:
    if not term.starts_on.year <= year <= term.ends_on.year:
        raise ValidationError(
            {"year": f"年度应在本届之内（{term.starts_on.year}年至{term.ends_on.year}年），请改正。"}
        )


def _in_order(starts_on: object, ends_on: object) -> None:
    in_order = isinstance(starts_on, dt.date) and isinstance(ends_on, dt.date) and starts_on < ends_on
    if not in_order:
        raise ValidationError({"ends_on": "止期应晚于起期，请改正其中一个日期。"})
