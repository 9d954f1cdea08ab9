"""Proof: whatever happens, in whatever order, the program gives and takes rights as a small model of them does.

Walks of 300 random steps from one county, each from a seed that is told; after each step both are asked who sees
what and who may do what, and now and then for a page in a session that has stayed open. `PROVE=full` takes
20,100 steps instead of 1,500, and every change of a rule below instead of the first six.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts import grants
from accounts import rules as account_rules
from accounts.models.user import RoleHoldingQuerySet
from accounts.operations import account, session
from clues import models as clue_models
from dashboards.standing import WHO
from organizations import rules as recusal_rules
from organizations.models.dated import DatedQuerySet
from organizations.models.person import RecusalQuerySet
from rounds.models import assignment as assignment_models
from rounds.operations import team as team_operations
from tests.access.ground import MORNING, Ground, make_ground
from tests.access.rights import DAY, Rights
from tests.access.walk import DONE, STEPS, Disagreement, Question, Walk, clock_of, shortest, start
from tests.turns import FIRST_PASS, FULL

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
LENGTH = 300
ORDINARY = 6
FIRST = 0 if FULL else 6  # six walks that meet every step, and a report in review
WALKS = 67 if FULL else ORDINARY
Built = tuple[Ground, Rights]
Patch = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Built]:
    """The county, built once; every walk takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        with Patch.context() as patch:
            patch.setattr(timezone, "now", lambda: MORNING)
            ground, rights = make_ground()
        yield ground, rights
        transaction.set_rollback(True)


def walk(built: Built, seed: object) -> tuple[Walk, Disagreement | None]:
    """Walk until the end or the first difference, and take everything back."""
    going = start(*built, seed)
    with transaction.atomic(), clock_of(going.rights):
        try:
            going.go(LENGTH)
        except Disagreement as found:
            return going, found
        finally:
            transaction.set_rollback(True)
    return going, None


def history(built: Built, going: Walk, found: Disagreement) -> list[str]:
    """The shortest history that ends in the difference, step by step."""
    question = found.what if isinstance(found.what, Question) else None
    return [str(step) for step in shortest(*built, going.history, question)]


def test_the_program_and_the_model_agree_after_every_step(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    reached: set[str] = set()
    for seed in range(FIRST, FIRST + WALKS):
        going, found = walk(built, seed)
        if found:
            told = "\n".join(history(built, going, found))
            pytest.fail(f"种子 {seed}，第 {len(going.history)} 步之后，{found}。最短的经过：\n{told}")
        outcomes += going.outcomes
        asked += going.asked
        reached |= going.reached
    assert {"archived", "review", "fed_back"} <= reached
    assert [kind.__name__ for kind in STEPS if not outcomes[f"{kind.__name__} {DONE}"]] == []
    assert (
        min(asked["see True"], asked["may True"], asked["page 200"], asked["page 404"])
        > outcomes.total() // 100
    )
    with capsys.disabled():
        print(
            f"\n证明：权限状态机：{WALKS} 段随机经过、{outcomes.total()} 步（办成 {_done(outcomes)} 步），{_told(asked)}，不一致 0 处"
        )


def _done(outcomes: Counter[str]) -> int:
    return sum(many for name, many in outcomes.items() if name.endswith(DONE))


def _told(asked: Counter[str]) -> str:
    many: Counter[str] = Counter()
    for name, times in asked.items():
        many[name.partition(" ")[0]] += times
    return f"问能否看到 {many['see']} 次、能否办理 {many['may']} 次、打开页面 {many['page']} 次"


def _ended_ties_count(patch: Patch) -> None:
    patch.setattr(DatedQuerySet, "on", lambda rows, day: rows.filter(since__lte=day))


def _recusals_are_ignored(patch: Patch) -> None:
    patch.setattr(assignment_models, "recused_from", lambda _: [])


def _clearance_is_stale(patch: Patch) -> None:
    roles_of, first = account_rules.roles_of, dict[Any, str]()

    def stale(by: Any) -> Any:
        found = roles_of(by)
        by.memo["clearance"] = first.setdefault(by.user.pk, by.memo["clearance"] or "S4")
        return found

    patch.setattr(account_rules, "roles_of", stale)


def _last_day_is_lost(patch: Patch) -> None:
    on = DatedQuerySet.on
    patch.setattr(DatedQuerySet, "on", lambda rows, day: on(rows, day).exclude(until=day))


def _last_day_is_doubled(patch: Patch) -> None:
    patch.setattr(
        DatedQuerySet, "on", lambda rows, day: rows.filter(since__lte=day).exclude(until__lt=_before(day))
    )


def _before(day: dt.date) -> dt.date:
    """The day before; a question that is compiled once stands for its days with the first of all days."""
    return max(day, dt.date.min + DAY) - DAY


def _ended_roles_count(patch: Patch) -> None:
    patch.setattr(RoleHoldingQuerySet, "on", lambda rows, day: rows.filter(since__lte=day))


def _roles_to_come_count(patch: Patch) -> None:
    patch.setattr(RoleHoldingQuerySet, "on", lambda rows, day: rows.exclude(until__lt=day))


def _an_account_switched_off_works(patch: Patch) -> None:
    patch.setattr(RoleHoldingQuerySet, "of", lambda rows, user, day: rows.on(day).filter(user_id=user))


def _ended_grants_open(patch: Patch) -> None:
    patch.setattr(grants, "live_on", lambda day: Q(since__lte=day))


def _leaving_keeps_the_role(patch: Patch) -> None:
    patch.setattr(team_operations, "_end_role", lambda *_: None)


def _declared_recusals_close(patch: Patch) -> None:
    patch.setattr(RecusalQuerySet, "denying", RecusalQuerySet.open)


def _ended_recusals_close(patch: Patch) -> None:
    patch.setattr(RecusalQuerySet, "denying", lambda rows: rows.exclude(state__in=["declared", "refused"]))


def _one_decides_the_own_recusal(patch: Patch) -> None:
    may = account_rules.may
    patch.setattr(recusal_rules, "can_decide_recusal", lambda by, one: may(by, "recuse.decide:A", one))


def _who_is_named_sees_the_clue(patch: Patch) -> None:
    patch.setattr(clue_models, "about", lambda _: clue_models.Subject.objects.none().values("clue"))


def _sessions_outlive_a_revocation(patch: Patch) -> None:
    for module in (account, session):
        patch.setattr(module, "close_sessions", lambda *_, **__: 0)


CHANGES: list[Callable[[Patch], None]] = [
    *(_ended_ties_count, _recusals_are_ignored, _clearance_is_stale, _last_day_is_lost, _last_day_is_doubled),
    *(_ended_roles_count, _roles_to_come_count, _an_account_switched_off_works, _ended_grants_open),
    *(_leaving_keeps_the_role, _declared_recusals_close),
    *(_ended_recusals_close, _one_decides_the_own_recusal, _who_is_named_sees_the_clue),
    _sessions_outlive_a_revocation,
]
TRIED = CHANGES if FULL else CHANGES[:6]


@FIRST_PASS
def test_a_change_of_the_rules_is_met_on_an_ordinary_walk(
    built: Built, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each alone, in the walks from the first on; in full, one that is met seldom has as many as are walked."""
    met = {}
    for change in TRIED:
        with monkeypatch.context() as patch:
            patch.setattr(WHO, "_kept", {})  # the question of every request, compiled anew under the change
            change(patch)
            steps = 0
            for seed in range(WALKS):
                going, found = walk(built, seed)
                steps += len(going.history)
                if found:
                    met[change.__name__] = steps
                    break

    assert [change.__name__ for change in TRIED if change.__name__ not in met] == []
    with capsys.disabled():
        print(
            f"\n证明：权限状态机查错：改动 {len(TRIED)} 处规则，查出 {len(met)} 处，最迟在第 {max(met.values())} 步",
            met,
        )


@FIRST_PASS
def test_a_difference_is_told_by_the_shortest_way_to_it(built: Built, monkeypatch: Patch) -> None:
    monkeypatch.setattr(WHO, "_kept", {})
    _recusals_are_ignored(monkeypatch)
    # What a walk meets first hangs on the office's table, from which its questions are drawn
    assert ["Recuse", "DecideRecusal"] in (_shortest_of(built, seed) for seed in range(ORDINARY))


def _shortest_of(built: Built, seed: int) -> list[str]:
    """Return the names of the steps that a walk's difference needs, fewer than were taken."""
    going, found = walk(built, seed)
    steps = history(built, going, found) if found else []
    assert len(steps) < len(going.history)
    return [name.partition("(")[0] for name in steps]
