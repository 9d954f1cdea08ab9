"""Pages of publications and of 公开晾晒: what is shown, done, refused, kept; the copy as Word, the list as Excel."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from deadlines.models import Deadline, Notice
from documents.models import Job
from documents.operations import enter_by_proxy
from documents.papers import Work
from documents.tests.factories import make_file
from organizations.tests.factories import make_unit
from rectification.exports import PAPERS
from rectification.models import Item, Publication, PublicationLine, PublishedEdition, Result
from rectification.operations import progress
from rectification.operations import publication as operations
from rectification.operations.reminder import remind
from rectification.states import ResultKind
from rectification.states.publication import PublicationState, Sphere
from rectification.tests.factories import (
    DAY,
    HTMX,
    Mending,
    claim_result,
    closed,
    lend,
    make_fixing,
    oversee,
    page,
    sign_in,
    today,
)
from rectification.tests.factories_publication import (
    CONTACT,
    FULL,
    approved,
    drafted,
    edition_of,
    handed_in,
    lines_of,
    put_up,
    written,
)
from rounds.tests.factories import make_published_assignment, make_team
from tests.standing import standing

pytestmark = pytest.mark.django_db
REWRITTEN = {"public": "replaced", "public_text": "有关资金已整改到位。", "public_reason": "涉及个人信息"}


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


def test_unit_goes_from_the_plan_to_a_signed_publication(mending: Mending) -> None:
    liaison, head = sign_in(mending, "unit_liaison"), sign_in(mending, "unit_head")
    assert "编制公开稿" in text(liaison, page("plan_detail", mending.plan))
    assert "编制公开稿" not in text(head, page("plan_detail", mending.plan))
    assert liaison.post(page("publication_start", mending.plan)).status_code == 302
    publication = Publication.objects.get()
    assert "编制公开稿" not in text(liaison, page("plan_detail", mending.plan))
    said = {**CONTACT, "version": str(publication.version)}
    assert liaison.post(page("publication_edit", publication), said).status_code == 302
    for line in lines_of(publication):
        assert "还没有写整改情况" in text(liaison, page("publication_detail", publication))
        data = {**FULL, "version": str(line.version)}
        assert liaison.post(page("publication_line", line), data).status_code == 302
    assert "还没有写整改情况" not in text(head, page("publication_detail", publication))
    assert head.post(page("publication_submit", publication)).status_code == 302
    assert Publication.objects.get().state == PublicationState.SUBMITTED


def test_start_a_second_time_says_so(mending: Mending) -> None:
    drafted(mending)
    client = sign_in(mending, "unit_liaison")
    assert client.get(page("publication_start", mending.plan)).status_code == 403
    assert client.post(page("publication_start", mending.plan)).status_code == 403
    assert Publication.objects.count() == 1


def test_a_reason_left_out_is_asked_for_and_what_was_typed_is_kept(mending: Mending) -> None:
    line, client = lines_of(drafted(mending))[0], sign_in(mending, "unit_liaison")
    data = {**FULL, **REWRITTEN, "public_reason": "", "version": "1"}
    shown = client.post(page("publication_line", line), data).content.decode()
    assert "改写或不公开的，请写明理由。" in shown
    assert "有关资金已整改到位。" in shown
    assert PublicationLine.objects.get(pk=line.pk).public == "full"


def test_line_on_an_old_version_shows_both_texts(mending: Mending) -> None:
    line, client = lines_of(drafted(mending))[0], sign_in(mending, "unit_liaison")
    client.post(page("publication_line", line), {**FULL, "text": "先存的", "version": "1"})
    late = {**FULL, "text": "后存的", "version": "1"}
    shown = client.post(page("publication_line", line), late).content.decode()
    assert "先存的" in shown
    assert "后存的" in shown
    assert PublicationLine.objects.get(pk=line.pk).text == "先存的"


def test_director_returns_and_approves_and_reads_the_frozen_copies(mending: Mending) -> None:
    publication, director = handed_in(mending, **REWRITTEN), sign_in(mending, "director")
    shown = text(director, page("publication_detail", publication))
    assert all(word in shown for word in ("批准公开", "退回修改", "有关资金已整改到位。", "涉及个人信息"))
    assert director.post(page("publication_return", publication), {"reason": ""}).status_code == 200
    assert director.post(page("publication_approve", publication), {"reason": "同意"}).status_code == 302
    shown = text(director, page("publication_detail", publication))
    assert all(word in shown for word in ("公开稿（党内公开）", "公开稿（向社会公开）", "与定稿一致"))
    late = director.post(page("publication_return", publication), {"reason": "晚了一步"})
    assert late.status_code == 409
    assert "晚了一步" in late.content.decode()


def test_director_reads_both_copies_before_the_approval(mending: Mending) -> None:
    publication, director = handed_in(mending, **REWRITTEN), sign_in(mending, "director")
    shown = director.get(page("publication_detail", publication))
    party, public = (said["problems"] for _, said in shown.context["previews"])
    assert [text for _, text in party] == [FULL["text"], FULL["text"]]
    assert [text for _, text in public] == [FULL["text"], "有关资金已整改到位。"]
    assert FULL["text"] in shown.content.decode()
    operations.approve_publication(publication, by=mending.by("director"))
    assert director.get(page("publication_detail", publication)).context["previews"] == []
    frozen = [edition_of(publication, sphere).content["problems"] for sphere in Sphere]
    assert frozen == [party, public]


def test_return_sends_it_back_with_the_words(mending: Mending) -> None:
    publication, director = handed_in(mending), sign_in(mending, "director")
    sent = director.post(page("publication_return", publication), {"reason": "第二个问题请改写"})
    assert sent.status_code == 302
    assert "第二个问题请改写" in text(
        sign_in(mending, "unit_liaison"), page("publication_detail", publication)
    )


def test_unit_puts_the_copies_up(mending: Mending) -> None:
    publication, client = approved(mending), sign_in(mending, "unit_liaison")
    shown = text(client, page("publication_detail", publication))
    assert shown.count("登记公开<") == len(Sphere)
    for sphere in Sphere:
        url = page("edition_put_up", edition_of(publication, sphere))
        short = {"place": "县政府网站", "since": f"{today()}", "until": f"{today()}", "version": "1"}
        assert "公示时间不足" in client.post(url, short).content.decode()
        assert client.post(url, {**short, "until": ""}).status_code == 302
    shown = text(client, page("publication_detail", publication))
    assert "登记公开<" not in shown
    assert "县政府网站" in shown
    assert Publication.objects.get().state == PublicationState.PUBLISHED


def test_head_who_signs_on_paper_is_entered_by_the_office(mending: Mending) -> None:
    publication = written(mending)
    assert "代录：签发公开稿" in text(sign_in(mending, "clerk"), page("publication_detail", publication))


def test_all_withheld_from_the_public_is_said(mending: Mending) -> None:
    other = make_fixing(1, "临川")
    publication = approved(other, public="withheld", public_reason="涉及正在核查的事项")
    assert "不向社会公开，只在党内公开" in text(
        sign_in(other, "director"), page("publication_detail", publication)
    )
    both = text(sign_in(mending, "director"), page("publication_detail", approved(mending)))
    assert "只在党内公开" not in both


def test_stranger_finds_neither_publication_nor_line_nor_copy(mending: Mending) -> None:
    publication = approved(mending)
    other = sign_in(make_fixing(1, "临川"), "unit_liaison")
    for name, record in (
        ("publication_detail", publication),
        ("publication_edit", publication),
        ("publication_line", lines_of(publication)[0]),
        ("edition_put_up", edition_of(publication)),
        ("publication_start", mending.plan),
    ):
        assert other.get(page(name, record)).status_code == 404
    assert other.post(page("edition_letter", edition_of(publication))).status_code == 404
    assert other.get(page("edition_letter", edition_of(publication))).status_code == 405


def more_units(mending: Mending, many: int) -> None:
    """Let other units of the same round be as far: each with a problem, a result, and both copies put up."""
    county, first = mending.county, edition_of(Publication.objects.get(assignment=mending.assignment))
    for number in range(2, 2 + many):
        unit = make_unit(county.office, f"{county.unit.name}之{number}")
        assignment = make_published_assignment(make_team(county.round, number), unit, findings=1)
        item = Item.objects.create(
            assignment=assignment, unit=assignment.unit, finding=assignment.findings.get()
        )
        said = {"kind": ResultKind.MONEY, "quantity": 1, "title": "收回", "claimed_on": today()}
        Result.objects.create(item=item, **said)
        made = Publication.objects.create(assignment=assignment, state=PublicationState.PUBLISHED)
        for sphere in Sphere:
            copy = {"content": first.content, "digest": first.digest, "frozen_at": first.frozen_at}
            PublishedEdition.objects.create(publication=made, sphere=sphere, since=today(), **copy)


@pytest.mark.parametrize("name", ["publication_list", "airing_list", "outcome_list"])
def test_list_asks_a_constant_number_of_questions(
    mending: Mending, name: str, django_assert_max_num_queries: Any
) -> None:
    claim_result(mending)
    approved(mending)
    client, url = sign_in(mending, "director"), page(name)
    assert str(mending.assignment.unit) in text(client, url)
    assert "<html" not in client.get(url, headers=HTMX).content.decode()
    counts = []
    for many in (0, 4):
        more_units(mending, many)
        with django_assert_max_num_queries(40) as asked:
            assert client.get(url).context["listing"].total == 1 + many
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_head_who_signed_on_paper_submits_by_two_clerks(mending: Mending) -> None:
    publication, clerk = written(mending), mending.by("clerk")
    said: dict[str, Any] = {
        "signer": "周明",
        "post": "书记",
        "signed_on": clerk.on,
        "number": "1",
        "payload": {},
    }
    entry = enter_by_proxy(
        publication, act="rect.publish:S", kind="publication-submit", scan=make_file(clerk), by=clerk, **said
    )
    second = sign_in(mending, "second_clerk")
    assert second.post(page("proxy_confirm", entry), {"decision": "agree"}).status_code == 302
    publication.refresh_from_db()
    assert publication.state == PublicationState.SUBMITTED
    assert "周明" in publication.signed_by
    assert approve(mending, publication).state == PublicationState.APPROVED


def approve(mending: Mending, publication: Publication) -> Publication:
    return operations.approve_publication(publication, by=mending.by("director"))


def test_unit_is_reminded_before_the_day_by_which_it_is_put_up(mending: Mending) -> None:
    publication = approved(mending)
    deadline = Deadline.objects.about(publication).get()
    at = timezone.make_aware(dt.datetime.combine(deadline.due - 5 * DAY, dt.time(9)))
    remind(at=at)
    told = Notice.objects.filter(url=page("publication_detail", publication))
    assert [notice.recipient for notice in told] == [mending.county.user("unit_liaison")]


def test_copy_is_a_letter_word_for_word(mending: Mending, tmp_path: Path) -> None:
    publication = approved(mending, **REWRITTEN)
    edition = edition_of(publication, Sphere.PUBLIC)
    assert sign_in(mending, "unit_liaison").post(page("edition_letter", edition)).status_code == 302
    assert Job.objects.get().kind == "rectification.edition_word"
    params = {"edition": str(edition.pk)}
    work = Work(mending.by("unit_liaison"), params, "1", tmp_path, lambda _done, _total: None)
    made = PAPERS["rectification.edition_word"].build(work)
    said = "\n".join(paragraph.text for paragraph in Document(str(made.path)).paragraphs)
    assert all(words in said for words in ("有关资金已整改到位。", FULL["text"], CONTACT["telephone"]))
    assert lines_of(publication)[1].item.finding.title not in said
    assert "涉及个人信息" not in said


def test_report_tells_every_problem_in_full(mending: Mending, tmp_path: Path) -> None:
    publication = written(mending, **REWRITTEN, party="withheld", party_reason="涉及正在核查的事项")
    assert sign_in(mending, "clerk").post(page("publication_report", publication)).status_code == 302
    assert Job.objects.get().kind == "rectification.report_word"
    work = Work(mending.by("clerk"), {"publication": str(publication.pk)}, "1", tmp_path, lambda _a, _b: None)
    made = PAPERS["rectification.report_word"].build(work)
    said = "\n".join(paragraph.text for paragraph in Document(str(made.path)).paragraphs)
    assert all(item.finding.title in said for item in mending.items)
    assert said.count(FULL["text"]) == len(mending.items)
    assert REWRITTEN["public_text"] not in said


def test_papers_are_not_made_for_a_stranger(mending: Mending, tmp_path: Path) -> None:
    publication = approved(mending)
    params = {"publication": str(publication.pk), "edition": str(edition_of(publication).pk)}
    stranger = make_fixing(1, "临川").by("director")
    for kind in ("report_word", "edition_word"):
        work = Work(stranger, params, "1", tmp_path, lambda _done, _total: None)
        with pytest.raises(ObjectDoesNotExist):
            PAPERS[f"rectification.{kind}"].build(work)


# ---------------------------------------------------------------- 公开晾晒


def aired(mending: Mending) -> None:
    """Let a unit have something of everything."""
    closed(mending, mending.items[0])
    item = mending.items[1]
    kinds = [ResultKind.SYSTEM_NEW, ResultKind.SYSTEM_REVISED, ResultKind.MONEY, ResultKind.MONEY_REPAID]
    for kind in (*kinds, ResultKind.ACCOUNTABILITY):
        progress.accept_result(
            claim_result(mending, item, kind=kind, quantity=Decimal(3)), by=mending.by("clerk")
        )
    claim_result(mending, item, kind=ResultKind.MONEY, quantity=Decimal(500))
    put_up(mending, edition_of(approved(mending), Sphere.PUBLIC))


def sheet(mending: Mending, folder: Path, query: str = "", who: str = "clerk") -> list[dict[str, object]]:
    work = Work(mending.by(who), {"query": query}, "20261123-001", folder, lambda _done, _total: None)
    book = load_workbook(io.BytesIO(PAPERS["rectification.airing"].build(work).path.read_bytes())).active
    assert book
    rows = [list(row) for row in book.iter_rows(values_only=True)]
    place = next(at for at, row in enumerate(rows) if row[0] == "序号")
    heads = [str(word) for word in rows[place]]
    return [dict(zip(heads, row, strict=False)) for row in rows[place + 1 :] if isinstance(row[0], int)]


def test_airing_counts_each_unit_and_only_what_is_accepted(mending: Mending, tmp_path: Path) -> None:
    aired(mending)
    other = make_fixing(1, "临川")
    (row,) = sheet(mending, tmp_path)
    assert row["被巡察单位"] == mending.assignment.unit.name
    counts = ("反馈问题", "共性问题", "屡查屡犯", "已销号", "逾期", "曾撤销销号")
    assert [row[name] for name in counts] == [2, 0, 0, 1, 0, 0]
    results = ("建章立制（项）", "挽回损失（万元）", "追责问责（人）")
    assert [float(str(row[name])) for name in results] == [2, 6, 3]
    assert float(str(row["整改率"])) == 0.5
    assert row["党内公开日期"] is None
    assert row["向社会公开日期"] is not None
    assert [one["被巡察单位"] for one in sheet(other, tmp_path)] == [other.assignment.unit.name]


def test_airing_rows_on_paper_are_of_the_own_office_also_for_who_re_checks_elsewhere(
    mending: Mending, tmp_path: Path
) -> None:
    other = make_fixing(1, "临川")
    lend(mending, "clerk", other)
    shown = sign_in(mending, "clerk").get(page("airing_list")).context["listing"]
    assert {one.unit for one in shown.rows} == {mending.assignment.unit, other.assignment.unit}
    assert [row["被巡察单位"] for row in sheet(mending, tmp_path)] == [mending.assignment.unit.name]


def test_airing_can_be_narrowed_by_what_the_public_was_told(mending: Mending, tmp_path: Path) -> None:
    assert sheet(mending, tmp_path, "told=public") == []
    assert len(sheet(mending, tmp_path, "told=none")) == 1
    aired(mending)
    assert len(sheet(mending, tmp_path, "told=public")) == 1
    assert sheet(mending, tmp_path, "told=none") == []


def test_airing_is_the_offices_page_and_those_who_watch(mending: Mending) -> None:
    aired(mending)
    oversee(mending)
    unit = str(mending.assignment.unit)
    for name in ("clerk", "director", "leadership", "supervisor"):
        assert unit in text(sign_in(mending, name), page("airing_list"))
    for name in ("unit_head", "unit_liaison", "member"):
        assert sign_in(mending, name).get(page("airing_list")).status_code == 404
    assert "导出晾晒表" in text(sign_in(mending, "clerk"), page("airing_list"))
    assert "导出晾晒表" not in text(sign_in(mending, "leadership"), page("airing_list"))
    assert sign_in(mending, "leadership").post(page("airing_export")).status_code == 404
    assert sign_in(mending, "clerk").post(page("airing_export")).status_code == 302
    assert Job.objects.get().kind == "rectification.airing"


def test_airing_sorts_by_every_column(mending: Mending) -> None:
    client = sign_in(mending, "clerk")
    for name in ("unit", "problems", "repeated", "closed", "overdue", "systems", "money", "party", "-public"):
        assert client.get(page("airing_list"), {"sort": name}).status_code == 200
