"""成果要有佐证: a claimed number without its file keeps the closing from being applied for, and nothing else."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from documents.tests.factories import PDF, make_file
from rectification.models import Item, Result
from rectification.models.outcome import outcomes
from rectification.operations import bulk, closing, progress
from rectification.rules.claiming import can_prove_result, can_take_back_result
from rectification.states import ItemState, ResultKind, ResultState
from rectification.tests.factories import Mending, applied, claim_result, make_fixing, mend, page, sign_in

pytestmark = pytest.mark.django_db
WHAT_TO_DO = "请补充佐证，或者撤回这项申报"


@pytest.fixture
def mending() -> Mending:
    return make_fixing(1)


def bare(mending: Mending, title: str = "追回资金", quantity: str = "12.5") -> Result:
    return claim_result(mending, kind=ResultKind.MONEY, quantity=Decimal(quantity), title=title)


def stored(result: Result) -> Result:
    found: Result = Result.objects.get(pk=result.pk)
    return found


def test_apply_names_each_number_without_evidence_and_leaves_nothing(mending: Mending) -> None:
    bare(mending)
    claim_result(mending, kind=ResultKind.ACCOUNTABILITY, quantity=Decimal(2), title="诫勉谈话")
    claim_result(mending, title="财务制度", file=make_file(mending.by("unit_liaison")))
    item = mend(mending, mending.item)
    before = Entry.objects.about(item).count()
    with pytest.raises(ValidationError) as refused:
        closing.apply_closing([item], by=mending.by("unit_head"))
    [told] = refused.value.messages
    for words in ("“追回资金”（12.5万元）没有佐证", "“诫勉谈话”（2人）没有佐证", WHAT_TO_DO):
        assert words in told
    assert "财务制度" not in told
    assert (mending.item.state, Entry.objects.about(item).count()) == (ItemState.FIXING, before)


def test_apply_follows_once_the_number_is_proved_or_taken_back(mending: Mending) -> None:
    one, two = bare(mending, "甲"), bare(mending, "乙")
    by = mending.by("unit_liaison")
    progress.prove_result(one, make_file(by), by=by)
    progress.take_back_result(two, by=by, reason="重复申报")
    assert stored(one).file is not None
    assert stored(two).state == ResultState.WITHDRAWN
    assert [entry.act for entry in Entry.objects.about(two).order_by("at", "id")] == ["rect.progress:C"] * 2
    assert applied(mending).state == ItemState.APPLIED


def test_what_the_office_has_judged_keeps_nothing_back(mending: Mending) -> None:
    one, two = bare(mending, "甲"), bare(mending, "乙")
    progress.accept_result(one, by=mending.by("clerk"))
    progress.refuse_result(two, opinion="没有依据", by=mending.by("clerk"))
    assert applied(mending).state == ItemState.APPLIED


def test_the_rest_of_several_is_applied_for(mending: Mending) -> None:
    two = make_fixing(2, name="临川")
    first, second = two.items
    claim_result(two, first, kind=ResultKind.OTHER, title="没有佐证的办法")
    outcome = bulk.apply_each([mend(two, first), mend(two, second)], by=two.by("unit_head"))
    assert (outcome.done, [item for item, _ in outcome.refused]) == ([second], [first])
    assert "没有佐证的办法" in outcome.reasons()[0]


def test_closing_what_was_applied_for_before_is_not_kept_back(mending: Mending) -> None:
    item = closing.check_items([applied(mending)], by=mending.by("clerk"))[0]
    Result.objects.create(
        item=item, kind=ResultKind.OTHER, quantity=1, title="旧申报", claimed_on=mending.by("clerk").on
    )
    assert closing.close_items([item], by=mending.by("director"))[0].state == ItemState.CLOSED


@pytest.mark.parametrize("who", ["unit_head", "clerk", "director", "leadership", "team_lead", "receiver"])
def test_others_neither_prove_nor_take_back(mending: Mending, who: str) -> None:
    result, by = bare(mending), mending.by(who)
    with pytest.raises(PermissionDenied):
        progress.take_back_result(result, by=by)
    with pytest.raises(PermissionDenied):
        progress.prove_result(result, make_file(mending.by("unit_liaison")), by=by)
    assert (stored(result).state, stored(result).file, stored(result).version) == ("claimed", None, 1)


@pytest.mark.parametrize("state", ResultState)
@pytest.mark.parametrize("item_state", [ItemState.FIXING, ItemState.APPLIED, ItemState.CLOSED])
def test_claims_are_changed_while_they_wait_and_the_problem_is_mended(
    mending: Mending, state: ResultState, item_state: ItemState
) -> None:
    result = bare(mending)
    Item.objects.update(state=item_state)
    Result.objects.update(state=state)
    result, by = Result.objects.select_related("item").get(), mending.by("unit_liaison")
    open_now = state == ResultState.CLAIMED and item_state == ItemState.FIXING
    assert (can_take_back_result(by, result), can_prove_result(by, result)) == (open_now, open_now)
    result.file = make_file(by)
    assert (can_take_back_result(by, result), can_prove_result(by, result)) == (open_now, False)


def test_what_was_taken_back_counts_nowhere(mending: Mending) -> None:
    progress.take_back_result(bare(mending), by=mending.by("unit_liaison"))
    assert outcomes(Result.objects.all()) == []


def test_the_unit_is_told_on_the_page_and_does_it_there(mending: Mending) -> None:
    one, two = bare(mending, "甲"), bare(mending, "乙")
    mend(mending, mending.item)
    client, home = sign_in(mending, "unit_liaison"), page("item_detail", mending.item)
    content = client.get(home).content.decode()
    assert "“甲”（12.5万元）没有佐证" in content
    assert page("item_apply", mending.item) not in content
    for act, row in (("result_prove", one), ("result_take_back", two)):
        assert page(act, row) in content
        assert client.get(page(act, row)).status_code == 200
    refused = client.post(page("item_apply", mending.item)).content.decode()
    assert WHAT_TO_DO in refused
    assert client.post(page("result_prove", one), {}).status_code == 200  # no file: asked for again
    upload = SimpleUploadedFile("收据.pdf", PDF + b"\n%%EOF\n", "application/pdf")
    assert client.post(page("result_prove", one), {"file": upload}).status_code == 302
    assert client.post(page("result_take_back", two), {"reason": "重复"}).status_code == 302
    content = client.get(home).content.decode()
    assert "没有佐证" not in content
    assert "已撤回" in content
    assert client.post(page("item_apply", mending.item)).status_code == 302
    assert mending.item.state == ItemState.APPLIED


@pytest.mark.parametrize("name", ["result_prove", "result_take_back"])
def test_pages_of_a_claim_are_not_there_for_others(mending: Mending, name: str) -> None:
    result, other = bare(mending), make_fixing(1, name="临川")
    assert sign_in(other, "unit_liaison").get(page(name, result)).status_code == 404
    assert sign_in(mending, "clerk").get(page(name, result)).status_code == 404
    assert sign_in(mending, "unit_liaison").put(page(name, result)).status_code == 405
