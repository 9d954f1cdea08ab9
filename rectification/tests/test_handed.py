"""报送以后才给人看: what a unit is still writing is read by the unit and the office, and by nobody else."""

from pathlib import Path
from typing import Any

import pytest

from accounts.states import Role, Scope
from organizations.models import Body
from rectification.models import Item, JointOpinion, MonthlyReport, Publication, RectificationPlan, UnitPaper
from rectification.models.handed import reads_only
from rectification.operations import monthly
from rectification.rules.reading import can_read_monthly, can_read_plan_of
from rectification.states import ItemState, PlanState, ReportState
from rectification.states.publication import PublicationState
from rectification.states.unit_paper import UnitPaperState
from rectification.tests import factories as made
from rectification.tests.factories import Mending, page, sign_in
from rectification.tests.factories_publication import drafted
from rectification.tests.test_exports import built, lines

pytestmark = pytest.mark.django_db
WRITERS = ["unit_liaison", "unit_head", "clerk", "director"]
READERS = ["leadership", "supervisor", "inspector"]
WAIT = "尚未报送，报送后可以查看内容。"
SECRET = "内部还在斟酌的说法"


@pytest.fixture
def mending() -> Mending:
    found = made.make_fixing(1, days_ago=70)
    made.oversee(found)
    made.watch(found)
    return found


def seers(mending: Mending, record: Any) -> list[str]:
    """Return who of those around the unit has the record among the rows."""
    rows = type(record).objects
    people = [*WRITERS, *READERS, "receiver", "team_lead"]
    return [who for who in people if rows.visible_to(mending.by(who)).filter(pk=record.pk).exists()]


def put(record: Any, state: Any) -> Any:
    type(record).objects.filter(pk=record.pk).update(state=state)
    return record


@pytest.mark.parametrize("state", PlanState)
def test_a_plan_is_read_by_others_while_it_is_handed_in(mending: Mending, state: PlanState) -> None:
    """By ``scope_q``: drafts and what was returned are of who writes and of the office."""
    body = Body.objects.get(office=mending.county.office)
    JointOpinion.objects.create(plan=mending.plan, body=body, asked_on=made.today())
    Item.objects.update(state=ItemState.FIXING)
    handed_in = [*READERS, "receiver"] if state in {PlanState.JOINT, PlanState.ACCEPTED} else []
    assert seers(mending, put(mending.plan, state)) == [*WRITERS, *handed_in]


@pytest.mark.parametrize("state", UnitPaperState)
def test_a_paper_of_the_unit_is_read_by_others_while_it_is_handed_in(
    mending: Mending, state: UnitPaperState
) -> None:
    """By ``scope_q``, as the plan."""
    handed_in = READERS if state in {UnitPaperState.SUBMITTED, UnitPaperState.ACCEPTED} else []
    assert seers(mending, made.make_unit_paper(mending, state=state)) == [*WRITERS, *handed_in]


@pytest.mark.parametrize("state", PublicationState)
def test_a_publication_is_read_by_others_while_it_is_handed_in(
    mending: Mending, state: PublicationState
) -> None:
    """By ``scope_q``, as the plan."""
    writing = {PublicationState.DRAFT, PublicationState.RETURNED}
    handed_in = [] if state in writing else READERS
    assert seers(mending, put(drafted(mending), state)) == [*WRITERS, *handed_in]


@pytest.mark.parametrize(
    ("model", "name"),
    [(RectificationPlan, "plan"), (UnitPaper, "unit_paper"), (Publication, "publication")],
)
def test_a_reader_finds_no_page_and_no_row_of_what_is_written(
    mending: Mending, model: Any, name: str
) -> None:
    made.make_unit_paper(mending, state=UnitPaperState.DRAFT)
    drafted(mending)
    record = put(model.objects.first(), "draft")
    for who, status in (("clerk", 200), *((reader, 404) for reader in READERS)):
        client = sign_in(mending, who)
        assert client.get(page(f"{name}_detail", record)).status_code == status
        listed = client.get(page(f"{name}_list")).context["listing"].queryset
        assert listed.filter(pk=record.pk).exists() == (status == 200)


def report_of(mending: Mending, state: ReportState) -> MonthlyReport:
    """Return a report with words in it, in a state."""
    report = made.open_report(mending)
    Item.objects.update(due_on=report.month)
    line = report.lines.get()
    line.text, line.late_reason = f"{SECRET}一", f"{SECRET}二"
    line.save()
    MonthlyReport.objects.update(summary=f"{SECRET}三", next_steps=f"{SECRET}四", state=state)
    return MonthlyReport.objects.get()


@pytest.mark.parametrize("state", ReportState)
@pytest.mark.parametrize("who", ["supervisor", "inspector", "clerk", "unit_liaison"])
def test_the_words_of_a_month_wait_until_it_is_handed_in(
    mending: Mending, who: str, state: ReportState
) -> None:
    report = report_of(mending, state)
    told = state in {ReportState.SUBMITTED, ReportState.FROZEN} or who in WRITERS
    assert can_read_monthly(mending.by(who), report) == told
    answer = sign_in(mending, who).get(page("monthly_detail", report))
    content = answer.content.decode()
    assert content.count(SECRET) == (4 if told else 0)
    assert (WAIT in content, "figures" in answer.context) == (not told, told)


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_who_is_late_with_the_month_stands_in_every_list(mending: Mending, who: str) -> None:
    report = report_of(mending, ReportState.RETURNED)
    client = sign_in(mending, who)
    assert seers(mending, report) == [*WRITERS, "supervisor", "inspector"]
    assert list(client.get(page("monthly_list")).context["listing"].rows) == [report]
    board = page("month_board", None, report.month.year, report.month.month)
    answer = client.get(f"{board}?owing=yes")
    assert (answer.context["listing"].total, SECRET in answer.content.decode()) == (1, False)


def test_a_reader_is_told_when_a_month_was_returned_and_nothing_that_was_said(mending: Mending) -> None:
    report = made.submitted(mending)
    monthly.return_monthly(report, reason=f"{SECRET}，请补充", by=mending.by("clerk"))
    monthly.write_monthly(report, summary=SECRET, next_steps="", lines={}, by=mending.by("unit_liaison"))
    address = page("monthly_detail", report)
    content = sign_in(mending, "supervisor").get(address).content.decode()
    assert "退回补充" in content
    assert SECRET not in content
    assert "修改了" not in content
    shown = sign_in(mending, "clerk").get(address).content.decode()
    assert shown.count(SECRET) >= 2
    assert "修改了" in shown


@pytest.mark.parametrize("who", [*WRITERS, *READERS, "team_lead"])
def test_goal_and_measures_wait_with_the_plan(mending: Mending, who: str) -> None:
    """Such items are ``unread``."""
    put(mending.plan, PlanState.RETURNED)
    Item.objects.update(state=ItemState.PLANNING, goal=SECRET)
    mending.item.measures.update(text=SECRET)
    content = sign_in(mending, who).get(page("item_detail", mending.item)).content.decode()
    assert content.count(SECRET) == (2 if who in WRITERS else 0)
    assert ("方案报送后可以查看措施" in content) == (who not in WRITERS)
    assert can_read_plan_of(mending.by(who), mending.item) == (who in WRITERS)
    Item.objects.update(state=ItemState.FIXING)
    put(mending.plan, PlanState.ACCEPTED)
    assert sign_in(mending, who).get(page("item_detail", mending.item)).content.decode().count(SECRET) == 2


@pytest.mark.parametrize(("who", "told"), [("clerk", SECRET), ("unit_head", SECRET), ("inspector", "")])
def test_the_ledger_on_paper_leaves_out_what_is_planned(
    mending: Mending, tmp_path: Path, who: str, told: str
) -> None:
    put(mending.plan, PlanState.DRAFT)
    Item.objects.update(state=ItemState.PLANNING, goal=SECRET)
    mending.item.measures.update(text=SECRET)
    [row] = lines(built(mending, tmp_path, who))
    assert (row["整改目标"] or "", row["整改措施"] or "") == (told, told)
    assert row["反馈问题"] == mending.item.finding.title


def test_reads_only_is_said_of_a_role_and_how_far_it_reaches() -> None:
    writers = [(Scope.UNIT, Role.UNH), (Scope.SELF, Role.UNL), (Scope.ALL, Role.ODR), (Scope.ALL, Role.OST)]
    readers = [(Scope.ALL, Role.LDG), (Scope.PORT, Role.SUP), (Scope.SV, Role.SVG), (Scope.REVIEW, Role.RCV)]
    assert [reads_only(*one) for one in (*writers, *readers)] == [False] * 4 + [True] * 4
