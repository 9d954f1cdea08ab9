"""底稿: what the team does with a paper, what is refused, what the trail says."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.states import Role
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from organizations.tests.factories import make_unit
from rounds.models import Finding, Manifestation, WorkingPaper
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def trail(record: WorkingPaper) -> list[tuple[str, str, str]]:
    return [(entry.from_state, entry.to_state, entry.user.username) for entry in Entry.objects.about(record)]


def test_create_paper_gives_draft_numbers_in_order_and_keeps_author_and_lines(world: World) -> None:
    first, second = make_paper(world), make_paper(world, "leader")
    assert [first.draft_number, second.draft_number] == [1, 2]
    assert second.author == world.people["leader"]
    lines = Manifestation.objects.filter(paper=first)
    assert [(line.order, line.text) for line in lines] == [
        (1, "三次会议没有会议记录"),
        (2, "两个项目会前没有酝酿"),
    ]
    assert trail(first) == [("", "", "member")]


def test_create_paper_takes_its_time_from_the_actor(world: World) -> None:
    at = timezone.now() - dt.timedelta(days=40)
    paper = papers.create_paper(
        world.assignment,
        by=world.by("member", at),
        category=world.category,
        title="理论学习走过场",
        facts=FACTS,
    )
    assert paper.written_at == at
    assert Entry.objects.about(paper).get().at == at


@pytest.mark.parametrize("name", ["clerk", "director", "leadership", "unit-head"])
def test_create_paper_outside_the_team_is_refused_and_leaves_nothing(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        make_paper(world, name)
    assert not WorkingPaper.objects.exists()
    assert not Entry.objects.filter(record_type="rounds.workingpaper").exists()


def test_create_paper_by_a_member_of_another_team_is_refused(world: World) -> None:
    other, _ = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    add_person(world, "stranger", Role.TMB)
    post(world, "stranger", other, Role.TMB)
    with pytest.raises(PermissionDenied):
        make_paper(world, "stranger")


@pytest.mark.parametrize("state", [AssignmentState.WAITING, AssignmentState.REVIEW, AssignmentState.FED_BACK])
def test_create_paper_off_site_is_refused(state: AssignmentState) -> None:
    with pytest.raises(PermissionDenied):
        make_paper(make_world(state=state))


def test_create_paper_under_a_category_that_the_round_is_not_sorted_by_is_refused(world: World) -> None:
    foreign = make_scheme(world.office, "三大问题").categories.get(code="A01")
    with pytest.raises(ValidationError, match="本轮选定的问题分类"):
        make_paper(world, category=foreign)
    with pytest.raises(ValidationError, match="其他分类"):
        make_paper(world, others=[foreign])


def test_create_paper_with_an_undertaker_of_no_team_is_refused(world: World) -> None:
    with pytest.raises(ValidationError, match="不在本组"):
        make_paper(world, undertakers=[world.people["clerk"]])
    assert not WorkingPaper.objects.exists()


def test_a_checklist_entry_may_stand_beside_but_not_be_the_category(world: World) -> None:
    checklist = make_scheme(world.office, "共性问题清单", is_checklist=True)
    world.round.schemes.add(checklist)
    entry = checklist.categories.get(code="B02")
    assert list(make_paper(world, others=[entry]).others.all()) == [entry]
    with pytest.raises(ValidationError, match="本轮选定的问题分类"):
        make_paper(world, category=entry)


def test_edit_paper_replaces_text_lines_and_people(world: World) -> None:
    paper = make_paper(world)
    papers.edit_paper(
        paper,
        by=world.by("member"),
        version=1,
        title="议事决策不规范问题",
        manifestations=["改写后的第一条"],
        undertakers=[world.people["liaison"], world.people["member"]],
    )
    paper.refresh_from_db()
    assert (paper.title, paper.version) == ("议事决策不规范问题", 2)
    assert [line.text for line in paper.manifestations.all()] == ["改写后的第一条"]
    assert set(paper.undertakers.all()) == {world.people["liaison"], world.people["member"]}


def test_edit_paper_upon_an_old_version_is_stale_and_loses_neither_text(world: World) -> None:
    mine, theirs = make_paper(world), WorkingPaper.objects.get()
    papers.edit_paper(theirs, by=world.by("leader"), version=1, title="组长先保存的标题")
    with pytest.raises(Stale) as stale:
        papers.edit_paper(
            mine, by=world.by("member"), version=1, title="我后保存的标题", manifestations=["不应写入"]
        )
    current: WorkingPaper = stale.value.current  # type: ignore[assignment]
    assert current.title == "组长先保存的标题"
    assert Manifestation.objects.filter(text="不应写入").count() == 0


def test_edit_paper_of_another_member_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied):
        papers.edit_paper(
            make_paper(world, "liaison", undertakers=[]), by=world.by("member"), title="不是我的底稿"
        )


def test_edit_paper_after_submission_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied, match="已提交"):
        papers.edit_paper(submitted(world), by=world.by("member"), title="提交以后再改")


def test_submit_paper_moves_it_and_says_so(world: World) -> None:
    paper = submitted(world)
    assert WorkingPaper.objects.get().state == PaperState.DEPUTY
    assert trail(paper)[0] == ("draft", "deputy", "member")


@pytest.mark.parametrize(
    ("lack", "words"),
    [({"undertakers": []}, "两名以上"), ({"manifestations": []}, "具体表现")],
)
def test_submit_paper_that_is_not_complete_is_refused(world: World, lack: dict[str, Any], words: str) -> None:
    paper = make_paper(world, **lack)
    with pytest.raises(ValidationError, match=words):
        papers.submit_paper(paper, by=world.by("member"))
    assert WorkingPaper.objects.get().state == PaperState.DRAFT


def test_submit_paper_counts_only_undertakers_who_still_serve(world: World) -> None:
    paper = make_paper(world)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    world.team.postings.filter(person=world.people["second-member"]).update(until=yesterday)
    with pytest.raises(ValidationError, match="两名以上"):
        papers.submit_paper(paper, by=world.by("member"))


def test_submit_papers_all_or_none(world: World) -> None:
    whole, broken = make_paper(world), make_paper(world, manifestations=[])
    with pytest.raises(ValidationError):
        papers.submit_papers([whole, broken], by=world.by("leader"))
    assert set(WorkingPaper.objects.values_list("state", flat=True)) == {PaperState.DRAFT}


def test_withdraw_paper_is_the_authors_right_only(world: World) -> None:
    paper = submitted(world)
    with pytest.raises(PermissionDenied, match="只有起草人"):
        papers.withdraw_paper(paper, by=world.by("second-member"))
    papers.withdraw_paper(paper, by=world.by("member"))
    assert trail(paper)[0] == ("deputy", "draft", "member")


def test_withdraw_paper_after_review_is_refused(world: World) -> None:
    with pytest.raises(PermissionDenied):
        papers.withdraw_paper(passed(world), by=world.by("member"))


def test_return_paper_needs_an_opinion_and_keeps_it(world: World) -> None:
    paper = submitted(world)
    with pytest.raises(ValidationError, match="退回的意见"):
        papers.return_paper(paper, by=world.by("deputy"), reason="  ")
    papers.return_paper(paper, by=world.by("deputy"), reason="请补充第二个项目的合同")
    entry = Entry.objects.about(paper).first()
    assert entry is not None
    assert (entry.to_state, entry.reason) == ("draft", "请补充第二个项目的合同")


def test_pass_paper_by_whoever_undertakes_it_is_refused_and_names_who_may(world: World) -> None:
    hands = [world.people["deputy"], world.people["member"]]
    paper = submitted(world, undertakers=hands)
    with pytest.raises(PermissionDenied) as refused:
        papers.pass_paper(paper, by=world.by("deputy"))
    assert world.people["second-deputy"].name in str(refused.value)
    assert world.people["deputy"].name not in str(refused.value)
    papers.pass_paper(paper, by=world.by("second-deputy"))
    assert paper.state == PaperState.LEADER


def test_pass_paper_by_its_author_is_refused(world: World) -> None:
    paper = papers.submit_paper(make_paper(world, "deputy"), by=world.by("deputy"))
    with pytest.raises(PermissionDenied):
        papers.pass_paper(paper, by=world.by("deputy"))


@pytest.mark.parametrize("name", ["member", "second-member", "liaison", "clerk", "director"])
def test_pass_paper_without_the_post_is_refused(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        papers.pass_paper(submitted(world), by=world.by(name))


def test_a_lone_leader_may_not_review_what_only_the_leader_could_sign(world: World) -> None:
    paper = submitted(world)
    with pytest.raises(ValidationError, match="没有另一位组长"):
        papers.pass_paper(paper, by=world.by("leader"))
    add_person(world, "acting-leader", Role.TLD)
    post(world, "acting-leader", world.team, Role.TLD)
    papers.pass_paper(paper, by=world.by("leader"))
    with pytest.raises(PermissionDenied, match="由您审核"):
        signing.sign_paper(paper, destinations=["report"], by=world.by("leader"))
    signing.sign_paper(paper, destinations=["report"], by=world.by("acting-leader"))
    assert paper.number == "6-2-001"


def test_two_who_review_the_same_paper_only_the_first_counts(world: World) -> None:
    mine = submitted(world)
    theirs = WorkingPaper.objects.get()
    papers.pass_paper(theirs, by=world.by("second-deputy"))
    with pytest.raises(IllegalMove, match="他人办理"):
        papers.pass_paper(mine, by=world.by("deputy"))


def test_sign_paper_numbers_it_and_makes_the_finding(world: World) -> None:
    beside = world.scheme.categories.get(code="B01")
    paper = signed(
        world, Destination.REPORT, Destination.CLUE, others=[beside], amount="12.50", is_common=True
    )
    finding = Finding.objects.get()
    assert (paper.state, paper.number, paper.destinations) == ("numbered", "6-2-001", ["report", "clue"])
    assert (finding.number, finding.title, finding.paper) == ("6-2-001", paper.title, paper)
    assert (finding.category, list(finding.others.all())) == (world.category, [beside])
    assert (str(finding.amount), finding.is_common) == ("12.50", True)
    assert [line.text for line in finding.manifestations.all()] == [
        "三次会议没有会议记录",
        "两个项目会前没有酝酿",
    ]
    assert trail(paper)[0] == ("leader", "numbered", "leader")
    assert Entry.objects.about(finding).get().act == "find.confirm:A"


def test_sign_paper_that_does_not_go_into_the_report_makes_no_finding(world: World) -> None:
    assert signed(world, Destination.GENERAL).number == "6-2-001"
    assert not Finding.objects.exists()


def test_findings_are_numbered_without_gaps_whatever_became_of_the_other_papers(world: World) -> None:
    signed(world)
    signed(world, Destination.CLUE)
    assert signed(world).number == "6-2-003"
    numbers = Finding.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["6-2-001", "6-2-002"]


def test_sign_paper_without_a_destination_is_refused(world: World) -> None:
    paper = passed(world)
    for destinations in ([], ["nowhere"]):
        with pytest.raises(ValidationError, match="去向"):
            signing.sign_paper(paper, destinations=destinations, by=world.by("leader"))
    assert WorkingPaper.objects.get().number == ""


def test_sign_paper_of_ones_own_is_refused_and_says_who_may(world: World) -> None:
    paper = passed(world, undertakers=[world.people["leader"], world.people["member"]])
    with pytest.raises(PermissionDenied, match="没有其他组长，请退回后更换承办人"):
        signing.sign_paper(paper, destinations=["report"], by=world.by("leader"))
    add_person(world, "acting-leader", Role.TLD)
    post(world, "acting-leader", world.team, Role.TLD)
    with pytest.raises(PermissionDenied, match=world.people["acting-leader"].name):
        signing.sign_paper(paper, destinations=["report"], by=world.by("leader"))
    assert not Finding.objects.exists()


def test_sign_papers_gives_numbers_without_gaps_over_all_units_of_the_team(world: World) -> None:
    first = [passed(world) for _ in range(2)]
    signing.sign_papers(first, destinations=["report"], by=world.by("leader"))
    _, elsewhere = make_assignment(world.round, make_unit(world.office, "白水镇"), number=9)
    elsewhere.team = world.team
    elsewhere.save()
    world.assignment = elsewhere
    assert signed(world).number == "6-2-003"
    assert [paper.number for paper in first] == ["6-2-001", "6-2-002"]


def test_numbers_go_on_past_three_digits(world: World) -> None:
    signed(world)
    WorkingPaper.objects.update(number="6-2-999")
    assert signed(world).number == "6-2-1000"
    assert signed(world).number == "6-2-1001"


def test_sign_papers_all_or_none(world: World) -> None:
    good, early = passed(world), submitted(world)
    with pytest.raises(PermissionDenied):
        signing.sign_papers([good, early], destinations=["report"], by=world.by("leader"))
    assert not WorkingPaper.objects.exclude(number="").exists()


def test_drop_paper_needs_a_reason_and_may_be_undone(world: World) -> None:
    paper = passed(world)
    with pytest.raises(ValidationError, match="不采用的理由"):
        signing.drop_paper(paper, by=world.by("leader"), reason="")
    signing.drop_paper(paper, by=world.by("leader"), reason="查证不实")
    signing.restore_paper(paper, by=world.by("leader"), reason="补充了新证据")
    signing.sign_paper(paper, destinations=["report"], by=world.by("leader"))
    steps = [(entry.to_state, entry.reason) for entry in Entry.objects.about(paper)[:3]]
    assert steps == [("numbered", ""), ("leader", "补充了新证据"), ("dropped", "查证不实")]


def test_merge_paper_keeps_the_source_and_brings_its_lines_into_the_finding(world: World) -> None:
    target, source, deeper = (
        passed(world),
        make_paper(world, manifestations=["另一村也有"]),
        make_paper(world, manifestations=["第三个村也有"]),
    )
    signing.merge_paper(deeper, into=source, by=world.by("leader"), reason="同一问题")
    signing.merge_paper(source, into=target, by=world.by("leader"), reason="同一问题")
    signing.sign_paper(target, destinations=["report"], by=world.by("leader"))
    finding = Finding.objects.get()
    assert [line.text for line in finding.manifestations.all()] == [
        "三次会议没有会议记录",
        "两个项目会前没有酝酿",
        "另一村也有",
        "第三个村也有",
    ]
    assert list(target.sources.all()) == [source]


def test_merge_paper_into_a_signed_one_extends_its_finding(world: World) -> None:
    target = signed(world)
    signing.merge_paper(
        make_paper(world, manifestations=["补查又发现一处"]),
        into=target,
        by=world.by("leader"),
        reason="补查",
    )
    assert Finding.objects.get().manifestations.count() == 3
    assert [line.text for line in Finding.objects.get().manifestations.all()][2] == "补查又发现一处"


def test_merge_paper_into_itself_or_a_dead_one_is_refused(world: World) -> None:
    paper, dead = passed(world), passed(world)
    signing.drop_paper(dead, by=world.by("leader"), reason="查证不实")
    for target in (paper, dead):
        with pytest.raises(ValidationError):
            signing.merge_paper(paper, into=target, by=world.by("leader"), reason="同一问题")
    with pytest.raises(PermissionDenied):
        signing.merge_paper(paper, into=dead, by=world.by("deputy"), reason="同一问题")
