"""代录: two clerks and a scan; what was signed is done once, by the second, in the signer's name."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from accounts.states import Role
from accounts.tests.factories import actor, make_user
from audit import operations as audit
from audit.actor import Actor
from audit.models import Entry, Proposal
from audit.operations import IllegalMove
from audit.states import ProposalState
from documents import operations
from documents.models import ProxyEntry
from documents.proxied import Proxied
from documents.tests.factories import County, make_county, make_file
from organizations.models import Unit
from organizations.tests.factories import make_person, sit_in_office

pytestmark = pytest.mark.django_db


def enter(county: County, by: Actor | None = None, **facts: Any) -> ProxyEntry:
    paper = {
        "act": "decision.record:V", "payload": {"short": "阅"}, "scan": make_file(county.by), "signer": "周明",
        "post": "县委书记", "signed_on": county.by.on, "number": "批〔2026〕3号", "by": by or county.by,
    }  # fmt: skip
    return operations.enter_by_proxy(county.unit, **{**paper, **facts})


def do(county: County) -> Any:
    def run(by: Actor, payload: Any) -> Unit:
        changes = {"short": payload["short"]}
        return audit.edit(
            Unit.objects.get(pk=county.unit.pk), by=by, act="decision.record:V", changes=changes
        )

    return run


def short_of(county: County) -> str:
    return str(Unit.objects.get(pk=county.unit.pk).short)


def test_enter_by_proxy_waits_and_does_nothing_yet(county: County) -> None:
    entry = enter(county)
    assert (entry.proposal.state, short_of(county)) == (ProposalState.PENDING, "")
    assert entry.proposal.payload == {"short": "阅"}
    trail = Entry.objects.about(entry).get()
    assert (trail.act, trail.facts["signer"], trail.facts["number"]) == (
        "proxy.enter:C", "周明（县委书记）", "批〔2026〕3号",
    )  # fmt: skip


def test_a_paper_is_never_signed_tomorrow(county: County) -> None:
    with pytest.raises(ValidationError, match="签署日期晚于今天"):
        enter(county, signed_on=county.by.on + dt.timedelta(days=1))
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("role", [Role.LDG, Role.TLD, Role.UNH, Role.SYS])
def test_only_the_office_enters(role: Role, county: County) -> None:
    with pytest.raises(PermissionDenied):
        enter(county, by=actor(make_user("x", role)))
    assert not ProxyEntry.objects.exists()


def test_the_office_enters_only_for_records_of_its_reach(county: County) -> None:
    far = make_county("别处")
    with pytest.raises(PermissionDenied):
        enter(county, by=far.by)


@pytest.mark.parametrize("act", ["proxy.enter:C", "feedback.publish:A", "acct.grant:A", "clue.handover:E"])
def test_the_office_enters_only_for_those_who_sign_on_paper(act: str, county: County) -> None:
    with pytest.raises(PermissionDenied):
        enter(county, act=act)
    assert not ProxyEntry.objects.exists()


def test_nobody_enters_or_confirms_what_bears_the_own_name(county: County) -> None:
    with pytest.raises(ValidationError, match="请另一名干部录入"):
        enter(county, signer=f" {county.clerk.name[:1]} {county.clerk.name[1:]}")
    assert not Proposal.objects.exists()
    entry = enter(county, signer=county.second.name, post="领导小组成员")
    with pytest.raises(PermissionDenied, match="签署人"):
        operations.confirm_proxy(entry, by=county.other, run=do(county))
    with pytest.raises(PermissionDenied, match="签署人"):
        operations.refuse_proxy(entry, by=county.other, opinion="x")
    assert short_of(county) == ""


def test_one_act_on_a_record_waits_once(county: County) -> None:
    enter(county)
    with pytest.raises(ValidationError, match="等待复核"):
        enter(county)
    assert ProxyEntry.objects.count() == 1


def test_confirm_by_a_second_clerk_does_the_act_in_the_signers_name(county: County) -> None:
    entry = enter(county)
    operations.confirm_proxy(entry, by=county.other, run=do(county), opinion="一致")
    assert (entry.proposal.state, short_of(county)) == (ProposalState.APPROVED, "阅")
    done = Entry.objects.about(county.unit).get(kind="edit")
    assert (done.user, done.acting_for) == (county.second, "周明（县委书记）")
    assert Entry.objects.about(entry).filter(act="proxy.enter:A").get().facts["decision"] == "同意"


def test_the_clerk_who_entered_cannot_confirm_or_refuse(county: County) -> None:
    entry = enter(county)
    with pytest.raises(PermissionDenied, match="另一名干部"):
        operations.confirm_proxy(entry, by=county.by, run=do(county))
    with pytest.raises(PermissionDenied):
        operations.refuse_proxy(entry, by=county.by, opinion="不对")
    assert (Proposal.objects.get().state, short_of(county)) == (ProposalState.PENDING, "")


@pytest.mark.parametrize("role", [Role.LDG, Role.TLD, Role.UNH])
def test_nobody_outside_the_office_confirms(role: Role, county: County) -> None:
    with pytest.raises(PermissionDenied):
        operations.confirm_proxy(enter(county), by=actor(make_user("x", role)), run=do(county))


def test_an_act_that_fails_leaves_the_entry_waiting(county: County) -> None:
    def run(_: Actor, __: Any) -> None:
        raise ValidationError("这件事已经办过了")

    entry = enter(county)
    with pytest.raises(ValidationError):
        operations.confirm_proxy(entry, by=county.other, run=run)
    assert Proposal.objects.get().state == ProposalState.PENDING
    assert not Entry.objects.about(entry).filter(act="proxy.enter:A").exists()


def test_what_is_decided_is_decided_once(county: County) -> None:
    first, again = enter(county), None
    again = ProxyEntry.objects.select_related("proposal").get(pk=first.pk)
    operations.confirm_proxy(first, by=county.other, run=do(county))
    with pytest.raises(IllegalMove):
        operations.confirm_proxy(again, by=county.other, run=do(county))
    assert Entry.objects.about(county.unit).filter(kind="edit").count() == 1


def test_refuse_needs_a_reason_and_sends_the_entry_back(county: County) -> None:
    entry = enter(county)
    with pytest.raises(ValidationError, match="退回的理由"):
        operations.refuse_proxy(entry, by=county.other, opinion=" ")
    operations.refuse_proxy(entry, by=county.other, opinion="编号与扫描件不一致")
    assert (entry.proposal.state, short_of(county)) == (ProposalState.REJECTED, "")
    assert enter(county).pk != entry.pk


def test_the_clerk_takes_the_own_entry_back(county: County) -> None:
    entry = enter(county)
    with pytest.raises(PermissionDenied):
        operations.withdraw_proxy(entry, by=county.other)
    operations.withdraw_proxy(entry, by=county.by)
    assert entry.proposal.state == ProposalState.WITHDRAWN


def test_what_waits_for_me_was_entered_by_another_of_my_office(county: County) -> None:
    far = make_county("别处")
    mine, theirs = enter(county), enter(county, by=county.other, act="find.view:V")
    enter(far)  # another office's, which could leak
    assert list(ProxyEntry.objects.awaiting(county.by)) == [theirs]
    assert list(ProxyEntry.objects.awaiting(county.other)) == [mine]
    assert set(ProxyEntry.objects.visible_to(county.by)) == {mine, theirs}
    assert list(ProxyEntry.objects.awaiting(actor(county.leader))) == []
    operations.confirm_proxy(mine, by=county.other, run=do(county))
    assert list(ProxyEntry.objects.awaiting(county.other)) == []


def test_an_entry_names_act_object_and_signer(county: County) -> None:
    entry = enter(county)
    assert str(entry) == "会议决定与批示登记：云岭镇"
    assert entry.signed_as == "周明（县委书记）"


def test_entries_are_awaiting_a_second_clerk_of_the_same_office(county: County) -> None:
    far = make_county("别处")
    entry = enter(county)
    enter(far)
    second = make_user("second-clerk", Role.OST)
    sit_in_office(make_person(county.office, "second-clerk", second))
    assert list(ProxyEntry.objects.awaiting(actor(second))) == [entry]


def test_the_record_of_an_entry_is_one_that_the_clerk_may_see(county: County) -> None:
    """What ``Proxied`` finds for the clerk who enters."""
    spec = Proxied("trial", "decision.record:V", "批示", Unit, lambda *_: None)
    assert spec.record(county.by, county.unit.pk) == county.unit
    with pytest.raises(Http404):
        spec.record(county.by, make_county("别处").unit.pk)


def test_an_entry_about_what_is_out_of_sight_is_not_awaiting_anybody_there(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(county)
    assert ProxyEntry.objects.awaiting(county.other).exists()
    monkeypatch.setattr(Unit.objects.all().__class__, "visible_to", lambda rows, _: rows.none())
    assert not ProxyEntry.objects.awaiting(county.other).exists()
