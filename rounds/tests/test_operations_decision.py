import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import Stale
from rounds.models import Decision
from rounds.operations import decision as operations
from rounds.states import DecisionKind
from rounds.tests.factories import County, make_county

pytestmark = pytest.mark.django_db
HELD = dt.date(2026, 6, 1)


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def decision(county: County) -> Decision:
    return operations.record_decision(
        county.office,
        kind=DecisionKind.SECRETARY,
        held_on=HELD,
        title="听取第1轮巡察情况汇报",
        signer="县委书记",
        round_=county.round,
        by=county.by("clerk"),
    )


def test_record_decision_with_its_trail(county: County, decision: Decision) -> None:
    assert (decision.office, decision.round) == (county.office, county.round)
    assert [entry.act for entry in Entry.objects.about(decision)] == ["decision.record:C"]


@pytest.mark.parametrize("who", ["leadership", "team_lead", "member", "unit_head", "receiver"])
def test_record_decision_is_the_offices_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.record_decision(
            county.office, kind=DecisionKind.STANDING, held_on=HELD, title="会议", by=county.by(who)
        )
    assert not Decision.objects.exists()


def test_a_meeting_that_has_not_been_held_is_refused(county: County) -> None:
    by = county.by("clerk")
    with pytest.raises(ValidationError, match="还没有到"):
        operations.record_decision(
            county.office,
            kind=DecisionKind.STANDING,
            held_on=by.on + dt.timedelta(days=1),
            title="会议",
            by=by,
        )


def test_edit_decision_upon_the_version_that_was_read(county: County, decision: Decision) -> None:
    read = Decision.objects.get(pk=decision.pk)
    operations.edit_decision(decision, changes={"text": "同意反馈。"}, by=county.by("director"))
    with pytest.raises(Stale):
        operations.edit_decision(read, changes={"text": "暂缓。"}, by=county.by("clerk"))
    assert Decision.objects.get(pk=decision.pk).text == "同意反馈。"


def test_decisions_are_seen_by_the_office_and_its_leaders_only(county: County, decision: Decision) -> None:
    elsewhere = make_county("临川")
    operations.record_decision(
        elsewhere.office, kind=DecisionKind.STANDING, held_on=HELD, title="别县", by=elsewhere.by("clerk")
    )
    for who in ("clerk", "director", "leadership"):
        assert list(Decision.objects.visible_to(county.by(who))) == [decision]
    for who in ("team_lead", "member", "unit_head", "receiver"):
        assert list(Decision.objects.visible_to(county.by(who))) == []
