"""反馈会之后: attendance by group, copies to whom they concern, each signed for by its addressee or on paper."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from organizations.models import Body, Portfolio, Tenure
from organizations.states import TenureKind
from organizations.tests.factories import make_body, make_office, make_person, make_unit, sit_in_office
from rounds import addressees
from rounds.models import Attendance, Feedback, FeedbackCopy
from rounds.operations import copies
from rounds.operations.copies import Addressee, Came
from rounds.states.review import CopyKind, CopyState, Guests
from rounds.tests.factories_papers import World, make_feedback, make_world, publish, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LONG_AGO = dt.date(2020, 1, 1)


def build() -> World:
    world = make_world()
    signed(world)
    user = make_user("county-leader", Role.SUP)
    world.users["overseer"] = user
    world.people["overseer"] = make_person(world.office, "齐县长", user)
    Portfolio.objects.create(person=world.people["overseer"], unit=world.unit, since=LONG_AGO)
    return world


built, world = standing(build)


@pytest.fixture
def feedback(world: World) -> Feedback:
    return publish(world, make_feedback(world, proposed=True))


def send(world: World, feedback: Feedback, *chosen: Addressee) -> list[FeedbackCopy]:
    by = world.by("clerk")
    return copies.send_copies(feedback, chosen, sent_on=by.on, by=by)


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any) -> str:
    return reverse(f"rounds:{name}", args=[record.pk])


HEAD = Addressee(CopyKind.HEAD, "何向东 镇党委书记")
LEADERS = Addressee(CopyKind.LEADERS, "青石镇领导班子")
FORMER = Addressee(CopyKind.FORMER, "韩志远（原镇党委书记）")
OVERSEER = Addressee(CopyKind.SUPERVISOR, "齐县长")


def test_register_attendance_group_by_group_and_puts_it_right_with_its_trail(
    world: World, feedback: Feedback
) -> None:
    by = world.by("clerk")
    came = [Came(Guests.HEAD, 1, " 何向东 "), Came(Guests.STAFF, 30), Came(Guests.FORMER, 0)]
    copies.register_attendance(feedback, came, by=by)
    told = dict(Attendance.objects.values_list("group", "number"))
    assert told == {Guests.HEAD: 1, Guests.STAFF: 30}
    copies.register_attendance(feedback, [Came(Guests.HEAD, 1, "何向东"), Came(Guests.STAFF, 28)], by=by)
    staff = Attendance.objects.get(group=Guests.STAFF)
    assert (staff.number, Entry.objects.about(staff).count()) == (28, 2)
    head = Attendance.objects.get(group=Guests.HEAD)
    assert (head.names, Entry.objects.about(head).count()) == ("何向东", 1)


def test_register_attendance_with_names_and_no_number_is_refused_and_leaves_nothing(
    world: World, feedback: Feedback
) -> None:
    came = [Came(Guests.STAFF, 30), Came(Guests.HEAD, 0, "何向东")]
    with pytest.raises(ValidationError, match="主要负责人写了姓名"):
        copies.register_attendance(feedback, came, by=world.by("clerk"))
    assert not Attendance.objects.exists()


def test_register_attendance_upon_an_old_version_is_stale(world: World, feedback: Feedback) -> None:
    seen = feedback.version
    copies.register_attendance(Feedback.objects.get(), [Came(Guests.STAFF, 30)], by=world.by("second-clerk"))
    with pytest.raises(Stale):
        copies.register_attendance(feedback, [Came(Guests.STAFF, 9)], by=world.by("clerk"), version=seen)
    assert Attendance.objects.get().number == 30


@pytest.mark.parametrize("name", ["director", "leader", "unit-head", "overseer"])
def test_attendance_and_copies_by_others_are_refused_and_leave_nothing(
    world: World, feedback: Feedback, name: str
) -> None:
    by = world.by(name)
    with pytest.raises(PermissionDenied):
        copies.register_attendance(feedback, [Came(Guests.STAFF, 30)], by=by)
    with pytest.raises(PermissionDenied):
        copies.send_copies(feedback, [HEAD], sent_on=by.on, by=by)
    assert (Attendance.objects.count(), FeedbackCopy.objects.count()) == (0, 0)


def test_copies_of_what_is_not_published_are_refused(world: World) -> None:
    feedback, by = make_feedback(world, proposed=True), world.by("clerk")
    with pytest.raises(PermissionDenied, match="发布以后"):
        copies.send_copies(feedback, [HEAD], sent_on=by.on, by=by)


def test_send_copies_leaves_an_entry_for_each_and_sends_none_twice(world: World, feedback: Feedback) -> None:
    made = send(world, feedback, HEAD, Addressee(CopyKind.FORMER, "  "))
    assert [(copy.recipient, copy.state) for copy in made] == [(HEAD.recipient, CopyState.SENT)]
    assert Entry.objects.about(made[0])[0].act == "feedback.copy:C"
    with pytest.raises(ValidationError, match="已经送过"):
        send(world, feedback, LEADERS, HEAD)
    with pytest.raises(ValidationError, match="至少写明一个"):
        send(world, feedback)
    assert FeedbackCopy.objects.count() == 1


def test_send_copies_on_a_day_before_the_meeting_or_to_come_is_refused(
    world: World, feedback: Feedback
) -> None:
    by = world.by("clerk")
    for day in (by.on - DAY, by.on + DAY):
        with pytest.raises(ValidationError, match="送达日期"):
            copies.send_copies(feedback, [HEAD], sent_on=day, by=by)


def test_send_copies_to_a_department_of_another_office_is_refused(world: World, feedback: Feedback) -> None:
    far = make_body(make_office("邻县县委巡察办"))
    with pytest.raises(ValidationError, match="不在本办名录"):
        send(world, feedback, Addressee(CopyKind.DEPARTMENT, str(far), far))


def test_each_sees_the_copies_that_are_theirs_and_signs_for_no_other(
    world: World, feedback: Feedback
) -> None:
    send(world, feedback, HEAD, LEADERS, FORMER, OVERSEER)
    seen = {
        name: {copy.kind for copy in FeedbackCopy.objects.visible_to(world.by(name))}
        for name in ("clerk", "leader", "member", "unit-head", "unit-liaison", "overseer")
    }
    every = {CopyKind.HEAD, CopyKind.LEADERS, CopyKind.FORMER, CopyKind.SUPERVISOR}
    to_unit = {CopyKind.HEAD, CopyKind.LEADERS}
    assert seen == {
        "clerk": every,
        "leader": every,
        "member": set(),
        "unit-head": to_unit,
        "unit-liaison": to_unit,
        "overseer": {CopyKind.SUPERVISOR},
    }
    copy = FeedbackCopy.objects.get(kind=CopyKind.SUPERVISOR)
    for name in ("clerk", "director", "unit-head", "unit-liaison"):
        with pytest.raises(PermissionDenied, match="收件人"):
            copies.sign_copy(copy, by=world.by(name))
    assert [copy.kind for copy in FeedbackCopy.objects.awaiting(world.by("overseer"))] == ["supervisor"]
    copies.sign_copy(copy, by=world.by("overseer"))
    stored = FeedbackCopy.objects.get(pk=copy.pk)
    assert (stored.state, stored.received_by, stored.received_on) == (
        CopyState.RECEIVED,
        str(world.users["overseer"]),
        world.by("overseer").on,
    )
    assert not FeedbackCopy.objects.awaiting(world.by("overseer")).exists()
    with pytest.raises(PermissionDenied):
        copies.sign_copy(stored, by=world.by("overseer"))
    copy.state = CopyState.SENT
    with pytest.raises(IllegalMove):
        copies.sign_copy(copy, by=world.by("overseer"))


def test_the_scope_q_of_a_copy_gives_a_county_leader_those_about_the_own_portfolio(
    world: World, feedback: Feedback
) -> None:
    [copy] = send(world, feedback, OVERSEER)
    assert list(FeedbackCopy.objects.visible_to(world.by("overseer"))) == [copy]
    Portfolio.objects.update(unit=make_unit(world.office, "白鹭乡"))
    assert not FeedbackCopy.objects.visible_to(world.by("overseer")).exists()


def test_the_clerk_of_another_office_sees_no_copy(world: World, feedback: Feedback) -> None:
    send(world, feedback, HEAD, FORMER, OVERSEER)
    user = make_user("far-clerk", Role.OST)
    sit_in_office(make_person(make_office("邻县县委巡察办"), "郑禾", user))
    assert not FeedbackCopy.objects.visible_to(actor(user)).exists()
    assert FeedbackCopy.objects.visible_to(world.by("second-clerk")).count() == 3


def test_sign_copy_of_a_former_head_from_the_signed_receipt(world: World, feedback: Feedback) -> None:
    copy = send(world, feedback, FORMER)[0]
    copies.sign_copy(copy, by=world.by("second-clerk").entering_for("韩志远（原镇党委书记）"))
    assert FeedbackCopy.objects.get().received_by == "韩志远（原镇党委书记）（代录）"
    assert Entry.objects.about(copy)[0].acting_for == "韩志远（原镇党委书记）"


def test_sign_copy_before_it_was_sent_or_tomorrow_is_refused(world: World, feedback: Feedback) -> None:
    copy = send(world, feedback, HEAD)[0]
    for day in (copy.sent_on - DAY, copy.sent_on + DAY):
        with pytest.raises(ValidationError, match="签收日期"):
            copies.sign_copy(copy, by=world.by("unit-head"), received_on=day)
    assert FeedbackCopy.objects.get().state == CopyState.SENT


def test_the_program_proposes_head_former_head_and_county_leader(world: World, feedback: Feedback) -> None:
    head = Tenure.objects.get(unit=world.unit, kind=TenureKind.HEAD)
    Tenure.objects.filter(pk=head.pk).update(since=dt.date(2025, 1, 1))
    former = make_person(world.office, "韩志远")
    past = {"kind": TenureKind.HEAD, "title": "党委书记", "since": LONG_AGO, "until": dt.date(2024, 12, 31)}
    Tenure.objects.create(person=former, unit=world.unit, **past)
    found = addressees.likely(feedback, world.by("clerk").on)
    assert found[CopyKind.FORMER] == "韩志远（原党委书记）"
    assert found[CopyKind.SUPERVISOR] == "齐县长"
    assert str(head.person) in found[CopyKind.HEAD]


def test_attendance_and_copies_from_the_meeting_to_the_receipt_in_the_browser(
    world: World, feedback: Feedback
) -> None:
    body = Body.objects.filter(office=world.office).first() or make_body(world.office)
    clerk, on = sign_in(world, "clerk"), f"{world.by('clerk').on:%Y-%m-%d}"
    clerk.post(
        page("feedback_attend", feedback),
        {"version": str(feedback.version), "staff_number": "28", "head_number": "1", "head_names": "何向东"},
    )
    form = clerk.get(page("copy_send", feedback)).content.decode()
    assert "齐县长" in form
    clerk.post(
        page("copy_send", feedback),
        {"sent_on": on, "head": HEAD.recipient, "supervisor": "齐县长", "bodies": [str(body.pk)]},
    )
    told = clerk.get(page("feedback_detail", feedback)).content.decode()
    assert "<dt>主要负责人</dt><dd>1 人，何向东</dd>" in told
    assert "<dt>干部职工代表</dt><dd>28 人</dd>" in told
    assert str(body) in told
    assert "代录" in told
    head = sign_in(world, "unit-head")
    shown = head.get(page("feedback_detail", feedback)).content.decode()
    copy = FeedbackCopy.objects.get(kind=CopyKind.HEAD)
    assert page("copy_sign", copy) in shown
    assert str(body) not in shown
    head.post(page("copy_sign", copy), {"received_on": on, "received_by": "何向东"})
    assert FeedbackCopy.objects.get(kind=CopyKind.HEAD).received_by == "何向东"
    other = FeedbackCopy.objects.get(kind=CopyKind.SUPERVISOR)
    assert head.get(page("copy_sign", other)).status_code == 404


def test_what_is_wrong_with_the_attendance_is_said_and_what_was_typed_stays(
    world: World, feedback: Feedback
) -> None:
    said = {"version": str(feedback.version), "head_names": "何向东，镇党委书记"}
    told = sign_in(world, "clerk").post(page("feedback_attend", feedback), said).content.decode()
    assert "请同时填写人数" in told
    assert "何向东，镇党委书记" in told
