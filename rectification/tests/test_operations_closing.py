"""进展、佐证、成果、销号: done, refused, trail; who applied does not check, who checked does not close."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import LONG_AGO
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline
from organizations.states import OfficePostKind
from organizations.tests.factories import sit_in_office
from rectification.models import Evidence, ExtensionRequest, Item, ManifestationProgress, Measure
from rectification.operations import bulk, closing, progress
from rectification.states import (
    SYSTEM_KINDS,
    EvidenceState,
    ItemState,
    Progress,
    ResultKind,
    ResultState,
)
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    ask_extension,
    checked,
    claim_result,
    closed,
    make_evidence,
    make_fixing,
    make_joint,
    mend,
    seen,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def test_progress_done_says_what_was_done(mending: Mending) -> None:
    by = mending.by("unit_liaison")
    with pytest.raises(ValidationError, match="完成情况"):
        progress.report_progress(mending.item, progress=Progress.DONE, text=" ", by=by)
    progress.report_progress(mending.item, progress=Progress.MOSTLY, text="已退八成", by=by)
    assert (mending.item.progress, mending.item.done_text) == (Progress.MOSTLY, "已退八成")


@pytest.mark.parametrize("who", ["clerk", "director", "receiver", "member", "leadership"])
def test_progress_is_the_units_word(mending: Mending, who: str) -> None:
    with pytest.raises(PermissionDenied):
        progress.report_progress(mending.item, progress=Progress.MOSTLY, text="好", by=mending.by(who))
    assert mending.item.progress == Progress.UNDONE


def test_progress_upon_an_older_version_is_stale(mending: Mending) -> None:
    by, seen = mending.by("unit_liaison"), mending.item
    progress.report_progress(mending.item, progress=Progress.MOSTLY, text="甲", by=by)
    with pytest.raises(Stale):
        progress.report_progress(
            seen, progress=Progress.UNDONE, text="乙", version=seen.version, by=mending.by("unit_head")
        )
    assert mending.item.done_text == "甲"


def test_a_manifestation_is_as_far_as_its_slowest_measure(mending: Mending) -> None:
    by, item = mending.by("unit_liaison"), mending.item
    first = item.measures.get()
    second = type(first).objects.create(item=item, manifestation=first.manifestation, text="问责", order=2)
    progress.report_measure(first, progress=Progress.DONE, text="已办", by=by)
    aspect = ManifestationProgress.objects.get(item=item)
    assert aspect.progress == Progress.UNDONE
    progress.report_measures([second], progress=Progress.MOSTLY, text="在办", by=by)
    aspect.refresh_from_db()
    assert aspect.progress == Progress.MOSTLY


def test_apply_names_everything_that_is_lacking(mending: Mending) -> None:
    with pytest.raises(ValidationError) as refused:
        closing.apply_closing([mending.item], by=mending.by("unit_head"))
    told = refused.value.messages[0]
    assert ("1 条措施没有完成" in told, "已完成" in told, "佐证" in told) == (True, True, True)
    assert mending.item.state == ItemState.FIXING


def test_a_draft_proves_nothing(mending: Mending) -> None:
    item = mend(mending, mending.item)
    Evidence.objects.update(state=EvidenceState.DRAFT)
    assert closing.lacks(item) == ["还没有提交佐证材料"]


def test_apply_is_written_into_the_trail_and_can_be_withdrawn(mending: Mending) -> None:
    item = applied(mending)
    entry = Entry.objects.about(item).first()
    assert entry
    assert (entry.act, entry.to_state) == ("rect.apply:S", ItemState.APPLIED)
    closing.withdraw_application(item, by=mending.by("unit_liaison"))
    assert mending.item.state == ItemState.FIXING


def test_check_by_the_unit_or_the_director_is_refused(mending: Mending) -> None:
    item = applied(mending)
    for who in ("unit_head", "unit_liaison", "director", "leadership", "receiver"):
        with pytest.raises(PermissionDenied):
            closing.check_items([item], by=mending.by(who))
    assert mending.item.state == ItemState.APPLIED


def test_who_holds_both_posts_cannot_check_what_he_applied_for(mending: Mending) -> None:
    item, head = applied(mending), mending.county.people["unit_head"]
    sit_in_office(head, OfficePostKind.CLERK)
    RoleHolding.objects.create(user=mending.county.user("unit_head"), role=Role.OST, since=LONG_AGO)
    with pytest.raises(PermissionDenied, match="申请人不能初核自己申请的事项"):
        closing.check_items([item], by=mending.by("unit_head"))


def test_who_holds_both_posts_cannot_close_what_he_applied_for(mending: Mending) -> None:
    item, head = checked(mending), mending.county.people["unit_head"]
    sit_in_office(head, OfficePostKind.DIRECTOR)
    RoleHolding.objects.create(user=mending.county.user("unit_head"), role=Role.ODR, since=LONG_AGO)
    with pytest.raises(PermissionDenied, match="申请人和初核人不能批准同一事项销号"):
        closing.close_items([item], by=mending.by("unit_head"))
    assert mending.item.state == ItemState.CHECKED


def test_who_checked_cannot_close(mending: Mending) -> None:
    item = checked(mending)
    RoleHolding.objects.create(user=mending.county.user("clerk"), role=Role.ODR, since=LONG_AGO)
    with pytest.raises(PermissionDenied, match="初核人不能批准"):
        closing.close_items([item], by=mending.by("clerk"))


def test_close_meets_the_deadline_and_dates_the_item(mending: Mending) -> None:
    item = closed(mending)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.state, stored.closed_on) == (ItemState.CLOSED, today())
    assert Deadline.objects.about(item).get().met_on == today()


def test_two_persons_closing_the_same_item_the_second_is_told(mending: Mending) -> None:
    checked(mending)
    first, second = mending.item, mending.item
    closing.close_items([first], by=mending.by("director"))
    with pytest.raises(IllegalMove, match="已被他人办理"):
        closing.close_items([second], by=mending.by("director"))
    assert Entry.objects.about(first).filter(to_state=ItemState.CLOSED).count() == 1


def test_sampled_items_are_closed_by_the_director(mending: Mending) -> None:
    item = checked(mending)
    closing.sample_items([item], by=mending.by("second_clerk"), opinion="现场抽查")
    assert mending.item.state == ItemState.SAMPLED
    with pytest.raises(PermissionDenied, match="登记抽查情况"):
        closing.close_items([mending.item], by=mending.by("director"))
    seen(mending, mending.item)
    closing.close_items([mending.item], by=mending.by("director"))
    assert mending.item.state == ItemState.CLOSED


@pytest.mark.parametrize(("step", "who"), [(applied, "clerk"), (applied, "director"), (checked, "director")])
def test_return_asks_for_a_reason_and_forgets_who_applied(mending: Mending, step: object, who: str) -> None:
    item = step(mending)  # type: ignore[operator]
    with pytest.raises(ValidationError, match="退回的理由"):
        closing.return_application(item, reason="", by=mending.by(who))
    closing.return_application(item, reason="佐证不全", by=mending.by(who))
    stored = mending.item
    assert (stored.state, stored.applied_by, stored.checked_by) == (ItemState.FIXING, None, None)


def test_a_clerk_cannot_return_what_was_checked(mending: Mending) -> None:
    item = checked(mending)
    with pytest.raises(PermissionDenied):
        closing.return_application(item, reason="再看", by=mending.by("second_clerk"))


def test_long_term_items_are_never_overdue(mending: Mending) -> None:
    item = mending.item
    Item.objects.filter(pk=item.pk).update(due_on=today() - DAY)
    assert list(Item.objects.overdue(today())) == [item]
    by = mending.by("clerk")
    with pytest.raises(ValidationError, match="晚于今天"):
        closing.make_long_term(mending.item, look_at_on=today(), reason="长期", by=by)
    closing.make_long_term(mending.item, look_at_on=today() + 90 * DAY, reason="制度性问题", by=by)
    assert not Item.objects.overdue(today()).exists()
    assert not mending.item.is_overdue(today())


def test_bulk_does_what_it_may_and_says_what_not(mending: Mending) -> None:
    one, two = mending.items
    applied(mending, one)
    outcome = bulk.check_each(mending.items, by=mending.by("clerk"), reason="齐全")
    assert ([item.pk for item in outcome.done], [item.pk for item, _ in outcome.refused]) == (
        [one.pk],
        [two.pk],
    )
    assert "现在是“整改中”" in outcome.reasons()[0]
    assert [item.state for item in mending.items] == [ItemState.CHECKED, ItemState.FIXING]


def test_bulk_goes_on_when_somebody_was_faster_for_one(mending: Mending) -> None:
    for item in mending.items:
        checked(mending, item)
    seen = mending.items
    closing.close_items([mending.items[0]], by=mending.by("director"))
    outcome = bulk.close_each(seen, by=mending.by("director"))
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    assert "已被他人办理" in outcome.refused[0][1]


def test_bulk_application_skips_what_lacks_evidence(mending: Mending) -> None:
    mend(mending, mending.items[0])
    outcome = bulk.apply_each(mending.items, by=mending.by("unit_head"))
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    assert "佐证" in outcome.refused[0][1]


def test_many_refusals_of_one_kind_are_told_in_one_line() -> None:
    mending = make_fixing(12)
    lines = bulk.check_each(mending.items, by=mending.by("clerk")).reasons()
    assert len(lines) == 1
    assert lines[0].startswith("12 个：")
    assert lines[0].count("《") == 10
    assert "等 12 个" in lines[0]


def test_what_is_still_open_keeps_an_item_from_being_closed(mending: Mending) -> None:
    item = checked(mending)
    Measure.objects.filter(item=item).update(progress=Progress.MOSTLY)
    with pytest.raises(ValidationError, match="1 条措施没有完成"):
        closing.close_items([item], by=mending.by("director"))
    outcome = bulk.close_each(mending.items, by=mending.by("director"))
    assert (outcome.done, "1 条措施没有完成" in outcome.refused[1][1]) == ([], True)
    assert (mending.item.state, mending.item.closed_on) == (ItemState.CHECKED, None)
    Measure.objects.filter(item=item).update(progress=Progress.DONE)
    closing.close_items([item], by=mending.by("director"))
    assert mending.item.state == ItemState.CLOSED


@pytest.mark.parametrize("state", ["draft", "applied", "proposed"])
def test_an_extension_under_way_keeps_an_item_open(mending: Mending, state: str) -> None:
    item = mend(mending, mending.item)
    ask_extension(mending, item)
    ExtensionRequest.objects.update(state=state)
    assert closing.lacks(item) == ["还有延期申请在办理"]
    ExtensionRequest.objects.update(state="refused")
    assert closing.lacks(item) == []


def test_bulk_return_does_what_it_may_and_says_what_not(mending: Mending) -> None:
    one, two = mending.items
    applied(mending, one)
    outcome = bulk.return_each(mending.items, by=mending.by("clerk"), reason="请补验收单")
    assert ([item.pk for item in outcome.done], [item.pk for item, _ in outcome.refused]) == (
        [one.pk],
        [two.pk],
    )
    assert outcome.refused[0][1] == "现在是“整改中”，不能退回"
    assert Entry.objects.about(one)[0].reason == "请补验收单"
    assert not Entry.objects.about(two).filter(reason="请补验收单").exists()


def test_bulk_return_of_what_was_checked_is_the_directors(mending: Mending) -> None:
    checked(mending)
    outcome = bulk.return_each([mending.item], by=mending.by("second_clerk"), reason="再看")
    assert [why for _, why in outcome.refused] == ["不由您退回"]
    assert mending.item.state == ItemState.CHECKED
    assert bulk.return_each([mending.item], by=mending.by("director"), reason="再看").refused == []


def test_evidence_is_withdrawn_only_before_it_is_handed_in(mending: Mending) -> None:
    draft = make_evidence(mending, mending.item, submit=False)
    progress.withdraw_evidence(draft, by=mending.by("unit_liaison"))
    assert Evidence.objects.get(pk=draft.pk).state == EvidenceState.WITHDRAWN
    handed = make_evidence(mending, mending.item)
    handed.refresh_from_db()
    with pytest.raises(PermissionDenied):
        progress.withdraw_evidence(handed, by=mending.by("unit_liaison"))


def test_evidence_of_a_closed_item_is_refused(mending: Mending) -> None:
    item = closed(mending)
    with pytest.raises(PermissionDenied):
        make_evidence(mending, item)


def test_result_counts_once_the_office_accepts_it(mending: Mending) -> None:
    result = claim_result(mending)
    assert not type(result).objects.accepted().exists()
    with pytest.raises(PermissionDenied):
        progress.accept_result(result, by=mending.by("unit_head"))
    progress.accept_result(result, by=mending.by("clerk"), opinion="已核对")
    assert type(result).objects.accepted().systems().count() == 1


@pytest.mark.parametrize(
    ("kind", "quantity"), [(ResultKind.SYSTEM_NEW, "1.5"), (ResultKind.ACCOUNTABILITY, "0.5")]
)
def test_what_is_counted_is_whole(mending: Mending, kind: ResultKind, quantity: str) -> None:
    with pytest.raises(ValidationError, match="请填整数"):
        claim_result(mending, kind=kind, quantity=Decimal(quantity))
    claim_result(mending, kind=ResultKind.MONEY, quantity=Decimal("1.5"))


@pytest.mark.parametrize("kind", SYSTEM_KINDS)
def test_claim_of_a_system_without_its_text_is_refused_and_leaves_nothing(
    mending: Mending, kind: ResultKind
) -> None:
    entries = Entry.objects.count()
    with pytest.raises(ValidationError) as refused:
        claim_result(mending, kind=kind, file=None)
    assert refused.value.message_dict == {"file": ["建章立制的，请上传制度文本。"]}
    assert not mending.item.results.exists()
    assert Entry.objects.count() == entries
    assert claim_result(mending, kind=kind).file is not None


def test_the_head_does_not_claim_results(mending: Mending) -> None:
    with pytest.raises(PermissionDenied):
        progress.claim_result(
            mending.item, kind=ResultKind.OTHER, quantity=Decimal(1), title="公示", by=mending.by("unit_head")
        )


def test_a_refused_result_may_be_reconsidered(mending: Mending) -> None:
    result, by = claim_result(mending), mending.by("director")
    with pytest.raises(ValidationError, match="不予认定的理由"):
        progress.refuse_result(result, opinion="", by=by)
    progress.refuse_result(result, opinion="制度没有印发", by=by)
    progress.reconsider_result(result, reason="补充了印发文件", by=by)
    assert type(result).objects.get().state == ResultState.CLAIMED
    assert Entry.objects.about(result).count() == 3


def test_many_results_are_accepted_all_or_none(mending: Mending) -> None:
    results = [claim_result(mending, title=f"办法{number}") for number in range(3)]
    progress.accept_result(results[0], by=mending.by("clerk"))
    with pytest.raises(PermissionDenied):
        progress.accept_results(results, by=mending.by("clerk"))
    progress.accept_results(results[1:], by=mending.by("clerk"))
    assert type(results[0]).objects.accepted().count() == 3


def test_nothing_is_reported_before_the_plan_is_accepted() -> None:
    mending = make_joint()
    with pytest.raises(PermissionDenied):
        progress.report_progress(
            mending.item, progress=Progress.MOSTLY, text="早", by=mending.by("unit_liaison")
        )
