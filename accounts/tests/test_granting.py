"""授权: proposed by one, decided by another, for oneself by neither; three administrators and business apart."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import operations, rules
from accounts.models import RoleHolding, User
from accounts.operations import granting
from accounts.rules import held, may, roles_of
from accounts.states import Level, Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from audit.models import Entry, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 1, 1)


@pytest.fixture
def people() -> dict[str, User]:
    found = {code: make_user(code.lower(), Role(code)) for code in ("SYS", "SEC", "ODR", "OST")}
    found["second"] = make_user("second", Role.SEC)
    found["new"] = User.objects.create_user("new", "x", name="新来的")
    return found


def propose(people: dict[str, User], role: Role = Role.TMB, who: str = "new", **rest: Any) -> Proposal:
    facts: dict[str, Any] = {"since": SINCE, "until": None, "reason": "抽调文件第 3 号"} | rest
    return granting.propose_role(people[who], role, **facts, by=actor(people["SEC"]))


def decide(people: dict[str, User], proposal: Proposal, who: str = "ODR", **rest: Any) -> Proposal:
    facts: dict[str, Any] = {"grants": True, "opinion": ""} | rest
    return granting.decide_grant(proposal, **facts, by=actor(people[who]))


def test_a_role_is_held_once_the_director_agrees_and_not_before(people: dict[str, User]) -> None:
    proposal = propose(people)
    assert roles_of(actor(people["new"])) == frozenset()
    decide(people, proposal)
    people["new"].refresh_from_db()
    assert roles_of(actor(people["new"])) == {Role.TMB}
    assert people["new"].clearance == Level.S4  # a member registers letters
    holding = RoleHolding.objects.get(user=people["new"])
    assert (holding.reason, holding.giver) == ("抽调文件第 3 号", people["ODR"])


def test_the_trail_tells_who_proposed_and_who_decided(people: dict[str, User]) -> None:
    decide(people, propose(people))
    told = Entry.objects.order_by("recorded_at").values_list("user__username", "act", "kind")
    assert list(told) == [
        ("sec", "acct.grant:P", "note"),
        ("odr", "acct.grant:P", "note"),
        ("odr", "acct.grant:A", "create"),
    ]


@pytest.mark.parametrize("who", ["SYS", "ODR", "OST", "new"])
def test_nobody_else_proposes(people: dict[str, User], who: str) -> None:
    other = people["second"]
    with pytest.raises(PermissionDenied):
        granting.propose_role(other, Role.AUD, since=SINCE, until=None, reason="x", by=actor(people[who]))
    assert not Proposal.objects.exists()


def test_nobody_proposes_for_oneself(people: dict[str, User]) -> None:
    with pytest.raises(PermissionDenied):
        propose(people, who="SEC", role=Role.SEC, since=dt.date(2019, 1, 1), until=dt.date(2019, 2, 1))


def test_no_role_is_given_while_somebody_else_knows_the_password(people: dict[str, User]) -> None:
    first, own = "七月的江水流过村口那座旧桥", "自己选的一句话谁也猜不到"
    people["made"] = operations.open_account("made", "刚建的", password=first, by=actor(people["SYS"]))
    with pytest.raises(ValidationError, match="先登录一次"):
        propose(people, who="made")
    assert not Proposal.objects.exists()
    operations.change_password(people["made"], own, by=actor(people["made"]))
    assert propose(people, who="made").state == ProposalState.PENDING


@pytest.mark.parametrize("who", ["SEC", "second", "SYS", "OST", "new"])
def test_only_the_director_decides(people: dict[str, User], who: str) -> None:
    proposal = propose(people)
    with pytest.raises(PermissionDenied):
        decide(people, proposal, who)
    assert roles_of(actor(people["new"])) == frozenset()


def test_nobody_decides_about_oneself(people: dict[str, User]) -> None:
    proposal = propose(people, who="ODR", role=Role.TLD)
    with pytest.raises(PermissionDenied):
        decide(people, proposal, "ODR")


@pytest.mark.parametrize(
    ("first", "second"), [("SYS", "SEC"), ("SEC", "AUD"), ("AUD", "OST"), ("TLD", "SYS"), ("UNH", "AUD")]
)
def test_administrators_exclude_each_other_and_business(
    people: dict[str, User], first: str, second: str
) -> None:
    user = make_user("both", Role(first))
    facts: dict[str, Any] = {"since": SINCE, "until": None, "reason": "x"}
    with pytest.raises(ValidationError, match="不能兼任"):
        granting.propose_role(user, Role(second), **facts, by=actor(people["SEC"]))
    with pytest.raises(ValidationError, match="不能兼任"):
        operations.give_role(user, Role(second), since=SINCE, by=actor(people["ODR"]))
    assert RoleHolding.objects.filter(user=user).count() == 1


def test_days_that_do_not_meet_do_not_exclude(people: dict[str, User]) -> None:
    user = User.objects.create_user("former", "x", name="原审计员")
    RoleHolding.objects.create(user=user, role=Role.AUD, since=LONG_AGO, until=SINCE - dt.timedelta(days=1))
    operations.give_role(user, Role.OST, since=SINCE, by=actor(people["ODR"]))
    with pytest.raises(ValidationError):
        operations.give_role(user, Role.TMB, since=LONG_AGO, until=LONG_AGO, by=actor(people["ODR"]))


def test_a_role_that_came_meanwhile_is_found_at_the_decision(people: dict[str, User]) -> None:
    proposal = propose(people, role=Role.AUD)
    RoleHolding.objects.create(user=people["new"], role=Role.OST, since=LONG_AGO)
    with pytest.raises(ValidationError, match="不能兼任"):
        decide(people, proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PENDING


def test_a_mixture_by_fault_opens_nothing(people: dict[str, User]) -> None:
    RoleHolding.objects.create(user=people["OST"], role=Role.SYS, since=LONG_AGO)
    assert roles_of(actor(people["OST"])) == frozenset()
    assert not may(actor(people["OST"]), "unit.registry:C")
    assert not may(actor(people["OST"]), "acct.manage:C")


def test_ending_a_role_is_proposed_and_decided(people: dict[str, User]) -> None:
    on = actor(people["SEC"]).on
    proposal = granting.propose_end(people["OST"], Role.OST, on=on, reason="调离", by=actor(people["SEC"]))
    assert roles_of(actor(people["OST"])) == {Role.OST}
    decide(people, proposal)
    assert roles_of(actor(people["OST"])) == frozenset()


def test_a_lower_clearance_closes_what_lies_above_it(people: dict[str, User]) -> None:
    clerk = people["OST"]
    proposal = granting.propose_clearance(clerk, Level.S2, reason="试用期", by=actor(people["SEC"]))
    decide(people, proposal)
    clerk.refresh_from_db()
    by = actor(clerk)
    assert may(by, "rect.close:P")  # S2
    assert not may(by, "find.view:V")  # S3
    assert held(by, "letter.register:C") == []  # S4


def test_a_refusal_needs_words_and_changes_nothing(people: dict[str, User]) -> None:
    proposal = propose(people)
    with pytest.raises(ValidationError, match="理由"):
        decide(people, proposal, grants=False, opinion=" ")
    decide(people, proposal, grants=False, opinion="人选未定")
    assert roles_of(actor(people["new"])) == frozenset()
    with pytest.raises((IllegalMove, PermissionDenied)):
        decide(people, proposal)


def test_who_proposed_may_take_it_back(people: dict[str, User]) -> None:
    proposal = propose(people)
    with pytest.raises(PermissionDenied):
        granting.withdraw_grant(proposal, by=actor(people["second"]))
    granting.withdraw_grant(proposal, by=actor(people["SEC"]))
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN


# rules


def who_may(people: dict[str, User], rule: Any, about: Any) -> set[str]:
    return {who for who, user in people.items() if rule(actor(user), about)}


def test_the_security_administrator_proposes_for_others(people: dict[str, User]) -> None:
    assert who_may(people, rules.can_propose_grant, people["new"]) == {"SEC", "second"}
    assert who_may(people, rules.can_propose_grant, people["SEC"]) == {"second"}


def test_whoever_proposed_and_nobody_else_takes_back_what_waits(people: dict[str, User]) -> None:
    proposal = propose(people)
    assert who_may(people, rules.can_withdraw_grant, proposal) == {"SEC"}
    proposal.act = rules.RESET
    assert who_may(people, rules.can_withdraw_grant, proposal) == set()
    taken_back = granting.withdraw_grant(Proposal.objects.get(), by=actor(people["SEC"]))
    assert who_may(people, rules.can_withdraw_grant, taken_back) == set()


def test_another_director_decides_what_waits_and_is_a_grant(people: dict[str, User]) -> None:
    people["deputy"] = make_user("deputy", Role.ODR)
    proposal = propose(people)
    assert who_may(people, rules.can_decide_grant, proposal) == {"ODR", "deputy"}
    proposal.act = rules.RESET
    assert who_may(people, rules.can_decide_grant, proposal) == set()
    own = propose(people, who="ODR", role=Role.TLD)
    assert who_may(people, rules.can_decide_grant, own) == {"deputy"}
    decided = decide(people, own, "deputy")
    assert who_may(people, rules.can_decide_grant, decided) == set()


# pages


def enter(people: dict[str, User], who: str) -> Client:
    client = Client()
    client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_from_proposal_to_decision_on_the_pages(people: dict[str, User]) -> None:
    new = people["new"]
    said = {"role": "TMB", "since": "2026-01-01", "until": "", "reason": "抽调文件第 3 号"}
    sent = enter(people, "SEC").post(reverse("accounts:role_propose", args=[new.pk]), said)
    assert sent.status_code == 302
    director = enter(people, "ODR")
    assert "1 件授权" in director.get("/").content.decode()
    listed = director.get(reverse("accounts:grant_list")).content.decode()
    assert "巡察组成员" in listed
    decision = reverse("accounts:grant_approve", args=[Proposal.objects.get().pk])
    assert decision in listed
    assert "抽调文件第 3 号" in director.get(decision).content.decode()
    assert director.post(decision, {"opinion": ""}).status_code == 302
    assert roles_of(actor(User.objects.get(pk=new.pk))) == {Role.TMB}
    assert director.post(decision, {"opinion": ""}).status_code in {403, 409}


def test_what_was_typed_stays_when_the_role_is_refused(people: dict[str, User]) -> None:
    said = {"role": "SYS", "since": "2026-01-01", "until": "", "reason": "抽调文件第 3 号"}
    page = enter(people, "SEC").post(reverse("accounts:role_propose", args=[people["OST"].pk]), said)
    text = page.content.decode()
    assert "不能兼任" in text
    assert "抽调文件第 3 号" in text


def test_the_pages_are_there_for_whom_they_are(people: dict[str, User]) -> None:
    propose(people)
    proposal = Proposal.objects.get()
    pages = {
        reverse("accounts:user_detail", args=[people["new"].pk]): {"SYS", "SEC", "ODR"},
        reverse("accounts:role_propose", args=[people["new"].pk]): {"SEC"},
        reverse("accounts:role_end_propose", args=[people["new"].pk]): {"SEC"},
        reverse("accounts:clearance_propose", args=[people["new"].pk]): {"SEC"},
        reverse("accounts:grant_list"): {"SEC", "ODR"},
        reverse("accounts:grant_approve", args=[proposal.pk]): {"ODR"},
        reverse("accounts:grant_refuse", args=[proposal.pk]): {"ODR"},
        reverse("accounts:grant_withdraw", args=[proposal.pk]): {"SEC"},
    }
    for page, whom in pages.items():
        opened = {
            who for who in ("SYS", "SEC", "ODR", "OST") if enter(people, who).get(page).status_code == 200
        }
        assert opened == whom, page


def test_the_own_account_offers_no_grant(people: dict[str, User]) -> None:
    own = enter(people, "SEC").get(reverse("accounts:user_detail", args=[people["SEC"].pk])).content.decode()
    assert "提请授予角色" not in own
