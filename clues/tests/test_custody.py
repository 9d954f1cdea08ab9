"""线索专管员: a second person for signed papers about one clue, who sees that clue, for a time, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.states import Role
from accounts.tests.factories import make_user
from audit.models import Entry
from clues import operations, rules
from clues.models import Clue, ClueGrant
from clues.states import ClueState
from clues.tests.factories import NAME, SECRET, make_clue, seat_second_director
from clues.tests.test_pages import PAPER, enter, press, text, url
from documents.models import ProxyEntry
from documents.tests.factories import upload
from organizations.models import OfficePost, Recusal
from organizations.states import RecusalState
from organizations.tests.factories import make_person, sit_in_office
from rounds.tests.factories import County, make_assignment, make_county
from tests.standing import standing

pytestmark = pytest.mark.django_db
WHY = "承接部门以纸件签收"
MONTH = dt.timedelta(days=30)


built, county = standing(make_county)


def name(county: County, clue: Clue, who: str = "clerk", **facts: Any) -> ClueGrant:
    by = county.by("director")
    said = {"until": by.on + MONTH, "reason": WHY, "by": by, **facts}
    return operations.name_custodian(clue, county.people[who], **said)


def seen_by(county: County, who: str, days: int = 0) -> list[Clue]:
    by = county.by(who)
    return list(Clue.objects.visible_to(by.later(by.at + dt.timedelta(days=days))))


def test_a_custodian_sees_the_one_clue_from_that_moment_to_the_last_day(county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    make_clue(county, ClueState.HANDED, assignment=make_assignment(county.team))  # another, which could leak
    assert seen_by(county, "clerk") == []
    name(county, clue)
    assert [seen_by(county, "clerk", days) for days in (0, 30, 31)] == [[clue], [clue], []]
    assert seen_by(county, "second_clerk") == []


def test_naming_is_told_by_the_trail_without_what_the_clue_says(county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    grant = name(county, clue)
    assert (grant.giver, grant.reason) == (county.user("director"), WHY)
    entry = Entry.objects.about(clue).get(act="clue.custodian:A")
    assert entry.user == county.user("director")
    assert entry.reason.startswith("指定clerk，至")
    assert entry.reason.endswith(f"。{WHY}")
    assert set(entry.facts) == {"custodian", "since", "until"}
    assert SECRET not in str(entry.facts)


def test_ending_closes_the_clue_at_the_next_request_and_lets_another_be_named(county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    name(county, clue)
    operations.end_custody(clue, reason="调离", by=county.by("director"))
    assert seen_by(county, "clerk") == []
    assert rules.custodian_of(clue, county.by("director")) is None
    assert Entry.objects.about(clue).filter(act="clue.custodian:A").count() == 2
    name(county, clue, "second_clerk")
    assert seen_by(county, "second_clerk") == [clue]


@pytest.mark.parametrize(
    ("who", "state"),
    [
        *((who, ClueState.HANDED) for who in ("clerk", "leadership", "team_lead", "receiver", "member")),
        *(("director", state) for state in (ClueState.REGISTERED, ClueState.TEAM, ClueState.OFFICE)),
        ("director", ClueState.CLOSED),
    ],
)
def test_only_the_director_names_and_only_while_papers_may_come(
    county: County, who: str, state: ClueState
) -> None:
    clue = make_clue(county, state)
    with pytest.raises(PermissionDenied):
        name(county, clue, by=county.by(who))
    assert not ClueGrant.objects.exists()
    assert not Entry.objects.filter(act="clue.custodian:A").exists()


@pytest.mark.parametrize("who", ["clerk", "second_clerk", "leadership", "team_lead", "receiver"])
def test_ending_is_the_directors_and_leaves_nothing_when_refused(county: County, who: str) -> None:
    clue = make_clue(county, ClueState.HANDED)
    name(county, clue)
    with pytest.raises(PermissionDenied):
        operations.end_custody(clue, reason="调离", by=county.by(who))
    assert seen_by(county, "clerk") == [clue]
    assert Entry.objects.filter(act="clue.custodian:A").count() == 1


@pytest.mark.parametrize("days", [-1, 367])
def test_a_custody_has_an_end_within_a_year(county: County, days: int) -> None:
    clue = make_clue(county, ClueState.HANDED)
    with pytest.raises(ValidationError, match="一年以内"):
        name(county, clue, until=county.by("director").on + dt.timedelta(days=days))
    with pytest.raises(ValidationError, match="理由"):
        name(county, clue, reason=" ")
    name(county, clue)
    with pytest.raises(ValidationError, match="已有专管员"):
        name(county, clue, "second_clerk")
    assert ClueGrant.objects.count() == 1


def test_who_is_recused_elsewhere_gone_or_a_director_is_not_eligible(county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    seat_second_director(county)
    both = make_person(county.office, "both", make_user("both", Role.OST, Role.ODR))
    sit_in_office(both)
    make_county("外县")
    director = county.by("director")
    assert set(rules.eligible(clue, director)) == {county.people["clerk"], county.people["second_clerk"]}
    _recuse(county, clue, "clerk")
    OfficePost.objects.filter(person=county.people["second_clerk"]).update(until=dt.date(2021, 1, 1))
    assert not rules.eligible(clue, director).exists()
    for who in ("clerk", "second_clerk", "member"):
        with pytest.raises(ValidationError, match="重新选择"):
            name(county, clue, who)


def _recuse(county: County, clue: Clue, who: str) -> None:
    Recusal.objects.create(
        person=county.people[who],
        party_organization=clue.assignment.party_organization,
        ground="亲属",
        state=RecusalState.GRANTED,
        declared_at=county.by("director").at,
    )


def test_a_recusal_or_leaving_the_office_or_the_role_ends_it(county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    name(county, clue)
    _recuse(county, clue, "clerk")
    assert seen_by(county, "clerk") == []
    Recusal.objects.update(state=RecusalState.ENDED)
    assert seen_by(county, "clerk") == [clue]
    holdings = county.user("clerk").holdings
    holdings.update(until=dt.date(2021, 1, 1))
    assert seen_by(county, "clerk") == []
    holdings.update(until=None)
    OfficePost.objects.filter(person=county.people["clerk"]).update(until=dt.date(2021, 1, 1))
    assert seen_by(county, "clerk") == []


def test_a_custodian_reads_what_the_receiver_reads_and_may_take_no_step(
    client: Client, county: County
) -> None:
    clue = make_clue(county, ClueState.WORKING, received_from="来信")
    name(county, clue)
    page = text(client, county, "clerk", url("clue_detail", clue.pk))
    assert SECRET in page
    assert NAME in page
    assert "来信" not in page
    assert "指定专管员" not in page
    assert "代录：承接部门反馈办理情况" in page
    assert Entry.objects.looks_at(clue).filter(act="clue.read:V", user=county.user("clerk")).count() == 1
    for target in (
        url("clue_custodian", clue.pk),
        url("custody_end", clue.pk),
        url("clue_edit", clue.pk),
        url("clue_hand_over", clue.pk),
        url("clue_move", clue.pk, "answer"),
        url("subject_file", clue.subjects.get().pk),
    ):
        assert press(client, county, "clerk", target, reason="x").status_code == 404, target


KINDS = {
    "clue-approve": (ClueState.APPROVAL, ClueState.APPROVED, {"opinion": "同意"}),
    "clue-return": (ClueState.APPROVAL, ClueState.OFFICE, {"reason": "请补充"}),
    "clue-receipt": (ClueState.HANDED, ClueState.RECEIVED, {}),
    "clue-disposal": (ClueState.RECEIVED, ClueState.WORKING, {"disposal": "verify"}),
    "clue-answer": (ClueState.WORKING, ClueState.ANSWERED, {"outcome": "已立案审查"}),
    "clue-close": (ClueState.ANSWERED, ClueState.CLOSED, {}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", [("director", "clerk"), ("clerk", "director")])
def test_director_and_custodian_are_the_two_whom_a_paper_needs(
    client: Client, county: County, kind: str, order: tuple[str, str]
) -> None:
    before, after, said = KINDS[kind]
    clue = make_clue(county, before)
    name(county, clue)
    first, second = order
    assert url("proxy_enter", kind, clue.pk) in text(client, county, first, url("clue_detail", clue.pk))
    press(
        client, county, first, url("proxy_enter", kind, clue.pk), scan=upload("签批件.pdf"), **PAPER, **said
    )
    entry = ProxyEntry.objects.get()
    for who in (first, "second_clerk"):
        press(client, county, who, url("proxy_confirm", entry.pk), decision="agree")
        assert Clue.objects.get(pk=clue.pk).state == before
    press(client, county, second, url("proxy_confirm", entry.pk), decision="agree")
    assert Clue.objects.get(pk=clue.pk).state == after
    done = Entry.objects.about(clue).filter(to_state=after).latest("id")
    assert (done.user, done.acting_for) == (county.user(second), "周明（县委书记）")
    assert entry.scan.digest
    page = text(client, county, "director", url("clue_detail", clue.pk))
    assert "代录 · 周明（县委书记）" in page


def test_a_filing_on_paper_finds_the_person_by_name(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.WORKING)
    name(county, clue)
    page, today = url("proxy_enter", "clue-filing", clue.pk), str(county.by("director").on)
    said = {**PAPER, "filed_on": today}
    press(client, county, "clerk", page, scan=upload("立案.pdf"), **said, subject="无此人")
    answer = press(
        client, county, "director", url("proxy_confirm", ProxyEntry.objects.get().pk), decision="agree"
    )
    assert "没有这个姓名" in answer.content.decode()
    assert clue.subjects.get().filed_on is None
    operations_entry = ProxyEntry.objects.get()
    press(
        client,
        county,
        "director",
        url("proxy_confirm", operations_entry.pk),
        decision="refuse",
        opinion="名误",
    )
    press(client, county, "clerk", page, scan=upload("立案.pdf"), **said, subject=NAME)
    entry = ProxyEntry.objects.exclude(pk=operations_entry.pk).get()
    press(client, county, "director", url("proxy_confirm", entry.pk), decision="agree")
    assert str(clue.subjects.get().filed_on) == today


def test_after_the_end_the_entry_is_out_of_sight_too(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    name(county, clue)
    press(
        client, county, "director", url("proxy_enter", "clue-receipt", clue.pk), scan=upload("a.pdf"), **PAPER
    )
    entry = ProxyEntry.objects.get()
    assert clue.number in text(client, county, "clerk", reverse("documents:proxy_list"))
    operations.end_custody(clue, reason="调离", by=county.by("director"))
    assert clue.number not in text(client, county, "clerk", reverse("documents:proxy_list"))
    client = enter(client, county, "clerk")
    assert client.get(reverse("documents:proxy_scan", args=[entry.pk])).status_code == 404
    assert client.post(url("proxy_confirm", entry.pk), {"decision": "agree"}).status_code == 404
    assert Clue.objects.get(pk=clue.pk).state == ClueState.HANDED


def test_naming_and_ending_in_the_browser(client: Client, county: County) -> None:
    clue = make_clue(county, ClueState.HANDED)
    page, until = url("clue_custodian", clue.pk), county.by("director").on + MONTH
    assert page in text(client, county, "director", url("clue_detail", clue.pk))
    form = text(client, county, "director", page)
    assert f'value="{county.people["clerk"].pk}"' in form
    assert f'value="{county.people["leadership"].pk}"' not in form
    said = {"person": county.people["clerk"].pk, "until": "2020-01-01", "reason": WHY}
    answer = press(client, county, "director", page, **said)
    assert "一年以内" in answer.content.decode()
    assert WHY in answer.content.decode()
    press(client, county, "director", page, **said | {"until": str(until)})
    shown = text(client, county, "director", url("clue_detail", clue.pk))
    assert WHY in shown
    assert f'"{page}"' not in shown
    assert seen_by(county, "clerk") == [clue]
    assert press(client, county, "director", url("custody_end", clue.pk), reason="").context["form"].errors
    press(client, county, "director", url("custody_end", clue.pk), reason="调离")
    assert seen_by(county, "clerk") == []
    assert enter(client, county, "director").get(url("custody_end", clue.pk)).status_code == 404
    for who in ("clerk", "team_lead", "leadership", "receiver"):
        assert enter(client, county, who).get(page).status_code == 404, who
