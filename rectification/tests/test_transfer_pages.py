"""划转的页面: choose the unit, see what would happen, ask for it, decide; nothing typed is lost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rectification.models import Evidence, Item, Transfer
from rectification.operations import transferring
from rectification.rules import transferring as rules
from rectification.telling import ToldItems
from rectification.tests.factories import (
    Mending,
    closed,
    lend,
    make_fixing,
    open_report,
    page,
    recuse,
    sign_in,
)
from rectification.tests.factories_transfer import PAPER, ask, make_successor, merge, transferred
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2, days_ago=70)


built, mending = standing(build)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_clerk_sees_what_would_happen_before_asking_and_nothing_is_written_yet(mending: Mending) -> None:
    closed(mending)
    open_report(mending)
    to, unit = make_successor(mending), mending.assignment.unit
    merge(mending, to)
    client = sign_in(mending, "clerk")
    here = page("transfer_propose", unit)
    assert client.post(page("transfer_start"), {"unit": unit.pk})["Location"] == here
    assert f"名录登记{unit}并入白水镇" in text(client.get(here))
    said = {"kind": "merged", "to": to.pk, "document": PAPER, "reason": "整体并入"}
    seen = text(client.post(here, said))
    assert "2 个整改事项（其中已销号 1 个）由白水镇负责" in seen
    assert "还没有报送，改由白水镇报送" in seen
    assert PAPER in seen
    assert not transferring.pending().exists()
    done = client.post(here, {**said, "confirmed": "yes"}, follow=True)
    assert "已提请，等待巡察办主任决定。" in text(done)
    assert "等待决定" in text(done)
    assert transferring.pending().get().payload["to"] == str(to.pk)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "merged"}, "先在名录登记撤并"),
        ({"kind": "split"}, "没有选整改事项"),
        ({"kind": "split", "document": ""}, "必填"),
        ({"kind": "other"}, "kind"),
    ],
)
@pytest.mark.parametrize("step", [{}, {"confirmed": "yes"}])
def test_what_stands_in_the_way_is_said_and_nothing_typed_is_lost(
    mending: Mending, said: dict[str, str], words: str, step: dict[str, str]
) -> None:
    to = make_successor(mending)
    client = sign_in(mending, "clerk")
    sent = {"to": to.pk, "document": PAPER, "reason": "写了很久的理由", **said, **step}
    answer = client.post(page("transfer_propose", mending.assignment.unit), sent)
    assert answer.status_code == 200
    assert "写了很久的理由" in text(answer)
    assert words in text(answer)
    assert not transferring.pending().exists()


def test_director_reads_the_effects_and_agrees(mending: Mending) -> None:
    to = make_successor(mending)
    proposal = ask(mending, to, (mending.item.pk,))
    client = sign_in(mending, "director")
    listed = text(client.get(page("transfer_list")))
    assert page("transfer_agree", proposal) in listed
    asked = text(client.get(page("transfer_agree", proposal)))
    assert "1 个整改事项（其中已销号 0 个）由白水镇负责" in asked
    assert PAPER in asked
    done = client.post(page("transfer_agree", proposal), follow=True)
    assert "已划转。" in text(done)
    assert str(mending.item) in text(done)
    assert Item.objects.get(pk=mending.item.pk).unit == to
    again = client.post(page("transfer_agree", proposal))
    assert again.status_code == 409
    assert page("transfer_list") in text(again)


def test_director_refuses_with_a_reason_and_the_clerk_withdraws(mending: Mending) -> None:
    to = make_successor(mending)
    proposal = ask(mending, to, (mending.item.pk,))
    director, clerk = sign_in(mending, "director"), sign_in(mending, "clerk")
    assert "必填" in text(director.post(page("transfer_refuse", proposal), {"reason": ""}))
    director.post(page("transfer_refuse", proposal), {"reason": "等方案印发"})
    assert not transferring.pending().exists()
    proposal = ask(mending, to, (mending.item.pk,))
    assert director.get(page("transfer_withdraw", proposal)).status_code in {403, 404}
    clerk.post(page("transfer_withdraw", proposal), {"reason": ""})
    assert not transferring.pending().exists()
    assert not Transfer.objects.exists()


def test_what_can_no_longer_be_done_is_said_to_the_director(mending: Mending) -> None:
    proposal = ask(mending, make_successor(mending), (mending.item.pk,))
    Item.objects.filter(pk=mending.item.pk).update(unit=make_successor(mending, "红岩镇"))
    client = sign_in(mending, "director")
    assert "现在不能划转" in text(client.get(page("transfer_agree", proposal)))
    answer = client.post(page("transfer_agree", proposal), {"reason": "同意"})
    assert "已经不由该单位负责" in text(answer)


def test_transfer_list_tells_another_county_neither_what_passed_nor_what_waits(mending: Mending) -> None:
    """Nor whoever keeps away from the unit; ``_waiting`` is asked of the units in reach."""
    first, second = mending.items
    transferred(mending, make_successor(mending), (first.pk,))
    proposal = ask(mending, make_successor(mending, "红岩镇"), (second.pk,))

    def told(client: Client) -> tuple[int, int]:
        facts = client.get(page("transfer_list")).context
        return facts["listing"].total, len(facts["asked"])

    assert told(sign_in(mending, "director")) == (1, 1)
    other = make_fixing(1, name="临川")
    for name in ("director", "clerk"):
        assert told(sign_in(other, name)) == (0, 0)
    recuse(mending, "director")
    client = sign_in(mending, "director")
    assert told(client) == (0, 0)
    for name in ("transfer_agree", "transfer_refuse"):
        assert client.get(page(name, proposal)).status_code == 404
        assert client.post(page(name, proposal), {"reason": "不同意"}).status_code == 404
    assert transferring.pending().get() == proposal


def test_transfer_start_offers_the_units_of_the_own_office_that_one_need_not_keep_away_from(
    mending: Mending,
) -> None:
    other = make_fixing(1, name="临川")
    lend(mending, "clerk", other)

    def offered(name: str) -> set[object]:
        return set(sign_in(mending, name).get(page("transfer_start")).context["form"].fields["unit"].queryset)

    assert offered("clerk") == {mending.assignment.unit}
    recuse(mending, "clerk")
    assert (offered("clerk"), offered("second_clerk")) == (set(), {mending.assignment.unit})


def test_only_who_proposed_can_withdraw_transfer(mending: Mending) -> None:
    proposal = ask(mending, make_successor(mending), (mending.item.pk,))
    address, other = page("transfer_withdraw", proposal), sign_in(mending, "second_clerk")
    assert address in text(sign_in(mending, "clerk").get(page("transfer_list")))
    assert address not in text(other.get(page("transfer_list")))
    assert other.get(address).status_code == 403
    assert not rules.can_withdraw_transfer(mending.by("second_clerk"), proposal)


def test_item_says_where_it_came_from(mending: Mending) -> None:
    unit = mending.assignment.unit
    transferred(mending, make_successor(mending), (mending.item.pk,))
    for name in ("next_liaison", "clerk"):
        shown = text(sign_in(mending, name).get(page("item_detail", mending.item)))
        assert f"由{unit}划转白水镇" in shown
        assert PAPER in shown
    assert sign_in(mending, "unit_liaison").get(page("item_detail", mending.item)).status_code == 404


def test_ledger_names_where_it_was_found_and_who_answers_now(mending: Mending) -> None:
    unit = mending.assignment.unit
    transferred(mending, make_successor(mending), (mending.item.pk,))
    told = [
        one.unit
        for one in ToldItems(Item.objects.order_by("finding__number"), Evidence.objects.none()).iterator(9)
    ]
    assert told == [f"{unit}（现由白水镇负责）", str(unit)]
    listed = text(sign_in(mending, "clerk").get(page("item_list")))
    assert f"{unit}（现由白水镇负责）" in listed


@pytest.mark.parametrize("name", ["unit_head", "member", "leadership"])
def test_the_pages_do_not_exist_for_others(mending: Mending, name: str) -> None:
    proposal = ask(mending, make_successor(mending), (mending.item.pk,))
    client = sign_in(mending, name)
    for address in (
        page("transfer_list"),
        page("transfer_start"),
        page("transfer_propose", mending.assignment.unit),
        page("transfer_agree", proposal),
    ):
        assert client.get(address).status_code == 404


def test_list_asks_a_constant_number_of_questions() -> None:
    mending = make_fixing(6)
    first, *rest = [item.pk for item in mending.items]
    client = sign_in(mending, "director")
    counts = []
    for name, keys in (("白水镇", (first,)), ("红岩镇", tuple(rest))):
        transferred(mending, make_successor(mending, name), keys)
        client.get(page("transfer_list"))
        with CaptureQueriesContext(connection) as asked:
            client.get(page("transfer_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
