"""佐证、成果、延期、导出的页面."""

from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from documents.models import Job
from documents.tests.factories import PDF, upload
from rectification.models import Evidence, ExtensionRequest, Result
from rectification.operations import progress
from rectification.tests.factories import (
    DAY,
    HTMX,
    Mending,
    ask_extension,
    claim_result,
    make_evidence,
    make_fixing,
    page,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def errors(answer: Any) -> str:
    form = answer.context["form"]
    return " ".join(str(word) for found in form.errors.values() for word in found)


# Evidence and results


def test_evidence_is_uploaded_handed_in_and_downloaded(mending: Mending) -> None:
    item, client = mending.item, sign_in(mending, "unit_liaison")
    assert client.get(page("evidence_add", item)).status_code == 200
    client.post(page("evidence_add", item), {"file": upload("凭证.pdf"), "note": "银行回单"})
    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.note) == ("draft", "银行回单")
    client.post(page("evidence_submit", item))
    evidence.refresh_from_db()
    assert evidence.state == "submitted"
    answer = sign_in(mending, "clerk").get(page("evidence_download", evidence))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.looks_at(evidence).filter(act="rect.evidence:V").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("佐证.pdf", b"MZ\x90\x00" + b"\0" * 64, "内容不是 PDF"),
        ("佐证.exe", b"MZ\x90\x00", "格式不在允许范围内"),
        ("空.pdf", b"", "空"),
        ("机密名单.pdf", PDF, "涉密"),
    ],
)
def test_evidence_that_is_not_what_it_says_is_refused_and_the_note_kept(
    mending: Mending, name: str, content: bytes, told: str
) -> None:
    answer = sign_in(mending, "unit_liaison").post(
        page("evidence_add", mending.item), {"file": upload(name, content), "note": "银行回单"}
    )
    assert answer.status_code == 200
    assert told in errors(answer)
    assert "银行回单" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_of_fifty_megabytes_is_refused_and_says_what_is_allowed(mending: Mending) -> None:
    big = upload("现场录像.pdf", PDF + b"\0" * (50 * 2**20))
    answer = sign_in(mending, "unit_liaison").post(
        page("evidence_add", mending.item), {"file": big, "note": "全程"}
    )
    assert "超过每个文件 20 MB 的上限" in errors(answer)
    assert "全程" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_is_withdrawn_as_long_as_it_is_a_draft(mending: Mending) -> None:
    draft, client = make_evidence(mending, mending.item, submit=False), sign_in(mending, "unit_liaison")
    assert client.get(page("evidence_withdraw", draft)).status_code == 200
    client.post(page("evidence_withdraw", draft))
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert client.post(page("evidence_withdraw", draft)).status_code == 409


def test_evidence_of_another_unit_is_not_there(mending: Mending) -> None:
    evidence, other = make_evidence(mending, mending.item), make_fixing(1, name="临川")
    for who in ("unit_head", "unit_liaison", "clerk"):
        assert sign_in(other, who).get(page("evidence_download", evidence)).status_code == 404
        assert sign_in(other, who).get(page("evidence_add", mending.item)).status_code == 404


def test_result_is_claimed_with_a_file_that_the_office_downloads(mending: Mending) -> None:
    client = sign_in(mending, "unit_liaison")
    data = {"kind": "system_new", "quantity": "1", "title": "兑付办法", "file": upload("办法.pdf")}
    assert client.get(page("result_claim", mending.item)).status_code == 200
    client.post(page("result_claim", mending.item), data)
    result = Result.objects.get()
    assert sign_in(mending, "clerk").get(page("result_download", result)).status_code == 200
    assert sign_in(mending, "leadership").get(page("result_download", result)).status_code == 404


@pytest.mark.parametrize(("quantity", "told"), [("1.5", "整数"), ("0", "大于零"), ("-2", "大于零")])
def test_result_of_a_wrong_number_is_refused_and_kept(mending: Mending, quantity: str, told: str) -> None:
    data = {"kind": "accountability", "quantity": quantity, "title": "约谈两人"}
    answer = sign_in(mending, "unit_liaison").post(page("result_claim", mending.item), data)
    assert told in errors(answer)
    assert "约谈两人" in answer.content.decode()
    assert not Result.objects.exists()


# 导出


def test_export_orders_exactly_the_selection(mending: Mending) -> None:
    answer = sign_in(mending, "clerk").post(f"{page('item_export')}?q=之1&sort=-due&page=3")
    assert answer.status_code == 302
    job = Job.objects.get()
    assert (job.kind, job.params) == ("rectification.ledger", {"query": "q=%E4%B9%8B1&sort=-due"})
    assert sign_in(mending, "clerk").get(page("item_export")).status_code == 405
    assert sign_in(mending, "team_lead").post(page("item_export")).status_code == 404


# 延期


def test_extension_is_asked_for_and_a_past_day_refused_beside_its_field(mending: Mending) -> None:
    client, url = sign_in(mending, "unit_liaison"), page("extension_ask", mending.item)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"new_due": str(today() - DAY), "reason": "跨年度"})
    assert "new_due" in answer.context["form"].errors
    assert "跨年度" in answer.content.decode()
    client.post(url, {"new_due": str(today() + 400 * DAY), "reason": "跨年度"})
    assert ExtensionRequest.objects.get().state == "draft"


def test_extension_list_narrows_and_leads_to_the_item(mending: Mending) -> None:
    request = ask_extension(mending)
    client = sign_in(mending, "unit_head")
    content = words(client, f"{page('extension_list')}?turn=mine")
    assert page("item_detail", mending.item) in content
    assert client.get(f"{page('extension_list')}?state=approved").context["listing"].total == 0
    assert "<html" not in words(client, page("extension_list"), headers=HTMX)
    assert sign_in(mending, "leadership").get(page("extension_list")).status_code == 404
    assert request.state == "draft"


def test_extension_refused_says_why_and_the_day_stays(mending: Mending) -> None:
    request, before = ask_extension(mending), mending.item.due_on
    client = sign_in(mending, "unit_head")
    assert "reason" in client.post(page("extension_refuse", request), {"reason": ""}).context["form"].errors
    client.post(page("extension_refuse", request), {"reason": "抓紧办理"})
    request.refresh_from_db()
    assert (request.state, mending.item.due_on) == ("refused", before)
    assert client.post(page("extension_sign", request)).status_code == 409


# 成果认定


def test_result_list_accepts_many_and_tells_the_rest(mending: Mending) -> None:
    rows = [claim_result(mending, title=f"办法{number}") for number in range(3)]
    progress.accept_result(rows[0], by=mending.by("director"))
    client = sign_in(mending, "clerk")
    data = {"id": [str(row.pk) for row in rows]}
    answer = client.post(page("result_accept_many"), data, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told == ["已认定 2 项成果。", "1 项没有认定：已经办过，或者不由您认定。"]
    assert Result.objects.accepted().count() == 3
    again = client.post(page("result_accept_many"), data)
    assert (again.status_code, "没有现在由您认定的" in again.content.decode()) == (200, True)
    assert "没有现在由您认定的" not in words(client, page("result_list"))


def test_result_is_accepted_refused_reconsidered_on_its_pages(mending: Mending) -> None:
    result, client = claim_result(mending), sign_in(mending, "clerk")
    assert "惠农资金兑付办法" in words(client, page("result_list"))
    client.post(page("result_refuse", result), {"reason": "没有印发"})
    client.post(page("result_reconsider", result), {"reason": "已补"})
    client.post(page("result_accept", result), {"reason": ""})
    result.refresh_from_db()
    assert result.state == "accepted"
    assert client.post(page("result_accept", result), {"reason": ""}).status_code == 409
    for who in ("unit_head", "leadership", "team_lead"):
        assert sign_in(mending, who).get(page("result_list")).status_code == 404
        assert sign_in(mending, who).post(page("result_accept", result)).status_code == 404
