"""要害账号的口令重置: one proposes and hands over a code, another lets out the link, the owner needs both."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import rules
from accounts.matrix import is_vital
from accounts.models import ResetLink, RoleHolding, User
from accounts.operations import password as passwords
from accounts.operations import resetting
from accounts.states import Role
from accounts.tests.factories import LONG_AGO, actor, make_user
from accounts.tests.test_pages import LOGIN, PASSWORD, where
from accounts.tests.test_reset import NEW, WHY
from audit.models import Entry, EntryKind, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState

pytestmark = pytest.mark.django_db
PLAIN = {Role.UNH, Role.UNL, Role.SUP}
People = dict[str, User]


@pytest.fixture
def people() -> People:
    found = {code: make_user(code.lower(), Role(code)) for code in ("SYS", "SEC", "AUD", "ODR", "OST", "UNL")}
    return found | {"other_sys": make_user("sys2", Role.SYS), "other_sec": make_user("sec2", Role.SEC)}


def proposed(people: People, who: str = "OST", by: str = "SYS") -> tuple[Proposal, str]:
    code = resetting.propose_reset(people[who], reason="本人到场申请", by=actor(people[by]))
    return Proposal.objects.pending().get(record_id=people[who].pk), code


def released(people: People, who: str = "OST", by: str = "SEC") -> tuple[str, str]:
    proposal, code = proposed(people, who)
    return resetting.release_reset(proposal, opinion="", by=actor(people[by])), code


def enter(people: People, who: str) -> Client:
    client = Client()
    client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def open_with(secret: str, code: str, new: str = NEW) -> Any:
    said = {"code": code, "new_password1": new, "new_password2": new}
    return Client().post(reverse("accounts:password_reset", args=[secret]), said)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


# which accounts


def test_the_table_says_which_roles_are_vital() -> None:
    assert {role for role in Role if not is_vital(role)} == PLAIN


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PUB])
def test_an_account_is_vital_by_the_role_that_it_holds(role: Role) -> None:
    user = make_user("someone", role)
    by = actor(make_user("sys", Role.SYS))
    plain = role in PLAIN
    assert rules.is_vital_account(user, by.on) != plain
    assert rules.can_reset_password(by, user) == plain
    assert rules.can_propose_reset(by, user) != plain


def test_an_account_is_vital_before_its_role_begins_and_no_more_once_it_has_ended(people: People) -> None:
    on, day = actor(people["SYS"]).on, dt.timedelta(days=1)
    coming, former = make_user("coming"), make_user("former")
    RoleHolding.objects.create(user=coming, role=Role.ODR, since=on + day)
    RoleHolding.objects.create(user=former, role=Role.ODR, since=LONG_AGO, until=on - day)
    assert rules.is_vital_account(coming, on)
    assert not rules.is_vital_account(former, on)


def test_nobody_alone_sends_a_link_to_a_vital_account(people: People) -> None:
    with pytest.raises(PermissionDenied):
        passwords.issue_reset_link(people["ODR"], reason="试试", by=actor(people["SYS"]))
    assert not ResetLink.objects.exists()
    assert not Entry.objects.about(people["ODR"]).exists()


def test_a_link_sent_by_one_opens_nothing_once_the_account_is_vital(people: People) -> None:
    secret = passwords.issue_reset_link(people["UNL"], reason="本人到场申请", by=actor(people["SYS"]))
    assert passwords.link_of(secret, at=timezone.now())
    RoleHolding.objects.create(user=people["UNL"], role=Role.ODR, since=LONG_AGO)
    assert open_with(secret, "").status_code == 404
    assert people["UNL"].check_password(PASSWORD)


# who proposes


@pytest.mark.parametrize("who", ["SEC", "AUD", "ODR", "OST", "UNL"])
def test_nobody_else_proposes(people: People, who: str) -> None:
    assert not rules.can_propose_reset(actor(people[who]), people["other_sec"])
    with pytest.raises(PermissionDenied):
        proposed(people, "other_sec", by=who)
    assert not Proposal.objects.exists()
    assert not Entry.objects.about(people["other_sec"]).exists()


@pytest.mark.parametrize("who", ["SYS", "UNL", "off"])
def test_nothing_is_proposed_for_oneself_a_plain_account_or_one_switched_off(
    people: People, who: str
) -> None:
    people["off"] = make_user("off", Role.OST)
    User.objects.filter(pk=people["off"].pk).update(is_active=False)
    people["off"].refresh_from_db()
    with pytest.raises(PermissionDenied):
        proposed(people, who)
    assert not Proposal.objects.exists()


def test_a_proposal_needs_a_reason_and_only_one_waits(people: People) -> None:
    with pytest.raises(ValidationError, match="理由"):
        resetting.propose_reset(people["OST"], reason=" ", by=actor(people["SYS"]))
    proposed(people)
    with pytest.raises(ValidationError, match="等待复核"):
        proposed(people, by="other_sys")


def test_there_is_no_link_before_the_second_person_agrees(people: People) -> None:
    proposed(people)
    assert not ResetLink.objects.exists()


# who decides


@pytest.mark.parametrize(
    ("owner", "second"),
    [
        *((owner, {"SEC", "other_sec"}) for owner in ("OST", "ODR", "AUD", "other_sys")),
        ("SEC", {"ODR"}),
    ],
)
def test_whose_turn_it_is_to_let_the_link_out(people: People, owner: str, second: set[str]) -> None:
    proposal, _ = proposed(people, owner)
    allowed = {who for who, user in people.items() if rules.can_decide_reset(actor(user), proposal)}
    assert allowed == second
    for who in set(people) - second:
        with pytest.raises(PermissionDenied):
            resetting.release_reset(proposal, opinion="", by=actor(people[who]))
        with pytest.raises(PermissionDenied):
            resetting.refuse_reset(proposal, opinion="不行", by=actor(people[who]))
    assert not ResetLink.objects.exists()
    assert Proposal.objects.get().state == ProposalState.PENDING


def test_who_proposed_does_not_decide_whatever_role_came_since(people: People) -> None:
    proposal, _ = proposed(people)
    RoleHolding.objects.filter(user=people["SYS"]).update(role=Role.SEC)
    assert not rules.can_decide_reset(actor(people["SYS"]), proposal)


def test_the_owner_does_not_decide_whatever_role_came_since(people: People) -> None:
    proposal, _ = proposed(people, "SEC")
    RoleHolding.objects.create(user=people["SEC"], role=Role.ODR, since=LONG_AGO)
    RoleHolding.objects.filter(user=people["SEC"], role=Role.SEC).update(until=LONG_AGO)
    assert not rules.can_decide_reset(actor(people["SEC"]), proposal)


def test_a_proposal_of_something_else_is_not_decided_or_taken_back_here(people: People) -> None:
    proposal, _ = proposed(people)
    proposal.act = rules.GRANT
    assert not rules.can_decide_reset(actor(people["SEC"]), proposal)
    assert not rules.can_withdraw_reset(actor(people["SYS"]), proposal)


def test_what_was_decided_is_not_decided_again(people: People) -> None:
    proposal, _ = proposed(people)
    stale = Proposal.objects.get(pk=proposal.pk)
    resetting.release_reset(proposal, opinion="", by=actor(people["SEC"]))
    assert not rules.can_decide_reset(actor(people["other_sec"]), proposal)
    for late in (proposal, stale):
        with pytest.raises(IllegalMove):
            resetting.release_reset(late, opinion="", by=actor(people["other_sec"]))
    assert ResetLink.objects.count() == 1


def test_a_refusal_needs_words_and_makes_no_link(people: People) -> None:
    proposal, _ = proposed(people)
    with pytest.raises(ValidationError, match="理由"):
        resetting.refuse_reset(proposal, opinion=" ", by=actor(people["SEC"]))
    resetting.refuse_reset(proposal, opinion="本人没有申请", by=actor(people["SEC"]))
    assert (Proposal.objects.get().state, Proposal.objects.get().opinion) == ("rejected", "本人没有申请")
    assert not ResetLink.objects.exists()


def test_only_who_proposed_takes_it_back(people: People) -> None:
    proposal, _ = proposed(people)
    for who in ("other_sys", "SEC", "OST"):
        assert not rules.can_withdraw_reset(actor(people[who]), proposal)
        with pytest.raises(PermissionDenied):
            resetting.withdraw_reset(proposal, by=actor(people[who]))
    assert rules.can_withdraw_reset(actor(people["SYS"]), proposal)
    resetting.withdraw_reset(proposal, by=actor(people["SYS"]))
    assert Proposal.objects.get().state == ProposalState.WITHDRAWN
    assert not rules.can_withdraw_reset(actor(people["SYS"]), proposal)


def test_an_account_switched_off_meanwhile_gets_no_link(people: People) -> None:
    proposal, _ = proposed(people)
    User.objects.filter(pk=people["OST"].pk).update(is_active=False)
    with pytest.raises(ValidationError, match="停用"):
        resetting.release_reset(proposal, opinion="", by=actor(people["SEC"]))
    assert not ResetLink.objects.exists()


# who opens it


def test_link_and_code_together_set_a_new_password_once(people: People) -> None:
    secret, code = released(people)
    assert where(open_with(secret, f"{code[:4]} {code[4:]}")) == LOGIN
    people["OST"].refresh_from_db()
    assert people["OST"].check_password(NEW)
    assert open_with(secret, code).status_code == 404


@pytest.mark.parametrize("given", ["", "wrong", "of-another"])
def test_the_link_without_its_code_opens_nothing(people: People, given: str) -> None:
    secret, code = released(people)
    _, of_another = released(people, "AUD")
    said = {"": "", "wrong": wrong(code), "of-another": of_another}[given]
    assert "核对码" in open_with(secret, said).content.decode()
    people["OST"].refresh_from_db()
    assert people["OST"].check_password(PASSWORD)


def test_five_wrong_codes_use_the_link_up(people: People) -> None:
    secret, code = released(people)
    for _ in range(passwords.MOST_TRIES):
        with pytest.raises(ValidationError, match="核对码不对"):
            passwords.reset_password(secret, NEW, at=timezone.now(), code=wrong(code))
    assert open_with(secret, code).status_code == 404
    people["OST"].refresh_from_db()
    assert people["OST"].check_password(PASSWORD)


def test_neither_link_nor_code_is_kept(people: People) -> None:
    secret, code = released(people)
    open_with(secret, code)
    rows = (
        ResetLink.objects.values(),
        Entry.objects.values("reason", "facts"),
        Proposal.objects.values("payload"),
    )
    kept = str([list(part) for part in rows])
    assert secret not in kept
    assert code not in kept


# what is written down, and who is told


def test_the_trail_names_both_persons_and_every_look_at_the_link(people: People) -> None:
    secret, _ = released(people)
    Client().get(reverse("accounts:password_reset", args=[secret]))
    told = list(
        Entry.objects.about(people["OST"]).order_by("recorded_at").values_list("user__username", "act")
    )
    assert told == [("sys", "acct.reset:P"), ("sec", "acct.reset:A")]
    (look,) = Entry.objects.looks_at(people["OST"])
    assert (look.kind, look.user.username, look.facts["event"]) == (EntryKind.READ, "clock", "link-opened")
    link = ResetLink.objects.get()
    assert (link.maker, link.seconder) == (people["SYS"], people["SEC"])


def test_a_link_that_is_good_no_more_leaves_no_look(people: People) -> None:
    Client().get(reverse("accounts:password_reset", args=["x"]))
    assert not Entry.objects.exists()


def test_the_owner_is_told_at_every_sign_in_for_a_week(people: People) -> None:
    def told(days: int) -> bool:
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            client = Client()
            client.post(LOGIN, {"username": "ost", "password": PASSWORD})
            return "口令或验证码重置" in client.get("/").content.decode()

    assert not told(0)
    proposed(people)
    assert [told(0), told(0), told(6), told(8)] == [True, True, True, False]


# pages


def test_from_proposal_to_new_password_on_the_pages(people: People) -> None:
    administrator, guard = enter(people, "SYS"), enter(people, "SEC")
    sent = administrator.post(reverse("accounts:user_reset", args=[people["OST"].pk]), WHY).content.decode()
    assert "/accounts/reset/" not in sent
    (found,) = re.findall(r">(\d{4} \d{4})</textarea>", sent)
    assert "1 件口令重置" in guard.get("/").content.decode()
    assert "件口令重置" not in enter(people, "ODR").get("/").content.decode()
    release = reverse("accounts:reset_release", args=[Proposal.objects.get().pk])
    assert release in guard.get(reverse("accounts:reset_list")).content.decode()
    assert "本人到场申请" in guard.get(release).content.decode()
    assert not ResetLink.objects.exists()
    shown = guard.post(release, {"opinion": ""}).content.decode()
    (secret,) = re.findall(r"/accounts/reset/([\w-]{20,})/", shown)
    assert found not in shown
    assert where(open_with(secret, found)) == LOGIN
    assert guard.post(release, {"opinion": ""}).status_code == 409
    assert secret not in administrator.get(reverse("accounts:reset_list")).content.decode()


def test_the_pages_are_there_for_whom_they_are(people: People) -> None:
    key = proposed(people)[0].pk
    own = proposed(people, "SEC")[0].pk
    pages = {
        reverse("accounts:reset_list"): {"SYS", "other_sys", "SEC", "other_sec", "ODR"},
        reverse("accounts:reset_release", args=[key]): {"SEC", "other_sec"},
        reverse("accounts:reset_refuse", args=[key]): {"SEC", "other_sec"},
        reverse("accounts:reset_withdraw", args=[key]): {"SYS"},
        reverse("accounts:reset_release", args=[own]): {"ODR"},
        reverse("accounts:reset_refuse", args=[own]): {"ODR"},
    }
    for page, whom in pages.items():
        assert {who for who in people if enter(people, who).get(page).status_code == 200} == whom, page


def test_refusing_and_taking_back_on_the_pages(people: People) -> None:
    first = proposed(people)[0]
    refuse = reverse("accounts:reset_refuse", args=[first.pk])
    assert enter(people, "SEC").post(refuse, {"reason": "本人没有申请"}).status_code == 302
    second = proposed(people)[0]
    assert enter(people, "SYS").post(reverse("accounts:reset_withdraw", args=[second.pk])).status_code == 302
    states = set(Proposal.objects.values_list("state", flat=True))
    assert states == {ProposalState.REJECTED, ProposalState.WITHDRAWN}
    assert "本人没有申请" in enter(people, "SYS").get(reverse("accounts:reset_list")).content.decode()


def test_the_list_asks_no_more_for_more_proposals(
    people: People, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    proposed(people)
    guard, page = enter(people, "SEC"), reverse("accounts:reset_list")
    guard.get(page)
    with django_assert_max_num_queries(40) as few:
        guard.get(page)
        asked = len(few)
    for who in ("AUD", "ODR", "other_sec"):
        proposed(people, who)
    guard.get(page)  # what the menu remembers is asked anew after an act
    with django_assert_num_queries(asked):
        guard.get(page)


def test_one_s_own_account_is_refused_in_words(people: People) -> None:
    own, client = people["SYS"].pk, enter(people, "SYS")
    for name, words in (("user_reset", "修改口令"), ("user_factor_reset", "另一名系统管理员")):
        page = reverse(f"accounts:{name}", args=[own])
        for answer in (client.get(page), client.post(page, WHY)):
            assert answer.status_code == 403
            assert words in answer.content.decode()
    assert reverse("accounts:user_reset", args=[own]) not in client.get("/accounts/users/").content.decode()
    assert not Proposal.objects.exists()


def test_an_account_switched_off_is_refused_in_words(people: People) -> None:
    User.objects.filter(pk=people["UNL"].pk).update(is_active=False)
    answer = enter(people, "SYS").get(reverse("accounts:user_reset", args=[people["UNL"].pk]))
    assert (answer.status_code, "已停用" in answer.content.decode()) == (403, True)
