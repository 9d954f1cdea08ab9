import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from documents.models import ProxyEntry
from organizations.models import PartyOrganization
from organizations.tests.factories import make_party_organization, make_unit
from rounds.coverage import Coverage, Standing, coverage, ledger, uncovered_units
from rounds.models import AnnualPlan, Term, TermPlan
from rounds.operations import plan as operations
from rounds.states import PlanState
from rounds.tests.factories import County, make_county, make_published_assignment, make_round, make_team

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def party(county: County) -> PartyOrganization:
    return make_party_organization(make_unit(county.office, "云岭县白鹭乡"))


@pytest.fixture
def draft(county: County, party: PartyOrganization) -> TermPlan:
    plan = operations.draft_plan(county.term, title="五年规划", by=county.by("clerk"))
    operations.add_objects(plan, party_organizations=[party], year=2024, by=county.by("clerk"))
    return plan


def post(client: Client, county: County, who: str, page: str, /, *args: Any, **data: Any) -> Any:
    client.force_login(county.user(who))
    return client.post(reverse(f"rounds:{page}", args=args), data, follow=True)


def stored(plan: TermPlan) -> TermPlan:
    return TermPlan.objects.get(pk=plan.pk)


def test_a_term_is_set_up_on_its_page(client: Client, county: County) -> None:
    days = {"name": "第十六届县委", "starts_on": "2026-11-01", "ends_on": "2031-10-31"}
    answer = post(client, county, "clerk", "term_create", **days)
    assert "已设立届次" in answer.content.decode()
    assert Term.objects.filter(office=county.office, name="第十六届县委").exists()


def test_a_term_that_ends_first_is_told_and_kept(client: Client, county: County) -> None:
    days = {"name": "第十六届县委", "starts_on": "2031-11-01", "ends_on": "2026-10-31"}
    text = post(client, county, "clerk", "term_create", **days).content.decode()
    assert "止期应晚于起期" in text
    assert 'value="第十六届县委"' in text
    assert Term.objects.filter(office=county.office).count() == 1


def test_two_clerks_edit_a_term_and_the_second_sees_both_versions(client: Client, county: County) -> None:
    operations.edit_term(county.term, changes={"name": "先保存的名称"}, by=county.by("second_clerk"))
    said = {"name": "后保存的名称", "starts_on": "2021-11-01", "ends_on": "2026-10-31", "version": "1"}
    text = post(client, county, "clerk", "term_edit", county.term.pk, **said).content.decode()
    assert "先保存的名称" in text
    assert "后保存的名称" in text
    assert Term.objects.get(pk=county.term.pk).name == "先保存的名称"


def test_the_list_of_terms_tells_the_plan_to_whoever_sees_plans_only(
    client: Client, county: County, draft: TermPlan
) -> None:
    told = {}
    for who in ("clerk", "director", "team_lead", "member"):
        client.force_login(county.user(who))
        told[who] = client.get(reverse("rounds:term_list")).content.decode()
    assert [who for who, text in told.items() if draft.title in text] == ["clerk", "director"]
    assert all(county.term.name in text for text in told.values())
    operations.edit_plan(draft, changes={"title": "另一个名称"}, by=county.by("clerk"))
    client.force_login(county.user("member"))
    assert "五年规划" not in client.get(reverse("rounds:term_list")).content.decode()


def test_a_plan_goes_from_draft_to_approval_on_its_pages(
    client: Client, county: County, party: PartyOrganization
) -> None:
    post(client, county, "clerk", "plan_create", county.term.pk, title="五年规划", body="总体安排")
    plan = TermPlan.objects.get()
    text = post(
        client,
        county,
        "clerk",
        "planned_add",
        plan.pk,
        year="2024",
        kind="regular",
        party_organizations=[str(party.pk)],
    ).content.decode()
    assert str(party) in text
    post(client, county, "director", "plan_submit", "term", plan.pk, sure="yes")
    assert stored(plan).state == PlanState.SUBMITTED
    said = {"on": "2026-03-01", "opinion": "同意"}
    text = post(client, county, "leadership", "plan_approve", "term", plan.pk, **said).content.decode()
    assert "已批准" in text
    assert stored(plan).approved_on == dt.date(2026, 3, 1)


def test_an_annual_plan_is_drafted_and_returned_on_its_pages(client: Client, county: County) -> None:
    said = {"year": "2026", "title": "2026年度计划", "body": "两轮"}
    post(client, county, "clerk", "annual_create", county.term.pk, **said)
    plan = AnnualPlan.objects.get()
    post(client, county, "director", "plan_submit", "annual", plan.pk)
    text = post(client, county, "leadership", "plan_return", "annual", plan.pk, reason="").content.decode()
    assert "这个字段是必填项" in text
    post(client, county, "leadership", "plan_return", "annual", plan.pk, reason="再研究")
    assert AnnualPlan.objects.get().state == PlanState.DRAFT


def test_an_unknown_kind_of_plan_does_not_exist(client: Client, county: County, draft: TermPlan) -> None:
    client.force_login(county.user("clerk"))
    assert client.get(f"/rounds/plans/other/{draft.pk}/").status_code == 404
    assert client.get(f"/rounds/plans/annual/{draft.pk}/").status_code == 404


def test_a_submitted_plan_refuses_the_clerk(client: Client, county: County, draft: TermPlan) -> None:
    operations.submit(draft, by=county.by("director"))
    answer = post(client, county, "clerk", "plan_edit", "term", draft.pk, title="改后的标题")
    assert answer.status_code == 403
    assert 'value="改后的标题"' in answer.content.decode()
    for name, args in (("plan_edit", ("term", draft.pk)), ("planned_add", (draft.pk,))):
        assert client.get(reverse(f"rounds:{name}", args=args)).status_code == 403
    assert post(client, county, "director", "plan_submit", "term", draft.pk).status_code == 409
    text = client.get(reverse("rounds:term_plan", args=[draft.pk])).content.decode()
    assert "列入巡察对象</a>" not in text


def test_adding_what_another_clerk_added_meanwhile_keeps_the_choice(
    client: Client, county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    said = {"year": "2025", "kind": "regular", "party_organizations": [str(party.pk)]}
    answer = post(client, county, "clerk", "planned_add", draft.pk, **said)
    assert answer.status_code == 200
    assert draft.objects_planned.count() == 1


def test_a_planned_object_is_shifted_and_dropped_on_its_pages(
    client: Client, county: County, draft: TermPlan
) -> None:
    planned = draft.objects_planned.get()
    post(client, county, "clerk", "planned_shift", planned.pk, year="2025", kind="special", note="专项")
    planned.refresh_from_db()
    assert (planned.year, planned.kind, planned.note) == (2025, "special", "专项")
    post(client, county, "clerk", "planned_drop", planned.pk, reason="机构合并")
    assert not draft.objects_planned.standing().exists()


def test_approval_on_paper_takes_two_clerks(client: Client, county: County, draft: TermPlan) -> None:
    operations.submit(draft, by=county.by("director"))
    client.force_login(county.user("clerk"))
    page = client.get(reverse("rounds:term_plan", args=[draft.pk])).content.decode()
    enter = reverse("rounds:proxy_enter", args=["plan-approve", draft.pk])
    assert enter in page
    said = {
        "scan": SimpleUploadedFile("批示.pdf", SCAN, "application/pdf"),
        "signer": "陈远山",
        "post": "县委书记",
        "signed_on": "2026-03-01",
        "number": "云委办〔2026〕7号",
        "opinion": "同意",
    }
    answer = client.post(enter, said, follow=True)
    assert "请另一名干部复核" in answer.content.decode()
    assert stored(draft).state == PlanState.SUBMITTED
    entry = ProxyEntry.objects.get()
    confirm = reverse("rounds:proxy_confirm", args=[entry.pk])
    client.post(confirm, {"decision": "agree"})
    assert stored(draft).state == PlanState.SUBMITTED
    client.force_login(county.user("second_clerk"))
    answer = client.post(confirm, {"decision": "agree"}, follow=True)
    assert "已生效" in answer.content.decode()
    assert stored(draft).state == PlanState.APPROVED
    moved = Entry.objects.about(draft).filter(to_state=PlanState.APPROVED).get()
    assert (moved.acting_for, moved.reason) == ("陈远山（县委书记）", "同意")


def test_papers_are_offered_only_where_they_are_awaited(
    client: Client, county: County, draft: TermPlan
) -> None:
    client.force_login(county.user("clerk"))
    assert "代录：" not in client.get(reverse("rounds:term_plan", args=[draft.pk])).content.decode()
    operations.submit(draft, by=county.by("director"))
    client.force_login(county.user("leadership"))
    assert "代录：" not in client.get(reverse("rounds:term_plan", args=[draft.pk])).content.decode()


def test_the_ledger_says_where_each_party_organisation_stands(
    county: County, party: PartyOrganization, draft: TermPlan
) -> None:
    done = make_published_assignment(make_team(make_round(county.term, 2), 2)).party_organization
    blank = make_party_organization(make_unit(county.office, "云岭县玉屏镇"))
    out = make_party_organization(make_unit(county.office, "云岭县税务局"))
    PartyOrganization.objects.filter(pk=out.pk).update(in_coverage=False, coverage_reason="垂直管理")
    make_county("临川")
    rows: Any = ledger(county.term, county.by("clerk"))
    assert {row.pk: row.standing for row in rows} == {
        done.pk: Standing.INSPECTED,
        county.assignment.party_organization.pk: Standing.GOING,
        party.pk: Standing.PLANNED,
        blank.pk: Standing.BLANK,
        out.pk: Standing.OUT,
    }
    assert {row.year for row in rows.filter(pk=party.pk)} == {2024}
    counted = coverage(county.term, county.by("clerk"))
    assert (counted.wanted, counted.inspected, counted.rate) == (4, 1, "25.0")


def test_a_term_without_anybody_has_no_rate() -> None:
    assert Coverage({}).rate == "—"


def test_units_over_which_nobody_stands_are_told(client: Client, county: County) -> None:
    alone = make_unit(county.office, "云岭县档案馆")
    assert list(uncovered_units(county.term, county.by("clerk"))) == [alone]
    client.force_login(county.user("clerk"))
    page = client.get(reverse("rounds:term_coverage", args=[county.term.pk])).content.decode()
    assert "云岭县档案馆" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("standing=planned", ["中共云岭县白鹭乡委员会"]),
        ("standing=going", ["中共云岭县青石镇委员会"]),
        ("year=2024", ["中共云岭县白鹭乡委员会"]),
        ("unit_kind=department", []),
        ("q=白鹭", ["中共云岭县白鹭乡委员会"]),
    ],
)
def test_the_ledger_is_narrowed(
    client: Client, county: County, draft: TermPlan, query: str, names: list[str]
) -> None:
    client.force_login(county.user("leadership"))
    page = client.get(reverse("rounds:term_coverage", args=[county.term.pk]) + f"?{query}")
    assert [str(row) for row in page.context["listing"].rows] == names
    assert page.context["listing"].total == len(names)
