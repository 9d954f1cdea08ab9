import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import IllegalMove, Stale
from organizations.models import PartyOrganization
from organizations.tests.factories import make_party_organization, make_unit
from rounds.models import AnnualPlan, PlannedObject, Term, TermPlan
from rounds.operations import plan as operations
from rounds.states import PlanState, RoundKind
from rounds.tests.factories import TERM_ENDS, TERM_STARTS, County, make_county
from tests.standing import standing

pytestmark = pytest.mark.django_db
BEGIN, END = dt.date(2026, 11, 1), dt.date(2031, 10, 31)


built, county = standing(make_county)


@pytest.fixture
def draft(county: County) -> TermPlan:
    return operations.draft_plan(county.term, title="第十五届县委五年巡察规划", by=county.by("clerk"))


@pytest.fixture
def party(county: County) -> PartyOrganization:
    return make_party_organization(make_unit(county.office, "云岭县白鹭乡"))


def submitted(draft: TermPlan, county: County, party: PartyOrganization) -> TermPlan:
    operations.add_objects(draft, party_organizations=[party], year=2023, by=county.by("clerk"))
    return operations.submit(draft, by=county.by("director"))  # type: ignore[return-value]


def test_create_term_is_stored_with_its_first_entry(county: County) -> None:
    term = operations.create_term(
        county.office, name="第十六届县委", starts_on=BEGIN, ends_on=END, by=county.by("clerk")
    )
    assert Term.objects.get(pk=term.pk).name == "第十六届县委"
    assert [entry.act for entry in Entry.objects.about(term)] == ["term.plan:C"]


def test_create_term_that_ends_before_it_starts_is_refused(county: County) -> None:
    with pytest.raises(ValidationError, match="止期应晚于起期"):
        operations.create_term(
            county.office, name="第十六届县委", starts_on=END, ends_on=BEGIN, by=county.by("clerk")
        )
    assert Term.objects.count() == 1


def test_create_term_in_another_office_is_refused(county: County) -> None:
    elsewhere = make_county("临川")
    with pytest.raises(PermissionDenied):
        operations.create_term(
            elsewhere.office, name="第十六届县委", starts_on=BEGIN, ends_on=END, by=county.by("clerk")
        )


def test_edit_term_keeps_days_in_order(county: County) -> None:
    operations.edit_term(county.term, changes={"name": "第十五届"}, by=county.by("clerk"))
    with pytest.raises(ValidationError):
        operations.edit_term(county.term, changes={"ends_on": TERM_STARTS}, by=county.by("clerk"))
    stored = Term.objects.get(pk=county.term.pk)
    assert (stored.name, stored.ends_on) == ("第十五届", TERM_ENDS)


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "member", "unit_head", "receiver"])
def test_draft_plan_is_the_clerks_work(county: County, who: str) -> None:
    with pytest.raises(PermissionDenied):
        operations.draft_plan(county.term, title="规划", by=county.by(who))
    assert not TermPlan.objects.exists()


def test_a_term_has_one_plan(county: County, draft: TermPlan) -> None:
    with pytest.raises(ValidationError, match="本届已有五年规划"):
        operations.draft_plan(county.term, title="另一份规划", by=county.by("clerk"))
    assert list(TermPlan.objects.all()) == [draft]


def test_add_objects_takes_many_at_once(county: County, draft: TermPlan) -> None:
    parties = [make_party_organization(make_unit(county.office, f"云岭县第{n}乡")) for n in range(3)]
    rows = operations.add_objects(draft, party_organizations=parties, year=2024, by=county.by("clerk"))
    assert {row.party_organization for row in rows} == set(parties)
    assert [Entry.objects.about(row).count() for row in rows] == [1, 1, 1]


def test_add_objects_twice_is_refused_and_adds_none(county: County, draft: TermPlan) -> None:
    first, second = (make_party_organization(make_unit(county.office, name)) for name in ("甲镇", "乙镇"))
    operations.add_objects(draft, party_organizations=[first], year=2023, by=county.by("clerk"))
    with pytest.raises(ValidationError, match="甲镇委员会已列入本届规划"):
        operations.add_objects(draft, party_organizations=[first, second], year=2024, by=county.by("clerk"))
    assert [row.party_organization for row in draft.objects_planned.all()] == [first]


def test_the_same_party_organisation_may_be_looked_back_on(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    for kind in (RoundKind.REGULAR, RoundKind.LOOK_BACK):
        operations.add_objects(
            draft, party_organizations=[party], year=2025, kind=kind, by=county.by("clerk")
        )
    assert draft.objects_planned.count() == 2


@pytest.mark.parametrize("year", [2020, 2027])
def test_a_year_outside_the_term_is_refused(
    county: County, draft: TermPlan, party: PartyOrganization, year: int
) -> None:
    with pytest.raises(ValidationError, match="年度应在本届之内"):
        operations.add_objects(draft, party_organizations=[party], year=year, by=county.by("clerk"))
    assert not PlannedObject.objects.exists()


def test_shift_object_moves_it_to_another_year(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    (row,) = operations.add_objects(draft, party_organizations=[party], year=2023, by=county.by("clerk"))
    operations.shift_object(row, year=2025, note="换届后再巡", by=county.by("clerk"))
    stored = PlannedObject.objects.get(pk=row.pk)
    assert (stored.year, stored.note, stored.kind) == (2025, "换届后再巡", RoundKind.REGULAR)


def test_shift_object_that_another_clerk_shifted_is_stale(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    (row,) = operations.add_objects(draft, party_organizations=[party], year=2023, by=county.by("clerk"))
    mine = PlannedObject.objects.get(pk=row.pk)
    operations.shift_object(row, year=2024, by=county.by("second_clerk"))
    with pytest.raises(Stale):
        operations.shift_object(mine, year=2025, by=county.by("clerk"))
    assert PlannedObject.objects.get(pk=row.pk).year == 2024


def test_drop_object_keeps_the_row_and_lets_it_be_added_again(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    (row,) = operations.add_objects(draft, party_organizations=[party], year=2023, by=county.by("clerk"))
    operations.drop_object(row, reason="机构合并", by=county.by("clerk"))
    (again,) = operations.add_objects(draft, party_organizations=[party], year=2024, by=county.by("clerk"))
    assert list(draft.objects_planned.standing()) == [again]
    assert Entry.objects.about(row).first().reason == "机构合并"  # type: ignore[union-attr]


def test_submit_is_the_directors_act(county: County, draft: TermPlan, party: PartyOrganization) -> None:
    operations.add_objects(draft, party_organizations=[party], year=2023, by=county.by("clerk"))
    with pytest.raises(PermissionDenied):
        operations.submit(draft, by=county.by("clerk"))
    operations.submit(draft, by=county.by("director"))
    entry = Entry.objects.about(draft).first()
    assert entry is not None
    assert (entry.act, entry.from_state, entry.to_state) == ("term.plan:S", "draft", "submitted")


def test_submit_of_an_empty_plan_is_refused(county: County, draft: TermPlan) -> None:
    with pytest.raises(ValidationError, match="还没有巡察对象"):
        operations.submit(draft, by=county.by("director"))
    assert TermPlan.objects.get(pk=draft.pk).state == PlanState.DRAFT


def test_submitted_plan_is_closed_to_the_clerk(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    plan = submitted(draft, county, party)
    clerk = county.by("clerk")
    with pytest.raises(PermissionDenied):
        operations.edit_plan(plan, changes={"title": "改名"}, by=clerk)
    with pytest.raises(PermissionDenied):
        operations.add_objects(
            plan, party_organizations=[county.assignment.party_organization], year=2024, by=clerk
        )
    with pytest.raises(PermissionDenied):
        operations.drop_object(plan.objects_planned.get(), reason="不巡了", by=clerk)


def test_approve_by_the_leading_group_with_the_day_of_the_meeting(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    plan = submitted(draft, county, party)
    operations.approve(plan, on=dt.date(2026, 3, 1), opinion="同意", by=county.by("leadership"))
    stored = TermPlan.objects.get(pk=plan.pk)
    assert (stored.state, stored.approved_on) == (PlanState.APPROVED, dt.date(2026, 3, 1))
    assert Entry.objects.about(plan).first().reason == "同意"  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["clerk", "director", "team_lead", "unit_head"])
def test_approve_by_anybody_else_is_refused_and_leaves_nothing(
    county: County, draft: TermPlan, party: PartyOrganization, who: str
) -> None:
    plan = submitted(draft, county, party)
    before = Entry.objects.about(plan).count()
    with pytest.raises(PermissionDenied):
        operations.approve(plan, by=county.by(who))
    assert TermPlan.objects.get(pk=plan.pk).state == PlanState.SUBMITTED
    assert Entry.objects.about(plan).count() == before


def test_approve_on_paper_is_entered_for_the_signer(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    plan = submitted(draft, county, party)
    operations.approve(plan, by=county.by("second_clerk").entering_for("陈远山（县委书记）"))
    entry = Entry.objects.about(plan).first()
    assert entry is not None
    assert (entry.acting_for, entry.to_state) == ("陈远山（县委书记）", PlanState.APPROVED)


def test_send_back_needs_a_reason_and_returns_the_draft(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    plan = submitted(draft, county, party)
    with pytest.raises(ValidationError, match="理由"):
        operations.send_back(plan, reason="  ", by=county.by("leadership"))
    operations.send_back(plan, reason="村级覆盖不足", by=county.by("leadership"))
    assert TermPlan.objects.get(pk=plan.pk).state == PlanState.DRAFT


def test_approve_what_somebody_else_sent_back_is_an_illegal_move(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    plan = submitted(draft, county, party)
    seen = TermPlan.objects.get(pk=plan.pk)
    operations.send_back(plan, reason="重新研究", by=county.by("leadership"))
    with pytest.raises(IllegalMove):
        operations.approve(seen, by=county.by("leadership"))


def test_annual_plan_goes_the_same_way(county: County) -> None:
    plan = operations.draft_annual_plan(
        county.term, year=2026, title="2026年度巡察工作计划", by=county.by("clerk")
    )
    operations.edit_plan(plan, changes={"body": "安排两轮巡察。"}, by=county.by("clerk"))
    operations.submit(plan, by=county.by("director"))
    operations.approve(plan, by=county.by("leadership"))
    assert AnnualPlan.objects.get(pk=plan.pk).state == PlanState.APPROVED


def test_a_year_has_one_annual_plan(county: County) -> None:
    clerk = county.by("clerk")
    operations.draft_annual_plan(county.term, year=2026, title="2026年度巡察工作计划", by=clerk)
    with pytest.raises(ValidationError, match="本届该年度已有计划"):
        operations.draft_annual_plan(county.term, year=2026, title="又一份", by=clerk)
    assert AnnualPlan.objects.count() == 1


def test_plans_are_seen_by_the_own_office_only(county: County, draft: TermPlan) -> None:
    elsewhere = make_county("临川")
    operations.draft_plan(elsewhere.term, title="别县规划", by=elsewhere.by("clerk"))
    assert list(TermPlan.objects.visible_to(county.by("leadership"))) == [draft]
    assert list(TermPlan.objects.visible_to(county.by("team_lead"))) == []
    assert list(TermPlan.objects.visible_to(county.by("unit_head"))) == []


def test_a_plan_waits_for_the_director_then_for_the_leading_group(
    county: County, draft: TermPlan, party: PartyOrganization
) -> None:
    def waits_for() -> list[str]:
        return [name for name in county.people if TermPlan.objects.awaiting(county.by(name)).exists()]

    assert waits_for() == ["director"]
    plan = submitted(draft, county, party)
    assert waits_for() == ["leadership"]
    operations.approve(plan, by=county.by("leadership"))
    assert waits_for() == []


def test_an_annual_plan_waits_for_the_director(county: County) -> None:
    plan = operations.draft_annual_plan(county.term, year=2026, title="年度计划", by=county.by("clerk"))
    assert list(AnnualPlan.objects.awaiting(county.by("director"))) == [plan]
    assert list(AnnualPlan.objects.awaiting(make_county("临川").by("director"))) == []
