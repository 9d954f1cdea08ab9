"""Who writes, lets out and reads the papers that press, the briefing of leaders, and reports of the month."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.states import Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.actor import Actor
from deadlines.states import PaperKind
from organizations.models import Portfolio
from organizations.tests.factories import make_person
from rectification import rules
from rectification.models import MonthlyReview, PressingPaper
from rectification.operations import month_urge
from rectification.states import PressingState, ReportState
from rectification.states.briefing import BriefingState
from rectification.tests.factories import (
    Mending,
    make_briefing,
    make_fixing,
    make_pressing,
    open_report,
    submitted,
)
from rectification.tests.test_rules import CLERK, DIRECTOR, LIAISON, NOBODY, may_all
from tests.standing import standing

pytestmark = pytest.mark.django_db
Rule = Callable[[Actor, Any], bool]
GROUP = {"leadership"}
MILD, GRAVE = PaperKind.SUPERVISION, PaperKind.INTERVIEW
PENDING, BEFORE = PressingState.PENDING, PressingState.BEFORE_GROUP
OWING = {ReportState.OPEN, ReportState.SIGNING, ReportState.RETURNED}

# rule → in which state, of which kind, who may
PAPERS: list[tuple[Rule, dict[tuple[PressingState, PaperKind], set[str]]]] = [
    (rules.can_edit_pressing, dict.fromkeys([(PENDING, MILD), (PENDING, GRAVE)], CLERK | DIRECTOR)),
    (rules.can_issue_pressing, {(PENDING, MILD): DIRECTOR}),
    (rules.can_submit_pressing, {(PENDING, GRAVE): DIRECTOR}),
    (rules.can_agree_pressing, {(BEFORE, MILD): GROUP, (BEFORE, GRAVE): GROUP}),
    (rules.can_drop_pressing, dict.fromkeys([(PENDING, MILD), (PENDING, GRAVE)], DIRECTOR)),
]
BRIEFINGS: list[tuple[Rule, set[str]]] = [
    (rules.can_edit_briefing, CLERK | DIRECTOR),
    (rules.can_release_briefing, DIRECTOR),
]
MONTHS: list[tuple[Rule, dict[ReportState, set[str]]]] = [
    (rules.can_correct_monthly, {ReportState.FROZEN: CLERK}),
    (rules.can_urge_monthly, dict.fromkeys(OWING, CLERK)),
    (
        rules.can_read_reviews,
        dict.fromkeys(ReportState, CLERK | DIRECTOR | LIAISON | {"unit_head"}),
    ),
]


def build() -> Mending:
    return make_fixing(1)


built, mending = standing(build)


@pytest.fixture
def other() -> Mending:
    return make_fixing(1, name="临川")


@pytest.mark.parametrize(("rule", "table"), PAPERS, ids=[rule.__name__ for rule, _ in PAPERS])
def test_a_paper_that_presses_state_and_kind_by_person(
    mending: Mending, other: Mending, rule: Rule, table: dict[tuple[PressingState, PaperKind], set[str]]
) -> None:
    paper = make_pressing(mending)
    for state in PressingState:
        for kind in (MILD, GRAVE):
            paper.state, paper.kind = state, kind
            assert may_all(rule, mending, paper) == table.get((state, kind), NOBODY), (state, kind)
            assert may_all(rule, other, paper) == NOBODY


def test_can_agree_pressing_not_whoever_put_it_before_the_group(mending: Mending) -> None:
    paper = make_pressing(mending, BEFORE, GRAVE)
    assert rules.can_agree_pressing(mending.by("leadership"), paper)
    PressingPaper.objects.update(submitted_by=mending.by("leadership").user.pk)
    paper.refresh_from_db()
    assert not rules.can_agree_pressing(mending.by("leadership"), paper)


@pytest.mark.parametrize(("rule", "people"), BRIEFINGS, ids=[rule.__name__ for rule, _ in BRIEFINGS])
def test_a_briefing_is_the_offices_until_it_is_released(
    mending: Mending, other: Mending, rule: Rule, people: set[str]
) -> None:
    briefing = make_briefing(mending.county.office)
    for state in BriefingState:
        briefing.state = state
        assert may_all(rule, mending, briefing) == (people if state == BriefingState.DRAFT else NOBODY)
        assert may_all(rule, other, briefing) == NOBODY


@pytest.mark.parametrize(("rule", "table"), MONTHS, ids=[rule.__name__ for rule, _ in MONTHS])
def test_a_monthly_report_state_by_person(
    mending: Mending, other: Mending, rule: Rule, table: dict[ReportState, set[str]]
) -> None:
    report = open_report(mending)
    for state in ReportState:
        report.state = state
        assert may_all(rule, mending, report) == table.get(state, NOBODY), state
        assert may_all(rule, other, report) == NOBODY


def leader(mending: Mending) -> Actor:
    """Return the county leader who oversees the unit."""
    user = make_user("portfolio", Role.SUP)
    person = make_person(mending.county.office, "分管领导", user)
    Portfolio.objects.create(person=person, unit=mending.assignment.unit, since=LONG_AGO)
    return actor(user)


def test_can_review_monthly_the_county_leader_once_it_is_signed_and_once(mending: Mending) -> None:
    report, by = submitted(mending), leader(mending)
    for state in ReportState:
        report.state = state
        signed = state in {ReportState.SUBMITTED, ReportState.FROZEN}
        assert rules.can_review_monthly(by, report) == signed
        assert may_all(rules.can_review_monthly, mending, report) == NOBODY
    report.state = ReportState.SUBMITTED
    MonthlyReview.objects.create(report=report, signed_by=by.signature, read_on=by.on, opinion="已阅")
    assert not rules.can_review_monthly(by, report)


def test_urge_monthly_leaves_out_what_is_not_ones_to_urge(mending: Mending, other: Mending) -> None:
    reports = [open_report(one).pk for one in (mending, other)]
    assert month_urge.urge_monthly(reports, by=mending.by("clerk")) == 1
    with pytest.raises(ValidationError, match="不由您催报"):
        month_urge.urge_monthly(reports[1:], by=mending.by("clerk"))
