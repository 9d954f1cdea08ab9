"""代录的页面: entered by one clerk, confirmed by another, marked with the signer."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from audit.models import Entry
from deadlines.states import PaperKind
from documents.models import ProxyEntry
from documents.tests.factories import upload
from organizations.states import BodyKind
from organizations.tests.factories import make_body
from rectification.models import ExtensionRequest, MonthlyReview
from rectification.operations import plan as plans
from rectification.states import ItemState, PlanState, PressingState
from rectification.tests.factories import (
    Mending,
    add_measure,
    ask_extension,
    ask_opinion,
    make_fed_back,
    make_fixing,
    make_joint,
    make_planning,
    make_pressing,
    mend,
    page,
    sign_in,
    signing,
    submitted,
)
from rounds.states import AssignmentState

pytestmark = pytest.mark.django_db


def words(client: Client, url: str, **rest: Any) -> str:
    return client.get(url, **rest).content.decode()


def errors(answer: Any) -> str:
    form = answer.context["form"]
    return " ".join(str(word) for found in form.errors.values() for word in found)


# 代录

PAPER = {
    "signer": "林建",
    "post": "县纪委监委副书记",
    "signed_on": "2026-01-05",
    "number": "云纪函〔2026〕3号",
}


def enter(mending: Mending, kind: str, record: Any, who: str = "clerk", **rest: str) -> Any:
    data = {**PAPER, **rest, "scan": upload("扫描件.pdf")}
    return sign_in(mending, who).post(page("proxy_enter", record, kind), data)


def confirm(mending: Mending, who: str = "second_clerk") -> Any:
    data = {"opinion": "与原件一致", "decision": "agree"}
    return sign_in(mending, who).post(page("proxy_confirm", ProxyEntry.objects.get()), data)


def record_of(mending: Mending, kind: str) -> Any:
    made = {
        "opinion": ask_opinion if kind == "opinion" else None,
        "monthly-sign": signing,
        "extension-sign": ask_extension,
        "plan-submit": lambda one: one.plan,
        "claim": lambda one: one.assignment,
        "item-apply": lambda one: mend(one, one.item),
        "pressing-agree": lambda one: make_pressing(one, PressingState.BEFORE_GROUP, PaperKind.INTERVIEW),
    }[kind]
    assert made
    return made(mending)


MAKE = {"opinion": make_joint, "claim": make_fed_back, "plan-submit": make_planning}
AFTER = {
    "claim": AssignmentState.RECTIFYING,
    "plan-submit": PlanState.JOINT,
    "opinion": "agreed",
    "monthly-sign": "submitted",
    "extension-sign": "applied",
    "item-apply": ItemState.APPLIED,
    "pressing-agree": PressingState.ISSUED,
}


@pytest.mark.parametrize("kind", list(AFTER))
def test_signed_papers_come_in_by_two_clerks_and_are_marked(kind: str) -> None:
    mending = MAKE.get(kind, make_fixing)(1)
    if kind == "plan-submit":
        add_measure(mending, mending.item)
    record = record_of(mending, kind)
    before = record.state
    assert sign_in(mending, "clerk").get(page("proxy_enter", record, kind)).status_code == 200
    rest = {"agrees": "yes", "text": ""} if kind == "opinion" else {}
    assert enter(mending, kind, record, **rest).status_code == 302
    record.refresh_from_db()
    assert record.state == before
    confirm(mending, "clerk")
    record.refresh_from_db()
    assert record.state == before
    assert (
        sign_in(mending, "second_clerk").get(page("proxy_confirm", ProxyEntry.objects.get())).status_code
        == 200
    )
    assert confirm(mending).status_code == 302
    record.refresh_from_db()
    assert record.state == AFTER[kind]
    marked = Entry.objects.about(record).exclude(acting_for="").first()
    assert marked
    assert marked.acting_for == "林建（县纪委监委副书记）"
    if kind == "pressing-agree":
        assert record.approved_by == "林建（县纪委监委副书记）（代录）"
    if hasattr(record, "signed_by"):
        assert record.signed_by == "林建（县纪委监委副书记）（代录）"


def test_an_opinion_entered_from_paper_is_marked_on_the_page_of_the_plan() -> None:
    mending = make_joint()
    entered = ask_opinion(mending)
    enter(mending, "opinion", entered, agrees="yes", text="")
    assert "代录 · 林建" not in words(sign_in(mending, "director"), page("plan_detail", mending.plan))
    confirm(mending)
    plans.ask_opinions(
        mending.plan, [make_body(mending.county.office, BodyKind.AUDIT)], by=mending.by("clerk")
    )
    for who in ("director", "clerk", "receiver"):
        content = words(sign_in(mending, who), page("plan_detail", mending.plan))
        assert content.count("代录 · 林建（县纪委监委副书记）") == 1
    own = make_joint(name="临川")
    plans.give_opinion(ask_opinion(own), agrees=True, by=own.by("receiver"))
    assert "代录 ·" not in words(sign_in(own, "director"), page("plan_detail", own.plan))


def test_the_clerk_who_confirmed_an_application_on_paper_does_not_check_it() -> None:
    mending = make_fixing(1)
    item = mend(mending, mending.item)
    url = page("proxy_enter", item, "item-apply")
    assert url in words(sign_in(mending, "clerk"), page("item_detail", item))
    enter(mending, "item-apply", item)
    confirm(mending)
    check = page("item_check", item)
    assert sign_in(mending, "second_clerk").post(check, {"opinion": ""}).status_code == 403
    assert sign_in(mending, "clerk").post(check, {"opinion": ""}).status_code == 302


def test_a_name_as_long_as_the_form_takes_fits_wherever_it_is_kept() -> None:
    mending = make_fixing(1)
    report = signing(mending)
    enter(mending, "monthly-sign", report, signer="长" * 40, post="职" * 76)
    confirm(mending)
    report.refresh_from_db()
    report.full_clean()
    Entry.objects.about(report).exclude(acting_for="").get().full_clean(exclude=["reason", "facts"])
    assert report.signed_by.endswith("（代录）")


def test_an_objection_entered_without_words_is_refused_and_kept() -> None:
    mending = make_joint()
    opinion = ask_opinion(mending)
    answer = enter(mending, "opinion", opinion, agrees="no", text="")
    assert "需要修改的内容" in errors(answer)
    assert "云纪函〔2026〕3号" in answer.content.decode()
    assert not ProxyEntry.objects.exists()


@pytest.mark.parametrize("who", ["unit_head", "leadership", "receiver", "team_lead"])
def test_entering_for_others_is_the_offices_page(who: str) -> None:
    mending = make_joint()
    opinion = ask_opinion(mending)
    assert enter(mending, "opinion", opinion, who, agrees="yes").status_code == 404


def test_pages_offer_the_entry_to_the_office_only_while_it_is_expected() -> None:
    mending = make_planning()
    url = page("proxy_enter", mending.plan, "plan-submit")
    assert url in words(sign_in(mending, "clerk"), page("plan_detail", mending.plan))
    assert url not in words(sign_in(mending, "unit_head"), page("plan_detail", mending.plan))
    mending = make_joint(name="临川")
    done = page("proxy_enter", mending.plan, "plan-submit")
    assert done not in words(sign_in(mending, "clerk"), page("plan_detail", mending.plan))
    assert sign_in(mending, "clerk").get(page("proxy_enter", mending.plan, "nonsense")).status_code == 404


def test_a_page_says_that_an_entry_waits_for_the_second_clerk() -> None:
    mending = make_planning(1)
    add_measure(mending, mending.item)
    enter(mending, "plan-submit", mending.plan)
    content = words(sign_in(mending, "second_clerk"), page("plan_detail", mending.plan))
    assert "有一件代录在等待复核" in content
    assert page("proxy_enter", mending.plan, "plan-submit") not in content


def test_an_extension_of_another_county_cannot_be_entered() -> None:
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    request = ask_extension(mending)
    with transaction.atomic():
        assert enter(other, "extension-sign", request).status_code == 404
    assert ExtensionRequest.objects.get().state == "draft"


def test_a_county_leader_who_signs_paper_is_entered_as_having_read_the_month() -> None:
    mending = make_fixing(1, days_ago=70)
    report = submitted(mending)
    assert "代录：审阅整改月报" in words(sign_in(mending, "clerk"), page("monthly_detail", report))
    enter(mending, "monthly-review", report, signer="顾长河", post="副县长", opinion="抓紧推进。")
    assert not MonthlyReview.objects.exists()
    confirm(mending)
    review = MonthlyReview.objects.get()
    assert (review.signed_by, review.opinion) == ("顾长河（副县长）（代录）", "抓紧推进。")
    assert Entry.objects.about(review).get().acting_for == "顾长河（副县长）"
    content = words(sign_in(mending, "unit_head"), page("monthly_detail", report))
    assert "顾长河（副县长）（代录）" in content
