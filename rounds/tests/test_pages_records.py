"""Pages of schemes, decisions and referrals."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Body
from rounds.models import Category, Decision, Referral, Scheme
from rounds.operations import referral as referrals
from rounds.states import AssignmentState, ReferralState
from rounds.tests.factories import (
    County,
    make_county,
    make_finding,
    make_published_assignment,
    make_scheme,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def referral(county: County) -> Referral:
    body = Body.objects.get(office=county.office)
    return referrals.draft_referral(
        county.office, body, title="规范小微工程", text="建议出台办法", by=county.by("clerk")
    )


def post(client: Client, county: County, who: str, page: str, /, *args: Any, **data: Any) -> Any:
    client.force_login(county.user(who))
    return client.post(reverse(f"rounds:{page}", args=args), data, follow=True)


def shown(client: Client, county: County, who: str, name: str, *args: Any) -> str:
    client.force_login(county.user(who))
    return client.get(reverse(f"rounds:{name}", args=args)).content.decode()


def test_a_scheme_is_built_category_by_category(client: Client, county: County) -> None:
    post(client, county, "clerk", "scheme_create", name="六类问题", source="本办")
    scheme = Scheme.objects.get(name="六类问题")
    post(client, county, "clerk", "category_add", scheme.pk, code="1", name="党的建设")
    top = scheme.categories.get()
    answer = post(
        client, county, "clerk", "category_add", scheme.pk, code="11", name="组织生活", parent=top.pk
    )
    assert "组织生活" in answer.content.decode()
    assert scheme.categories.get(code="11").parent == top


def test_a_code_that_stands_is_told_beside_its_field(client: Client, county: County) -> None:
    scheme = make_scheme(county.office, "六类问题")
    answer = post(client, county, "clerk", "category_add", scheme.pk, code="B", name="又一类")
    assert answer.context["form"].errors.keys() == {"code"}


def test_a_category_is_edited_and_retired(client: Client, county: County) -> None:
    category = make_scheme(county.office, "六类问题").categories.get(code="B07")
    said = {"code": "B07", "name": "财务与国资", "parent": str(category.parent_id), "retired": "on"}
    post(client, county, "director", "category_edit", category.pk, version="1", **said)
    category.refresh_from_db()
    assert (category.name, category.retired) == ("财务与国资", True)


def test_an_edition_in_use_offers_a_copy_and_no_change(client: Client, county: County) -> None:
    scheme = county.round.schemes.get()
    page = shown(client, county, "clerk", "scheme_detail", scheme.pk)
    assert "建立新版次" in page
    assert "增加类别" not in page
    category = scheme.categories.get(code="B")
    said = {"code": "B", "name": "改后的名称"}
    answer = post(client, county, "clerk", "category_edit", category.pk, **said)
    assert "请先建立新版次" in answer.content.decode()
    assert 'value="改后的名称"' in answer.content.decode()
    assert client.get(reverse("rounds:category_edit", args=[category.pk])).status_code == 403
    post(client, county, "clerk", "scheme_copy", scheme.pk, opinion="修订")
    copy = Scheme.objects.get(name=scheme.name, edition=2)
    assert "增加类别" in shown(client, county, "clerk", "scheme_detail", copy.pk)
    assert Category.objects.filter(scheme=copy).count() == 3


def test_an_edition_is_retired_and_restored(client: Client, county: County) -> None:
    scheme = make_scheme(county.office, "六类问题")
    post(client, county, "clerk", "scheme_retire", scheme.pk)
    assert Scheme.objects.get(pk=scheme.pk).retired
    post(client, county, "clerk", "scheme_retire", scheme.pk)
    assert not Scheme.objects.get(pk=scheme.pk).retired


def test_a_decision_is_entered_and_corrected(client: Client, county: County) -> None:
    said = {
        "kind": "secretary",
        "held_on": "2026-06-01",
        "title": "书记专题会",
        "round": str(county.round.pk),
    }
    answer = post(client, county, "clerk", "decision_create", **said)
    assert "已登记" in answer.content.decode()
    decision = Decision.objects.get()
    assert decision.round == county.round
    assert "书记专题会" in shown(client, county, "leadership", "round_detail", county.round.pk)
    assert "书记专题会" not in shown(client, county, "team_lead", "round_detail", county.round.pk)
    post(
        client,
        county,
        "director",
        "decision_edit",
        decision.pk,
        version="1",
        **{**said, "title": "第3次书记专题会"},
    )
    assert Decision.objects.get().title == "第3次书记专题会"


def test_a_meeting_that_is_still_to_come_is_told_beside_the_day(client: Client, county: County) -> None:
    said = {"kind": "standing", "held_on": "2099-06-01", "title": "常委会"}
    answer = post(client, county, "clerk", "decision_create", **said)
    assert answer.context["form"].errors.keys() == {"held_on"}
    assert 'value="常委会"' in answer.content.decode()


def test_a_referral_is_drafted_from_a_finding(client: Client, county: County) -> None:
    finding = make_finding(make_published_assignment(make_team(county.round, 2)), "小微工程招标不规范")
    client.force_login(county.user("clerk"))
    page = reverse("rounds:referral_create") + f"?finding={finding.pk}"
    assert "小微工程招标不规范" in client.get(page).content.decode()
    body = Body.objects.get(office=county.office)
    client.post(page, {"body": body.pk, "title": "规范小微工程", "text": "建议出台办法"})
    made = Referral.objects.get()
    assert (made.finding, made.state) == (finding, ReferralState.DRAFT)


def test_a_finding_that_one_may_not_see_is_no_source(client: Client, county: County) -> None:
    hidden = make_finding(county.assignment)
    assert county.assignment.state == AssignmentState.ON_SITE
    client.force_login(county.user("clerk"))
    for asked in (hidden.pk, "kein-uuid", "00000000-0000-7000-8000-000000000000"):
        assert client.get(reverse("rounds:referral_create") + f"?finding={asked}").status_code == 404


def test_the_way_of_a_referral_on_its_pages(client: Client, county: County, referral: Referral) -> None:
    for who, verb, data in (
        ("director", "send", {"opinion": "同意移交"}),
        ("receiver", "receive", {}),
        ("receiver", "start", {}),
        ("receiver", "answer", {"adoption": "partly", "answer": "已列入计划"}),
        ("director", "return", {"reason": "请说明时间表"}),
        ("receiver", "answer", {"adoption": "adopted", "answer": "办法已印发"}),
        ("director", "close", {"opinion": ""}),
    ):
        assert post(client, county, who, "referral_move", referral.pk, verb, **data).status_code == 200
    referral.refresh_from_db()
    assert (referral.state, referral.adoption, referral.answer) == ("closed", "adopted", "办法已印发")


def test_steps_that_are_not_ones_turn_or_do_not_exist(
    client: Client, county: County, referral: Referral
) -> None:
    assert post(client, county, "director", "referral_move", referral.pk, "close").status_code == 409
    assert post(client, county, "director", "referral_move", referral.pk, "fly").status_code == 404
    assert post(client, county, "receiver", "referral_move", referral.pk, "receive").status_code == 404
    assert post(client, county, "clerk", "referral_move", referral.pk, "send").status_code == 404
    assert Referral.objects.get().state == ReferralState.DRAFT


def test_the_department_sees_what_is_sent_and_what_it_may_do(
    client: Client, county: County, referral: Referral
) -> None:
    listed = shown(client, county, "receiver", "referral_list")
    assert "规范小微工程" not in listed
    referrals.send_referral(referral, by=county.by("director"))
    page = shown(client, county, "receiver", "referral_detail", referral.pk)
    assert "签收</a>" in page
    assert "代录：" not in page
    assert "代录：签收移交建议" in shown(client, county, "clerk", "referral_detail", referral.pk)
