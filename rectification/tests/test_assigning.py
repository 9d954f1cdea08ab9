"""调整责任人、委托办理: with a reason; a colleague sees the one item, as long as the days say."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from audit.operations import Stale
from deadlines.models import Deadline, Notice
from organizations.models import Person, Recusal, Tenure
from organizations.states import RecusalState, TenureKind
from organizations.tests.factories import make_person, stand_at
from rectification.models import (
    Delegation,
    Evidence,
    ExtensionRequest,
    Item,
    Measure,
    RectificationPlan,
    Result,
)
from rectification.operations import assigning, closing, progress
from rectification.operations.reminder import remind
from rectification.states import ItemState, Progress
from rectification.tests.factories import (
    DAY,
    Mending,
    applied,
    claim_result,
    closed,
    make_evidence,
    make_fixing,
    make_planning,
    page,
    sign_in,
    today,
)
from rounds.models import Assignment, Finding
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    made = make_fixing(2)
    seat(made, "colleague")
    return made


built, mending = standing(build)


def seat(mending: Mending, name: str) -> Person:
    """Let somebody work at the unit, with an account that reads nothing by itself."""
    account = make_user(f"{mending.county.user('clerk').username}-{name}", Role.UNL)
    person = mending.county.people[name] = make_person(mending.county.office, name, account)
    stand_at(person, mending.assignment.unit, TenureKind.STAFF)
    return person


def delegate(mending: Mending, **rest: Any) -> Delegation:
    said = {
        "person": mending.county.people["colleague"],
        "until": today() + 9 * DAY,
        "reason": "业务股室承办",
    }
    return assigning.delegate(mending.item, by=mending.by("unit_liaison"), **{**said, **rest})


# 委托


def reminded_of(mending: Mending) -> list[Item]:
    """Return of which problems the colleague was reminded."""
    mine = Notice.objects.filter(recipient=mending.county.user("colleague"))
    return [item for item in mending.items if mine.filter(url=page("item_detail", item)).exists()]


def test_whom_an_item_is_entrusted_to_is_reminded_of_it_and_of_no_other(mending: Mending) -> None:
    delegate(mending)
    Deadline.objects.about_all(Item).update(due=today() - DAY, next_reminder_on=today())
    remind(at=timezone.now())
    assert reminded_of(mending) == [mending.items[0]]


@pytest.mark.parametrize("ended", [True, False], ids=["ended", "recused"])
def test_who_handles_an_item_no_more_is_not_reminded_of_it(mending: Mending, ended: bool) -> None:
    delegate(mending)
    Deadline.objects.about_all(Item).update(due=today() - DAY, next_reminder_on=today())
    if ended:
        Delegation.objects.update(since=today() - 2 * DAY, until=today() - DAY)
    else:
        Recusal.objects.create(
            person=mending.county.people["colleague"],
            party_organization=mending.assignment.party_organization,
            ground="配偶在该单位任职",
            state=RecusalState.GRANTED,
            declared_at=timezone.now(),
        )
    assert remind(at=timezone.now()) > 0
    assert reminded_of(mending) == []


def test_a_colleague_sees_the_one_item_and_what_hangs_on_it(mending: Mending) -> None:
    first, second = mending.items
    for item in (first, second):
        claim_result(mending, item)
        make_evidence(mending, item)
    assert not Item.objects.visible_to(mending.by("colleague")).exists()
    delegate(mending)
    by = mending.by("colleague")
    for model, path in ((Item, "pk"), (Result, "item"), (Evidence, "item")):
        assert list(model.objects.visible_to(by).values_list(path, flat=True)) == [first.pk]
    for other in (RectificationPlan, Assignment, Finding, ExtensionRequest):
        assert not other.objects.visible_to(by).exists()


def test_a_colleague_works_on_it_but_neither_applies_nor_passes_it_on(mending: Mending) -> None:
    delegate(mending)
    by, item = mending.by("colleague"), mending.item
    for measure in Measure.objects.filter(item=item):
        progress.report_measure(measure, progress=Progress.DONE, text="已办", by=by)
    progress.report_progress(item, progress=Progress.DONE, text="已全部兑付", by=by)
    assert mending.item.done_text == "已全部兑付"
    for refused in (
        lambda: closing.apply_closing([mending.item], by=by),
        lambda: assigning.delegate(
            mending.item, person=mending.county.people["unit_head"], until=today(), reason="转", by=by
        ),
        lambda: progress.report_progress(mending.items[1], progress=Progress.MOSTLY, text="越权", by=by),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert (mending.item.state, mending.items[1].progress) == (ItemState.FIXING, Progress.UNDONE)


def test_the_colleague_finds_it_among_what_waits(mending: Mending) -> None:
    assert not Item.objects.awaiting(mending.by("colleague")).exists()
    delegate(mending)
    assert list(Item.objects.awaiting(mending.by("colleague"))) == [mending.item]


def test_the_days_decide(mending: Mending) -> None:
    delegate(mending, until=today())
    now = mending.by("colleague")
    assert Item.objects.visible_to(now).exists()
    for later in (now.at + DAY, now.at - DAY):
        assert not Item.objects.visible_to(mending.by("colleague", later)).exists()


def test_what_is_taken_back_is_closed_at_once(mending: Mending) -> None:
    given = delegate(mending)
    with pytest.raises(ValidationError, match="收回的理由"):
        assigning.end_delegation(given, reason=" ", by=mending.by("unit_head"))
    with pytest.raises(PermissionDenied):
        assigning.end_delegation(given, reason="越权", by=mending.by("colleague"))
    assigning.end_delegation(given, reason="人员调离", by=mending.by("unit_head"))
    assert not Item.objects.visible_to(mending.by("colleague")).exists()
    told = [entry.reason for entry in Entry.objects.about(mending.item)[:2]]
    assert ("人员调离" in told[0], "业务股室承办" in told[1]) == (True, True)
    with pytest.raises(PermissionDenied):
        assigning.end_delegation(given, reason="再收", by=mending.by("unit_head"))
    delegate(mending)  # and may be given anew
    assert Item.objects.visible_to(mending.by("colleague")).exists()


def test_a_recusal_closes_what_was_delegated(mending: Mending) -> None:
    delegate(mending)
    Recusal.objects.create(
        person=mending.county.people["colleague"],
        party_organization=mending.assignment.party_organization,
        ground="本人被反映",
        state=RecusalState.GRANTED,
        declared_at=mending.by("clerk").at,
    )
    assert not Item.objects.visible_to(mending.by("colleague")).exists()


@pytest.mark.parametrize("who", ["clerk", "director", "leadership", "team_lead", "member", "receiver"])
def test_to_delegate_and_to_reassign_is_the_units(mending: Mending, who: str) -> None:
    by = mending.by(who)
    with pytest.raises(PermissionDenied):
        assigning.delegate(
            mending.item, person=mending.county.people["colleague"], until=today(), reason="代办", by=by
        )
    with pytest.raises(PermissionDenied):
        assigning.reassign(mending.item, leader=None, department="办公室", handler=None, reason="调", by=by)
    assert (Delegation.objects.count(), mending.item.department) == (0, "")


def test_only_a_colleague_with_an_account_can_take_it(mending: Mending) -> None:
    own = mending.county.people["unit_liaison"]
    away = mending.county.people["member"]
    silent = seat(mending, "silent")
    User.objects.filter(person=silent).update(is_active=False)
    for person in (own, away, silent):
        with pytest.raises(ValidationError, match="本单位在职、有账号"):
            delegate(mending, person=person)
    with pytest.raises(ValidationError, match="不能早于今天"):
        delegate(mending, until=today() - DAY)
    with pytest.raises(ValidationError, match="委托的理由"):
        delegate(mending, reason="")
    assert not Delegation.objects.exists()
    delegate(mending)
    with pytest.raises(ValidationError, match="先收回再委托"):
        delegate(mending)


# 调整责任人


def serving(mending: Mending) -> Person:
    return mending.county.people["colleague"]


def test_reassigning_keeps_who_it_was(mending: Mending) -> None:
    head, liaison = mending.by("unit_head"), mending.by("unit_liaison")
    who = serving(mending)
    assigning.reassign(mending.item, leader=who, department="财政所", handler=None, reason="分工", by=head)
    assigning.reassign(
        mending.item, leader=None, department="财政所", handler=who, reason="人员调整", by=liaison
    )
    stored = mending.item
    assert (stored.leader, stored.handler, stored.department) == (None, who, "财政所")
    entry = Entry.objects.about(stored)[0]
    assert (entry.act, entry.reason) == ("rect.assign:E", "人员调整")
    assert entry.facts["who"] == {
        "leader": [str(who), ""],
        "department": ["财政所", "财政所"],
        "handler": ["", str(who)],
    }


def test_reassigning_says_why_and_changes_something(mending: Mending) -> None:
    by = mending.by("unit_head")
    same: dict[str, Any] = {"leader": mending.item.leader, "department": "", "handler": None}
    with pytest.raises(ValidationError, match="没有变化"):
        assigning.reassign(mending.item, **same, reason="调整", by=by)
    with pytest.raises(ValidationError, match="理由"):
        assigning.reassign(mending.item, **{**same, "department": "财政所"}, reason=" ", by=by)
    away = mending.county.people["member"]
    with pytest.raises(ValidationError, match="任职"):
        assigning.reassign(mending.item, **{**same, "handler": away}, reason="调整", by=by)
    assert mending.item.version == make_fixing(1, name="临川").item.version


def test_who_has_left_may_stay_named_until_changed(mending: Mending) -> None:
    who, by = serving(mending), mending.by("unit_head")
    assigning.reassign(mending.item, leader=who, department="", handler=None, reason="分工", by=by)
    Tenure.objects.filter(person=who).update(until=today() - DAY)
    assigning.reassign(mending.item, leader=who, department="财政所", handler=None, reason="分工", by=by)
    assert mending.item.leader == who


def test_of_two_who_reassign_the_second_is_told(mending: Mending) -> None:
    by, seen = mending.by("unit_head"), mending.item
    same: dict[str, Any] = {"leader": None, "handler": None, "reason": "分工", "by": by}
    assigning.reassign(mending.item, department="甲", **same)
    with pytest.raises(Stale):
        assigning.reassign(seen, department="乙", version=seen.version, **same)
    assert mending.item.department == "甲"


def test_responsibility_is_changed_from_the_accepted_plan_until_the_closing(mending: Mending) -> None:
    same: dict[str, Any] = {"leader": None, "handler": None, "reason": "分工"}
    early = make_planning(1, name="临川")
    with pytest.raises(PermissionDenied):
        assigning.reassign(early.item, department="甲", by=early.by("unit_head"), **same)
    applied(mending)
    assigning.reassign(mending.item, department="甲", by=mending.by("unit_head"), **same)
    done = closed(mending, mending.items[1])
    with pytest.raises(PermissionDenied):
        assigning.reassign(done, department="乙", by=mending.by("unit_head"), **same)


# Pages


def test_delegating_is_asked_done_shown_and_taken_back(mending: Mending) -> None:
    client, item = sign_in(mending, "unit_liaison"), mending.item
    url = page("item_delegate", item)
    assert url in client.get(page("item_detail", item)).content.decode()
    said = {"person": str(serving(mending).pk), "until": str(today() + DAY), "reason": "股室承办"}
    client.post(url, said)
    given = Delegation.objects.get()
    assert page("delegation_end", given) in client.get(page("item_detail", item)).content.decode()
    colleague = sign_in(mending, "colleague")
    shown = colleague.get(page("item_detail", item))
    assert shown.status_code == 200
    assert page("item_progress", item) in shown.content.decode()
    assert page("item_delegate", item) not in shown.content.decode()
    assert colleague.get(page("item_detail", mending.items[1])).status_code == 404
    assert colleague.get(page("plan_detail", mending.plan)).status_code == 404
    listed = colleague.get(page("item_list")).content.decode()
    assert (item.finding.title in listed, mending.items[1].finding.title in listed) == (True, False)
    client.post(page("delegation_end", given), {"reason": "调离"})
    assert colleague.get(page("item_detail", item)).status_code == 404


def test_a_wrong_delegation_is_answered_beside_the_field(mending: Mending) -> None:
    client, url = sign_in(mending, "unit_liaison"), page("item_delegate", mending.item)
    wrong = {
        "person": str(mending.county.people["member"].pk),
        "until": str(today() - DAY),
        "reason": "股室承办",
    }
    answer = client.post(url, wrong)
    assert "person" in answer.context["form"].errors
    answer = client.post(url, {**wrong, "person": str(serving(mending).pk)})
    assert "until" in answer.context["form"].errors
    assert "股室承办" in answer.content.decode()
    assert not Delegation.objects.exists()


def test_two_who_reassign_see_both_versions(mending: Mending) -> None:
    client, item = sign_in(mending, "unit_head"), mending.item
    url = page("item_assign", item)
    assert client.get(url).status_code == 200
    by = mending.by("unit_liaison")
    assigning.reassign(mending.item, leader=None, department="甲所", handler=None, reason="分工", by=by)
    said = {"department": "乙所", "reason": "重新分工", "version": str(item.version)}
    content = client.post(url, said).content.decode()
    assert ("甲所" in content, "乙所" in content, "他人已先保存" in content) == (True, True, True)
    assert mending.item.department == "甲所"


def test_another_unit_neither_delegates_nor_takes_back(mending: Mending) -> None:
    given, other = delegate(mending), make_fixing(1, name="临川")
    client = sign_in(other, "unit_head")
    for url in (
        page("item_delegate", mending.item),
        page("item_assign", mending.item),
        page("delegation_end", given),
    ):
        assert client.post(url, {"reason": "越权"}).status_code == 404
    assert Delegation.objects.get().until == today() + 9 * DAY
