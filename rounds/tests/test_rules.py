"""Who may keep terms, plans, schemes, decisions and referrals: each rule by each person, and by no neighbour."""

from collections.abc import Callable
from typing import Any

import pytest

from organizations.models import Body
from rounds.models import Decision, Referral
from rounds.rules import decision, plan, referral, taxonomy
from rounds.states import DecisionKind, ReferralState
from rounds.tests.factories import ENTERS, County, make_county

pytestmark = pytest.mark.django_db
CLERKS, DIRECTOR, RECEIVER = {"clerk", "second_clerk"}, {"director"}, {"receiver"}
OFFICE = CLERKS | DIRECTOR
NOBODY: set[str] = set()


def may_all(rule: Callable[..., bool], county: County, record: Any) -> set[str]:
    return {name for name in county.people if rule(county.by(name), record)}


def decision_of(county: County) -> Decision:
    return Decision.objects.create(
        office=county.office, held_on=ENTERS, kind=DecisionKind.SECRETARY, title="书记专题会"
    )


RULES: list[tuple[Callable[..., bool], Callable[[County], Any], set[str]]] = [
    (decision.can_record_decision, lambda county: county.office, OFFICE),
    (decision.can_edit_decision, decision_of, OFFICE),
    (referral.can_draft_referral, lambda county: county.office, CLERKS),
    (plan.can_create_term, lambda county: county.office, CLERKS),
    (plan.can_edit_term, lambda county: county.term, CLERKS),
    (plan.can_draft_plan, lambda county: county.term, CLERKS),
    (taxonomy.can_create_scheme, lambda county: county.office, CLERKS),
    (taxonomy.can_copy_scheme, lambda county: county.office.schemes.get(), CLERKS),
    (taxonomy.can_retire_scheme, lambda county: county.office.schemes.get(), OFFICE),
]


@pytest.mark.parametrize(("rule", "about", "who"), RULES, ids=[rule.__name__ for rule, _, _ in RULES])
def test_office_rules_by_person(
    rule: Callable[..., bool], about: Callable[[County], Any], who: set[str]
) -> None:
    county = make_county()
    record = about(county)
    assert may_all(rule, county, record) == who
    assert may_all(rule, make_county("临川"), record) == NOBODY


S = ReferralState
STEPS: list[tuple[Callable[..., bool], ReferralState, set[str]]] = [
    (referral.can_edit_referral, S.DRAFT, CLERKS),
    (referral.can_send_referral, S.DRAFT, DIRECTOR),
    (referral.can_receive_referral, S.SENT, RECEIVER),
    (referral.can_start_referral, S.RECEIVED, RECEIVER),
    (referral.can_answer_referral, S.WORKING, RECEIVER),
    (referral.can_close_referral, S.ANSWERED, DIRECTOR),
]


@pytest.mark.parametrize(("rule", "due", "who"), STEPS, ids=[rule.__name__ for rule, _, _ in STEPS])
def test_referral_rules_state_by_person(rule: Callable[..., bool], due: ReferralState, who: set[str]) -> None:
    county = make_county()
    body = Body.objects.get(office=county.office)
    record = Referral.objects.create(office=county.office, body=body, title="建议", sent_on=ENTERS)
    found = {}
    for state in ReferralState:
        record.state = state
        found[state] = may_all(rule, county, record)
    assert found == {state: who if state == due else NOBODY for state in ReferralState}
