"""Proof: a right that is lost is lost at the next request of an open session; one to come opens nothing yet."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleHolding, User
from accounts.states import Level, Role
from clues.models import Clue
from organizations.models import BodyPost, OfficePost, Portfolio, Recusal, Tenure
from organizations.states import BodyKind, RecusalState
from organizations.tests.factories import make_body
from rounds.models import Assignment, Posting, Report, SupervisionTask, TeamGrant
from rounds.states import ReportState
from tests.access.cast import OFFICE, TEAM, UNIT, Player, Scene
from tests.test_access import _recusal

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Where each role reads what a lost tie must close
READS = {
    **dict.fromkeys(OFFICE, ("rounds:finding_detail", "finding")),
    **dict.fromkeys(TEAM, ("rounds:finding_detail", "finding")),
    **dict.fromkeys(UNIT, ("rectification:item_detail", "item")),
    Role.SUP: ("rectification:item_detail", "item"),
    Role.SVG: ("rectification:item_detail", "item"),
    Role.RCV: ("clues:clue_detail", "clue"),
}
TIES: dict[Role, tuple[type[Model], str]] = {
    **dict.fromkeys(OFFICE, (OfficePost, "person__user")),
    **dict.fromkeys(TEAM, (Posting, "person__user")),
    **dict.fromkeys(UNIT, (Tenure, "person__user")),
    Role.SUP: (Portfolio, "person__user"),
    Role.RCV: (BodyPost, "person__user"),
    Role.SVG: (SupervisionTask, "people__user"),
}
BELOW = {"item": Level.S1, "finding": Level.S2, "clue": Level.S3}
Lose = Callable[[Scene, User], object]


def _dated(model: Any, whose: str, **days: dt.date) -> Lose:
    """Change the days of what binds a person."""

    def lose(_: Scene, user: User) -> object:
        rows = model._default_manager.filter(**{whose: user})
        assert rows.exists()
        return model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(**days)

    return lose


def _ended(model: Any, whose: str) -> Lose:
    return _dated(model, whose, until=timezone.localdate() - DAY)


def _to_come(model: Any, whose: str) -> Lose:
    return _dated(model, whose, since=timezone.localdate() + DAY)


def _switched_off(_: Scene, user: User) -> object:
    return User.objects.filter(pk=user.pk).update(is_active=False)


def _new_password(_: Scene, user: User) -> object:
    user = User.objects.get(pk=user.pk)
    user.set_password("另一个口令-2026")
    user.save()
    return user


def _lowered(_: Scene, user: User) -> object:
    """To the level just below what is read."""
    role = Role(RoleHolding.objects.get(user=user).role)
    return User.objects.filter(pk=user.pk).update(clearance=BELOW[READS[role][1]])


def _recused(scene: Scene, user: User) -> object:
    person = next(one for one in scene.world.county.people.values() if one.user_id == user.pk)
    Recusal.objects.filter(person=person).delete()
    return _recusal(person, scene.world.county.assignment, RecusalState.GRANTED)


def _unpublished(scene: Scene, _: User) -> object:
    return Assignment.objects.filter(pk=scene.world.county.assignment.pk).update(published_at=None)


def _taken_back(scene: Scene, _: User) -> object:
    return Clue.objects.filter(pk=scene.world.records["clue"].pk).update(handed_over_on=None)


def _reassigned(scene: Scene, _: User) -> object:
    body = make_body(scene.world.county.office, BodyKind.FINANCE)
    return Clue.objects.filter(pk=scene.world.records["clue"].pk).update(receiver=body)


def _back_to_draft(scene: Scene, _: User) -> object:
    return Report.objects.filter(pk=scene.world.records["report"].pk).update(state=ReportState.DRAFT)


WAYS: list[tuple[str, Role, Lose]] = [
    *[("角色结束", role, _ended(RoleHolding, "user")) for role in READS],
    *[("账号停用", role, _switched_off) for role in READS],
    *[("口令重置", role, _new_password) for role in READS],
    *[("任职、派任、分管等结束", role, _ended(*TIES[role])) for role in READS],
    *[("组授权结束", role, _ended(TeamGrant, "user")) for role in TEAM],
    *[("安全标记调低", role, _lowered) for role in READS],
    *[("批准回避", role, _recused) for role in READS],
    *[("反馈收回", role, _unpublished) for role in (*UNIT, Role.SUP, Role.SVG)],
    ("线索收回", Role.RCV, _taken_back),
    ("线索改送", Role.RCV, _reassigned),
    ("角色尚未开始", Role.OST, _to_come(RoleHolding, "user")),
    *[("角色尚未开始", role, _to_come(RoleHolding, "user")) for role in READS if role != Role.OST],
    *[("任职、派任、分管等尚未开始", role, _to_come(*TIES[role])) for role in READS],
    *[("组授权尚未开始", role, _to_come(TeamGrant, "user")) for role in TEAM],
]
# What a lost session answers to a page and to a form, what a lost right answers; and a page that takes no form
LED_TO_SIGN_IN, ASKED_IN_PLACE, NOT_THERE, NO_FORM = 302, 401, 404, 405
tried: list[str] = []


def _open(player: Player) -> Client:
    client = Client()
    client.force_login(player.by.user)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize(("way", "role", "lose"), WAYS, ids=[f"{way}-{role}" for way, role, _ in WAYS])
def test_the_next_request_is_denied(scene: Scene, way: str, role: Role, lose: Lose) -> None:
    player, (page, kind) = scene.player(role), READS[role]
    client, address = _open(player), reverse(page, args=[scene.world.records[kind].pk])
    assert client.get(address).status_code == 200
    lose(scene, User.objects.get(pk=player.by.user.pk))
    read, sent = client.get(address), client.post(address, {"opinion": "同意"})
    assert read.status_code in {LED_TO_SIGN_IN, NOT_THERE}
    if read.status_code == LED_TO_SIGN_IN:
        assert read.headers["Location"].startswith("/accounts/login/")
        assert sent.status_code == ASKED_IN_PLACE
    else:
        assert sent.status_code in {NOT_THERE, NO_FORM}
    tried.append(way)


def test_a_report_that_goes_back_to_the_team_is_closed_to_the_office(scene: Scene) -> None:
    address = reverse("rounds:report_detail", args=[scene.world.records["report"].pk])
    for role in OFFICE:
        client = _open(scene.player(role))
        assert client.get(address).status_code == 200
    _back_to_draft(scene, scene.player(Role.ODR).by.user)  # type: ignore[arg-type]
    assert [_open(scene.player(role)).get(address).status_code for role in OFFICE] == [404, 404, 404]
    tried.append("状态门")


def test_an_ended_session_opens_nothing(scene: Scene) -> None:
    for role, (page, kind) in READS.items():
        client, address = _open(scene.player(role)), reverse(page, args=[scene.world.records[kind].pk])
        assert client.get(address).status_code == 200
        client.session.delete()
        assert client.get(address).headers["Location"].startswith("/accounts/login/")
        tried.append("会话结束")


def test_what_was_tried_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    if tried:
        with capsys.disabled():
            print(f"\n证明：收回权限：{len(set(tried))} 种情形、{len(tried)} 次，下一次请求未拒绝 0 次")
