"""Who may make a term, draft its plans, submit them, approve them."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from organizations.models import Office, offices_of
from rounds.models import AnnualPlan, Term, TermPlan
from rounds.states import PlanState

Plan = TermPlan | AnnualPlan


def can_create_term(by: Actor, office: Office) -> bool:
    """The clerk of the office, or of the one above it."""
    return may(by, "term.plan:C") and office.pk in offices_of(by)


def can_edit_term(by: Actor, term: Term) -> bool:
    """The clerk of its office."""
    return may(by, "term.plan:E", term)


def can_draft_plan(by: Actor, term: Term) -> bool:
    """The clerk of its office."""
    return may(by, "term.plan:C", term)


def can_edit_plan(by: Actor, plan: Plan) -> bool:
    """Only a draft is edited."""
    return plan.state == PlanState.DRAFT and may(by, "term.plan:E", plan)


def can_submit_plan(by: Actor, plan: Plan) -> bool:
    """The director puts the draft before the leading group."""
    return plan.state == PlanState.DRAFT and may(by, "term.plan:S", plan)


def can_decide_plan(by: Actor, plan: Plan) -> bool:
    """The leading group decides, in person or on paper; never who submitted it, unless on paper."""
    if plan.state != PlanState.SUBMITTED or not may(by, "term.plan:A", plan):
        return False
    return bool(by.acting_for) or Entry.objects.who_took(plan, PlanState.SUBMITTED) != by.user.pk
