"""整改公开: decided apart for each audience, frozen at the approval, put up for as long as the rule says."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit import operations as audit
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline
from deadlines.workdays import Calendar
from rectification.models import Publication, PublicationLine, PublishedEdition
from rectification.operations import publication as operations
from rectification.rules import publication as rules
from rectification.states.publication import PublicationState, Sphere
from rectification.tests.factories import DAY, Mending, make_fixing, make_joint, mend, today
from rectification.tests.factories_publication import (
    CONTACT,
    FULL,
    approved,
    drafted,
    edition_of,
    handed_in,
    lines_of,
    put_up,
    say,
    written,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
WITHHELD = {"public": "withheld", "public_reason": "涉及正在核查的事项"}
REWRITTEN = {"public": "replaced", "public_text": "有关资金已整改到位。", "public_reason": "涉及个人信息"}


def build() -> Mending:
    return make_fixing(2)


built, mending = standing(build)


def told(edition: PublishedEdition) -> list[list[str]]:
    problems: list[list[str]] = edition.content["problems"]
    return problems


# ---------------------------------------------------------------- 编制


def test_start_takes_the_units_words_problem_by_problem_and_opens_all(mending: Mending) -> None:
    mend(mending, mending.items[0])
    publication = drafted(mending)
    first, second = lines_of(publication)
    assert (first.text, second.text) == ("滞留资金已全部兑付。", "")
    assert {(line.party, line.public) for line in (first, second)} == {("full", "full")}
    assert str(mending.assignment.party_organization) in publication.opening
    assert [entry.act for entry in Entry.objects.about(publication)] == ["rect.publish:C"]


def test_start_waits_for_the_accepted_plan_and_is_the_liaisons_and_once(mending: Mending) -> None:
    early, liaison = make_joint(1, "临川"), mending.by("unit_liaison")
    assert not rules.can_start_publication(early.by("unit_liaison"), early.plan)
    for name in ("unit_head", "clerk", "director"):
        assert not rules.can_start_publication(mending.by(name), mending.plan)
    assert rules.can_start_publication(liaison, mending.plan)
    operations.start_publication(mending.plan, by=liaison)
    with pytest.raises(PermissionDenied):
        operations.start_publication(mending.plan, by=liaison)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("sphere", ["party", "public"])
@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"": "withheld", "_reason": " "}, "_reason"),
        ({"": "replaced", "_reason": "涉及个人信息", "_text": " "}, "_text"),
        ({"": "replaced", "_reason": "", "_text": "已整改到位。"}, "_reason"),
    ],
)
def test_what_is_withheld_needs_its_reason_and_what_is_rewritten_its_words(
    mending: Mending, sphere: str, said: dict[str, str], wrong: str
) -> None:
    line = lines_of(drafted(mending))[0]
    with pytest.raises(ValidationError) as refused:
        say(mending, line, **{f"{sphere}{name}": value for name, value in said.items()})
    assert list(refused.value.message_dict) == [f"{sphere}{wrong}"]
    assert getattr(PublicationLine.objects.get(pk=line.pk), sphere) == "full"


def test_line_is_decided_apart_for_each_audience(mending: Mending) -> None:
    line = say(mending, lines_of(drafted(mending))[0], **WITHHELD)
    line.refresh_from_db()
    assert (line.party, line.public, line.public_reason) == ("full", "withheld", "涉及正在核查的事项")


def test_line_and_opening_are_the_liaisons_and_only_until_handed_in(mending: Mending) -> None:
    publication = handed_in(mending)
    line = lines_of(publication)[0]
    with pytest.raises(PermissionDenied):
        say(mending, line, text="改一改")
    with pytest.raises(PermissionDenied):
        operations.edit_publication(publication, changes=CONTACT, by=mending.by("unit_liaison"))
    operations.return_publication(publication, opinion="请补充", by=mending.by("director"))
    line = lines_of(publication)[0]
    for name in ("unit_head", "clerk"):
        with pytest.raises(PermissionDenied):
            operations.edit_line(line, changes=FULL, by=mending.by(name))
    say(mending, line, text="改一改")
    assert PublicationLine.objects.get(pk=line.pk).text == "改一改"


def test_edit_on_an_old_version_is_refused(mending: Mending) -> None:
    line = lines_of(drafted(mending))[0]
    say(mending, line)
    with pytest.raises(Stale):
        operations.edit_line(line, changes=FULL, by=mending.by("unit_liaison"), version=1)


def test_a_line_read_before_the_head_signed_is_not_rewritten_afterwards(mending: Mending) -> None:
    publication = written(mending)
    line = lines_of(publication)[0]
    operations.submit_publication(publication, by=mending.by("unit_head"))
    with pytest.raises(IllegalMove):
        say(mending, line, text="签发以后改写")
    assert PublicationLine.objects.get(pk=line.pk).text == FULL["text"]


# ---------------------------------------------------------------- 报送、审批


def test_submit_is_the_heads_and_tells_who_signed(mending: Mending) -> None:
    publication = written(mending)
    with pytest.raises(PermissionDenied):
        operations.submit_publication(publication, by=mending.by("unit_liaison"))
    operations.submit_publication(publication, by=mending.by("unit_head"))
    publication.refresh_from_db()
    assert publication.state == PublicationState.SUBMITTED
    assert (publication.submitted_on, publication.signed_by) == (today(), mending.by("unit_head").signature)


def test_submit_names_the_problems_without_words(mending: Mending) -> None:
    publication = written(mending, text=" ")
    with pytest.raises(ValidationError, match="之2") as refused:
        operations.submit_publication(publication, by=mending.by("unit_head"))
    assert "之1" not in str(refused.value)
    assert Publication.objects.get().state == PublicationState.DRAFT


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"opening": " "}, "开头"), ({"telephone": "", "address": "", "mail": ""}, "联系方式")],
)
def test_submit_needs_an_opening_and_a_way_to_answer(
    mending: Mending, changes: dict[str, str], words: str
) -> None:
    publication = written(mending)
    operations.edit_publication(publication, changes={**CONTACT, **changes}, by=mending.by("unit_liaison"))
    with pytest.raises(ValidationError, match=words):
        operations.submit_publication(publication, by=mending.by("unit_head"))


def test_submit_publishes_something_within_the_party(mending: Mending) -> None:
    publication = written(mending)
    for line in lines_of(publication):
        say(mending, line, party="withheld", party_reason="涉密审查中")
    with pytest.raises(ValidationError, match="党内至少公开"):
        operations.submit_publication(publication, by=mending.by("unit_head"))


def test_approval_is_the_directors_and_never_of_who_signed(mending: Mending) -> None:
    publication = handed_in(mending)
    for name in ("clerk", "unit_head", "leadership"):
        assert not rules.can_decide_publication(mending.by(name), publication)
        with pytest.raises(PermissionDenied):
            operations.approve_publication(publication, by=mending.by(name))
    assert rules.can_decide_publication(mending.by("director"), publication)
    assert not PublishedEdition.objects.exists()


def test_approval_is_not_of_the_director_who_signed_for_the_unit(mending: Mending) -> None:
    publication = written(mending)
    audit.move(publication, PublicationState.SUBMITTED, by=mending.by("director"))
    assert not rules.can_decide_publication(mending.by("director"), publication)


def test_return_needs_words_and_lets_the_unit_write_again(mending: Mending) -> None:
    publication = handed_in(mending)
    with pytest.raises(ValidationError):
        operations.return_publication(publication, opinion=" ", by=mending.by("director"))
    operations.return_publication(publication, opinion="第二个问题请改写", by=mending.by("director"))
    assert (publication.state, publication.opinion) == (PublicationState.RETURNED, "第二个问题请改写")
    operations.submit_publication(publication, by=mending.by("unit_head"))
    operations.approve_publication(publication, by=mending.by("director"))
    assert Publication.objects.get().opinion == ""


def test_approval_freezes_a_copy_for_each_audience(mending: Mending) -> None:
    publication = approved(mending, **REWRITTEN)
    party, public = (edition_of(publication, sphere) for sphere in Sphere)
    first, second = (line.item.finding for line in lines_of(publication))
    assert told(party) == [[first.title, FULL["text"]], [second.title, FULL["text"]]]
    assert told(public) == [
        [first.title, FULL["text"]],
        [f"{second.category.name}方面的问题", "有关资金已整改到位。"],
    ]
    assert public.content["contact"] == [
        "联系电话：0871-6512345",
        "通信地址：云岭县青石镇人民路1号",
        "电子邮箱：qs@yunling.gov.cn",
    ]
    assert party.is_intact
    assert public.is_intact


def test_what_is_withheld_stands_in_no_copy_of_its_audience(mending: Mending) -> None:
    publication = approved(mending, **WITHHELD)
    hidden = lines_of(publication)[1].item.finding.title
    assert hidden in str(edition_of(publication).content)
    assert hidden not in str(edition_of(publication, Sphere.PUBLIC).content)
    assert "核查" not in str(edition_of(publication, Sphere.PUBLIC).content)


def test_no_copy_for_an_audience_that_learns_of_nothing() -> None:
    publication = approved(make_fixing(1), **WITHHELD)
    assert [one.sphere for one in publication.editions.all()] == [Sphere.PARTY]


def test_a_copy_that_was_touched_is_noticed(mending: Mending) -> None:
    edition = edition_of(approved(mending))
    assert edition.is_intact
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", edition.check_number)
    other = edition_of(edition.publication, Sphere.PUBLIC)
    other.digest = f"1{other.digest[1:]}" if other.digest[0] != "1" else f"2{other.digest[1:]}"
    assert other.check_number != edition_of(edition.publication, Sphere.PUBLIC).check_number
    edition.content["problems"][0][1] = "已基本兑付。"
    assert not edition.is_intact


def test_approval_sets_the_day_by_which_it_is_put_up(mending: Mending) -> None:
    publication = approved(mending)
    deadline = Deadline.objects.about(publication).get()
    assert (deadline.code, deadline.anchor_on) == ("publication", today())
    assert deadline.due == Calendar().workdays_after(today(), 10)
    assert deadline.is_open


# ---------------------------------------------------------------- 登记公开


def test_put_up_takes_the_period_from_the_rule(mending: Mending) -> None:
    edition = put_up(mending, edition_of(approved(mending)))
    edition.refresh_from_db()
    assert (edition.place, edition.since, edition.until) == ("县政府网站", today(), today() + 15 * DAY)


@pytest.mark.parametrize(("days", "fits"), [(14, False), (15, True), (30, True)])
def test_put_up_stays_for_as_long_as_the_rule_says(mending: Mending, days: int, fits: bool) -> None:
    edition = edition_of(approved(mending))
    if fits:
        assert put_up(mending, edition, until=today() + days * DAY).until == today() + days * DAY
        return
    with pytest.raises(ValidationError) as refused:
        put_up(mending, edition, until=today() + days * DAY)
    assert list(refused.value.message_dict) == ["until"]


@pytest.mark.parametrize("days", [-1, 1])
def test_put_up_is_neither_before_the_approval_nor_to_come(mending: Mending, days: int) -> None:
    edition = edition_of(approved(mending))
    with pytest.raises(ValidationError) as refused:
        put_up(mending, edition, since=today() + days * DAY)
    assert list(refused.value.message_dict) == ["since"]
    assert PublishedEdition.objects.get(pk=edition.pk).since is None


def test_put_up_names_its_place(mending: Mending) -> None:
    with pytest.raises(ValidationError) as refused:
        put_up(mending, edition_of(approved(mending)), place=" ")
    assert list(refused.value.message_dict) == ["place"]


def test_publication_is_done_with_its_last_copy(mending: Mending) -> None:
    publication = approved(mending)
    put_up(mending, edition_of(publication))
    assert Publication.objects.get().state == PublicationState.APPROVED
    assert Deadline.objects.about(publication).get().is_open
    put_up(mending, edition_of(publication, Sphere.PUBLIC))
    assert Publication.objects.get().state == PublicationState.PUBLISHED
    assert Deadline.objects.about(publication).get().met_on == today()


def test_put_up_is_the_units_and_once(mending: Mending) -> None:
    publication = approved(mending)
    edition = edition_of(publication)
    for name in ("unit_head", "clerk", "director"):
        assert not rules.can_put_up_edition(mending.by(name), edition)
    put_up(mending, edition)
    with pytest.raises(PermissionDenied):
        put_up(mending, edition)


def test_awaiting_follows_the_steps(mending: Mending) -> None:
    def waits() -> set[str]:
        people = ("unit_liaison", "unit_head", "clerk", "director", "leadership")
        return {name for name in people if Publication.objects.awaiting(mending.by(name)).exists()}

    publication = written(mending)
    assert waits() == {"unit_liaison", "unit_head"}
    operations.submit_publication(publication, by=mending.by("unit_head"))
    assert waits() == {"director"}
    operations.return_publication(publication, opinion="请改", by=mending.by("director"))
    assert waits() == {"unit_liaison", "unit_head"}
    operations.submit_publication(publication, by=mending.by("unit_head"))
    operations.approve_publication(publication, by=mending.by("director"))
    assert waits() == {"unit_liaison"}
    for sphere in Sphere:
        put_up(mending, edition_of(publication, sphere))
    assert waits() == set()


def test_met_on_is_the_day_of_the_last_copy(mending: Mending) -> None:
    publication = approved(mending)
    later = mending.by("unit_liaison", mending.by("unit_liaison").at + dt.timedelta(days=3))
    for sphere, days in ((Sphere.PUBLIC, 2), (Sphere.PARTY, 1)):
        edition, since = edition_of(publication, sphere), today() + days * DAY
        operations.put_up_edition(edition, place="公示栏", since=since, by=later)
    assert Deadline.objects.about(publication).get().met_on == today() + 2 * DAY


def test_approval_of_another_version_than_was_read_is_stale_and_freezes_nothing(mending: Mending) -> None:
    made = handed_in(mending)
    read = made.version
    operations.return_publication(made, opinion="补充", by=mending.by("director"))
    again = operations.submit_publication(made, by=mending.by("unit_head"))
    with pytest.raises(Stale):
        operations.approve_publication(again, by=mending.by("director"), version=read)
    assert Publication.objects.get(pk=made.pk).state == PublicationState.SUBMITTED
    assert not PublishedEdition.objects.filter(publication=made).exists()
