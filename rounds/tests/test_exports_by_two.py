"""导出问题清单: of the whole office proposed by one and agreed to by another; of one's own tasks alone."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, make_user
from audit.models import Entry, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from documents import operations, rules
from documents.models import Job
from documents.states import JobState
from organizations.tests.factories import make_office, make_person, sit_in_office
from rounds.exports import AGREED, ALONE, PAPERS, PROPOSE, final_findings, mark_of
from rounds.models import Finding
from rounds.states import ReportState
from rounds.tasks import issue_paper
from rounds.tests.factories_papers import World, make_report, make_world, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db
WHY = {"reason": "向领导小组汇报"}
EXPORT = "rounds:finding_export"


def build() -> World:
    world = make_world()
    signed(world, title="学习制度落实不到位", is_common=True)
    signed(world, title="项目资金使用不规范")
    make_report(world, ReportState.FINAL)
    _seat(world, "second", Role.ODR)
    _seat(world, "colleague", Role.OST)
    neighbour = make_office("邻县县委巡察办")
    world.users["stranger"] = make_user("stranger", Role.ODR)
    sit_in_office(make_person(neighbour, "邻县主任", world.users["stranger"]))
    return world


built, world = standing(build)


def _seat(world: World, name: str, role: Role) -> None:
    world.users[name] = make_user(name, role)
    sit_in_office(make_person(world.office, name, world.users[name]))


def enter(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def proposed(world: World, who: str = "clerk", query: str = "") -> tuple[Proposal, Job]:
    enter(world, who).post(f"{reverse(EXPORT)}?{query}", WHY)
    job = Job.objects.get(owner=world.users[who], state=JobState.HELD)
    return Proposal.objects.get(record_id=job.pk), job


# alone


def test_a_leader_exports_the_own_tasks_alone(world: World) -> None:
    enter(world, "leader").post(reverse(EXPORT), WHY)
    job = Job.objects.get()
    assert (job.kind, job.state, job.owner) == (ALONE, JobState.QUEUED, world.users["leader"])
    assert not Proposal.objects.exists()


def test_a_leader_who_is_a_clerk_as_well_is_asked_by_what_the_list_shows(world: World) -> None:
    RoleHolding.objects.create(user=world.users["leader"], role=Role.OST, since=LONG_AGO)
    sit_in_office(world.people["leader"])
    client = enter(world, "leader")
    assert "提请" not in client.get(reverse(EXPORT)).content.decode()
    world.team.postings.filter(person=world.people["leader"]).update(until="2020-02-01")
    assert "提请导出问题清单" in client.get(reverse(EXPORT)).content.decode()


@pytest.mark.parametrize("who", ["clerk", "director"])
def test_whoever_orders_for_the_whole_office_waits_for_another(world: World, who: str) -> None:
    proposal, job = proposed(world, who, "common=True")
    assert (job.kind, job.state, job.reason) == (AGREED, JobState.HELD, WHY["reason"])
    assert proposal.payload["scope"] == "共性个性：共性，已定稿的问题 1 个"
    assert not issue_paper(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.HELD, None)


@pytest.mark.parametrize("who", ["member", "unit-head", "leadership"])
def test_nobody_else_orders(world: World, who: str) -> None:
    assert enter(world, who).post(reverse(EXPORT), WHY).status_code == 404
    with pytest.raises(PermissionDenied):
        operations.request_job(PAPERS[AGREED], {"query": ""}, by=world.by(who), reason="试试")
    assert not Job.objects.exists()


def test_an_order_needs_a_reason_and_keeps_what_was_typed(world: World) -> None:
    assert enter(world, "clerk").post(reverse(EXPORT), {"reason": " "}).status_code == 200
    long = "汇报" * 150
    assert long in enter(world, "clerk").post(reverse(EXPORT), {"reason": long}).content.decode()
    with pytest.raises(ValidationError, match="用途"):
        operations.request_job(PAPERS[AGREED], {"query": ""}, by=world.by("clerk"), reason=" ")
    assert not Job.objects.exists()
    assert not Proposal.objects.exists()


def test_asking_twice_for_the_same_is_one_proposal(world: World) -> None:
    proposed(world)
    proposed(world)
    assert (Job.objects.count(), Proposal.objects.count()) == (1, 1)


# who decides


def test_another_director_of_the_office_decides_and_nobody_else(world: World) -> None:
    for who, deciders in (("clerk", {"director", "second"}), ("director", {"second"})):
        proposal, job = proposed(world, who)
        found = {name for name in world.users if rules.can_release_job(world.by(name), proposal, job)}
        assert found == deciders
        for name in set(world.users) - deciders:
            with pytest.raises(PermissionDenied):
                operations.release_job(proposal, by=world.by(name))
            with pytest.raises(PermissionDenied):
                operations.refuse_job(proposal, opinion="不行", by=world.by(name))
        job.refresh_from_db()
        assert job.state == JobState.HELD
    assert set(Proposal.objects.values_list("state", flat=True)) == {ProposalState.PENDING}


def test_who_proposed_does_not_decide_whatever_role_came_since(world: World) -> None:
    proposal, job = proposed(world)
    RoleHolding.objects.create(user=world.users["clerk"], role=Role.ODR, since=LONG_AGO)
    assert not rules.can_release_job(world.by("clerk"), proposal, job)


def test_a_proposal_opens_no_other_paper(world: World) -> None:
    proposal, _ = proposed(world)
    _, other = proposed(world, "colleague")
    assert not rules.can_release_job(world.by("director"), proposal, other)


def test_what_was_decided_is_not_decided_again(world: World) -> None:
    proposal, job = proposed(world)
    stale = Proposal.objects.get(pk=proposal.pk)
    operations.release_job(proposal, by=world.by("director"))
    assert not rules.can_release_job(world.by("second"), proposal, job)
    for late in (proposal, stale):
        with pytest.raises(IllegalMove):
            operations.refuse_job(late, opinion="不行", by=world.by("second"))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_only_who_proposed_takes_it_back_and_only_in_time(world: World) -> None:
    proposal, job = proposed(world)
    assert {n for n in world.users if rules.can_withdraw_job(world.by(n), proposal)} == {"clerk"}
    for who in ("colleague", "director"):
        with pytest.raises(PermissionDenied):
            operations.withdraw_job(proposal, by=world.by(who))
    operations.withdraw_job(proposal, by=world.by("clerk"))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DROPPED, "本人已撤回。")
    assert not rules.can_withdraw_job(world.by("clerk"), proposal)


def test_a_refusal_needs_words_and_cannot_be_tried_again(world: World) -> None:
    proposal, job = proposed(world)
    with pytest.raises(ValidationError, match="理由"):
        operations.refuse_job(proposal, opinion=" ", by=world.by("director"))
    operations.refuse_job(proposal, opinion="范围太大", by=world.by("director"))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DROPPED, "未获批准：范围太大")
    with pytest.raises(IllegalMove):
        operations.retry_job(job, by=world.by("clerk"))
    page = enter(world, "clerk").get(reverse("documents:job_show", args=[job.pk])).content.decode()
    assert "范围太大" in page
    assert "重新生成" not in page


# what is made


def test_once_agreed_it_is_made_for_who_ordered_it_and_for_nobody_else(world: World) -> None:
    proposal, job = proposed(world)
    operations.release_job(proposal, by=world.by("director"))
    assert issue_paper(str(job.pk))
    job.refresh_from_db()
    assert (job.state, len(job.shown())) == (JobState.DONE, 2)
    page = reverse("documents:job_download", args=[job.pk])
    assert enter(world, "clerk").get(page).status_code == 200
    for who in ("director", "second", "colleague", "leader"):
        assert enter(world, who).get(page).status_code == 404
    RoleHolding.objects.filter(user=world.users["clerk"]).update(until=LONG_AGO)
    assert enter(world, "clerk").get(page).status_code == 302


def test_what_came_into_the_list_after_the_proposal_is_not_made(world: World) -> None:
    proposal, job = proposed(world)
    facts = {"assignment": world.assignment, "category": world.category}
    Finding.objects.create(**facts, number="补1", title="后来定稿的一个问题")
    operations.release_job(proposal, by=world.by("director"))
    assert not issue_paper(str(job.pk))
    job.refresh_from_db()
    assert (job.state, "重新提请" in job.error) == (JobState.FAILED, True)


def test_the_mark_tells_other_findings_and_not_another_order(world: World) -> None:
    clerk = world.by("clerk")
    marks = {mark_of(final_findings(clerk, query, PROPOSE)) for query in ("", "sort=-amount", "sort=unit")}
    assert len(marks) == 1
    assert mark_of(final_findings(clerk, "common=True", PROPOSE)) not in marks


def test_the_trail_names_both(world: World) -> None:
    proposal, job = proposed(world)
    operations.release_job(proposal, opinion="同意", by=world.by("director"))
    names = {name: user.username for name, user in world.users.items()}
    told = set(Entry.objects.about(job).values_list("user__username", "to_state"))
    assert (names["director"], JobState.QUEUED) in told
    (decision,) = Entry.objects.about(proposal)
    assert (decision.user, decision.facts["decision"]) == (world.users["director"], "approved")


# pages


def test_from_proposal_to_file_on_the_pages(world: World) -> None:
    clerk, director = enter(world, "clerk"), enter(world, "director")
    assert reverse("rounds:export_list") in clerk.get(reverse("rounds:finding_list")).content.decode()
    shown = clerk.post(f"{reverse(EXPORT)}?common=True", WHY, follow=True).content.decode()
    assert "等待批准" in shown
    assert "hx-trigger" not in shown
    assert "1 件问题清单导出" in director.get("/").content.decode()
    approve = reverse("rounds:export_approve", args=[Proposal.objects.get().pk])
    assert approve in director.get(reverse("rounds:export_list")).content.decode()
    page = director.get(approve).content.decode()
    assert WHY["reason"] in page
    assert "共性个性：共性，已定稿的问题 1 个" in page
    assert f"{reverse('rounds:finding_list')}?common=True" in page
    assert director.post(approve, {"opinion": ""}).status_code == 302
    assert Job.objects.get().state == JobState.QUEUED
    assert director.post(approve, {"opinion": ""}).status_code == 409
    assert "件问题清单导出" not in director.get("/").content.decode()


def test_the_pages_are_there_for_whom_they_are(world: World) -> None:
    key = proposed(world)[0].pk
    decide = {"director": 200, "second": 200, "clerk": 404, "colleague": 404, "leader": 404, "stranger": 404}
    for name in ("export_approve", "export_refuse"):
        page = reverse(f"rounds:{name}", args=[key])
        assert {who: enter(world, who).get(page).status_code for who in decide} == decide, name
    withdraw = reverse("rounds:export_withdraw", args=[key])
    assert enter(world, "clerk").get(withdraw).status_code == 405
    for who in ("colleague", "director", "leader", "stranger"):
        assert enter(world, who).post(withdraw).status_code == 404
    rows = {
        who: WHY["reason"] in _listed(world, who) for who in ("clerk", "director", "colleague", "stranger")
    }
    assert rows == {"clerk": True, "director": True, "colleague": False, "stranger": False}


def _listed(world: World, who: str) -> str:
    return enter(world, who).get(reverse("rounds:export_list")).content.decode()


def test_the_own_proposal_is_refused_in_words(world: World) -> None:
    key = proposed(world, "director")[0].pk
    for name in ("export_approve", "export_refuse"):
        answer = enter(world, "director").get(reverse(f"rounds:{name}", args=[key]))
        assert (answer.status_code, "提请人以外" in answer.content.decode()) == (403, True)


def test_refusing_and_taking_back_on_the_pages(world: World) -> None:
    refuse = reverse("rounds:export_refuse", args=[proposed(world)[0].pk])
    assert enter(world, "director").post(refuse, {"reason": "范围太大"}).status_code == 302
    withdraw = reverse("rounds:export_withdraw", args=[proposed(world)[0].pk])
    assert enter(world, "clerk").post(withdraw).status_code == 302
    assert enter(world, "clerk").post(withdraw).status_code == 409
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DROPPED}
    assert "范围太大" in _listed(world, "clerk")


def test_the_list_asks_no_more_for_more_proposals(world: World, django_assert_max_num_queries: Any) -> None:
    proposed(world)
    director, page, asked = enter(world, "director"), reverse("rounds:export_list"), []
    for others in ((), ("colleague", "second")):
        for who in others:
            proposed(world, who)
        director.get(page)  # what the menu remembers is asked anew after an act
        with django_assert_max_num_queries(40) as done:
            director.get(page)
            asked.append(len(done))
    assert asked[0] == asked[1]
