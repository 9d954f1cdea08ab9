"""抄送评估结果: sent as it stands, seen and signed for by whom it went to, nobody else."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from audit.operations import IllegalMove
from documents.operations import enter_by_proxy
from documents.tests.factories import make_file
from organizations.models import Body, BodyPost, Person, Portfolio, Unit
from organizations.states import BodyKind
from organizations.tests.factories import make_person
from rectification.tests.factories import oversee
from rectification.tests.factories_transfer import make_successor, transferred
from rounds.models import Round
from rounds.states.review import CopyState
from supervision import rules
from supervision.models import Assessment, ResultCopy
from supervision.operations import copying, publishing
from supervision.states import CopyTo
from supervision.tests.factories import (
    DAY,
    Mending,
    beside,
    copied,
    decided,
    make_mending,
    page,
    published,
    recuse,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    mending = make_mending(1, 0)
    oversee(mending)
    published(mending)
    return mending


built, mending = standing(build)


def to_leader(mending: Mending) -> ResultCopy:
    return sent_up(mending, Assessment.objects.get(assignment=mending.assignment))


def sent_up(mending: Mending, *results: Assessment, who: str = "clerk") -> ResultCopy:
    by = mending.by(who)
    return copying.send_results(mending.county.round, leaders=results, sent_on=today(), by=by)[0]


def second(mending: Mending, points: int = 50) -> Assessment:
    """Return the published result of another unit of the round."""
    made = beside(mending, points)
    publishing.publish_assessments(mending.county.round, by=mending.by("director"))
    made.refresh_from_db()
    return made


def lead(mending: Mending, unit: Unit, name: str) -> Person:
    """Let somebody oversee a unit."""
    user = make_user(f"{mending.county.user('clerk').username}-{name}", Role.SUP, name=name)
    mending.county.people[name] = person = make_person(mending.county.office, name, user)
    Portfolio.objects.create(person=person, unit=unit, since=today() - 90 * DAY)
    return person


def other_body(mending: Mending) -> str:
    """Seat a handler of the organization department, and return by what name."""
    office = mending.county.office
    body = Body.objects.create(office=office, name="县委组织部", kind=BodyKind.ORGANIZATION)
    person = make_person(office, "组织部经办人", make_user("organizer", Role.RCV))
    BodyPost.objects.create(body=body, person=person, since=today() - DAY)
    mending.county.people["organizer"] = person
    return "organizer"


def test_a_ranking_is_sent_as_it_stands_and_says_so_by_its_digest(mending: Mending) -> None:
    made = copied(mending)
    assert (made.state, made.sent_on, made.is_intact) == (CopyState.SENT, today(), True)
    assert made.content["tables"][0]["rows"] == [
        ["1", str(mending.assignment.unit), "90.00", "好", "通报表扬", "88.9%"]
    ]
    told = Entry.objects.about(made).get()
    assert (told.act, told.facts["digest"]) == ("sv.copy:C", made.digest)
    made.content["tables"][0]["rows"][0][2] = "60.00"
    assert not made.is_intact


def test_results_of_two_units_that_got_the_same_are_two_copies_and_each_says_whose(mending: Mending) -> None:
    other = second(mending)
    Portfolio.objects.create(
        person=mending.county.people["supervisor"], unit=other.assignment.unit, since=today() - 9 * DAY
    )
    first = Assessment.objects.get(assignment=mending.assignment)
    assert first.total == other.total
    copying.send_results(
        mending.county.round, leaders=[first, other], sent_on=today(), by=mending.by("clerk")
    )
    one, two = ResultCopy.objects.order_by("id")
    units = [str(first.assignment.unit), str(other.assignment.unit)]
    assert [copy.content["tables"][0]["rows"][0][1] for copy in (one, two)] == units
    assert one.digest != two.digest
    assert one.recipient == two.recipient == "顾长河"


def test_a_result_goes_to_the_leader_to_whom_it_is_open_and_to_nobody_else(mending: Mending) -> None:
    other = second(mending)
    lead(mending, other.assignment.unit, "林间月")
    mine, theirs = to_leader(mending), sent_up(mending, other)
    assert (mine.recipient, theirs.recipient) == ("顾长河", "林间月")
    assert set(ResultCopy.objects.visible_to(mending.by("supervisor"))) == {mine}
    assert set(ResultCopy.objects.visible_to(mending.by("林间月"))) == {theirs}
    assert not rules.can_sign_result(mending.by("supervisor"), theirs)


def test_a_leader_who_keeps_away_is_neither_offered_nor_sent_a_result(mending: Mending) -> None:
    recuse(mending, "supervisor")
    form = sign_in(mending, "clerk").get(page("copy_send", mending.county.round)).context["form"]
    assert list(form.fields["leaders"].queryset) == []
    with pytest.raises(ValidationError, match="没有可以抄送的分管县领导"):
        to_leader(mending)
    assert not ResultCopy.objects.exists()


def test_a_leader_without_an_account_gets_it_on_paper_unless_kept_away(mending: Mending) -> None:
    Person.objects.filter(pk=mending.county.people["supervisor"].pk).update(user=None)
    assert to_leader(mending).recipient == "顾长河"
    recuse(mending, "supervisor")
    ResultCopy.objects.update(recipient="另一人")
    with pytest.raises(ValidationError, match="没有可以抄送的分管县领导"):
        to_leader(mending)


def test_after_a_part_was_handed_over_the_leader_of_the_inspected_unit_gets_the_result() -> None:
    mending = build()
    successor = make_successor(mending)
    lead(mending, successor, "林间月")
    transferred(mending, successor, tuple(item.pk for item in mending.items))
    assert to_leader(mending).recipient == "顾长河"


def test_after_a_merger_the_leader_of_the_unit_that_took_it_over_gets_the_result() -> None:
    mending = build()
    successor = make_successor(mending)
    lead(mending, successor, "林间月")
    transferred(mending, successor)
    made = to_leader(mending)
    assert made.recipient == "林间月"
    assert rules.can_sign_result(mending.by("林间月"), made)


def test_only_the_office_and_the_group_read_who_did_what_with_a_copy(mending: Mending) -> None:
    ranking, result = copied(mending), to_leader(mending)
    for who, copy, many in (("clerk", ranking, 1), ("receiver", ranking, 0), ("supervisor", result, 0)):
        told = sign_in(mending, who).get(page("copy_detail", copy)).context["entries"]
        assert len(told) == many


def test_a_body_that_has_the_ranking_is_not_ticked_again(mending: Mending) -> None:
    url, clerk = page("copy_send", mending.county.round), sign_in(mending, "clerk")
    assert len(clerk.get(url).context["form"]["bodies"].initial) == 1
    copied(mending)
    assert len(clerk.get(url).context["form"]["bodies"].initial) == 0


def test_the_same_is_not_sent_twice_and_leaves_nothing(mending: Mending) -> None:
    copied(mending)
    with pytest.raises(ValidationError, match="已经送过"):
        copied(mending)
    assert ResultCopy.objects.count() == 1


def test_what_is_not_published_is_not_sent() -> None:
    mending = make_mending(1, 0)
    made = decided(mending)
    by, round_ = mending.by("clerk"), mending.county.round
    assert not rules.can_send_results(by, round_)
    with pytest.raises(PermissionDenied):
        copied(mending)
    url = page("copy_send", round_)
    answer = sign_in(mending, "clerk").get(url, follow=True)
    assert (answer.redirect_chain[0][0], "还没有公布评估结果" in answer.content.decode()) == (
        page("ranking", round_),
        True,
    )
    assert sign_in(mending, "clerk").post(url, {"sent_on": today()}).status_code == 403
    Assessment.objects.filter(pk=made.pk).update(state="published", published_on=today())
    assert rules.can_send_results(by, round_)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_publication_or_after_today_is_refused(mending: Mending, days: int) -> None:
    with pytest.raises(ValidationError, match="公布当天"):
        copied(mending, today() + dt.timedelta(days=days))
    assert not ResultCopy.objects.exists()


def test_sending_is_the_clerks_and_never_a_ranking_with_a_gap(mending: Mending) -> None:
    round_ = mending.county.round
    able = {name for name in mending.county.people if rules.can_send_results(mending.by(name), round_)}
    assert able == {"clerk", "second_clerk"} & set(mending.county.people)
    recuse(mending, "clerk")
    with pytest.raises(PermissionDenied):
        copied(mending)
    assert not ResultCopy.objects.exists()


def test_each_sees_the_copies_that_are_theirs_and_no_others(mending: Mending) -> None:
    other = other_body(mending)
    ranking, result = copied(mending), to_leader(mending)

    def seen(who: str) -> set[Any]:
        return set(ResultCopy.objects.visible_to(mending.by(who)))

    assert seen("receiver") == {ranking}
    assert seen("supervisor") == {result}
    assert seen("clerk") == seen("director") == seen("leadership") == {ranking, result}
    assert [seen(who) for who in (other, "unit_head", "unit_liaison", "team_lead")] == [set()] * 4


def test_nobody_sees_a_copy_that_tells_of_a_unit_they_are_kept_from(mending: Mending) -> None:
    copied(mending)
    to_leader(mending)
    recuse(mending, "receiver", "supervisor", "clerk")
    for who in ("receiver", "supervisor", "clerk"):
        assert not ResultCopy.objects.visible_to(mending.by(who)).exists()
    assert ResultCopy.objects.visible_to(mending.by("director")).count() == 2


def test_who_keeps_away_from_one_unit_neither_sees_nor_sends_what_tells_of_it(mending: Mending) -> None:
    other = second(mending, 30)
    lead(mending, other.assignment.unit, "林间月")
    whole, result = copied(mending), to_leader(mending)
    recuse(mending, "clerk")
    by, round_ = mending.by("clerk"), mending.county.round
    kept = sent_up(mending, other)
    shown = sign_in(mending, "clerk").get(page("ranking", round_)).content.decode()
    assert page("copy_detail", kept) in shown
    assert not any(page("copy_detail", copy) in shown for copy in (whole, result))
    closed = Assessment.objects.get(assignment=mending.assignment)
    with pytest.raises(ValidationError, match="由其他干部抄送"):
        copying.send_results(round_, bodies=Body.objects.all(), sent_on=today(), by=by)
    form = sign_in(mending, "clerk").get(page("copy_send", round_)).context["form"]
    assert [name for _, name in form.fields["only"].choices] == [str(other.assignment.unit)]
    with pytest.raises(ValidationError, match="公布以后才能抄送"):
        copying.send_results(round_, leaders=[closed], sent_on=today(), by=by)
    assert ResultCopy.objects.count() == 3


def test_signing_is_once_and_of_whom_it_went_to(mending: Mending) -> None:
    made, by = copied(mending), mending.by("receiver")
    assert list(ResultCopy.objects.awaiting(by)) == [made]
    for who in ("clerk", "director", "supervisor", "unit_head"):
        with pytest.raises(PermissionDenied):
            copying.sign_result(made, by=mending.by(who))
    with pytest.raises(ValidationError, match="送达当天或之后"):
        copying.sign_result(made, by=by, received_on=today() - DAY)
    assert ResultCopy.objects.get().state == CopyState.SENT
    seen = ResultCopy.objects.get()
    copying.sign_result(made, by=by)
    stored = ResultCopy.objects.get()
    assert (stored.state, stored.received_on, stored.received_by) == ("received", today(), by.signature)
    assert not ResultCopy.objects.awaiting(by).exists()
    with pytest.raises(IllegalMove):
        copying.sign_result(seen, by=by)


def test_whom_it_went_to_reads_it_and_signs(mending: Mending) -> None:
    made = copied(mending)
    client = sign_in(mending, "receiver")
    shown = client.get(page("copy_detail", made)).content.decode()
    assert "90.00" in shown
    assert page("copy_sign", made) in shown
    told = {"received_on": today(), "received_by": "周某"}
    assert client.post(page("copy_sign", made), told).status_code == 302
    assert ResultCopy.objects.get().received_by == "周某"
    assert client.post(page("copy_sign", made), told).status_code == 409
    assert sign_in(mending, "unit_head").get(page("copy_detail", made)).status_code == 404


def test_the_clerk_sends_from_the_ranking_and_sees_who_has_signed(mending: Mending) -> None:
    client, round_ = sign_in(mending, "clerk"), mending.county.round
    url = page("copy_send", round_)
    ranking = page("ranking", round_)
    assert url in client.get(ranking).content.decode()
    body = Body.objects.get(office=mending.county.office)
    result = Assessment.objects.get(assignment=mending.assignment)
    assert "请至少选择一个抄送对象" in client.post(url, {"sent_on": today()}).content.decode()
    said = {"bodies": [body.pk], "leaders": [result.pk], "sent_on": today()}
    assert client.post(url, said).status_code == 302
    assert {copy.kind for copy in ResultCopy.objects.all()} == {CopyTo.BODY, CopyTo.LEADER}
    shown = client.get(ranking).content.decode()
    assert all(page("copy_detail", copy) in shown for copy in ResultCopy.objects.all())
    assert shown.count("/supervision/proxy/result-sign/") == 2
    assert "/supervision/proxy/" not in sign_in(mending, "leadership").get(ranking).content.decode()


def test_copies_are_found_by_turn_whom_they_went_to_and_whether_signed(mending: Mending) -> None:
    ranking, result = copied(mending), to_leader(mending)
    copying.sign_result(ranking, by=mending.by("receiver"))

    def found(who: str, query: str) -> list[ResultCopy]:
        shown = sign_in(mending, who).get(f"{page('copy_list')}?{query}")
        return list(shown.context["listing"].rows)

    round_ = mending.county.round.pk
    assert found("clerk", "kind=leader") == found("clerk", "state=sent") == [result]
    assert found("clerk", "state=received") == found("clerk", f"kind=body&round={round_}") == [ranking]
    assert found("supervisor", "turn=mine") == [result]
    assert found("clerk", "turn=mine") == []


def test_copy_filters_are_offered_the_rounds_in_sight(mending: Mending) -> None:
    copied(mending)
    term, day = mending.county.round.term, today()
    said = {"term": term, "office": term.office, "number": 99, "name": "第九十九轮"}
    later = Round.objects.create(starts_on=day, ends_on=day, **said)
    ResultCopy.objects.filter(pk=to_leader(mending).pk).update(round=later)

    def offered(who: str) -> list[str]:
        form = sign_in(mending, who).get(page("copy_list")).context["listing"].form
        return [
            name
            for _, name in form.fields["round"].choices
            if name in {str(later), str(mending.county.round)}
        ]

    assert offered("clerk") == [str(later), str(mending.county.round)]
    assert offered("receiver") == [str(mending.county.round)]


@pytest.mark.parametrize("name", ["copy_list", "ranking"])
def test_page_with_copies_asks_the_same_for_one_and_for_three(
    mending: Mending, name: str, django_assert_max_num_queries: Any
) -> None:
    made = copied(mending)
    client = sign_in(mending, "clerk")
    url = page(name, None if name == "copy_list" else mending.county.round)
    client.get(url)
    with django_assert_max_num_queries(100) as first:
        client.get(url)
    many = len(first.captured_queries)
    assert many
    for number in range(2):
        ResultCopy.objects.create(
            round=mending.county.round,
            kind=made.kind,
            recipient=f"部门{number}",
            title=made.title,
            content=made.content,
            digest=made.digest,
            sent_on=made.sent_on,
            sent_by=made.sent_by,
        )
    client.get(url)
    with django_assert_max_num_queries(many):
        client.get(url)


def test_send_page_asks_the_same_for_one_unit_and_for_three(
    mending: Mending, django_assert_max_num_queries: Any
) -> None:
    client, url = sign_in(mending, "clerk"), page("copy_send", mending.county.round)
    second(mending)
    client.get(url)
    with django_assert_max_num_queries(100) as first:
        client.get(url)
    many = len(first.captured_queries)
    assert many
    for _ in range(2):
        second(mending)
    client.get(url)
    with django_assert_max_num_queries(many):
        client.get(url)


def test_a_receipt_on_paper_is_entered_by_one_and_confirmed_by_another(mending: Mending) -> None:
    made = copied(mending)
    clerk, second = mending.by("clerk"), mending.by("second_clerk")
    told: dict[str, Any] = {"signer": "周某", "post": "干部", "signed_on": today(), "number": "1"}
    entry = enter_by_proxy(
        made,
        act="sv.copy:S",
        kind="result-sign",
        title="签收",
        payload={"received_on": str(today())},
        scan=make_file(clerk),
        by=clerk,
        **told,
    )
    assert ResultCopy.objects.get().state == CopyState.SENT
    client = sign_in(mending, "second_clerk")
    url = page("proxy_confirm", entry)
    assert client.get(url).status_code == 200
    assert client.post(url, {"decision": "agree"}).status_code == 302
    stored = ResultCopy.objects.get()
    assert (stored.state, stored.received_on) == (CopyState.RECEIVED, today())
    assert "周某" in stored.received_by
    assert Entry.objects.about(made).filter(user_id=second.user.pk, to_state="received").exists()
