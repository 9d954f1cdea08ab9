"""反馈意见 as a letter and 问题清单 as a ledger: what stands in them, and for whom they are made."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.actor import Actor
from documents.models import Job
from documents.papers import Made, Work
from documents.states import JobState
from rounds.exports import PAPERS
from rounds.models import Assignment, Feedback, Finding
from rounds.states import ReportState
from rounds.tasks import issue_paper
from rounds.tests.factories_papers import World, make_feedback, make_report, make_world, publish, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> World:
    world = make_world()
    signed(world, title="学习制度落实不到位", amount="1.5", is_common=True)
    signed(world, title="项目资金使用不规范", category=world.scheme.categories.get(code="B02"))
    return world


built, world = standing(build)


def made(kind: str, by: Actor, folder: Path, **params: Any) -> Made:
    return PAPERS[kind].build(Work(by, params, "20261123-001", folder, lambda *_: None))


def words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(part.text for part in document.paragraphs), *cells])


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_feedback_letter_says_all_of_it_in_the_order_of_the_taxonomy(world: World, tmp_path: Path) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    paper = made("rounds.feedback_letter", world.by("unit-head"), tmp_path, feedback=str(feedback.pk))
    text = words(paper.path)
    title = "县委第2巡察组关于巡察中共青石镇委员会情况的反馈意见"
    assert paper.name == f"{title}.docx"
    assert "班子总体能够履职。" in text
    assert "一个月内报送整改方案。" in text
    assert "主要问题（共2个）" in text
    assert text.index("学习制度落实不到位") < text.index("项目资金使用不规范")
    assert "三次会议没有会议记录。两个项目会前没有酝酿。" in text
    assert paper.ids == {feedback.pk}


def test_feedback_letter_is_not_made_for_who_does_not_see_it_yet(world: World, tmp_path: Path) -> None:
    feedback = make_feedback(world, proposed=True)
    with pytest.raises(Feedback.DoesNotExist):
        made("rounds.feedback_letter", world.by("unit-head"), tmp_path, feedback=str(feedback.pk))
    assert made(
        "rounds.feedback_letter", world.by("clerk"), tmp_path, feedback=str(feedback.pk)
    ).path.exists()


def foot(path: Path) -> str:
    footers = [
        part for one in docx.Document(str(path)).sections for part in (one.footer, one.even_page_footer)
    ]
    return "\n".join(paragraph.text for footer in footers for paragraph in footer.paragraphs)


def test_a_draft_of_the_letter_bears_its_maker_and_what_is_sent_out_does_not(
    world: World, tmp_path: Path
) -> None:
    feedback, clerk = make_feedback(world, proposed=True), world.by("clerk")
    draft = made("rounds.feedback_letter", clerk, tmp_path, feedback=str(feedback.pk))
    mark = f"{clerk.user}　{timezone.localtime(clerk.at):%Y-%m-%d %H:%M}　20261123-001"
    assert foot(draft.path).count(mark) == foot(draft.path).count("— ")
    publish(world, feedback)
    sent = made("rounds.feedback_letter", clerk, tmp_path, feedback=str(feedback.pk))
    assert "— " in foot(sent.path)
    assert "20261123-001" not in foot(sent.path)
    assert str(clerk.user) not in foot(sent.path)


def test_feedback_letter_is_ordered_made_and_taken_home_by_its_owner_only(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    director = sign_in(world, "director")
    director.post(reverse("rounds:feedback_letter", args=[feedback.pk]), {"form": "word"})
    job = Job.objects.get()
    assert issue_paper(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    address = reverse("documents:job_download", args=[job.pk])
    answer = director.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(world, "clerk").get(address).status_code == 404


def test_feedback_letter_is_not_ordered_by_who_may_issue_no_papers(world: World) -> None:
    feedback = publish(world, make_feedback(world, proposed=True))
    address = reverse("rounds:feedback_letter", args=[feedback.pk])
    assert sign_in(world, "member").post(address).status_code == 404
    assert sign_in(world, "director").get(address).status_code == 405
    assert not Job.objects.exists()


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]


def test_finding_list_takes_exactly_what_the_page_showed(world: World, tmp_path: Path) -> None:
    make_report(world, ReportState.FINAL)
    both = made("rounds.finding_list", world.by("leader"), tmp_path, query="")
    assert [row[6] for row in rows_of(both.path)] == ["学习制度落实不到位", "项目资金使用不规范"]
    assert both.ids == set(Finding.objects.values_list("pk", flat=True))
    one = made("rounds.finding_list", world.by("leader"), tmp_path, query="common=True")
    assert [row[6] for row in rows_of(one.path)] == ["学习制度落实不到位"]


def test_finding_list_leaves_out_what_is_not_final_or_not_in_sight(world: World, tmp_path: Path) -> None:
    early = made("rounds.finding_list", world.by("leader"), tmp_path, query="")
    assert rows_of(early.path) == []
    make_report(world, ReportState.FINAL)
    assert len(rows_of(made("rounds.finding_list", world.by("leader"), tmp_path, query="").path)) == 2
    assert rows_of(made("rounds.finding_list", world.by("unit-head"), tmp_path, query="").path) == []


def test_finding_list_is_exported_with_a_reason_by_who_may(world: World) -> None:
    make_report(world, ReportState.FINAL)
    address, leader = reverse("rounds:finding_export") + "?common=True", sign_in(world, "leader")
    assert "导出已定稿的问题 1 个" in leader.get(address).content.decode()
    assert leader.post(address, {"reason": ""}).status_code == 200
    assert not Job.objects.exists()
    leader.post(address, {"reason": "向领导小组汇报"})
    job = Job.objects.get()
    assert (job.kind, job.reason, job.params) == (
        "rounds.finding_list",
        "向领导小组汇报",
        {"query": "common=True"},
    )
    for name in ("member", "unit-head", "leadership"):
        assert sign_in(world, name).get(address).status_code == 404


def test_who_left_the_team_takes_nothing_home_any_more(world: World) -> None:
    make_report(world, ReportState.FINAL)
    leader = sign_in(world, "leader")
    leader.post(reverse("rounds:finding_export"), {"reason": "组内核对"})
    job = Job.objects.get()
    issue_paper(str(job.pk))
    address = reverse("documents:job_download", args=[job.pk])
    assert leader.get(address).status_code == 200
    world.team.postings.filter(person=world.people["leader"]).update(until="2020-02-01")
    assert leader.get(address).status_code != 200
    assert Assignment.objects.get().state == "final"
