import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import grants
from accounts.rules import roles_of
from accounts.states import Role
from audit.models import Entry
from audit.operations import IllegalMove
from rounds.models import Posting, Round, Scheme, Team, teams_of
from rounds.operations import round as operations
from rounds.operations import taxonomy
from rounds.rules.round import following_state
from rounds.states import PaperState, PostingRole, RoundKind, RoundState
from rounds.tests.factories import County, make_county, make_paper, make_round, make_scheme, make_team
from rounds.tests.factories import post as serve

pytestmark = pytest.mark.django_db
DAYS: dict[str, Any] = {"starts_on": dt.date(2026, 9, 1), "ends_on": dt.date(2026, 12, 31)}


@pytest.fixture
def county() -> County:
    return make_county()


def test_create_round_proposes_number_and_name(county: County) -> None:
    round_ = operations.create_round(county.term, by=county.by("clerk"), **DAYS)
    assert (round_.number, round_.name, round_.state) == (2, "第二轮巡察", RoundState.PREPARING)
    assert [entry.act for entry in Entry.objects.about(round_)] == ["round.edit:C"]


def test_create_round_binds_the_chosen_editions(county: County) -> None:
    scheme = county.office.schemes.get()
    round_ = operations.create_round(
        county.term, by=county.by("clerk"), kind=RoundKind.SPECIAL, schemes=[scheme], **DAYS
    )
    newer = taxonomy.new_edition(scheme, by=county.by("clerk"))
    assert list(round_.schemes.all()) == [scheme]
    assert newer.edition == 2


def test_create_round_with_a_number_that_stands_is_refused(county: County) -> None:
    with pytest.raises(ValidationError, match="本届已有这一轮次"):
        operations.create_round(county.term, number=1, by=county.by("clerk"), **DAYS)
    assert Round.objects.count() == 1


def test_create_round_with_another_countys_scheme_is_refused_and_leaves_nothing(county: County) -> None:
    foreign = make_county("临川").office.schemes.get()
    with pytest.raises(ValidationError, match="本办或上级"):
        operations.create_round(county.term, by=county.by("clerk"), schemes=[foreign], **DAYS)
    assert Round.objects.filter(office=county.office).count() == 1


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "unit_head", "receiver"])
def test_create_round_is_the_clerks_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.create_round(county.term, by=county.by(who), **DAYS)


def test_edit_round_refuses_an_end_before_the_beginning(county: County) -> None:
    operations.edit_round(county.round, changes={"rectification_months": 3}, by=county.by("clerk"))
    with pytest.raises(ValidationError, match="结束日期早于开始日期"):
        operations.edit_round(county.round, changes={"ends_on": dt.date(2025, 1, 1)}, by=county.by("clerk"))
    stored = Round.objects.get(pk=county.round.pk)
    assert (stored.rectification_months, stored.ends_on) == (3, dt.date(2026, 7, 31))


def test_bind_schemes_keeps_one_by_which_papers_were_sorted(county: County) -> None:
    used = county.round.schemes.get()
    make_paper(county.assignment, county.people["member"], PaperState.NUMBERED)
    other = make_scheme(county.office, "六项纪律")
    with pytest.raises(ValidationError, match="已有底稿按四个聚焦"):
        operations.bind_schemes(county.round, [other], by=county.by("clerk"))
    operations.bind_schemes(county.round, [used, other], by=county.by("clerk"))
    assert set(county.round.schemes.all()) == {used, other}
    assert Scheme.objects.count() == 2


def test_advance_takes_the_round_from_preparation_to_the_archive(county: County) -> None:
    round_ = make_round(county.term, number=2, state=RoundState.PREPARING)
    director = county.by("director")
    way = [RoundState.PREPARING.value]
    while following_state(round_):
        way.append(operations.advance(round_, by=director).state)
    assert way == [
        "preparing", "deployed", "on_site", "reporting", "fed_back", "rectifying", "assessing", "archived",
    ]  # fmt: skip
    assert {entry.act for entry in Entry.objects.about(round_)} == {"round.edit:A"}


@pytest.mark.parametrize("who", ["clerk", "team_lead", "member", "unit_head"])
def test_advance_by_others_is_refused_and_leaves_nothing(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.advance(county.round, by=county.by(who))
    assert Round.objects.get(pk=county.round.pk).state == RoundState.ON_SITE
    assert not Entry.objects.about(county.round).exists()


def test_advance_cannot_jump_or_go_back(county: County) -> None:
    for to in (RoundState.PREPARING, RoundState.RECTIFYING, RoundState.PAUSED):
        with pytest.raises(IllegalMove):
            operations.advance(county.round, to=to, by=county.by("director"))
    assert Round.objects.get(pk=county.round.pk).state == RoundState.ON_SITE


def test_pause_and_resume_lead_back_to_where_it_was(county: County) -> None:
    director = county.by("director")
    operations.pause(county.round, reason="防汛", by=director)
    stored = Round.objects.get(pk=county.round.pk)
    assert (stored.state, stored.resumes_as) == (RoundState.PAUSED, RoundState.ON_SITE)
    with pytest.raises(PermissionDenied):
        operations.advance(stored, by=director)
    operations.resume(stored, reason="汛期结束", by=director)
    assert (stored.state, stored.resumes_as) == (RoundState.ON_SITE, "")


def test_pause_needs_a_reason(county: County) -> None:
    with pytest.raises(ValidationError, match="暂停的理由"):
        operations.pause(county.round, reason="", by=county.by("director"))
    assert Round.objects.get(pk=county.round.pk).state == RoundState.ON_SITE


def test_resume_of_a_round_that_runs_is_refused(county: County) -> None:
    with pytest.raises(PermissionDenied):
        operations.resume(county.round, by=county.by("director"))


@pytest.mark.parametrize("who", ["director", "leadership"])
def test_filing_the_round_away_ends_what_postings_are_left(county: County, who: str) -> None:
    Round.objects.filter(pk=county.round.pk).update(state=RoundState.ASSESSING)
    round_ = Round.objects.get(pk=county.round.pk)
    operations.advance(round_, by=county.by(who))
    lead = county.by("team_lead")
    assert not Posting.objects.on(lead.on).filter(team=county.team).exists()
    assert teams_of(lead, Role.TLD) == []
    assert roles_of(lead) == frozenset()
    assert not grants.granted(lead, Team, "work_in_team").exists()
    assert set(county.team.postings.values_list("left_reason", flat=True)) == {"轮次归档"}


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (36, "三十六")]
)
def test_numbers_are_said_in_chinese(number: int, words: str) -> None:
    assert operations.in_chinese(number) == words


def test_rounds_are_seen_by_the_office_and_the_teams(county: County) -> None:
    make_county("临川")
    for who in ("clerk", "director", "leadership", "team_lead", "deputy", "liaison", "member"):
        assert list(Round.objects.visible_to(county.by(who))) == [county.round]
    for who in ("unit_head", "unit_liaison", "receiver"):
        assert list(Round.objects.visible_to(county.by(who))) == []


def test_who_sits_in_the_office_and_serves_sees_a_round_once(county: County) -> None:
    make_team(county.round, 2)
    serve(county.team, county.people["clerk"], PostingRole.MEMBER)
    by = county.by("clerk")
    assert roles_of(by) == {Role.OST, Role.TMB}
    assert list(Round.objects.visible_to(by)) == [county.round]
