"""底稿的页面: writing with one hand, submitting, reviewing, signing; strangers find nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from organizations.tests.factories import make_unit
from rounds.models import Assignment, Finding, WorkingPaper
from rounds.operations import paper as papers
from rounds.states import AssignmentState, Destination, PaperState
from rounds.tests.factories_papers import (
    FACTS,
    World,
    add_person,
    make_assignment,
    make_paper,
    make_scheme,
    make_world,
    passed,
    post,
    signed,
    submitted,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build() -> World:
    world = make_world()
    _, other = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    add_person(world, "stranger", Role.TLD)
    post(world, "stranger", other.team, Role.TLD)
    return world


built, world = standing(build)


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def typed(world: World, **rest: Any) -> dict[str, Any]:
    return {
        "title": "党委会议事规则执行不严格",
        "category": str(world.category.pk),
        "facts": FACTS,
        "manifestations": ["三次会议没有会议记录", "", "两个项目会前没有酝酿"],
        "undertakers": [str(world.people[name].pk) for name in ("member", "second-member")],
        **rest,
    }


def test_paper_new_keeps_what_was_noted(world: World) -> None:
    client = sign_in(world, "member")
    answer = client.post(page("paper_new", world.assignment), typed(world, amount="3.5"), follow=True)
    paper = WorkingPaper.objects.get()
    assert answer.redirect_chain[-1][0] == page("paper_detail", paper)
    assert [line.text for line in paper.manifestations.all()] == [
        "三次会议没有会议记录",
        "两个项目会前没有酝酿",
    ]
    assert paper.undertakers.count() == 2
    assert "预编号 1" in answer.content.decode()


def test_paper_choose_goes_straight_to_the_only_unit(world: World) -> None:
    answer = sign_in(world, "member").get(page("paper_choose"))
    assert answer["Location"] == page("paper_new", world.assignment)


def test_paper_choose_offers_the_units_of_the_team(world: World) -> None:
    other = Assignment.objects.exclude(pk=world.assignment.pk).get()
    Assignment.objects.filter(pk=other.pk).update(team=world.team)
    answer = sign_in(world, "member").get(page("paper_choose")).content.decode()
    assert page("paper_new", other) in answer
    assert page("paper_new", world.assignment) in answer


def test_paper_choose_says_why_there_is_nothing_to_note(world: World) -> None:
    Assignment.objects.update(state=AssignmentState.FED_BACK)
    assert "没有可以记底稿的任务" in sign_in(world, "member").get(page("paper_choose")).content.decode()


def test_paper_form_offers_categories_of_the_round_in_two_levels(world: World) -> None:
    make_scheme(world.office, "别轮的分类")
    content = sign_in(world, "member").get(page("paper_new", world.assignment)).content.decode()
    assert '<optgroup label="四个聚焦 · 聚焦决策部署落实">' in content
    assert "别轮的分类" not in content
    assert world.people["leader"].name in content
    assert world.people["stranger"].name not in content


def test_paper_form_adds_and_takes_away_a_line_without_scripts_and_keeps_the_rest(world: World) -> None:
    client, address = sign_in(world, "member"), page("paper_new", world.assignment)
    more = client.post(address, typed(world, line="add", title="写了一半的标题")).content.decode()
    assert more.count('name="manifestations"') == 4
    assert 'value="写了一半的标题"' in more
    less = client.post(address, typed(world, line="remove-0")).content.decode()
    assert "三次会议没有会议记录" not in less
    assert "两个项目会前没有酝酿" in less
    assert not WorkingPaper.objects.exists()


def test_paper_form_refused_keeps_what_was_typed(world: World) -> None:
    answer = sign_in(world, "member").post(
        page("paper_new", world.assignment), typed(world, category="", amount="不是数")
    )
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "三次会议没有会议记录" in content
    assert FACTS in content
    assert not WorkingPaper.objects.exists()


def test_paper_edit_shows_both_texts_when_somebody_was_faster_and_then_saves(world: World) -> None:
    paper = make_paper(world)
    papers.edit_paper(WorkingPaper.objects.get(), by=world.by("leader"), version=1, title="组长先保存的标题")
    client, sent = sign_in(world, "member"), typed(world, title="我后保存的标题", version="1")
    answer = client.post(page("paper_edit", paper), sent)
    content = answer.content.decode()
    assert "组长先保存的标题" in content
    assert "我后保存的标题" in content
    assert 'name="version" value="2"' in content
    client.post(page("paper_edit", paper), {**sent, "version": "2"})
    assert WorkingPaper.objects.get().title == "我后保存的标题"


def test_paper_edit_opens_filled(world: World) -> None:
    checklist = make_scheme(world.office, "共性问题清单", is_checklist=True)
    world.round.schemes.add(checklist)
    paper = make_paper(world, others=[checklist.categories.get(code="B02")])
    content = sign_in(world, "member").get(page("paper_edit", paper)).content.decode()
    assert content.count("selected") == 2
    assert "两个项目会前没有酝酿" in content


def test_paper_list_shows_the_team_and_a_member_what_each_may_see(world: World) -> None:
    make_paper(world, title="我的底稿标题")
    make_paper(world, "second-member", title="别人的底稿标题", undertakers=[])
    mine = sign_in(world, "member").get(page("paper_list")).content.decode()
    assert ("我的底稿标题" in mine, "别人的底稿标题" in mine) == (True, False)
    assert "共 2 条" in sign_in(world, "leader").get(page("paper_list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=draft", 1),
        ("state=numbered", 1),
        ("whose=waiting", 1),
        ("whose=mine", 3),
        ("q=议事", 3),
        ("q=没有", 0),
    ],
)
def test_paper_list_is_narrowed(world: World, query: str, found: int) -> None:
    make_paper(world)
    submitted(world)
    signed(world)
    content = sign_in(world, "member").get(f"{page('paper_list')}?{query}").content.decode()
    assert f"共 {found} 条" in content


def test_paper_list_gives_htmx_the_table_only(world: World) -> None:
    content = sign_in(world, "leader").get(page("paper_list"), headers=HTMX).content.decode()
    assert "<html" not in content
    assert 'id="listing"' in content


def test_papers_are_submitted_reviewed_and_signed_in_the_browser(world: World) -> None:
    paper = make_paper(world)
    sign_in(world, "member").post(page("paper_submit", paper))
    sign_in(world, "deputy").post(page("paper_pass", paper), {"reason": "事实清楚"})
    answer = sign_in(world, "leader").post(
        page("paper_sign", paper), {"destinations": ["report", "clue"], "reason": ""}, follow=True
    )
    content = answer.content.decode()
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("numbered", "6-2-001")
    assert "进报告、进线索" in content
    assert page("finding_detail", Finding.objects.get()) in content
    assert "事实清楚" in content


def test_paper_submit_that_is_not_complete_says_so(world: World) -> None:
    paper = make_paper(world, undertakers=[world.people["member"]])
    answer = sign_in(world, "member").post(page("paper_submit", paper), follow=True)
    assert "两名以上" in answer.content.decode()


def test_paper_return_without_an_opinion_is_refused_on_the_page(world: World) -> None:
    paper = submitted(world)
    answer = sign_in(world, "deputy").post(page("paper_return", paper), {"reason": ""})
    assert answer.status_code == 200
    assert WorkingPaper.objects.get().state == PaperState.DEPUTY
    sign_in(world, "deputy").post(page("paper_return", paper), {"reason": "补充合同"})
    content = sign_in(world, "member").get(page("paper_detail", paper)).content.decode()
    assert "补充合同" in content


def test_paper_detail_tells_the_leader_who_may_sign_instead(world: World) -> None:
    paper = passed(world, undertakers=[world.people["leader"], world.people["member"]])
    client = sign_in(world, "leader")
    content = client.get(page("paper_detail", paper)).content.decode()
    assert "不能再由您审签" in content
    assert page("paper_sign", paper) not in content
    assert client.post(page("paper_sign", paper), {"destinations": ["report"]}).status_code == 403


def test_paper_drop_restore_and_merge_in_the_browser(world: World) -> None:
    paper, target = passed(world), passed(world)
    client = sign_in(world, "leader")
    client.post(page("paper_drop", paper), {"reason": "查证不实"})
    assert WorkingPaper.objects.get(pk=paper.pk).state == PaperState.DROPPED
    client.post(page("paper_restore", paper), {"reason": "有新证据"})
    client.post(page("paper_merge", paper), {"into": str(target.pk), "reason": "同一问题"})
    assert WorkingPaper.objects.get(pk=paper.pk).merged_into == target
    assert "来源底稿" in client.get(page("paper_detail", target)).content.decode()


def test_who_comes_second_is_told_so_and_led_to_the_paper(world: World) -> None:
    paper = submitted(world)
    papers.pass_paper(WorkingPaper.objects.get(), by=world.by("second-deputy"))
    answer = sign_in(world, "deputy").post(page("paper_pass", paper), {"reason": ""})
    assert answer.status_code == 409
    assert "已被他人办理" in answer.content.decode()
    assert page("paper_detail", paper) in answer.content.decode()


def test_ticked_papers_are_submitted_passed_and_signed_together(world: World) -> None:
    rows = [make_paper(world) for _ in range(3)]
    ids = [str(row.pk) for row in rows]
    sign_in(world, "leader").post(page("paper_submit_many"), {"id": ids})
    deputy = sign_in(world, "deputy")
    assert "审核通过 3 份底稿" in deputy.post(page("paper_pass_many"), {"id": ids}).content.decode()
    assert set(WorkingPaper.objects.values_list("state", flat=True)) == {PaperState.DEPUTY}
    deputy.post(page("paper_pass_many"), {"id": ids, "confirmed": "True", "reason": ""})
    leader = sign_in(world, "leader")
    assert 'name="destinations"' in leader.post(page("paper_sign_many"), {"id": ids}).content.decode()
    leader.post(
        page("paper_sign_many"),
        {"id": ids, "confirmed": "True", "reason": "", "destinations": [Destination.REPORT]},
    )
    assert sorted(Finding.objects.values_list("number", flat=True)) == ["6-2-001", "6-2-002", "6-2-003"]


def test_ticked_papers_that_are_not_ones_own_to_sign_are_left_alone_and_counted(world: World) -> None:
    mine = passed(world)
    own = passed(world, undertakers=[world.people["leader"], world.people["member"]])
    ids = [str(mine.pk), str(own.pk), str(make_paper(world).pk)]
    leader, sent = sign_in(world, "leader"), {"confirmed": "True", "destinations": ["report"], "reason": ""}
    asked = leader.post(page("paper_sign_many"), {"id": ids, **sent}).content.decode()
    assert "审签 1 份底稿" in asked
    assert "另有 2 份现在不由您办理" in asked
    assert not Finding.objects.exists()
    leader.post(page("paper_sign_many"), {"id": [str(mine.pk)], **sent})
    assert Finding.objects.get().paper == mine
    nothing = leader.post(page("paper_sign_many"), {"id": ids, **sent}, follow=True).content.decode()
    assert "没有现在由您审签的" in nothing


@pytest.mark.parametrize(("name", "verb"), [("paper_submit_many", "提交"), ("paper_sign_many", "审签")])
def test_what_is_refused_of_ticked_papers_is_said_on_the_spot(world: World, name: str, verb: str) -> None:
    ids, leader = [str(submitted(world).pk)], sign_in(world, "leader")
    answer = leader.post(page(name), {"id": ids})
    assert (answer.status_code, f"没有现在由您{verb}的" in answer.content.decode()) == (200, True)
    assert page("paper_list") in answer.content.decode()
    assert f"没有现在由您{verb}的" not in leader.get(page("paper_list")).content.decode()


def test_a_paper_that_waits_for_no_review_is_not_said_to_be_anothers_work(world: World) -> None:
    paper, deputy = make_paper(world), sign_in(world, "deputy")
    for answer in (deputy.get(page("paper_pass", paper)), deputy.post(page("paper_pass", paper))):
        content = answer.content.decode()
        assert (answer.status_code, "<h1>现在不能办理</h1>" in content) == (409, True)
        assert PaperState.DRAFT.label in content
        assert "已被他人办理" not in content


ONE = [
    "paper_detail",
    "paper_edit",
    "paper_pass",
    "paper_return",
    "paper_sign",
    "paper_drop",
    "paper_restore",
    "paper_merge",
]
POST_ONLY = ["paper_submit", "paper_withdraw"]


@pytest.mark.parametrize("name", ONE)
def test_a_stranger_and_an_outsider_find_no_such_page(world: World, name: str) -> None:
    paper = make_paper(world)
    for who in ("stranger", "director", "leadership", "unit-head"):
        assert sign_in(world, who).get(page(name, paper)).status_code == 404


@pytest.mark.parametrize("name", POST_ONLY)
def test_an_act_of_one_button_is_not_fetched_and_not_for_strangers(world: World, name: str) -> None:
    paper = make_paper(world)
    assert sign_in(world, "member").get(page(name, paper)).status_code == 405
    assert sign_in(world, "stranger").post(page(name, paper)).status_code == 404
    assert WorkingPaper.objects.get().state == PaperState.DRAFT


def test_who_sees_a_paper_but_may_not_do_the_act_is_refused(world: World) -> None:
    hands = [world.people["deputy"], world.people["member"]]
    paper = submitted(world, undertakers=hands)
    assert sign_in(world, "deputy").get(page("paper_pass", paper)).status_code == 403
    assert sign_in(world, "deputy").post(page("paper_pass", paper), {"reason": ""}).status_code == 403
    assert sign_in(world, "second-deputy").post(page("paper_withdraw", paper)).status_code == 403
    assert WorkingPaper.objects.get().state == PaperState.DEPUTY


def test_who_holds_no_such_act_at_all_finds_no_page(world: World) -> None:
    paper = passed(world)
    for name in ("paper_pass", "paper_sign", "paper_drop", "paper_merge"):
        assert sign_in(world, "member").get(page(name, paper)).status_code == 404


def test_paper_list_costs_the_same_for_many_rows(world: World, django_assert_max_num_queries: Any) -> None:
    client = sign_in(world, "leader")
    for _ in range(12):
        make_paper(world)
    client.get(page("paper_list"))
    with django_assert_max_num_queries(17):
        client.get(page("paper_list"))


def test_paper_detail_costs_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    paper, client = signed(world), sign_in(world, "leader")
    with django_assert_max_num_queries(22):
        client.get(page("paper_detail", paper))
