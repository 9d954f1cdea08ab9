"""The two pages of 代录 that every app gets, and the list of what waits."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import make_user
from audit.models import Entry, Proposal
from audit.states import ProposalState
from documents.models import ProxyEntry, StoredFile
from documents.tests.factories import County, make_county, upload
from documents.views.proxy import confirm_url
from organizations.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("documents.tests.trial_urls")]
NOWHERE = "00000000-0000-7000-8000-000000000000"
PAPER = {"signer": "周明", "post": "县委书记", "signed_on": "2026-05-06", "number": "批〔2026〕3号"}


def enter_url(county: County, kind: str = "read") -> str:
    return reverse("trial:proxy_enter", args=[kind, county.unit.pk])


def enter(client: Client, county: County, kind: str = "read", **facts: Any) -> Any:
    return client.post(enter_url(county, kind), {**PAPER, "scan": upload("批示.pdf"), **facts})


@pytest.fixture
def entry(clerk: Client, county: County) -> ProxyEntry:
    enter(clerk, county)
    return ProxyEntry.objects.get()


@pytest.fixture
def second(county: County) -> Client:
    client = Client()
    client.force_login(county.second)
    return client


def confirm(client: Client, entry: ProxyEntry, **facts: str) -> Any:
    return client.post(reverse("trial:proxy_confirm", args=[entry.pk]), facts, follow=True)


def words(response: Any) -> str:
    return str(response.content.decode())


def test_the_form_asks_for_the_paper_and_warns_of_secrets(clerk: Client, county: County) -> None:
    page = words(clerk.get(enter_url(county, "decide")))
    for word in (
        "签署人",
        "签署日期",
        "文件编号",
        "扫描件",
        "决定",
        "办结日期",
        "禁止上传涉密文件",
        "云岭镇",
    ):
        assert word in page


def test_entering_stores_the_scan_and_waits(clerk: Client, county: County) -> None:
    response = enter(clerk, county, "decide", decision="agree", due_on="2026-06-01", unit=str(county.unit.pk))
    assert response.headers["Location"] == reverse("documents:proxy_list")
    entry = ProxyEntry.objects.select_related("proposal").get()
    assert (entry.kind, entry.scan.name, entry.proposal.state) == (
        "decide",
        "批示.pdf",
        ProposalState.PENDING,
    )
    assert entry.proposal.payload == {
        "decision": "agree",
        "due_on": "2026-06-01",
        "unit": str(county.unit.pk),
    }


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"signed_on": "2099-01-01"}, "签署日期晚于今天"),
        ({"scan": upload("批示.exe", b"MZ")}, "可以上传：pdf、jpg"),
        ({"scan": upload("批示.docx")}, "可以上传：pdf、jpg"),
        ({"scan": upload("批示.pdf", b"MZ")}, "扩展名与内容不一致"),
        ({"scan": upload("机密批示.pdf")}, "禁止上传涉密文件"),
        ({"scan": upload("批示.pdf", b"")}, "是空的"),
        ({"signer": ""}, "必填"),
    ],
)
def test_a_wrong_entry_is_told_and_what_was_typed_stays(
    facts: dict[str, Any], said: str, clerk: Client, county: County
) -> None:
    page = words(enter(clerk, county, **facts))
    assert said in page
    assert "批〔2026〕3号" in page
    assert not ProxyEntry.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_same_act_twice_is_refused_in_words(clerk: Client, county: County, entry: ProxyEntry) -> None:
    assert "等待复核" in words(enter(clerk, county))
    assert list(ProxyEntry.objects.all()) == [entry]


def test_the_second_clerk_finds_it_compares_and_agrees(
    second: Client, county: County, entry: ProxyEntry
) -> None:
    listed = words(second.get(reverse("documents:proxy_list")))
    assert "待我复核 1 件" in listed
    assert "阅示：云岭镇" in listed
    page = words(second.get(reverse("trial:proxy_confirm", args=[entry.pk])))
    for word in ("周明（县委书记）", "2026年5月6日", "批〔2026〕3号", "李建国"):
        assert word in page
    assert "已生效" in words(confirm(second, entry, decision="agree"))
    assert Unit.objects.get(pk=county.unit.pk).short == "已阅"
    assert Entry.objects.about(county.unit).get(kind="edit").acting_for == "周明（县委书记）"


def test_fields_of_the_act_are_shown_in_words_and_reach_it_as_they_were(
    clerk: Client, second: Client, county: County
) -> None:
    enter(clerk, county, "decide", decision="agree", due_on="2026-06-01", unit=str(county.unit.pk))
    entry = ProxyEntry.objects.get()
    page = words(second.get(reverse("trial:proxy_confirm", args=[entry.pk])))
    assert "<dt>决定</dt><dd>同意</dd>" in page
    assert "<dt>承办单位</dt><dd>云岭镇</dd>" in page
    confirm(second, entry, decision="agree")
    assert Unit.objects.get(pk=county.unit.pk).short == "0601"


def test_an_act_that_refuses_says_why_and_nothing_happens(
    clerk: Client, second: Client, county: County
) -> None:
    enter(clerk, county, "decide", decision="amend", due_on="2026-06-01")
    assert "先退回起草人" in words(confirm(second, ProxyEntry.objects.get(), decision="agree"))
    assert Proposal.objects.get().state == ProposalState.PENDING


def test_the_second_clerk_sends_it_back_with_a_reason(second: Client, entry: ProxyEntry) -> None:
    assert "写明退回的理由" in words(confirm(second, entry, decision="refuse"))
    assert "已退回录入人" in words(confirm(second, entry, decision="refuse", opinion="编号不符"))
    assert Proposal.objects.get().state == ProposalState.REJECTED


def test_the_first_clerk_sees_no_button_and_cannot_press_one(clerk: Client, entry: ProxyEntry) -> None:
    page = words(clerk.get(reverse("trial:proxy_confirm", args=[entry.pk])))
    assert "录入人不能复核自己录入的文件" in page
    assert "与扫描件一致，同意" not in page
    assert "另一名干部" in words(confirm(clerk, entry, decision="agree"))
    assert Proposal.objects.get().state == ProposalState.PENDING


def test_two_who_confirm_at_once_are_told(second: Client, entry: ProxyEntry) -> None:
    confirm(second, entry, decision="agree")
    assert "这件代录已经办过：已同意" in words(confirm(second, entry, decision="agree"))


def test_the_first_clerk_takes_it_back(clerk: Client, second: Client, entry: ProxyEntry) -> None:
    address = reverse("documents:proxy_withdraw", args=[entry.pk])
    second.post(address)
    assert Proposal.objects.get().state == ProposalState.PENDING
    assert address in words(clerk.get(reverse("documents:proxy_list")))
    clerk.post(address)
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


def test_the_scan_comes_as_an_attachment_and_is_noted(second: Client, entry: ProxyEntry) -> None:
    response: Any = second.get(reverse("documents:proxy_scan", args=[entry.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert Entry.objects.looks_at(entry).filter(act="proxy.enter:V").count() == 1


def test_other_offices_and_other_roles_find_nothing(
    client: Client, county: County, entry: ProxyEntry
) -> None:
    pages = [
        reverse("documents:proxy_scan", args=[entry.pk]), reverse("trial:proxy_confirm", args=[entry.pk]), enter_url(county),
    ]  # fmt: skip
    for user in (make_county("别处").clerk, county.leader, make_user("stranger")):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    client.force_login(county.leader)
    assert client.get(reverse("documents:proxy_list")).status_code == 404


def test_a_kind_that_no_table_holds_is_not_there(clerk: Client, county: County) -> None:
    assert clerk.get(enter_url(county, "nothing")).status_code == 404
    assert clerk.get(reverse("trial:proxy_enter", args=["read", NOWHERE])).status_code == 404


def test_the_list_points_to_the_page_of_the_records_own_app() -> None:
    entry = ProxyEntry(pk=NOWHERE, proposal=Proposal(record_type="trial.plan"))
    assert confirm_url(entry) == reverse("trial:proxy_confirm", args=[NOWHERE])
    entry.proposal.record_type = "nowhere.plan"
    assert confirm_url(entry) == ""


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("state=pending", 1),
        ("state=approved", 0),
        ("signed_after=2026-05-06", 1),
        ("signed_before=2026-05-05", 0),
    ],
)
def test_the_list_is_narrowed_by_how_far_an_entry_is_and_by_its_day(
    clerk: Client, entry: ProxyEntry, query: str, many: int
) -> None:
    assert entry.signed_on.isoformat() == PAPER["signed_on"]
    assert clerk.get(f"{reverse('documents:proxy_list')}?{query}").context["listing"].total == many
