"""延伸对象: a paper and the finding made of it say at which village something was found; nobody else's village."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.states import Role
from audit.models import Entry, type_name
from documents.papers import Made, Work
from organizations.models import Unit
from organizations.states import UnitKind
from organizations.tests.factories import make_unit
from rounds.exports import PAPERS
from rounds.models import Finding, WorkingPaper
from rounds.operations import paper as papers
from rounds.operations import paper_signing as signing
from rounds.states import AssignmentState, PaperState, ReportState
from rounds.tests.factories_papers import (
    FACTS,
    World,
    add_person,
    make_assignment,
    make_feedback,
    make_paper,
    make_report,
    make_world,
    passed,
    post,
    publish,
    signed,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
OWN = "被巡察单位本身"
ELSEWHERE = "只能选本任务的延伸对象"


def make_village(town: Unit, name: str) -> Unit:
    village = make_unit(town.office, f"{town.name}{name}", UnitKind.VILLAGE)
    Unit.objects.filter(pk=village.pk).update(parent=town, short=name)
    return Unit.objects.get(pk=village.pk)


def build() -> World:
    """Return a team at a town with two villages, beside another team at a town with one."""
    world = make_world()
    world.assignment.extended.set([make_village(world.unit, "柳溪村"), make_village(world.unit, "石桥村")])
    team, other = make_assignment(world.round, make_unit(world.office, "白水镇"), number=3)
    other.extended.add(make_village(other.unit, "白鹤村"))
    add_person(world, "stranger", Role.TLD)
    post(world, "stranger", team, Role.TLD)
    return world


built, world = standing(build)


def village(name: str) -> Unit:
    found: Unit = Unit.objects.get(short=name)
    return found


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def shown(world: World, name: str, address: str) -> str:
    answer = sign_in(world, name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(world: World, **more: Any) -> dict[str, Any]:
    """Return what the form sends of a paper that says what it has to."""
    people = [str(world.people[name].pk) for name in ("member", "second-member")]
    words = {"title": "议事规则执行不严格", "facts": FACTS, "manifestations": ["三次会议没有记录"]}
    return {**words, "category": str(world.category.pk), "undertakers": people, **more}


def numbers(listing: Any) -> list[str]:
    return [row.title for row in listing.rows]


# 底稿


def test_create_paper_says_at_which_village(world: World) -> None:
    paper = make_paper(world, place=village("柳溪村"))
    paper.refresh_from_db()
    assert paper.place == village("柳溪村")
    assert paper.titled == f"{paper.title}（柳溪村）"


def test_create_paper_of_the_unit_itself_names_no_place(world: World) -> None:
    paper = make_paper(world)
    assert (paper.place, paper.titled) == (None, paper.title)


@pytest.mark.parametrize("name", ["白鹤村", "", "白水镇"])
def test_create_paper_at_a_place_of_another_task_is_refused_and_leaves_nothing(
    world: World, name: str
) -> None:
    foreign = village(name) if name.endswith("村") else Unit.objects.get(name=name or world.unit.name)
    with pytest.raises(ValidationError, match=ELSEWHERE):
        make_paper(world, place=foreign)
    assert not WorkingPaper.objects.exists()
    assert not Entry.objects.filter(record_type=type_name(WorkingPaper)).exists()


def test_edit_paper_moves_it_to_another_village_and_back_with_a_trail(world: World) -> None:
    paper = make_paper(world, place=village("柳溪村"))
    papers.edit_paper(paper, by=world.by("member"), place=village("石桥村"))
    assert WorkingPaper.objects.get().place == village("石桥村")
    assert ["place"] in [entry.facts.get("fields") for entry in Entry.objects.about(paper)]
    papers.edit_paper(paper, by=world.by("member"), place=None)
    assert WorkingPaper.objects.get().place is None


def test_edit_paper_to_a_place_of_another_task_is_refused_and_leaves_nothing(world: World) -> None:
    paper = make_paper(world, place=village("柳溪村"))
    with pytest.raises(ValidationError, match=ELSEWHERE):
        papers.edit_paper(paper, by=world.by("member"), title="另一个标题", place=village("白鹤村"))
    kept = WorkingPaper.objects.get()
    assert (kept.place, kept.title, kept.version) == (village("柳溪村"), paper.title, 1)
    assert Entry.objects.about(paper).count() == 1


def test_edit_paper_that_was_submitted_is_refused_whatever_the_place(world: World) -> None:
    paper = papers.submit_paper(make_paper(world), by=world.by("member"))
    with pytest.raises(PermissionDenied):
        papers.edit_paper(paper, by=world.by("member"), place=village("柳溪村"))
    assert WorkingPaper.objects.get().place is None


def test_a_village_taken_off_the_task_stays_where_a_paper_names_it_and_is_offered_to_no_other(
    world: World,
) -> None:
    gone = village("柳溪村")
    paper, plain = make_paper(world, place=gone), make_paper(world)
    world.assignment.extended.remove(gone)
    papers.edit_paper(paper, by=world.by("member"), title="改过的标题", place=gone)
    assert WorkingPaper.objects.get(pk=paper.pk).place == gone
    with pytest.raises(ValidationError, match=ELSEWHERE):
        papers.edit_paper(plain, by=world.by("member"), place=gone)
    world.assignment.extended.clear()
    assert str(gone.pk) in shown(world, "member", page("paper_edit", paper))
    assert 'name="place"' not in shown(world, "member", page("paper_edit", plain))


# 问题


def test_take_up_carries_the_place_into_the_finding(world: World) -> None:
    signed(world, title="村级财务审核不严", place=village("柳溪村"))
    signed(world, title="机关作风不实")
    found = dict(Finding.objects.values_list("title", "place__short"))
    assert found == {"村级财务审核不严": "柳溪村", "机关作风不实": None}


@pytest.mark.parametrize(
    ("source", "target", "fits"),
    [
        ("柳溪村", "柳溪村", True),
        ("柳溪村", "", True),
        ("", "", True),
        ("柳溪村", "石桥村", False),
        ("", "石桥村", False),
    ],
)
def test_merge_paper_brings_together_only_what_was_found_at_one_place(
    world: World, source: str, target: str, fits: bool
) -> None:
    places = [village(name) if name else None for name in (source, target)]
    paper, into = (make_paper(world, place=place) for place in places)
    leader = world.by("leader")
    assert (str(into.pk) in shown(world, "leader", page("paper_merge", paper))) is fits
    if fits:
        signing.merge_paper(paper, into=into, by=leader, reason="同一件事")
    else:
        with pytest.raises(ValidationError, match="同一延伸对象"):
            signing.merge_paper(paper, into=into, by=leader, reason="同一件事")
    paper.refresh_from_db()
    assert (paper.state, paper.place) == (PaperState.MERGED if fits else PaperState.DRAFT, places[0])
    assert Entry.objects.about(into).count() == 1 + fits


def test_what_was_merged_at_a_village_keeps_the_paper_there_or_at_the_unit(world: World) -> None:
    paper, into = (make_paper(world, place=village("柳溪村")) for _ in range(2))
    signing.merge_paper(paper, into=into, by=world.by("leader"), reason="同一件事")
    with pytest.raises(ValidationError, match=f"《{paper.title}》不是在"):
        papers.edit_paper(into, by=world.by("member"), place=village("石桥村"))
    papers.edit_paper(into, by=world.by("member"), place=None)
    assert WorkingPaper.objects.get(pk=into.pk).place is None


def test_a_paper_merged_into_a_signed_one_leaves_the_place_of_the_finding(world: World) -> None:
    into = signed(world, place=village("柳溪村"))
    paper = passed(world, place=village("柳溪村"))
    signing.merge_paper(paper, into=into, by=world.by("leader"), reason="同一件事")
    found = Finding.objects.get()
    assert (found.place, found.manifestations.count()) == (village("柳溪村"), 4)


# 页面


def test_the_form_offers_the_villages_of_the_task_and_no_other(world: World) -> None:
    form = sign_in(world, "member").get(page("paper_new", world.assignment)).context["form"]
    assert [str(one) for _, one in form.fields["place"].choices] == [
        OWN,
        f"{world.unit}柳溪村",
        f"{world.unit}石桥村",
    ]


def test_the_form_asks_nothing_where_there_is_no_extended_object(world: World) -> None:
    world.assignment.extended.clear()
    assert 'name="place"' not in shown(world, "member", page("paper_new", world.assignment))


def test_a_village_is_chosen_on_the_form_shown_on_the_paper_and_changed_there(world: World) -> None:
    client, chosen = sign_in(world, "member"), village("柳溪村")
    client.post(page("paper_new", world.assignment), typed(world, place=str(chosen.pk)))
    paper = WorkingPaper.objects.get()
    assert paper.place == chosen
    assert f"<dt>延伸对象</dt><dd>{chosen}</dd>" in shown(world, "member", page("paper_detail", paper))
    assert f'<option value="{chosen.pk}" selected>' in shown(world, "member", page("paper_edit", paper))
    client.post(page("paper_edit", paper), typed(world, place="", version=paper.version))
    assert WorkingPaper.objects.get().place is None


@pytest.mark.parametrize("act", ["paper_new", "paper_edit"])
def test_a_village_of_another_task_put_into_the_form_is_refused_and_what_was_typed_stays(
    world: World, act: str
) -> None:
    paper = make_paper(world) if act == "paper_edit" else None
    foreign, before = village("白鹤村"), WorkingPaper.objects.count()
    said = typed(world, title="不会存下的标题", place=str(foreign.pk), version=1)
    answer = sign_in(world, "member").post(page(act, paper or world.assignment), said)
    assert "place" in answer.context["form"].errors
    text = answer.content.decode()
    assert "不会存下的标题" in text
    assert foreign.name not in text
    assert WorkingPaper.objects.filter(place__isnull=False).count() == 0
    assert WorkingPaper.objects.count() == before


def test_a_village_of_another_task_is_not_named_when_a_line_is_added(world: World) -> None:
    foreign = village("白鹤村")
    said = typed(world, place=str(foreign.pk), line="add")
    text = sign_in(world, "member").post(page("paper_new", world.assignment), said).content.decode()
    assert "议事规则执行不严格" in text
    assert foreign.name not in text
    kept = sign_in(world, "member").post(
        page("paper_new", world.assignment), {**said, "place": str(village("柳溪村").pk)}
    )
    assert f'<option value="{village("柳溪村").pk}" selected>' in kept.content.decode()


def test_a_place_sent_to_a_form_that_asks_for_none_changes_nothing(world: World) -> None:
    world.assignment.extended.clear()
    said = typed(world, place=str(village("柳溪村").pk))
    sign_in(world, "member").post(page("paper_new", world.assignment), said)
    assert WorkingPaper.objects.get().place is None
    finding = finding_of(world)
    mark = {"key_focus": "on", "version": finding.version, "place": str(village("柳溪村").pk)}
    sign_in(world, "clerk").post(page("finding_mark", finding), mark)
    finding.refresh_from_db()
    assert (finding.key_focus, finding.place) == (True, None)


def finding_of(world: World) -> Finding:
    """Return a finding of the town itself, whose report is final."""
    signed(world, title="机关作风不实")
    make_report(world, ReportState.FINAL)
    return Finding.objects.get()


def test_two_who_place_a_paper_at_once_are_shown_both_places(world: World) -> None:
    paper = make_paper(world, place=village("柳溪村"))
    papers.edit_paper(paper, by=world.by("leader"), place=village("石桥村"))
    said = typed(world, place="", version=1)
    differing = sign_in(world, "member").post(page("paper_edit", paper), said).context["conflict"].differences
    assert ("延伸对象", "", f"{world.unit}石桥村") in [(one.label, one.mine, one.theirs) for one in differing]
    assert WorkingPaper.objects.get().place == village("石桥村")


# 问题的列表和页面


def two_places(world: World) -> None:
    signed(world, title="村级财务审核不严", place=village("柳溪村"))
    signed(world, title="机关作风不实")


def test_finding_list_is_narrowed_and_sorted_by_place(world: World) -> None:
    two_places(world)
    client, address = sign_in(world, "leader"), page("finding_list")
    for query, titles in (
        (f"place={village('柳溪村').pk}", ["村级财务审核不严"]),
        ("place=own", ["机关作风不实"]),
        (f"place={village('石桥村').pk}", []),
    ):
        assert numbers(client.get(f"{address}?{query}").context["listing"]) == titles
    text = client.get(f"{address}?place={village('柳溪村').pk}").content.decode()
    assert f"延伸对象：<b>{village('柳溪村')}</b>" in text
    assert f'<td data-label="延伸对象">{village("柳溪村")}</td>' in text
    for sort, titles in (
        ("place", ["村级财务审核不严", "机关作风不实"]),
        ("-place", ["机关作风不实", "村级财务审核不严"]),
    ):
        assert numbers(client.get(f"{address}?sort={sort}").context["listing"]) == titles


def test_finding_list_tells_nothing_of_places_where_no_finding_in_sight_names_one(world: World) -> None:
    two_places(world)
    assert 'name="place"' in shown(world, "leader", page("finding_list"))
    make_report(world, ReportState.FINAL)
    listing = sign_in(world, "stranger").get(page("finding_list")).context["listing"]
    assert ("place" in listing.columns, "place" in listing.form.fields) == (False, False)
    asked = sign_in(world, "stranger").get(f"{page('finding_list')}?place={village('柳溪村').pk}")
    assert asked.context["listing"].total == 0
    assert village("柳溪村").name not in asked.content.decode()


def test_finding_list_asks_no_more_for_three_places_than_for_one(world: World) -> None:
    signed(world, title="村级财务审核不严", place=village("柳溪村"))
    client, counts = sign_in(world, "leader"), []
    for _ in range(2):
        client.get(page("finding_list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page("finding_list")).status_code == 200
        counts.append(len(asked))
        signed(world, title="村务公开不及时", place=village("石桥村"))
        signed(world, title="村级工程未比选", place=village("柳溪村"))
    assert counts[0] == counts[1]


def test_finding_page_tells_the_place_to_whoever_sees_the_finding(world: World) -> None:
    two_places(world)
    publish(world, make_feedback(world, proposed=True))
    here, plain = (Finding.objects.get(place__isnull=empty) for empty in (False, True))
    told = f"<dt>延伸对象</dt><dd>{village('柳溪村')}</dd>"
    for name in ("leader", "director", "unit-head"):
        assert told in shown(world, name, page("finding_detail", here))
        assert "延伸对象</dt>" not in shown(world, name, page("finding_detail", plain))
    assert sign_in(world, "stranger").get(page("finding_detail", here)).status_code == 404


def test_task_page_counts_what_each_village_has(world: World) -> None:
    two_places(world)
    make_paper(world, place=village("石桥村"))
    merged, into = make_paper(world), make_paper(world)
    signing.merge_paper(merged, into=into, by=world.by("leader"), reason="同一件事")
    spread = sign_in(world, "leader").get(page("assignment_detail", world.assignment)).context["spread"]
    assert [(line.name, line.numbers) for line in spread["lines"]] == [
        (OWN, (1, 2)),
        (f"{world.unit}柳溪村", (1, 1)),
        (f"{world.unit}石桥村", (0, 1)),
    ]
    text = shown(world, "leader", page("assignment_detail", world.assignment))
    for key in ("own", village("柳溪村").pk):
        link = f"{page('finding_list')}?assignment={world.assignment.pk}&amp;place={key}"
        assert f'<a href="{link}">1</a>' in text
        listing = sign_in(world, "leader").get(link.replace("&amp;", "&")).context["listing"]
        assert listing.total == 1


def test_task_page_counts_nothing_that_is_out_of_sight(world: World) -> None:
    two_places(world)
    clerk = sign_in(world, "clerk").get(page("assignment_detail", world.assignment)).context["spread"]
    assert clerk["lines"] == []
    publish(world, make_feedback(world, proposed=True))
    unit = sign_in(world, "unit-head").get(page("assignment_detail", world.assignment)).context["spread"]
    assert [line.numbers[0] for line in unit["lines"]] == [1, 1, 0]
    assert not unit["papers"]


def test_task_page_without_extended_objects_has_no_table(world: World) -> None:
    world.assignment.extended.clear()
    signed(world)
    assert "各延伸对象" not in shown(world, "leader", page("assignment_detail", world.assignment))


# 公文


def made(kind: str, world: World, name: str, folder: Path, **params: Any) -> Made:
    work = Work(world.by(name), params, "20261123-001", folder, lambda *_: None)
    return PAPERS[kind].build(work)


def test_feedback_on_paper_and_on_the_page_names_the_village_behind_the_problem(
    world: World, tmp_path: Path
) -> None:
    two_places(world)
    feedback = publish(world, make_feedback(world, proposed=True))
    document = docx.Document(
        str(made("rounds.feedback_letter", world, "unit-head", tmp_path, feedback=str(feedback.pk)).path)
    )
    text = "\n".join(part.text for part in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "村级财务审核不严（柳溪村）。" in text
    assert "机关作风不实。" in text
    assert "村级财务审核不严（柳溪村）" in cells
    assert "机关作风不实" in cells
    assert "村级财务审核不严（柳溪村）" in shown(world, "unit-head", page("feedback_detail", feedback))


def test_finding_ledger_has_a_column_of_villages(world: World, tmp_path: Path) -> None:
    two_places(world)
    make_report(world, ReportState.FINAL)
    sheet = openpyxl.load_workbook(
        made("rounds.finding_list", world, "leader", tmp_path, query="").path
    ).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if row[0] == "序号")
    told = [
        (row[heads.index("具体问题")], row[heads.index("延伸对象")])
        for row in rows
        if isinstance(row[0], int)
    ]
    assert told == [("村级财务审核不严", str(village("柳溪村"))), ("机关作风不实", None)]


def test_a_task_that_was_left_keeps_its_places(world: World) -> None:
    paper = make_paper(world, place=village("柳溪村"))
    type(world.assignment).objects.filter(pk=world.assignment.pk).update(state=AssignmentState.REVIEW)
    with pytest.raises(PermissionDenied):
        papers.edit_paper(WorkingPaper.objects.get(pk=paper.pk), by=world.by("member"), place=None)
    assert WorkingPaper.objects.get().place == village("柳溪村")
