import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from audit.operations import IllegalMove
from deadlines.models import Deadline
from organizations.models import Body
from rounds.models import Referral
from rounds.operations import referral as operations
from rounds.states import Adoption, ReferralState
from rounds.tests.factories import County, make_county
from tests.standing import standing

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(dt.datetime(2026, 6, 15, 9))


built, county = standing(make_county)


@pytest.fixture
def referral(county: County) -> Referral:
    return drafted(county)


def drafted(county: County, who: str = "clerk") -> Referral:
    return operations.draft_referral(
        county.office,
        Body.objects.get(office=county.office),
        title="规范村级小微工程招标",
        text="建议出台村级小微工程管理办法。",
        by=county.by(who, AT),
    )


def taken_to(referral: Referral, county: County, state: ReferralState) -> Referral:
    receiver = county.by("receiver", AT)
    operations.send_referral(referral, by=county.by("director", AT))
    if state in {ReferralState.RECEIVED, ReferralState.WORKING, ReferralState.ANSWERED}:
        operations.receive_referral(referral, by=receiver)
    if state in {ReferralState.WORKING, ReferralState.ANSWERED}:
        operations.start_referral(referral, by=receiver)
    if state == ReferralState.ANSWERED:
        operations.answer_referral(referral, answer="已印发办法。", adoption=Adoption.ADOPTED, by=receiver)
    return referral


def stored(referral: Referral) -> Referral:
    found: Referral = Referral.objects.get(pk=referral.pk)
    return found


def test_the_whole_way_of_a_referral(county: County, referral: Referral) -> None:
    taken_to(referral, county, ReferralState.ANSWERED)
    operations.close_referral(referral, opinion="办理到位", by=county.by("director", AT))
    now = stored(referral)
    assert (now.state, now.sent_on, now.adoption) == (ReferralState.CLOSED, AT.date(), Adoption.ADOPTED)
    moves = [entry.to_state for entry in Entry.objects.about(referral) if entry.to_state]
    assert sorted(moves) == ["answered", "closed", "received", "sent", "working"]


def test_a_body_of_another_county_is_refused(county: County) -> None:
    foreign = Body.objects.get(office=make_county("临川").office)
    with pytest.raises(ValidationError, match="不在本办名录"):
        operations.draft_referral(
            county.office, foreign, title="建议", text="内容", by=county.by("clerk", AT)
        )


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "receiver", "unit_head"])
def test_drafting_is_the_clerks_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        drafted(county, who)
    assert not Referral.objects.exists()


def test_sending_is_the_directors_act(county: County, referral: Referral) -> None:
    for who in ("clerk", "leadership", "receiver"):
        with pytest.raises(PermissionDenied):
            operations.send_referral(referral, by=county.by(who, AT))
    assert stored(referral).state == ReferralState.DRAFT


def test_who_drafted_may_not_send(county: County, referral: Referral) -> None:
    RoleHolding.objects.create(user=county.user("clerk"), role=Role.ODR, since=LONG_AGO)
    with pytest.raises(PermissionDenied):
        operations.send_referral(referral, by=county.by("clerk", AT))


def test_a_sent_referral_is_closed_to_the_clerk(county: County, referral: Referral) -> None:
    operations.edit_referral(referral, changes={"title": "规范小微工程"}, by=county.by("clerk", AT))
    taken_to(referral, county, ReferralState.SENT)
    with pytest.raises(PermissionDenied):
        operations.edit_referral(referral, changes={"title": "再改"}, by=county.by("clerk", AT))
    assert stored(referral).title == "规范小微工程"


def test_the_receiver_sees_it_when_it_is_sent(county: County, referral: Referral) -> None:
    assert list(Referral.objects.visible_to(county.by("receiver", AT))) == []
    taken_to(referral, county, ReferralState.SENT)
    assert list(Referral.objects.visible_to(county.by("receiver", AT))) == [referral]
    assert list(Referral.objects.visible_to(make_county("临川").by("receiver", AT))) == []
    for who in ("team_lead", "member", "unit_head"):
        assert list(Referral.objects.visible_to(county.by(who, AT))) == []


def test_receiving_by_another_countys_receiver_is_refused(county: County, referral: Referral) -> None:
    taken_to(referral, county, ReferralState.SENT)
    with pytest.raises(PermissionDenied):
        operations.receive_referral(referral, by=make_county("临川").by("receiver", AT))


def test_the_office_does_not_receive_for_the_department_without_paper(
    county: County, referral: Referral
) -> None:
    taken_to(referral, county, ReferralState.SENT)
    with pytest.raises(PermissionDenied):
        operations.receive_referral(referral, by=county.by("clerk", AT))
    signed = county.by("clerk", AT).entering_for("林建（县纪委监委办公室主任）")
    operations.receive_referral(referral, by=signed)
    assert Entry.objects.about(referral).filter(acting_for=signed.acting_for).exists()


def test_receiving_sets_the_day_of_the_answer_and_answering_meets_it(
    county: County, referral: Referral
) -> None:
    taken_to(referral, county, ReferralState.WORKING)
    due = Deadline.objects.about(referral).get()
    assert (due.code, due.due) == ("proposal_due", AT.date() + dt.timedelta(days=60))
    operations.answer_referral(
        referral, answer="已办。", adoption=Adoption.PARTLY, by=county.by("receiver", AT)
    )
    assert Deadline.objects.get(pk=due.pk).met_on == AT.date()


def test_an_answer_says_something(county: County, referral: Referral) -> None:
    taken_to(referral, county, ReferralState.WORKING)
    with pytest.raises(ValidationError, match="办理情况"):
        operations.answer_referral(
            referral, answer=" ", adoption=Adoption.ADOPTED, by=county.by("receiver", AT)
        )
    assert stored(referral).state == ReferralState.WORKING


def test_returning_an_answer_lets_the_deadline_run_again(county: County, referral: Referral) -> None:
    taken_to(referral, county, ReferralState.ANSWERED)
    with pytest.raises(ValidationError, match="退回的理由"):
        operations.return_referral(referral, reason="", by=county.by("director", AT))
    operations.return_referral(referral, reason="未说明落实单位", by=county.by("director", AT))
    assert stored(referral).state == ReferralState.WORKING
    assert Deadline.objects.about(referral).open().count() == 1


@pytest.mark.parametrize("who", ["clerk", "receiver", "leadership"])
def test_closing_is_the_directors_act(county: County, referral: Referral, who: str) -> None:
    taken_to(referral, county, ReferralState.ANSWERED)
    with pytest.raises(PermissionDenied):
        operations.close_referral(referral, by=county.by(who, AT))


def test_closing_what_was_returned_meanwhile_is_an_illegal_move(county: County, referral: Referral) -> None:
    taken_to(referral, county, ReferralState.ANSWERED)
    seen = stored(referral)
    operations.return_referral(referral, reason="补充", by=county.by("director", AT))
    with pytest.raises(IllegalMove):
        operations.close_referral(seen, by=county.by("director", AT))


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (ReferralState.DRAFT, "director"),
        (ReferralState.SENT, "receiver"),
        (ReferralState.RECEIVED, "receiver"),
        (ReferralState.WORKING, "receiver"),
        (ReferralState.ANSWERED, "director"),
        (ReferralState.CLOSED, ""),
    ],
)
def test_a_referral_waits_for_one_person_at_a_time(
    county: County, referral: Referral, state: ReferralState, who: str
) -> None:
    Referral.objects.filter(pk=referral.pk).update(state=state, sent_on=AT.date())
    make_county("临川")
    waiting = [name for name in county.people if Referral.objects.awaiting(county.by(name, AT)).exists()]
    assert waiting == ([who] if who else [])
