"""What the unit, the office and those around it read of each other's half-done work."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import RoleHolding
from accounts.states import Role, Scope
from accounts.tests.factories import LONG_AGO
from organizations.states import OfficePostKind
from organizations.tests.factories import sit_in_office
from rectification.models import Evidence, JointOpinion
from rectification.operations import closing, extension, progress
from rectification.operations import plan as plans
from rectification.tests import factories as made
from rectification.views.trail import trail_of

pytestmark = pytest.mark.django_db
DOUBT, WHY, LATE = "付款凭证第三页存疑，拟同意", "佐证不足，请补验收单", "拟同意延期，供主任参考"


def read(unit: made.Mending, who: str) -> list[str]:
    return [entry.reason for entry in trail_of(unit.item, by=unit.by(who))]


def test_the_unit_reads_why_but_not_what_the_office_says_to_itself() -> None:
    unit = made.make_fixing()
    item = made.applied(unit)
    closing.check_items([item], by=unit.by("clerk"), opinion=DOUBT)
    closing.return_application(unit.item, reason=WHY, by=unit.by("director"))
    for who in ("unit_head", "unit_liaison"):
        assert WHY in read(unit, who)
        assert not [words for words in read(unit, who) if DOUBT in words]
    for who in ("clerk", "director", "leadership", "team_lead"):
        assert DOUBT in read(unit, who)


def test_the_opinion_on_an_extension_stays_in_the_office() -> None:
    unit = made.make_fixing()
    request = extension.sign_extension(made.ask_extension(unit), by=unit.by("unit_head"))
    extension.propose_extension(request, opinion=LATE, by=unit.by("clerk"))
    assert not [words for words in read(unit, "unit_head") if LATE in words]
    assert [words for words in read(unit, "director") if LATE in words]


def test_evidence_is_the_units_until_it_is_handed_in() -> None:
    unit = made.make_fixing()
    draft = made.make_evidence(unit, unit.item, submit=False)

    def seers() -> list[str]:
        people = ("unit_head", "unit_liaison", "clerk", "director", "leadership", "team_lead")
        return [who for who in people if Evidence.objects.visible_to(unit.by(who)).exists()]

    assert seers() == ["unit_head", "unit_liaison"]
    before = len(read(unit, "clerk"))
    assert len(read(unit, "unit_liaison")) == before + 1
    progress.submit_evidence([draft], by=unit.by("unit_liaison"))
    assert seers() == ["unit_head", "unit_liaison", "clerk", "director", "team_lead"]


def test_a_head_who_directs_the_office_too_does_not_accept_the_own_plan() -> None:
    unit = made.make_joint()
    person: Any = unit.county.people["unit_head"]
    RoleHolding.objects.create(user=person.user, role=Role.ODR, since=LONG_AGO)
    sit_in_office(person, OfficePostKind.DIRECTOR)
    with pytest.raises(PermissionDenied):
        plans.accept_plan(unit.plan, by=unit.by("unit_head"))
    assert plans.accept_plan(unit.plan, by=unit.by("director")).state == "accepted"


def test_the_scope_q_of_evidence_gives_the_office_what_is_handed_in() -> None:
    unit = made.make_fixing()
    draft = made.make_evidence(unit, unit.item, submit=False)
    asked = {
        "unit_head": Evidence.scope_q(Scope.UNIT, Role.UNH, unit.by("unit_head")),
        "clerk": Evidence.scope_q(Scope.ALL, Role.OST, unit.by("clerk")),
    }
    assert {who: list(Evidence.objects.filter(seen)) for who, seen in asked.items()} == {
        "unit_head": [draft],
        "clerk": [],
    }


def test_the_scope_q_of_an_opinion_follows_the_task_and_the_body() -> None:
    unit, other = made.make_joint(), made.make_joint(name="外县")
    opinion = made.ask_opinion(unit)
    made.ask_opinion(other)
    for who, scope, role in (
        ("clerk", Scope.ALL, Role.OST),
        ("unit_head", Scope.UNIT, Role.UNH),
        ("receiver", Scope.REVIEW, Role.RCV),
    ):
        seen = JointOpinion.objects.filter(JointOpinion.scope_q(scope, role, unit.by(who)))
        assert list(seen) == [opinion], who


def test_the_scope_q_of_evidence_gives_a_body_that_of_the_plans_sent_to_it() -> None:
    unit, other = made.make_fixing(), made.make_fixing(name="外县")
    evidence = made.make_evidence(unit, unit.item)
    made.make_evidence(other, other.item)
    receiver = unit.by("receiver")
    seen = Evidence.objects.filter(Evidence.scope_q(Scope.REVIEW, Role.RCV, receiver))
    assert not seen.exists()
    body = unit.county.people["receiver"].body_posts.get().body
    JointOpinion.objects.create(plan=unit.plan, body=body, asked_on=receiver.on)
    assert list(Evidence.objects.filter(Evidence.scope_q(Scope.REVIEW, Role.RCV, receiver))) == [evidence]


def test_the_same_picture_is_found__elsewhere_within_sight_only(client: Client) -> None:
    unit, other = made.make_fixing(), made.make_fixing(name="外县")
    twin = b"%PDF-1.7\ntwin\n%%EOF\n"
    near = next(item for item in unit.items if item != unit.item)
    for mending, item in ((unit, unit.item), (unit, near), (other, other.item)):
        made.make_evidence(mending, item, content=twin)
    client.force_login(unit.county.user("clerk"))
    used = client.get(made.page("item_detail", unit.item)).context["proofs"]
    assert [proof.others for proof in used.values()] == [[near]]
