"""抽查、撤销销号、批量退回的页面: asked, done, refused with what was typed, read by whom they are for."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Proposal
from audit.states import ProposalState
from rectification import drawing
from rectification.models import Draw, Item, SiteCheck
from rectification.operations import closing, revoking, sampling
from rectification.states import ItemState
from rectification.states.closing import SiteFinding
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    checked,
    closed,
    draw,
    make_fixing,
    page,
    reopened,
    revoked,
    seen,
    sign_in,
    supervise,
    today,
)
from rectification.views.sampling import places_waiting
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    made = make_fixing(3)
    for item in made.items:
        checked(made, item)
    return made


built, mending = standing(build)


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def at_unit(mending: Mending) -> str:
    return f"unit-{mending.assignment.pk}"


# 抽样


def test_a_draw_is_asked_for_and_shown_with_its_seed_and_how_to_make_it_again(mending: Mending) -> None:
    client = sign_in(mending, "clerk")
    asked = text(client, page("draw_create"))
    assert (f"{mending.assignment.unit}（3 个）" in asked, drawing.HOW in asked) == (True, True)
    answer = client.post(page("draw_create"), {"place": at_unit(mending), "percent": "30"}, follow=True)
    shown, made = answer.content.decode(), Draw.objects.get()
    assert answer.redirect_chain[0][0] == page("draw_detail", made)
    for words in (
        made.seed,
        drawing.HOW,
        "名单 3 个，抽中 1 个",
        *made.lines.values_list("number", flat=True),
    ):
        assert words in shown
    assert all(drawing.digest(made.seed, line.number)[:16] in shown for line in made.lines.all())
    assert made.seed in text(client, page("draw_list"))


def test_a_whole_round_can_be_drawn_over(mending: Mending) -> None:
    round_ = mending.assignment.team.round
    client = sign_in(mending, "clerk")
    client.post(page("draw_create"), {"place": f"round-{round_.pk}", "many": "2"})
    assert (Draw.objects.get().assignment, Item.objects.filter(sampled=True).count()) == (None, 2)


@pytest.mark.parametrize("size", [{}, {"percent": "30", "many": "1"}, {"percent": "101"}, {"many": "9"}])
def test_a_wrong_size_is_answered_beside_the_field_and_keeps_what_was_typed(
    mending: Mending, size: dict[str, str]
) -> None:
    said = {"place": at_unit(mending), "reason": "随查随抽", **size}
    answer = sign_in(mending, "clerk").post(page("draw_create"), said)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) & {"percent", "many"}
    assert "随查随抽" in answer.content.decode()
    assert not Draw.objects.exists()


def test_a_second_draw_asks_for_a_reason_and_shows_the_first(mending: Mending) -> None:
    first, client = draw(mending), sign_in(mending, "clerk")
    said = {"place": at_unit(mending), "many": "1"}
    answer = client.post(page("draw_create"), said)
    assert "reason" in answer.context["form"].errors
    assert Draw.objects.count() == 1
    shown = client.post(page("draw_create"), {**said, "reason": "扩大抽查"}, follow=True).content.decode()
    assert (first.seed in shown, "扩大抽查" in shown, "再次抽样" in shown) == (True, True, True)
    second = Draw.objects.exclude(pk=first.pk).get()
    assert second.seed in text(client, page("draw_detail", first))


def test_where_nothing_waits_no_place_is_offered(mending: Mending) -> None:
    Item.objects.update(state=ItemState.FIXING)
    client = sign_in(mending, "clerk")
    shown = text(client, page("draw_create"))
    assert ("现在没有初核通过" in shown, "确认抽样" in shown) == (True, False)
    answer = client.post(page("draw_create"), {"place": at_unit(mending), "many": "1"})
    assert "place" in answer.context["form"].errors


def test_who_supervises_is_offered_the_unit_and_not_the_round(mending: Mending) -> None:
    supervise(mending)
    shown = text(sign_in(mending, "receiver"), page("draw_create"))
    assert (at_unit(mending) in shown, "round-" in shown) == (True, False)


def test_places_waiting_are_those_of_the_own_office(mending: Mending) -> None:
    other = make_fixing(1, name="临川")
    checked(other)
    round_ = mending.assignment.team.round
    assert set(places_waiting(mending.by("clerk"))) == {f"round-{round_.pk}", at_unit(mending)}


@pytest.mark.parametrize(
    "who", ["leadership", "team_lead", "member", "unit_head", "unit_liaison", "receiver"]
)
def test_draws_are_the_offices(mending: Mending, who: str) -> None:
    made, client = draw(mending), sign_in(mending, who)
    for url in (page("draw_list"), page("draw_create"), page("draw_detail", made)):
        assert client.get(url).status_code == 404


def test_the_director_reads_draws_and_makes_none(mending: Mending) -> None:
    made, client = draw(mending), sign_in(mending, "director")
    assert page("draw_create") not in text(client, page("draw_list"))
    assert made.seed in text(client, page("draw_detail", made))
    assert client.get(page("draw_create")).status_code == 404


def test_another_county_finds_no_draw(mending: Mending) -> None:
    made, other = draw(mending), make_fixing(1, name="临川")
    client = sign_in(other, "clerk")
    assert client.get(page("draw_detail", made)).status_code == 404
    assert made.seed not in text(client, page("draw_list"))


@pytest.mark.parametrize("name", ["draw_list", "draw_detail"])
def test_a_page_of_draws_asks_as_much_for_many_as_for_few(mending: Mending, name: str) -> None:
    draw(mending)
    client = sign_in(mending, "clerk")

    def asked() -> int:
        made = Draw.objects.order_by("drawn_at").last()
        url = page(name, made) if name == "draw_detail" else page(name)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    few = asked()
    Item.objects.update(state=ItemState.CHECKED, sampled=False)
    draw(mending, many=3, reason="再抽")
    Item.objects.update(state=ItemState.CHECKED, sampled=False)
    draw(mending, many=2, reason="又抽")
    assert asked() == few


# 现场抽查


def site(**rest: str) -> dict[str, str]:
    said = {"checked_on": str(today()), "people": "陈远山", "found": "true", "text": "逐户看过"}
    return {**said, **rest}


def test_what_was_found_on_site_is_recorded_and_shown(mending: Mending) -> None:
    draw(mending)
    item, client = Item.objects.get(sampled=True), sign_in(mending, "clerk")
    url = page("item_site_check", item)
    assert url in text(client, page("item_detail", item))
    client.post(url, site(version=str(item.version)))
    assert SiteCheck.objects.get().text == "逐户看过"
    shown = text(client, page("item_detail", item))
    assert ("属实" in shown, "逐户看过" in shown, "陈远山" in shown) == (True, True, True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"people": ""}, "people"),
        ({"text": ""}, "text"),
        ({"found": "maybe"}, "found"),
        ({"checked_on": "x"}, "checked_on"),
    ],
)
def test_a_wrong_record_is_answered_beside_the_field(
    mending: Mending, wrong: dict[str, str], field: str
) -> None:
    draw(mending)
    item = Item.objects.get(sampled=True)
    answer = sign_in(mending, "clerk").post(page("item_site_check", item), site(**wrong))
    assert field in answer.context["form"].errors
    assert not SiteCheck.objects.exists()


def test_of_two_who_record_the_second_reads_that_another_was_faster(mending: Mending) -> None:
    draw(mending)
    item, client = Item.objects.get(sampled=True), sign_in(mending, "clerk")
    seen(mending, Item.objects.get(pk=item.pk))
    answer = client.post(page("item_site_check", item), site(found="untrue", version=str(item.version)))
    told = answer.content.decode()
    assert ("您看过以后，内容已有改动" in told, "逐户看过" in told) == (True, True)
    assert Item.objects.get(pk=item.pk).site_found == SiteFinding.TRUE


def test_the_director_is_told_what_the_closing_waits_for(mending: Mending) -> None:
    draw(mending)
    item, client = Item.objects.get(sampled=True), sign_in(mending, "director")
    assert "登记抽查情况以后才能销号" in text(client, page("item_detail", item))
    answer = client.post(page("item_close", item), {"reason": "同意"})
    assert (answer.status_code, "登记抽查情况以后才能销号" in answer.content.decode()) == (403, True)
    seen(mending, item, SiteFinding.UNTRUE)
    assert "请退回整改" in text(client, page("item_detail", item))
    assert Item.objects.get(pk=item.pk).state == ItemState.SAMPLED


def test_the_checks_tell_who_supervises_the_unit_of_no_draw_over_the_round(mending: Mending) -> None:
    """``_checks`` names the draws in sight only."""
    supervise(mending)
    round_, by = mending.assignment.team.round, mending.by("receiver")
    sampling.draw_sample(round_, many=3, by=mending.by("clerk"))
    Item.objects.update(state=ItemState.CHECKED, sampled=False)
    own = sampling.draw_sample(mending.assignment, many=3, reason="专项督查", by=by)
    address = page("item_detail", mending.item)
    told = sign_in(mending, "receiver").get(address).context["draw_lines"]
    assert [line.draw for line in told] == [own]
    assert len(sign_in(mending, "clerk").get(address).context["draw_lines"]) == 2


def test_the_unit_reads_neither_draw_nor_check(mending: Mending) -> None:
    made = draw(mending)
    item = Item.objects.get(sampled=True)
    seen(mending, item)
    for who in ("unit_head", "unit_liaison"):
        shown = text(sign_in(mending, who), page("item_detail", item))
        assert not [words for words in (made.seed, "抽查二十户", "陈远山、顾长河") if words in shown]
    assert sign_in(mending, "unit_head").get(page("item_site_check", item)).status_code == 404


# 撤销销号


def asks(**rest: str) -> dict[str, str]:
    return {"kind": "false", "reason": "佐证系补造", "new_due": str(today() + 20 * DAY), **rest}


def test_a_revocation_is_asked_for_by_one_and_agreed_to_by_another() -> None:
    mending = make_fixing(1)
    item = closed(mending)
    clerk, director = sign_in(mending, "clerk"), sign_in(mending, "director")
    assert page("item_reopen", item) in text(clerk, page("item_detail", item))
    clerk.post(page("item_reopen", item), asks())
    proposal = Proposal.objects.get()
    shown = text(clerk, page("item_detail", item))
    assert ("虚假整改" in shown, "佐证系补造" in shown, "等待决定" in shown) == (
        True,
        True,
        True,
    )
    assert page("item_reopen", item) not in shown
    assert page("reopening_withdraw", proposal) in shown
    assert page("reopening_agree", proposal) not in shown
    assert page("reopening_agree", proposal) in text(director, page("item_detail", item))
    assert "佐证系补造" in text(director, page("reopening_agree", proposal))
    director.post(page("reopening_agree", proposal), {"reason": "同意"})
    stored = mending.item
    assert (stored.state, stored.cycle, stored.due_on) == (ItemState.FIXING, 2, today() + 20 * DAY)
    shown = text(sign_in(mending, "unit_head"), page("item_detail", stored))
    assert ("历次销号" in shown, "佐证系补造" in shown, "滞留资金已全部兑付" in shown) == (True, True, True)


def test_what_is_asked_for_is_not_the_units_to_read() -> None:
    mending = make_fixing(1)
    item = closed(mending)
    revoked(mending, item)
    shown = text(sign_in(mending, "unit_head"), page("item_detail", item))
    assert ("资金再次滞留" in shown, "等待决定" in shown) == (False, False)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"kind": "x"}, "kind"),
        ({"new_due": ""}, "new_due"),
        ({"new_due": "2020-01-01"}, "new_due"),
    ],
)
def test_a_wrong_revocation_is_answered_beside_the_field(wrong: dict[str, str], field: str) -> None:
    mending = make_fixing(1)
    item = closed(mending)
    answer = sign_in(mending, "clerk").post(page("item_reopen", item), asks(**wrong))
    assert field in answer.context["form"].errors
    assert not Proposal.objects.exists()


def test_who_asked_cannot_agree_by_the_address_and_takes_it_back() -> None:
    mending = make_fixing(1)
    proposal = revoked(mending)
    clerk = sign_in(mending, "clerk")
    for name in ("reopening_agree", "reopening_refuse"):
        assert clerk.post(page(name, proposal), {"reason": "同意"}).status_code == 404
    assert mending.item.state == ItemState.CLOSED
    assert sign_in(mending, "second_clerk").get(page("reopening_withdraw", proposal)).status_code == 403
    clerk.post(page("reopening_withdraw", proposal), {"reason": ""})
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


def test_refusing_asks_why_and_tells_it() -> None:
    mending = make_fixing(1)
    proposal = revoked(mending)
    director = sign_in(mending, "director")
    answer = director.post(page("reopening_refuse", proposal), {"reason": ""})
    assert "reason" in answer.context["form"].errors
    director.post(page("reopening_refuse", proposal), {"reason": "回访材料不足"})
    assert "回访材料不足" in text(sign_in(mending, "clerk"), page("item_detail", mending.item))
    assert mending.item.state == ItemState.CLOSED


def test_a_proposal_decided_meanwhile_is_told_with_what_was_typed() -> None:
    mending = make_fixing(1)
    proposal = revoked(mending)
    revoking.refuse_reopening(proposal, opinion="不足", by=mending.by("director"))
    answer = sign_in(mending, "director").post(page("reopening_agree", proposal), {"reason": "同意撤销"})
    content = answer.content.decode()
    assert (answer.status_code, "同意撤销" in content, "这件事您已经办理过" in content) == (409, True, True)
    assert page("item_detail", mending.item) in content


def test_another_county_finds_no_proposal() -> None:
    mending, other = make_fixing(1), make_fixing(1, name="临川")
    proposal = revoked(mending)
    for name in ("reopening_agree", "reopening_refuse"):
        assert sign_in(other, "director").post(page(name, proposal), {"reason": "x"}).status_code == 404
    assert sign_in(other, "clerk").post(page("reopening_withdraw", proposal), {}).status_code == 404
    assert Proposal.objects.get().state == ProposalState.PENDING


def test_the_present_deadline_is_that_of_the_cycle() -> None:
    mending = make_fixing(1)
    item = reopened(mending)
    shown = sign_in(mending, "clerk").get(page("item_detail", item)).context["deadline"]
    assert (shown.due, shown.is_open) == (today() + 30 * DAY, True)


# 批量


def ticked(mending: Mending, **rest: Any) -> dict[str, Any]:
    return {"id": [str(item.pk) for item in mending.items], **rest}


def test_many_are_returned_with_a_reason_and_every_refused_one_is_named() -> None:
    mending = make_fixing(12)
    for item in mending.items[:2]:
        applied(mending, item)
    client, url = sign_in(mending, "clerk"), page("item_return_many")
    asked = client.post(url, ticked(mending)).content.decode()
    assert asked.count("现在是“整改中”，不能退回") == 10
    assert all(str(item) in asked for item in mending.items)
    answer = client.post(url, ticked(mending, confirmed="yes", reason=""))
    assert "reason" in answer.context["form"].errors
    assert Item.objects.filter(state=ItemState.APPLIED).count() == 2
    shown = client.post(
        url, ticked(mending, confirmed="yes", reason="请补验收单"), follow=True
    ).content.decode()
    assert ("已退回 2 个问题" in shown, "10 个没有退回" in shown) == (True, True)
    assert all(f"《{item}》" in shown for item in mending.items[2:])
    assert not Item.objects.filter(state=ItemState.APPLIED).exists()


def test_many_are_closed_but_for_what_was_drawn(mending: Mending) -> None:
    draw(mending)
    drawn = Item.objects.get(sampled=True)
    client = sign_in(mending, "director")
    said = ticked(mending, confirmed="yes", reason="同意")
    shown = client.post(page("item_close_many"), said, follow=True).content.decode()
    assert ("已销号 2 个问题" in shown, "1 个没有销号" in shown, f"《{drawn}》" in shown) == (
        True,
        True,
        True,
    )
    assert [item.state for item in mending.items if item.pk == drawn.pk] == [ItemState.SAMPLED]


def test_returning_many_is_offered_once_and_only_to_the_office(mending: Mending) -> None:
    closing.return_application(mending.item, reason="补", by=mending.by("director"))
    for who in ("clerk", "director"):
        assert text(sign_in(mending, who), page("item_list")).count(page("item_return_many")) == 1
    assert page("item_return_many") not in text(sign_in(mending, "unit_head"), page("item_list"))
    assert sign_in(mending, "unit_head").post(page("item_return_many"), ticked(mending)).status_code == 404
