"""The auditor's pages: search, one entry, export, check, anchors, gaps; who has them, and what they never show."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit import anchors, operations, sealing
from audit.models import Entry, EntryKind, Seal
from audit.tests.dba import guards_down
from dashboards import gaps
from dashboards.exports import PAPERS
from documents.models import Job
from documents.worker import issue
from rounds.tests.factories import County, make_county, make_finding

pytestmark = pytest.mark.django_db
SECRET = "滞留补贴资金四十七万元"
PAGES = ("trail_check", "anchor_list", "trail_gaps")


def url(name: str, *args: object) -> str:
    return reverse(f"dashboards:{name}", args=args)


@pytest.fixture(autouse=True)
def _anchors(settings: Any, tmp_path: Path) -> None:
    settings.ANCHORS = tmp_path / "anchors"


@pytest.fixture
def county() -> County:
    """A county where a team leader worked on a finding, and an administrator on an account."""
    county = make_county()
    finding, by = make_finding(county.assignment, title=SECRET), county.by("team_lead")
    operations.note(
        finding, by=by, act="find.confirm:A", reason=SECRET, kind=EntryKind.EDIT, fields=["title"]
    )
    operations.read(finding, by=by, act="find.view:V")
    operations.note(finding, by=by.entering_for("陈守正（县委书记）"), act="find.confirm:A", say=SECRET)
    admin = make_user("admin", Role.SYS, name="系统甲")
    operations.note(admin, by=actor(admin), act="acct.manage:E")
    sealing.seal(at=timezone.now())
    return county


@pytest.fixture
def auditor() -> User:
    return make_user("reader", Role.AUD, name="审计甲")


def enter(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows(client: Client, **asked: str) -> list[Entry]:
    return list(client.get(url("entry_list"), asked).context["listing"].selection)


def entry(**like: Any) -> Entry:
    return Entry.objects.filter(**like).order_by("seal__seq")[0]


def test_the_trail_is_searched_by_person_act_record_number_place_and_day(
    client: Client, county: County, auditor: User
) -> None:
    enter(client, auditor)
    mine = list(Entry.objects.filter(record_type="rounds.finding").order_by("-at", "-id"))
    number = county.assignment.findings.get(title=SECRET).number
    assert len(mine) == 3
    assert rows(client, type="问题") == mine
    assert rows(client, number=number) == mine
    assert rows(client, number="没有这个号") == []
    assert rows(client, act="问题定性入报告") == [one for one in mine if one.kind != EntryKind.READ]
    assert rows(client, kind="read", q=county.user("team_lead").name) == [
        entry(kind="read", act="find.view:V")
    ]
    assert rows(client, q="陈守正") == [entry(acting_for__gt="")]
    assert rows(client, seq="2") == [Seal.objects.get(seq=2).entry]
    tomorrow = str(timezone.localdate() + dt.timedelta(days=1))
    assert rows(client, since=tomorrow, type="问题") == []
    assert rows(client, until=str(timezone.localdate()), type="问题") == mine


def test_one_entry_shows_its_seal_and_neighbours_and_no_text(
    client: Client, county: County, auditor: User
) -> None:
    one = entry(act="find.confirm:A", kind=EntryKind.EDIT)
    page = enter(client, auditor).get(url("entry_detail", one.pk)).content.decode()
    assert "与封存时一致" in page
    assert "前后相接" in page
    assert all(group in page for group in anchors.grouped(one.seal.digest))
    assert f"{len(SECRET)} 字，正文不在这里显示" in page
    for text in (SECRET, "find.confirm", "rounds.finding", str(one.record_id)):
        assert text not in page
    after = Entry.objects.get(seal__seq=one.seal.seq + 1)
    assert url("entry_detail", after.pk) in page


def test_one_entry_that_was_changed_says_so(client: Client, county: County, auditor: User) -> None:
    one = entry(act="find.confirm:A", kind=EntryKind.EDIT)
    with guards_down():
        Entry.objects.filter(pk=one.pk).update(reason="改过")
    page = enter(client, auditor).get(url("entry_detail", one.pk)).content.decode()
    assert "与封存时不一致" in page


def test_all_of_the_same_record_stand_together(client: Client, county: County, auditor: User) -> None:
    one = entry(act="find.confirm:A")
    answer = enter(client, auditor).get(url("entry_same", one.pk))
    assert {row.record_id for row in answer.context["listing"].rows} == {one.record_id}
    assert answer.context["listing"].total == 3


def test_the_security_administrator_has_no_administrators_and_no_chain(
    client: Client, county: County
) -> None:
    enter(client, make_user("sec", Role.SEC))
    business, admins = entry(act="find.confirm:A"), entry(act="acct.manage:E")
    page = client.get(url("entry_detail", Seal.objects.get(seq=3).entry_id)).content.decode()
    assert client.get(url("entry_detail", business.pk)).status_code == 200
    assert client.get(url("entry_detail", admins.pk)).status_code == 404
    assert client.get(url("entry_same", admins.pk)).status_code == 404
    assert "不在您的查看范围内" in page
    assert "系统甲" not in page
    assert client.post(url("entry_export")).status_code == 404
    for name in (*PAGES, "anchor_sheet"):
        assert client.get(url(name)).status_code == 404, name


@pytest.mark.parametrize("who", ["director", "clerk", "leadership", "team_lead", "unit_head", "receiver"])
def test_nobody_of_the_trade_has_these_pages(client: Client, county: County, who: str) -> None:
    enter(client, county.user(who))
    for name in (*PAGES, "anchor_sheet"):
        assert client.get(url(name)).status_code == 404, name
    assert client.get(url("entry_detail", entry(act="find.confirm:A").pk)).status_code == 404


def test_an_entry_that_is_not_there_is_not_found(client: Client, auditor: User) -> None:
    enter(client, auditor)
    assert client.get(url("entry_detail", uuid4())).status_code == 404
    assert client.post(url("entry_detail", uuid4())).status_code == 405


def test_the_list_asks_as_much_for_many_as_for_one(
    client: Client, county: County, auditor: User, django_assert_max_num_queries: Any
) -> None:
    enter(client, auditor)
    finding = county.assignment.findings.get(title=SECRET)

    def act(times: int) -> None:
        for step in range(times):
            operations.note(
                finding, by=county.by("deputy"), act="find.confirm:A", kind=EntryKind.EDIT, step=step
            )

    act(1)
    with django_assert_max_num_queries(50) as first:
        client.get(url("entry_list"), {"kind": "edit"})
    act(9)
    with django_assert_max_num_queries(len(first)):
        client.get(url("entry_list"), {"kind": "edit"})


def test_the_export_holds_what_the_list_shows_and_no_text(
    client: Client, county: County, auditor: User
) -> None:
    answer = enter(client, auditor).post(f"{url('entry_export')}?type=问题")
    job = Job.objects.get()
    assert answer["Location"] == reverse("documents:job_show", args=[job.pk])
    assert issue(str(job.pk), PAPERS)
    job.refresh_from_db()
    assert job.result is not None
    with job.result.path.open("rb") as content:
        sheet: Any = load_workbook(content).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    text = "\n".join(cells)
    assert "陈守正（县委书记）" in text
    assert Seal.objects.get(seq=1).digest in text
    assert SECRET not in text
    assert "acct.manage" not in text
    assert client.get(reverse("documents:job_download", args=[job.pk])).status_code == 200
    assert Entry.objects.looks_at(job).get(kind=EntryKind.TAKE).user == auditor


def test_a_check_runs_in_the_background_and_its_result_is_itself_in_the_trail(
    client: Client, county: County, auditor: User
) -> None:
    anchors.drop(at=timezone.now())
    enter(client, auditor).post(url("trail_check"), {"since": "all"})
    job = Job.objects.get()
    assert issue(str(job.pk), PAPERS)
    made = Entry.objects.about(job).get(act="audit.anchor:V", kind=EntryKind.NOTE)
    assert (made.facts["faults"], made.facts["links"], made.facts["anchors"]) == (0, Seal.objects.count(), 1)
    assert "无异常" in client.get(url("trail_check")).content.decode()


def test_a_check_names_what_it_found(client: Client, county: County, auditor: User) -> None:
    anchors.drop(at=timezone.now())
    with guards_down():
        Entry.objects.filter(seal__seq=2).update(reason="改过")
    enter(client, auditor).post(url("trail_check"), {"since": "all"})
    assert issue(str(Job.objects.get().pk), PAPERS)
    page = client.get(url("trail_check")).content.decode()
    assert "共 1 处：第 2 条与封存时不一致" in page


def test_anchors_are_held_against_the_chain(client: Client, county: County, auditor: User) -> None:
    enter(client, auditor)
    assert "还没有锚点" in client.get(url("anchor_list")).content.decode()
    set_ = anchors.drop(at=timezone.now())
    page = client.get(url("anchor_list"))
    assert [(one.seq, word) for one, word, _ in page.context["rows"]] == [(set_.seq, "相符")]
    with guards_down():
        Seal.objects.filter(seq=set_.seq).update(digest="0" * 64)
    assert [word for _, word, _ in client.get(url("anchor_list")).context["rows"]] == ["不符"]


@pytest.mark.parametrize(
    ("seq", "digest", "told"),
    [
        ("1", "own", "相符"),
        ("1", "f" * 64, "不符"),
        ("999", "f" * 64, "链中没有"),
        ("1", "9" * 79, "现在是 79 位"),
        ("1", "9" * 80, "请对照锚点单检查"),
    ],
)
def test_an_anchor_from_paper_is_held_against_the_chain(
    client: Client, county: County, auditor: User, seq: str, digest: str, told: str
) -> None:
    own = " ".join(anchors.grouped(Seal.objects.get(seq=1).digest))
    asked = {"seq": seq, "digest": own if digest == "own" else digest}
    assert told in enter(client, auditor).get(url("anchor_list"), asked).content.decode()


def test_an_anchor_file_that_was_changed_is_told_and_breaks_no_page(
    client: Client, county: County, auditor: User, settings: Any
) -> None:
    anchors.drop(at=timezone.now())
    file = next(settings.ANCHORS.iterdir())
    file.write_text("改过\n")
    enter(client, auditor)
    for name in ("anchor_list", "trail_gaps"):
        assert f"{file.name} 第 1 行不是锚点" in client.get(url(name)).content.decode()


def test_the_sheet_shows_the_last_anchor_of_its_day_in_groups(
    client: Client, county: County, auditor: User
) -> None:
    enter(client, auditor)
    assert client.get(url("anchor_sheet")).status_code == 404
    set_ = anchors.drop(at=timezone.now())
    page = client.get(url("anchor_sheet")).content.decode()
    assert all(group in page for group in set_.groups)
    assert "data:image/svg+xml" in page
    assert "签字" in page
    assert client.get(url("anchor_sheet"), {"day": "2020-01-01"}).status_code == 404
    assert client.get(url("anchor_sheet"), {"day": "不是日期"}).status_code == 200


def anchor_at(at: dt.datetime) -> anchors.Anchor:
    return anchors.Anchor(at, 0, "0" * 64, None, 0)


def test_hours_without_an_anchor_are_told_as_spells() -> None:
    noon = timezone.make_aware(dt.datetime(2026, 11, 20, 12, 5))
    told = [anchor_at(noon + dt.timedelta(hours=hour)) for hour in (0, 1, 4, 5, 7)]
    found = gaps.silences(told, since=noon - dt.timedelta(days=3), at=noon + dt.timedelta(hours=9))
    assert [(one.since.hour, one.until.hour, one.hours) for one in found] == [
        (20, 21, 1),
        (18, 19, 1),
        (14, 16, 2),
    ]
    assert gaps.silences([], since=noon, at=noon) == []


def test_entries_that_were_sealed_late_and_those_that_wait_are_told(
    client: Client, county: County, auditor: User
) -> None:
    now = timezone.now()
    operations.note(county.unit, by=county.by("clerk"), act="unit.registry:E")
    sealing.seal(at=now + dt.timedelta(minutes=30))
    (late,) = gaps.lates(since=now - dt.timedelta(hours=1))
    assert late.entries == 1
    operations.note(county.unit, by=county.by("clerk"), act="unit.registry:E")
    assert gaps.waiting(since=now, at=now + dt.timedelta(minutes=5)) == 0
    assert gaps.waiting(since=now, at=now + dt.timedelta(minutes=15)) == 1
    page = enter(client, auditor).get(url("trail_gaps")).content.decode()
    assert "没有设过锚" in page
