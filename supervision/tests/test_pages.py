"""Pages of visits: what is shown, done, refused, kept."""

import pytest
from django.test import Client

from accounts.states import Role
from deadlines.models import Deadline, DeadlineRule
from rounds.states import AssignmentState
from rounds.tests.factories import make_assignment
from supervision.models import CheckedItem, DailyNote, Visit
from supervision.operations import visit as operations
from supervision.states import VisitKind, VisitState
from supervision.tests.factories import (
    Mending,
    accepted,
    add_person,
    decided,
    later,
    look_at,
    make_mending,
    make_recheck,
    make_revisit,
    make_visitors,
    page,
    sign_in,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


built, mending = standing(make_mending)


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


def first(visit: Visit) -> CheckedItem:
    found: CheckedItem = CheckedItem.objects.filter(visit=visit).order_by("number")[0]
    return found


# ---------------------------------------------------------------- the list, and what is due


def test_list_shows_how_far_and_asks_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    visit = submitted(mending)
    client = sign_in(mending, "clerk")
    shown = text(client, page("visit_list"))
    assert str(mending.assignment.unit) in shown
    assert "3 / 3" in shown
    counts = []
    for more in (0, 4):
        for number in range(more):
            state = AssignmentState.RECTIFYING
            other = make_assignment(mending.county.team, state=state)
            Visit.objects.create(
                assignment=other,
                kind=VisitKind.REVISIT,
                team=visit.team,
                ordered_on=today(),
                due_on=later(number),
                seed=1,
            )
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            text(client, page("visit_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_list_is_narrowed_to_whose_turn_it_is(mending: Mending) -> None:
    visit = make_revisit(mending)
    link = page("visit_detail", visit)
    assert link in text(sign_in(mending, "visitor"), page("visit_list"), turn="mine")
    assert link not in text(sign_in(mending, "clerk"), page("visit_list"), turn="mine")
    assert link in text(sign_in(mending, "clerk"), page("visit_list"), unit=str(mending.assignment.unit_id))
    unit = make_mending(name="临川").assignment.unit_id
    assert str(unit) not in text(sign_in(mending, "clerk"), page("visit_list"))


def test_due_lists_units_that_mend_and_when_somebody_was_there_last(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    make_mending(name="临川")
    waits = make_assignment(mending.county.team, state=AssignmentState.FED_BACK)
    client, url = sign_in(mending, "clerk"), page("visit_due")
    shown = text(client, url)
    assert page("revisit_order", mending.assignment) in shown
    assert page("recheck_order", mending.assignment) in shown
    before = shown.count(f"{today():%Y-%m-%d}")
    assert waits.unit.name not in shown
    assert "临川" not in shown
    accepted(mending)
    assert text(client, url).count(f"{today():%Y-%m-%d}") == before + 1
    counts = []
    for more in (0, 5):
        for _ in range(more):
            make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
        text(client, url)  # what is remembered while nobody acts is looked up
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            text(client, url)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert sign_in(mending, "visitor").get(url).status_code == 404


def test_due_is_narrowed_to_what_is_late_or_was_never_done(mending: Mending) -> None:
    other = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    client, url = sign_in(mending, "clerk"), page("visit_due")

    def units(**query: str) -> set[str]:
        return {str(row.unit) for row in client.get(url, query).context["listing"].rows}

    both, seen = {str(mending.assignment.unit), str(other.unit)}, accepted(mending)
    late = Deadline.objects.create(
        rule=DeadlineRule.objects.filter(code="revisit")[0],
        code="revisit",
        record_type="rounds.assignment",
        record_id=other.pk,
        anchor_on=later(-100),
        original_due=later(-1),
        due=later(-1),
    )
    assert units() == both
    assert units(due="unseen") == {str(other.unit)}
    assert units(due="revisit") == {str(other.unit)}
    assert units(due="assessment") == set()
    assert units(unit=str(seen.assignment.unit_id)) == {str(mending.assignment.unit)}
    Deadline.objects.filter(pk=late.pk).update(due=today())
    assert units(due="revisit") == set()


def test_due_offers_what_can_be_ordered_and_no_more(mending: Mending) -> None:
    client, url = sign_in(mending, "clerk"), page("visit_due")
    links = [
        page(name, mending.assignment) for name in ("revisit_order", "recheck_order", "assessment_start")
    ]
    assert all(link in text(client, url) for link in links)
    visit = make_revisit(mending)
    assert [link in text(client, url) for link in links] == [False, True, True]
    make_recheck(mending)
    decided(mending)
    assert [link in text(client, url) for link in links] == [False, False, False]
    accepted(mending, visit)
    assert [link in text(client, url) for link in links] == [True, False, False]


# ---------------------------------------------------------------- 下达


@pytest.mark.parametrize("name", ["revisit_order", "recheck_order", "assessment_start"])
def test_unit_that_does_not_mend_is_said_to_stand_elsewhere(mending: Mending, name: str) -> None:
    waits = make_assignment(mending.county.team, state=AssignmentState.FED_BACK)
    client, url = sign_in(mending, "clerk"), page(name, waits)
    for answer in (client.get(url), client.post(url, {})):
        assert answer.status_code == 409
        assert "已反馈" in answer.content.decode()
    assert not Visit.objects.exists()


def test_clerk_orders_a_revisit_among_teams_formed_for_it(mending: Mending) -> None:
    team, client = make_visitors(mending), sign_in(mending, "clerk")
    far = make_visitors(make_mending(name="临川"))
    url = page("revisit_order", mending.assignment)
    shown = text(client, url)
    assert str(team.pk) in shown
    assert str(mending.county.team.pk) not in shown
    assert str(far.pk) not in shown
    wrong = client.post(url, {"team": str(team.pk), "due_on": "2020-01-01", "sample": "1"})
    assert "早于今天" in wrong.content.decode()
    assert "2020-01-01" in wrong.content.decode()
    said = {"team": str(team.pk), "due_on": f"{later(9):%Y-%m-%d}", "sample": "1"}
    assert client.post(url, said).status_code == 302
    assert Visit.objects.get(assignment=mending.assignment).team == team
    assert "已有一次同样的检查" in client.post(url, said).content.decode()


def test_clerk_orders_a_recheck_among_the_people_of_the_group(mending: Mending) -> None:
    person, client = add_person(mending, "inspector", Role.SVG), sign_in(mending, "clerk")
    far = add_person(make_mending(name="临川"), "inspector", Role.SVG)
    url = page("recheck_order", mending.assignment)
    shown = text(client, url)
    assert str(person.pk) in shown
    assert str(far.pk) not in shown
    assert str(mending.county.people["member"].pk) not in shown
    said = {"people": [str(person.pk)], "due_on": f"{later(9):%Y-%m-%d}", "sample": "0"}
    assert client.post(url, said).status_code == 302
    assert Visit.objects.get().kind == VisitKind.RECHECK


def test_order_is_no_page_for_others_and_not_of_a_neighbour(mending: Mending) -> None:
    other = make_mending(name="临川")
    for name in ("revisit_order", "recheck_order"):
        for who in ("director", "team_lead", "unit_head", "leadership"):
            assert sign_in(mending, who).get(page(name, mending.assignment)).status_code == 404
        assert sign_in(mending, "clerk").get(page(name, other.assignment)).status_code == 404


# ---------------------------------------------------------------- one visit


def test_page_shows_reported_beside_found_and_how_the_list_was_drawn(mending: Mending) -> None:
    visit = submitted(mending)
    shown = text(sign_in(mending, "clerk"), page("visit_detail", visit))
    assert all(word in shown for word in ("与上报不符", "抽查两户，补贴仍未到账。", "总体属实", "123456"))
    assert "接收" in shown
    assert page("check_edit", first(visit)) not in shown


def test_visitor_looks_at_one_problem_after_another(mending: Mending) -> None:
    visit = make_revisit(mending)
    one, two, three = CheckedItem.objects.filter(visit=visit).order_by("number")
    client = sign_in(mending, "visitor")
    assert page("check_edit", one) in text(client, page("visit_detail", visit))
    shown = text(client, page("check_edit", one))
    assert one.shows in shown
    assert "还有 2 个没有检查" in shown
    assert f'href="{page("visit_detail", visit)}">返回' in shown
    said = {"found": "undone", "agreement": "same", "note": "", "version": "1"}
    assert client.post(page("check_edit", one), said).url == page("check_edit", two)  # type: ignore[attr-defined]
    said3 = {"found": "done", "agreement": "same", "note": "已核", "version": "1"}
    assert client.post(page("check_edit", three), said3).url == page("check_edit", two)  # type: ignore[attr-defined]
    assert client.post(page("check_edit", two), said).url == page("visit_detail", visit)  # type: ignore[attr-defined]
    assert not CheckedItem.objects.filter(visit=visit).unchecked().exists()


def test_check_keeps_what_was_typed_when_it_does_not_fit(mending: Mending) -> None:
    check = first(make_revisit(mending))
    client = sign_in(mending, "visitor")
    said = {"found": "done", "agreement": "same", "note": "看了两户", "version": "1"}
    shown = client.post(page("check_edit", check), said).content.decode()
    assert "应为“与上报不符”" in shown
    assert "看了两户" in shown


def test_check_on_an_old_version_shows_both(mending: Mending) -> None:
    check = first(make_revisit(mending))
    look_at(check, mending, note="先记的")
    said = {"found": "undone", "agreement": "same", "note": "后记的", "version": "1"}
    shown = sign_in(mending, "visitor").post(page("check_edit", check), said).content.decode()
    assert "先记的" in shown
    assert "后记的" in shown
    assert first(check.visit).note == "先记的"


def test_check_after_the_visit_was_sent_in_says_so_and_gives_back_the_text(mending: Mending) -> None:
    visit = submitted(mending)
    said = {"found": "undone", "agreement": "different", "note": "又发现一户", "version": "2"}
    answer = sign_in(mending, "visitor").post(page("check_edit", first(visit)), said)
    assert answer.status_code == 409
    assert "又发现一户" in answer.content.decode()
    assert "待接收" in answer.content.decode()


def test_note_is_written_and_read(mending: Mending) -> None:
    visit, client = make_revisit(mending), sign_in(mending, "visitor")
    said = {"day": f"{today():%Y-%m-%d}", "text": "走访两个村，查看台账。"}
    assert client.post(page("note_add", visit), said).status_code == 302
    assert "走访两个村，查看台账。" in text(client, page("visit_detail", visit))
    wrong = client.post(page("note_add", visit), {"day": f"{later(1):%Y-%m-%d}", "text": "预先写好"})
    assert "预先写好" in wrong.content.decode()
    assert DailyNote.objects.count() == 1


def test_visit_goes_from_hand_to_hand(mending: Mending) -> None:
    visit, visitor, clerk = make_revisit(mending), sign_in(mending, "visitor"), sign_in(mending, "clerk")
    said, url = {"summary": "属实", "cooperation": "90"}, page("visit_submit", visit)
    shown = text(visitor, page("visit_detail", visit))
    assert f"继续检查：{first(visit).number}" in shown
    assert url not in shown  # handed in once no problem is left
    early = visitor.post(url, said).content.decode()
    assert "还有 3 个问题没有检查" in early
    assert "属实" in early
    for check in CheckedItem.objects.filter(visit=visit).select_related("visit"):
        look_at(check, mending)
    shown = text(visitor, page("visit_detail", visit))
    assert url in shown
    assert "继续检查" not in shown
    refused = visitor.post(url, said | {"cooperation": "101"}).content.decode()
    assert "100" in refused
    assert Visit.objects.get().state == VisitState.OPEN
    assert visitor.post(url, said).status_code == 302
    assert clerk.post(page("visit_return", visit), {"reason": ""}).status_code == 200
    assert clerk.post(page("visit_return", visit), {"reason": "补充"}).status_code == 302
    assert "补充" in text(visitor, page("visit_detail", visit))
    assert visitor.post(url, said | {"summary": "仍属实", "cooperation": "70"}).status_code == 302
    assert "<b>70</b> 分" in text(clerk, page("visit_detail", visit))
    assert clerk.post(page("visit_accept", visit), {"reason": ""}).status_code == 302
    assert Visit.objects.get(pk=visit.pk).state == VisitState.ACCEPTED
    assert clerk.post(page("visit_accept", visit), {"reason": ""}).status_code == 409
    assert clerk.post(page("visit_drop", visit), {"reason": "误发"}).status_code == 409


def test_dropping_asks_for_the_reason(mending: Mending) -> None:
    visit, clerk = make_revisit(mending), sign_in(mending, "clerk")
    assert clerk.post(page("visit_drop", visit), {"reason": ""}).status_code == 200
    assert clerk.post(page("visit_drop", visit), {"reason": "误发"}).status_code == 302
    assert Visit.objects.get(pk=visit.pk).state == VisitState.DROPPED


def test_postponing_is_offered_on_the_visit_and_keeps_what_was_typed(mending: Mending) -> None:
    visit, clerk = make_recheck(mending), sign_in(mending, "clerk")
    url = page("visit_postpone", visit)
    assert url in text(clerk, page("visit_detail", visit))
    assert "看得到这一单位，到新的应完成日期为止" in text(clerk, url)
    wrong = clerk.post(url, {"due_on": "2020-01-01", "reason": "入户时间不够", "version": "1"})
    told = wrong.content.decode()
    assert "请改选今天或者以后的日期" in told
    assert "入户时间不够" in told
    said = {"due_on": f"{later(20):%Y-%m-%d}", "reason": "入户时间不够", "version": "1"}
    assert clerk.post(url, said).status_code == 302
    assert "入户时间不够" in text(clerk, page("visit_detail", visit))
    assert "他人已" in clerk.post(url, said | {"due_on": f"{later(21):%Y-%m-%d}"}).content.decode()
    assert Visit.objects.get().due_on == later(20)


def test_acts_of_others_are_no_pages(mending: Mending) -> None:
    visit = make_revisit(mending)
    make_recheck(mending)
    for who in ("unit_head", "unit_liaison", "team_lead", "member", "leadership", "inspector"):
        client = sign_in(mending, who)
        for name in ("visit_detail", "visit_submit", "visit_accept", "visit_drop", "note_add"):
            assert client.get(page(name, visit)).status_code == 404, (who, name)
        assert client.get(page("check_edit", first(visit))).status_code == 404
    clerk = sign_in(mending, "clerk")
    for name in ("visit_submit", "note_add"):
        assert clerk.get(page(name, visit)).status_code == 404
    visitor = sign_in(mending, "visitor")
    for name in ("visit_accept", "visit_return", "visit_drop", "visit_postpone"):
        assert visitor.get(page(name, visit)).status_code == 404


def test_todo_leads_there(mending: Mending) -> None:
    visit = make_revisit(mending)
    assert page("visit_detail", visit) in text(sign_in(mending, "visitor"), "/")
    assert page("visit_detail", visit) not in text(sign_in(mending, "clerk"), "/")
    submitted(mending, visit)
    assert page("visit_detail", visit) in text(sign_in(mending, "clerk"), "/")
    operations.accept_visit(Visit.objects.get(pk=visit.pk), by=mending.by("clerk"))
    assert page("visit_detail", visit) not in text(sign_in(mending, "second_clerk"), "/")
