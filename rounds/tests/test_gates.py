"""Each gate by itself: what it keeps back is kept back although everything around it is open."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.rules import may
from accounts.states import Role, Scope
from accounts.tests.factories import actor, make_user
from organizations.models import PartyOrganization, Person, Portfolio, Recusal
from organizations.states import PartyKind, RecusalState
from organizations.tests.factories import LONG_AGO, make_person
from rounds.models import (
    Assignment,
    Finding,
    Referral,
    Report,
    Round,
    SupervisionTask,
    Team,
    TeamGrant,
    WorkingPaper,
)
from rounds.models.assignment import assignment_q
from rounds.models.round import teams_of
from rounds.operations import plan
from rounds.states import AssignmentState, PaperState, PostingRole, ReportState
from rounds.tests.factories import (
    County,
    make_assignment,
    make_county,
    make_finding,
    make_paper,
    make_published_assignment,
    make_round,
    make_scheme,
    make_team,
    post,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


built, county = standing(make_county)


def supervise(county: County, until: dt.date | None = None) -> User:
    """Let somebody supervise the county's unit; return the account."""
    user = make_user("supervisor", Role.SVG)
    person = make_person(county.office, "督查", user)
    task = SupervisionTask.objects.create(office=county.office, name="督查", since=LONG_AGO, until=until)
    task.people.add(person)
    task.assignments.add(county.assignment)
    return user


def recuse(person: Person, party: PartyOrganization, county: County) -> None:
    Recusal.objects.create(
        person=person,
        party_organization=party,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=county.by("clerk").at,
    )


def test_assignment_q_opens_to_supervision_what_is_published(county: County) -> None:
    by = actor(supervise(county))
    mine = Assignment.objects.filter(assignment_q(Scope.SV, Role.SVG, by, ""))
    assert not mine.exists()
    Assignment.objects.filter(pk=county.assignment.pk).update(published_at=by.at)
    assert list(mine) == [county.assignment]


def test_supervision_that_has_ended_opens_nothing(county: County) -> None:
    """What ``_supervised`` holds is of today."""
    published = make_published_assignment(county.team)
    county.assignment = published
    today = county.by("clerk").on
    ended = supervise(county, until=today - DAY)
    assert not Assignment.objects.visible_to(actor(ended)).exists()
    SupervisionTask.objects.update(until=today)
    assert list(Assignment.objects.visible_to(actor(ended))) == [published]


def test_teams_of_a_posting_without_its_grant_are_none(county: County) -> None:
    """Only what was ``granted`` to oneself opens a team, not what was granted to a team-mate."""
    assert teams_of(county.by("member"), Role.TMB) == [county.team.pk]
    TeamGrant.objects.filter(user=county.user("member")).delete()
    assert teams_of(county.by("member"), Role.TMB) == []


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL, Scope.TASK}))
@pytest.mark.parametrize("model", [Round, Team])
def test_a_scope_q_that_the_table_does_not_name_opens_nothing(
    county: County, model: type[Round], scope: Scope
) -> None:
    assert not model.objects.filter(model.scope_q(scope, Role.TLD, county.by("team_lead"))).exists()


def test_the_scope_q_of_a_finding_gives_unit_and_county_leader_what_was_found_there(county: County) -> None:
    mine = make_published_assignment(make_team(county.round, 2), county.unit)
    make_published_assignment(make_team(county.round, 3))
    user = make_user("overseer", Role.SUP)
    leader = make_person(county.office, "顾长河", user)
    Portfolio.objects.create(person=leader, unit=county.unit, since=LONG_AGO)
    for by in (county.by("unit_head"), county.by("unit_liaison"), actor(user)):
        assert set(Finding.objects.visible_to(by)) == set(mine.findings.all())


def referral(county: County) -> Referral:
    body = county.people["receiver"].body_posts.get().body
    sent: Referral = Referral.objects.create(
        office=county.office,
        body=body,
        title="建议",
        text="完善制度",
        finding=make_finding(county.assignment),
        sent_on=dt.date(2026, 6, 1),
    )
    return sent


@pytest.mark.parametrize(("who", "scope"), [("clerk", Scope.ALL), ("receiver", Scope.CLUE)])
def test_a_recusal_closes_the_scope_q_of_a_referral(county: County, who: str, scope: Scope) -> None:
    sent = referral(county)
    seen = Referral.objects.filter(Referral.scope_q(scope, Role.OST, county.by(who)))
    assert list(seen) == [sent]
    recuse(county.people[who], county.assignment.party_organization, county)
    assert not Referral.objects.filter(Referral.scope_q(scope, Role.OST, county.by(who))).exists()


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL, Scope.CLUE}))
def test_a_scope_q_that_the_table_does_not_name_opens_no_referral(county: County, scope: Scope) -> None:
    referral(county)
    assert not Referral.objects.filter(Referral.scope_q(scope, Role.ODR, county.by("director"))).exists()


def test_a_draft_is_not_awaiting_its_author_who_left_the_team(county: County) -> None:
    draft = make_paper(county.assignment, county.people["member"])
    assert list(WorkingPaper.objects.awaiting(county.by("member"))) == [draft]
    yesterday = county.by("member").on - DAY
    county.team.postings.filter(person=county.people["member"]).update(until=yesterday)
    assert not may(county.by("member"), "find.draft:E", draft)
    assert not WorkingPaper.objects.awaiting(county.by("member")).exists()


def test_report_access_is_no_page_while_the_report_is_with_the_team(client: Client, county: County) -> None:
    report = Report.objects.create(assignment=county.assignment, state=ReportState.TEAM)
    client.force_login(county.user("director"))
    address = reverse("rounds:report_access", args=[report.pk])
    assert client.get(address).status_code == 404
    Report.objects.update(state=ReportState.OFFICE)
    assert client.get(address).status_code == 200


def test_paper_detail_names_a_merged_source_to_whom_may_see_it(client: Client, county: County) -> None:
    other = make_person(county.office, "另一成员", make_user("other-member"))
    post(county.team, other, PostingRole.MEMBER)
    target = make_paper(county.assignment, county.people["member"], PaperState.NUMBERED)
    source = make_paper(county.assignment, other, title="并入的底稿")
    WorkingPaper.objects.filter(pk=source.pk).update(merged_into=target)
    named = {}
    for who in ("member", "team_lead"):
        client.force_login(county.user(who))
        named[who] = list(client.get(reverse("rounds:paper_detail", args=[target.pk])).context["sources"])
    assert named == {"member": [], "team_lead": [source]}


def test_finding_mark_offers_no_earlier_problem_that_a_recusal_closes(client: Client) -> None:
    county = make_county(assignment_state=AssignmentState.FINAL)
    finding = make_finding(county.assignment)
    before = make_team(make_round(county.term, number=9))
    earlier = make_published_assignment(before, county.unit, findings=1)
    other = PartyOrganization.objects.create(office=county.office, name="原党组", kind=PartyKind.COMMITTEE)
    Assignment.objects.filter(pk=earlier.pk).update(party_organization=other)
    client.force_login(county.user("clerk"))
    address = reverse("rounds:finding_mark", args=[finding.pk])
    title = earlier.findings.get().title
    assert title in client.get(address).content.decode()
    recuse(county.people["clerk"], other, county)
    assert title not in client.get(address).content.decode()


def test_scheme_detail_names_the_rounds_in_which_the_reader_serves(client: Client, county: County) -> None:
    scheme = make_scheme(county.office, "六类问题")
    for round_ in (county.round, make_round(county.term, number=9)):
        round_.schemes.add(scheme)
    client.force_login(county.user("team_lead"))
    page = client.get(reverse("rounds:scheme_detail", args=[scheme.pk]))
    assert list(page.context["rounds"]) == [county.round]


def test_term_detail_shows_a_team_its_round_and_no_plan(client: Client, county: County) -> None:
    drafted = plan.draft_plan(county.term, title="五年规划", by=county.by("clerk"))
    annual = plan.draft_annual_plan(county.term, year=2026, title="年度计划", by=county.by("clerk"))
    other = make_round(county.term, number=9)
    seen = {}
    for who in ("clerk", "team_lead"):
        client.force_login(county.user(who))
        facts = client.get(reverse("rounds:term_detail", args=[county.term.pk])).context
        seen[who] = (facts["plan"], list(facts["annual_plans"]), list(facts["rounds"]))
    assert seen == {
        "clerk": (drafted, [annual], [county.round, other]),
        "team_lead": (None, [], [county.round]),
    }


def test_referral_detail_names_no_finding_to_the_body_that_receives_it(client: Client) -> None:
    county = make_county(assignment_state=AssignmentState.FINAL)
    sent = referral(county)
    named = {}
    for who in ("clerk", "receiver"):
        client.force_login(county.user(who))
        named[who] = client.get(reverse("rounds:referral_detail", args=[sent.pk])).context["finding"]
    assert named == {"clerk": sent.finding, "receiver": None}


def test_an_earlier_problem_is_named_to_whom_may_see_it(client: Client) -> None:
    """What ``_linked`` finds."""
    county = make_county(assignment_state=AssignmentState.FINAL)
    before = make_published_assignment(make_team(make_round(county.term, number=9)), findings=1)
    finding = make_finding(county.assignment)
    Finding.objects.filter(pk=finding.pk).update(repeats=before.findings.get())
    named: dict[str, list[Finding]] = {}
    for who in ("clerk", "team_lead"):
        client.force_login(county.user(who))
        linked = client.get(reverse("rounds:finding_detail", args=[finding.pk])).context["linked"]
        named[who] = [one for _, one in linked]
    assert named == {"clerk": [before.findings.get()], "team_lead": []}


def test_team_list_counts_no_task_that_a_recusal_closes(client: Client, county: County) -> None:
    closed = make_assignment(county.team)
    recuse(county.people["team_lead"], closed.party_organization, county)
    client.force_login(county.user("team_lead"))
    rows = client.get(reverse("rounds:team_list")).context["listing"].rows
    assert [(team, team.many_units) for team in rows] == [(county.team, 1)]


def test_round_detail_shows_a_team_itself_and_no_other(client: Client, county: County) -> None:
    make_team(county.round, 2)
    client.force_login(county.user("team_lead"))
    page = client.get(reverse("rounds:round_detail", args=[county.round.pk]))
    assert list(page.context["teams"]) == [county.team]


def test_the__target_of_a_merger_is_named_to_whom_may_see_it(client: Client, county: County) -> None:
    other = make_person(county.office, "另一成员", make_user("other-member"))
    post(county.team, other, PostingRole.MEMBER)
    target = make_paper(county.assignment, other, PaperState.NUMBERED)
    source = make_paper(county.assignment, county.people["member"], title="并入的底稿")
    WorkingPaper.objects.filter(pk=source.pk).update(merged_into=target)
    named = {}
    for who in ("member", "team_lead"):
        client.force_login(county.user(who))
        named[who] = client.get(reverse("rounds:paper_detail", args=[source.pk])).context["target"]
    assert named == {"member": None, "team_lead": target}


def test_report_detail_lists_to_leaders_no_finding_that_is_not_final(client: Client) -> None:
    county = make_county(assignment_state=AssignmentState.REVIEW)
    report = Report.objects.create(assignment=county.assignment, state=ReportState.GROUP)
    make_finding(county.assignment)
    listed = {}
    for who in ("team_lead", "leadership"):
        client.force_login(county.user(who))
        listed[who] = bool(client.get(reverse("rounds:report_detail", args=[report.pk])).context["headings"])
    assert listed == {"team_lead": True, "leadership": False}
