"""联审部门看到什么: what a body reads of a plan that was sent to it, from when, and until when (``reviewed_q``)."""

from typing import Any

import pytest

from organizations.models import BodyPost, Recusal
from organizations.states import BodyKind, RecusalState
from organizations.tests.factories import LONG_AGO, make_body
from rectification.models import Item, JointOpinion, RectificationPlan
from rectification.operations import plan as plans
from rectification.tests.factories import Mending, ask_opinion, closed, make_joint, page, reopened, sign_in
from rounds.models import Assignment, Finding
from rounds.states import AssignmentState
from rounds.tests.factories import make_finding

pytestmark = pytest.mark.django_db


def seen(mending: Mending, model: Any, who: str = "receiver") -> set[Any]:
    return set(model.objects.visible_to(mending.by(who)))


def findings(mending: Mending) -> set[Finding]:
    return set(mending.assignment.findings.all())


def test_a_body_sees_the_findings_of_the_plan_from_the_day_it_is_sent() -> None:
    mending, other = make_joint(), make_joint(name="临川")
    assert seen(mending, Finding) == set()
    ask_opinion(mending)
    assert seen(mending, Finding) == findings(mending)
    assert seen(other, Finding) == set()


def test_a_body_opens_them_in_the_list_and_one_by_one() -> None:
    mending, other = make_joint(), make_joint(name="临川")
    ask_opinion(mending)
    client, (one, two) = sign_in(mending, "receiver"), findings(mending)
    listed = client.get("/rounds/findings/").content.decode()
    assert one.title in listed
    assert two.title in listed
    shown = client.get(f"/rounds/findings/{one.pk}/").content.decode()
    assert one.title in shown
    assert client.get(f"/rounds/findings/{other.item.finding_id}/").status_code == 404


def test_an_earlier_finding_out_of_sight_is_not_named_to_the_body() -> None:
    mending, other = make_joint(), make_joint(name="临川")
    ask_opinion(mending)
    one, earlier = mending.item.finding, make_finding(other.assignment, "以前反馈的另一问题")
    Finding.objects.filter(pk=one.pk).update(repeats=earlier)
    shown = sign_in(mending, "receiver").get(f"/rounds/findings/{one.pk}/").content.decode()
    assert "屡查屡犯" in shown
    assert earlier.title not in shown


@pytest.mark.parametrize("model", [Finding, Item, RectificationPlan])
def test_whoever_left_the_body_or_is_recused_sees_nothing_of_it(model: Any) -> None:
    mending = make_joint()
    ask_opinion(mending)
    assert seen(mending, model)
    case = Recusal.objects.create(
        person=mending.county.people["receiver"],
        party_organization=mending.assignment.party_organization,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=mending.by("clerk").at,
    )
    assert seen(mending, model) == set()
    Recusal.objects.filter(pk=case.pk).update(state=RecusalState.ENDED)
    assert seen(mending, model)
    BodyPost.objects.update(until=LONG_AGO)
    assert seen(mending, model) == set()


@pytest.mark.parametrize("model", [Finding, Item, RectificationPlan, JointOpinion])
def test_the_sight_of_a_body_ends_when_the_last_item_is_closed_and_returns_with_one(model: Any) -> None:
    mending = make_joint(2)
    opinion = ask_opinion(mending)
    plans.give_opinion(opinion, agrees=True, by=mending.by("receiver"))
    plans.accept_plan(mending.plan, by=mending.by("director"))
    first, second = mending.items
    closed(mending, first)
    before = seen(mending, model)
    assert before == set(model.objects.all())
    last = closed(mending, second)
    assert seen(mending, model) == set()
    assert seen(mending, model, "director") == before
    reopened(mending, last)
    assert seen(mending, model) == before


@pytest.mark.parametrize("model", [Finding, Item, RectificationPlan, JointOpinion])
def test_the_sight_of_a_body_ends_when_the_rectification_is_assessed(model: Any) -> None:
    mending = make_joint()
    ask_opinion(mending)
    assert seen(mending, model)
    tasks = Assignment.objects.filter(pk=mending.assignment.pk)
    for state in (AssignmentState.ASSESSED, AssignmentState.ARCHIVED):
        tasks.update(state=state)
        assert seen(mending, model) == set()
    tasks.update(state=AssignmentState.RECTIFYING)
    assert seen(mending, model)


def test_a_body_reads_its_own_opinion_and_not_that_of_another_on_the_same_plan() -> None:
    mending = make_joint()
    own = ask_opinion(mending)
    other = make_body(mending.county.office, BodyKind.AUDIT)
    plans.ask_opinions(mending.plan, [other], by=mending.by("clerk"))
    assert seen(mending, JointOpinion) == {own}
    assert len(seen(mending, JointOpinion, "clerk")) == 2


def test_opinion_give_is_no_page_for_the_opinion_of_another_body() -> None:
    mending = make_joint()
    ask_opinion(mending)
    other = make_body(mending.county.office, BodyKind.AUDIT)
    [theirs] = plans.ask_opinions(mending.plan, [other], by=mending.by("clerk"))
    client = sign_in(mending, "receiver")
    assert client.get(page("opinion_give", theirs)).status_code == 404
