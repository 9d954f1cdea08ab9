"""Hard cases of the second half: a new head, dates put off again, one party over several units, town and villages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.clock import clock
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from deadlines.models import Deadline, Notice
from deadlines.operations import notice as notices
from organizations.models import Person, Tenure
from organizations.operations import registry
from organizations.operations.coverage import cover
from organizations.states import TenureKind, UnitKind
from organizations.tests.factories import make_person, make_unit
from rectification.exports.month_told import tell
from rectification.models import Item, MonthlyReport
from rectification.operations import assigning, extension, month_open, monthly, reminder, transferring
from rectification.operations.people import people_of
from rectification.states import ExtensionState, ReportState
from rectification.states.transfer import TransferKind
from rectification.tests.factories import (
    DAY,
    Mending,
    frozen,
    make_fixing,
    open_report,
    sign_in,
    signing,
    today,
)
from rectification.tests.factories_transfer import PAPER, make_successor, merge, transferred
from rounds.models import Feedback, Finding
from rounds.states import FeedbackState
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_fixing(3, days_ago=70)


built, mending = standing(build)


def follow(mending: Mending) -> Person:
    """Let a new head come today."""
    user = make_user(f"{mending.county.user('clerk').username}-new-head", Role.UNH)
    person = make_person(mending.county.office, "新任镇长", user)
    mending.county.people["new_head"] = person
    post = Tenure(
        unit=mending.assignment.unit, person=person, kind=TenureKind.HEAD, title="镇长", since=today()
    )
    registry.appoint(post, by=mending.by("clerk"))
    return person


# 领导更替


def test_a_report_is_signed_by_the_head_of_the_day(mending: Mending) -> None:
    earlier = frozen(mending, month_open.month_before(month_open.month_before(today())))
    report = signing(mending)
    follow(mending)
    with pytest.raises(PermissionDenied):
        monthly.sign_monthly(report, by=mending.by("unit_head"))
    signed = monthly.sign_monthly(report, by=mending.by("new_head"))
    assert signed.signed_by == mending.by("new_head").signature
    assert MonthlyReport.objects.get(pk=earlier.pk).signed_by == mending.by("unit_head").signature
    signers = Entry.objects.about(earlier).filter(to_state=ReportState.SUBMITTED)
    assert signers.get().user == mending.county.user("unit_head")


def test_the_ladder_goes_to_the_head_of_the_day_and_not_to_the_former_one(mending: Mending) -> None:
    follow(mending)
    due: dt.date = mending.item.due_on  # type: ignore[assignment]
    at = timezone.make_aware(dt.datetime.combine(due + 40 * DAY, dt.time(9)))
    reminder.remind(at=at)
    notices.deliver(at=at)
    told = set(Notice.objects.filter(url__contains=str(mending.item.pk)).values_list("recipient", flat=True))
    assert mending.county.user("new_head").pk in told
    assert mending.county.user("unit_head").pk not in told


def test_who_was_responsible_when_stays_readable(mending: Mending) -> None:
    """The item's leader is changed with a reason; the tenures say who headed the unit on any day."""
    head, new = mending.county.people["unit_head"], follow(mending)
    item = mending.item
    said: dict[str, Any] = {"department": "财政所", "handler": None}
    Item.objects.filter(pk=item.pk).update(leader=head)
    item.refresh_from_db()
    stranger = make_person(mending.county.office, "外人")
    with pytest.raises(ValidationError, match="不在"):
        assigning.reassign(item, leader=stranger, reason="调整", by=mending.by("new_head"), **said)
    item.refresh_from_db()
    now = assigning.reassign(item, leader=new, reason="领导更替", by=mending.by("new_head"), **said)
    assert now.leader == new
    assert Entry.objects.about(now)[0].facts["who"]["leader"] == [str(head), str(new)]
    heads = Tenure.objects.filter(unit=mending.assignment.unit, kind=TenureKind.HEAD)
    assert heads.on(today() - DAY).get().person == head
    assert heads.on(today()).get().person == new


# 一再延期


def put_off(mending: Mending, days: int) -> None:
    item = Item.objects.get(pk=mending.item.pk)
    assert item.due_on
    asked = extension.ask_extension(
        item, new_due=item.due_on + days * DAY, reason="项目跨年度实施", by=mending.by("unit_liaison")
    )
    extension.sign_extension(asked, by=mending.by("unit_head"))
    extension.propose_extension(asked, by=mending.by("clerk"))
    extension.approve_extension(asked, by=mending.by("director"))


def test_each_extension_is_a_record_and_the_first_date_counts(mending: Mending) -> None:
    first: dt.date = mending.item.due_on  # type: ignore[assignment]
    for days in (30, 40, 50):
        put_off(mending, days)
    item = mending.item
    deadline = Deadline.objects.about(item).get()
    assert (deadline.original_due, deadline.due, item.due_on) == (first, first + 120 * DAY, first + 120 * DAY)
    steps = deadline.extensions.order_by("at", "pk").values_list("old_due", "new_due")
    assert list(steps) == [
        (first, first + 30 * DAY),
        (first + 30 * DAY, first + 70 * DAY),
        (first + 70 * DAY, first + 120 * DAY),
    ]
    states = list(item.extensions.values_list("state", flat=True))
    assert states == [ExtensionState.APPROVED] * 3
    # Met within the extended day, past the first: not in time
    Deadline.objects.filter(pk=deadline.pk).update(met_on=first + 10 * DAY)
    assert not Deadline.objects.met_in_original_time().filter(pk=deadline.pk).exists()


# 单位并入：反馈意见跟着问题走


def test_the_unit_that_it_became_part_of_reads_the_feedback_once_its_problems_have_passed(
    mending: Mending,
) -> None:
    feedback = Feedback.objects.create(
        assignment=mending.assignment,
        overview="总体评价",
        published_at=mending.assignment.published_at,
        state=FeedbackState.PUBLISHED,
    )
    heir = make_successor(mending)
    merge(mending, heir)
    mending.assignment.unit.refresh_from_db()
    assert not Feedback.objects.visible_to(mending.by("next_head")).exists()
    transferred(mending, heir)
    for who in ("next_head", "next_liaison"):
        assert list(Feedback.objects.visible_to(mending.by(who))) == [feedback]
    told = sign_in(mending, "next_head").get(reverse("rounds:feedback_detail", args=[feedback.pk]))
    assert mending.item.finding.title in told.content.decode()
    third = make_successor(mending, "红岩镇")
    registry.end_unit(heir, ended_on=today(), successor=third, reason="再并入", by=mending.by("clerk"))
    heir.refresh_from_db()
    said: dict[str, Any] = {"kind": TransferKind.MERGED, "to": third, "document": PAPER, "reason": "再并入"}
    again = transferring.propose_transfer(heir, transferring.ask(**said), by=mending.by("clerk"))
    transferring.approve_transfer(again, by=mending.by("director"))
    assert list(Feedback.objects.visible_to(mending.by("红岩镇-next_head"))) == [feedback]
    assert not Feedback.objects.visible_to(mending.by("next_head")).exists()


def test_who_took_over_a_part_reads_its_problems_and_not_the_feedback(mending: Mending) -> None:
    Feedback.objects.create(
        assignment=mending.assignment,
        published_at=mending.assignment.published_at,
        state=FeedbackState.PUBLISHED,
    )
    transferred(mending, make_successor(mending), (mending.item.pk,))
    by = mending.by("next_head")
    assert list(Finding.objects.visible_to(by)) == [mending.item.finding]
    assert not Feedback.objects.visible_to(by).exists()


# 一个党组织几个单位、乡镇和村


def test_one_party_over_two_departments_reports_once_and_may_part_the_work(mending: Mending) -> None:
    party = mending.assignment.party_organization
    second = make_successor(mending, "白水镇")
    cover(party, [second], since=today() - 90 * DAY, by=mending.by("clerk"))
    assert month_open.open_due_months(by=clock(timezone.now())) == 1
    frozen(mending)
    transferred(mending, second, (mending.item.pk,))
    month = today().replace(day=1)
    at = timezone.make_aware(dt.datetime.combine(month_open.last_day(month) + DAY, dt.time(1)))
    month_open.open_due_months(by=clock(at))
    told = tell(mending.by("director"), month, lambda _done, _total: None)
    assert [(one.unit, one.figures["total"]) for one in told.units] == [
        (str(mending.assignment.unit), 2),
        (f"白水镇（承接{mending.assignment.unit}）", 1),
    ]
    assert told.totals["total"] == Decimal(3)
    parties = Item.objects.order_by().values_list("assignment__party_organization", flat=True).distinct()
    assert list(parties) == [party.pk]


def test_what_was_found_in_villages_is_reported_and_summed_up_by_the_town(mending: Mending) -> None:
    town = mending.assignment.unit
    villages = [make_unit(mending.county.office, name, UnitKind.VILLAGE) for name in ("柳溪村", "上坪村")]
    for village in villages:
        village.parent = town
        village.save()
    mending.assignment.extended.set(villages)
    report = open_report(mending)
    assert report.lines.count() == 3
    told = tell(mending.by("director"), report.month, lambda _done, _total: None)
    assert [(one.unit, one.figures["total"]) for one in told.units] == [(str(town), 3)]
    people = people_of(mending.assignment, today())
    assert mending.county.user("unit_head") in [user for group in people.values() for user in group]
