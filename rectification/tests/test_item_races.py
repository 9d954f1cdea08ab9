"""八人同时办理: every transition of an item, and edits of the same page. On PostgreSQL.

No transition happens twice, and nothing that was written is lost without its writer being told. ``PROVE=full``
takes 200 items for each transition and 400 edits; the ordinary run takes a few. Figures are printed with ``-s``.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from audit.actor import Actor
from audit.models import Entry, Proposal
from audit.operations import IllegalMove, Stale
from deadlines.models import Deadline
from deadlines.tests.factories import seed
from rectification.models import (
    Cycle,
    Draw,
    DrawLine,
    Evidence,
    Item,
    JointOpinion,
    Measure,
    RectificationPlan,
    SiteCheck,
)
from rectification.operations import closing, progress, revoking, sampling
from rectification.operations import item as items
from rectification.operations import plan as plans
from rectification.states import ITEM_EDGES, EvidenceState, ItemState, Progress
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_opinion,
    draw,
    make_evidence,
    make_fed_back,
    make_fixing,
    make_joint,
    make_planning,
    today,
)
from rounds.models import Assignment
from rounds.states import AssignmentState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite 只有一个写入者，没有可赛的"),
]
FULL = os.environ.get("PROVE") == "full"
RACERS, ITEMS, EDITS = (8, 200, 400) if FULL else (8, 20, 40)
TOLD = (IllegalMove, PermissionDenied, ValidationError, Stale)
S = ItemState


@pytest.fixture(autouse=True)
def rules_of_time() -> None:
    seed()


def race(work: Callable[[int], Any]) -> list[Any]:
    """Run the work of every racer from a common start, each on a connection of its own."""
    start = Barrier(RACERS)

    def run(place: int) -> Any:
        try:
            start.wait()
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, range(RACERS)))


def attempt(act: Callable[[], object]) -> str:
    """Do an act, and say what became of it; anything but a refusal in words is a fault."""
    try:
        act()
    except TOLD as told:
        return type(told).__name__
    return "done"


Act = Callable[[Any, Actor], object]


@dataclass(frozen=True)
class Way:
    """An edge for each item: from where, to where, by whom, and what has to be so before."""

    start: ItemState
    to: ItemState
    who: str
    run: Act
    facts: dict[str, Any] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.start.label}→{self.to.label}{self.name}"


def _return(item: Item, by: Actor) -> object:
    return closing.return_application(item, reason="补材料", by=by)


def _revoke(item: Item, by: Actor) -> object:
    found = revoking.pending_on(item)
    if found is None:
        raise IllegalMove(item, str(item.state), S.FIXING)
    return revoking.approve_reopening(found, by=by)


WAYS = [
    Way(S.FIXING, S.APPLIED, "unit_head", lambda item, by: closing.apply_closing([item], by=by)),
    Way(
        S.APPLIED,
        S.FIXING,
        "unit_liaison",
        lambda item, by: closing.withdraw_application(item, by=by),
        name="（撤回）",
    ),
    Way(S.APPLIED, S.FIXING, "clerk", _return, name="（退回）"),
    Way(S.APPLIED, S.CHECKED, "clerk", lambda item, by: closing.check_items([item], by=by)),
    Way(S.CHECKED, S.SAMPLED, "clerk", lambda item, by: closing.sample_items([item], by=by)),
    Way(S.CHECKED, S.CLOSED, "director", lambda item, by: closing.close_items([item], by=by)),
    Way(S.CHECKED, S.FIXING, "director", _return),
    Way(
        S.SAMPLED,
        S.CLOSED,
        "director",
        lambda item, by: closing.close_items([item], by=by),
        {"sampled": True, "site_found": "true"},
    ),
    Way(S.SAMPLED, S.FIXING, "director", _return, {"sampled": True}),
    Way(S.CLOSED, S.FIXING, "director", _revoke, {"closed_on": today()}),
]


def ready(way: Way) -> Mending:
    """Return a unit whose items all stand where the way begins, with all that the way asks for."""
    mending = make_fixing(ITEMS)
    file = make_evidence(mending, mending.item).file
    proofs = [
        Evidence(item=item, file=file, added_at=mending.by("clerk").at, state=EvidenceState.SUBMITTED)
        for item in mending.items[1:]
    ]
    Evidence.objects.bulk_create(proofs)
    Measure.objects.update(progress=Progress.DONE)
    if way.start == S.CLOSED:
        Deadline.objects.update(met_on=today())
    Item.objects.update(state=way.start, progress=Progress.DONE, **way.facts)
    if way.run is _revoke:
        clerk, due = mending.by("clerk"), today() + 9 * DAY
        for item in mending.items:
            revoking.propose_reopening(item, kind="rebound", reason="反弹", new_due=due, by=clerk)
    return mending


def test_every_edge_of_an_item_is_raced() -> None:
    raced = {(way.start, way.to) for way in WAYS} | set(WHOLE)
    assert raced == {(start, to) for start, ends in ITEM_EDGES.items() for to in ends}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_eight_who_race_take_each_item_along_an_edge_once(way: Way) -> None:
    mending = ready(way)
    copies = [mending.items for _ in range(RACERS)]
    before = Entry.objects.filter(to_state=way.to, from_state=way.start).count()

    def work(place: int) -> list[tuple[Any, str]]:
        mine = copies[place]
        random.Random(place).shuffle(mine)  # noqa: S311 -- an order, not a secret
        by = mending.by(way.who)
        return [(item.pk, attempt(partial(way.run, item, by))) for item in mine]

    found = [one for told in race(work) for one in told]
    won = Counter(key for key, what in found if what == "done")
    outcomes = Counter(what for _, what in found)
    print(f"{way}：{RACERS} 人 × {ITEMS} 个，{dict(outcomes)}")  # noqa: T201 -- the figures of the proof
    assert set(won.values()) == {1}
    assert len(won) == ITEMS
    assert Entry.objects.filter(to_state=way.to, from_state=way.start).count() - before == ITEMS
    assert Item.objects.filter(state=way.to).count() == ITEMS
    if way.run is _revoke:
        assert (Cycle.objects.count(), Item.objects.filter(reopened=1).count()) == (ITEMS, ITEMS)
        assert Deadline.objects.about_all(Item).open().count() == ITEMS


# The edges along which all items of a unit go together: made ready, by whom, what is done
Ready = Callable[[int], Mending]
WHOLE: dict[tuple[ItemState, ItemState], tuple[Ready, str, Act]] = {
    (S.UNCLAIMED, S.PLANNING): (
        make_fed_back,
        "unit_head",
        lambda unit, by: items.claim_items(unit.assignment, by=by),
    ),
    (S.PLANNING, S.JOINT): (make_planning, "unit_head", lambda unit, by: plans.submit_plan(unit.plan, by=by)),
    (S.JOINT, S.FIXING): (make_joint, "director", lambda unit, by: plans.accept_plan(unit.plan, by=by)),
    (S.JOINT, S.PLANNING): (
        make_joint,
        "director",
        lambda unit, by: plans.return_plan(unit.plan, letter="补措施", by=by),
    ),
}


@pytest.mark.parametrize(("start", "to"), WHOLE, ids=[f"{start.label}→{to.label}" for start, to in WHOLE])
def test_eight_who_race_take_a_whole_unit_along_an_edge_once(start: ItemState, to: ItemState) -> None:
    make, who, run = WHOLE[start, to]
    mending = make(ITEMS)
    if start == S.PLANNING:
        rows = [Measure(item=item, text="逐笔清退", due_on=item.due_on) for item in mending.items]
        plans.add_measures(rows, by=mending.by("unit_liaison"))
    found = race(lambda _: attempt(lambda: run(mending, mending.by(who))))
    print(f"{start.label}→{to.label}：{RACERS} 人，{ITEMS} 个一起，{dict(Counter(found))}")  # noqa: T201
    assert found.count("done") == 1
    assert (
        Entry.objects.filter(from_state=start, to_state=to, record_type="rectification.item").count() == ITEMS
    )
    assert Item.objects.filter(state=to).count() == ITEMS
    assert RectificationPlan.objects.count() == 1
    assert Deadline.objects.about_all(Item).count() == (ITEMS if to == S.FIXING else 0)


def test_edits_at_the_same_time_are_kept_or_told() -> None:
    mending = make_fixing(max(2, ITEMS // 4))
    each = EDITS // RACERS
    keys = [item.pk for item in mending.items]

    def work(place: int) -> list[tuple[Any, str, str]]:
        dice, by = random.Random(place), mending.by(("unit_liaison", "unit_head")[place % 2])  # noqa: S311
        told = []
        for number in range(each):
            item = Item.objects.select_related("finding", "assignment__unit").get(pk=dice.choice(keys[:4]))
            text = f"{place}-{number}"
            write = partial(progress.report_progress, item, progress=Progress.MOSTLY, text=text, by=by)
            told.append((item.pk, text, attempt(partial(write, version=item.version))))
        return told

    found = [one for told in race(work) for one in told]
    outcomes = Counter(what for *_, what in found)
    print(f"同时修改：{RACERS} 人 {len(found)} 次，{dict(outcomes)}")  # noqa: T201
    assert set(outcomes) <= {"done", "Stale"}
    written = Counter(key for key, _, what in found if what == "done")
    for item in Item.objects.filter(pk__in=written):
        assert item.version == 1 + written[item.pk] + MOVES  # each that was kept has a version of its own
        kept = Entry.objects.about(item).filter(act="rect.progress:E").count()
        assert (kept, item.done_text in {text for key, text, what in found if what == "done"}) == (
            written[item.pk],
            True,
        )


MOVES = 3  # claimed, sent in, accepted


def test_eight_who_save_upon_the_same_page_one_is_kept_and_seven_are_told() -> None:
    mending = make_fixing(1)
    copies = [mending.item for _ in range(RACERS)]

    def work(place: int) -> str:
        write = partial(progress.report_progress, copies[place], progress=Progress.MOSTLY, text=f"{place}")
        return attempt(partial(write, version=copies[place].version, by=mending.by("unit_liaison")))

    found = Counter(race(work))
    assert found == {"done": 1, "Stale": RACERS - 1}


def test_eight_who_draw_at_once_make_one_draw_without_a_reason() -> None:
    mending = make_fixing(ITEMS)
    Item.objects.update(state=S.CHECKED)
    found = Counter(race(lambda _: attempt(lambda: draw(mending, percent=30))))
    assert found == {"done": 1, "ValidationError": RACERS - 1}
    assert (Draw.objects.count(), DrawLine.objects.count()) == (1, ITEMS)
    assert Item.objects.filter(state=S.SAMPLED).count() == -(-ITEMS * 30 // 100)


def test_who_closes_and_who_finds_it_untrue_never_both_prevail() -> None:
    mending = make_fixing(ITEMS)
    file = make_evidence(mending, mending.item).file
    at = mending.by("clerk").at
    Evidence.objects.bulk_create(
        [
            Evidence(item=row, file=file, added_at=at, state=EvidenceState.SUBMITTED)
            for row in mending.items[1:]
        ]
    )
    Measure.objects.update(progress=Progress.DONE)
    Item.objects.update(state=S.SAMPLED, sampled=True, site_found="true", progress=Progress.DONE)
    copies = [mending.items for _ in range(RACERS)]
    said: dict[str, Any] = {"found": "untrue", "checked_on": today(), "people": "陈远山", "text": "没有兑付"}

    def work(place: int) -> list[str]:
        if place % 2:
            by = mending.by("director")
            return [attempt(partial(closing.close_items, [item], by=by)) for item in copies[place]]
        clerk = mending.by("clerk")
        return [
            attempt(partial(sampling.record_site_check, item, by=clerk, **said)) for item in copies[place]
        ]

    race(work)
    untrue = Item.objects.filter(site_found="untrue")
    assert not untrue.filter(state=S.CLOSED).exists()
    assert SiteCheck.objects.count() == untrue.count()
    assert untrue.count() + Item.objects.filter(state=S.CLOSED).count() == ITEMS


def test_eight_who_ask_for_the_same_revocation_one_proposal_waits() -> None:
    mending = make_fixing(1)
    Item.objects.update(state=S.CLOSED, closed_on=today())
    copies = [mending.item for _ in range(RACERS)]

    def work(place: int) -> str:
        by = mending.by(("clerk", "second_clerk")[place % 2])
        ask = partial(revoking.propose_reopening, copies[place], kind="rebound", reason="反弹", by=by)
        return attempt(partial(ask, new_due=today() + 9 * DAY))

    assert Counter(race(work)) == {"done": 1, "ValidationError": RACERS - 1}
    assert Proposal.objects.count() == 1


def test_who_finishes_waits_for_who_takes_a_closing_back() -> None:
    """Otherwise both find nothing in their way, and a unit is assessed that has a problem open."""
    mending = make_fixing(1)
    Item.objects.update(state=S.CLOSED, closed_on=today())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            items.hold(mending.assignment)
            finish = partial(items.finish, mending.assignment, by=mending.by("director"))
            other = pool.submit(_alone, partial(attempt, finish))
            wait([other], timeout=1)
            assert not other.done()
            Item.objects.update(state=S.FIXING, closed_on=None)
        assert other.result() == "PermissionDenied"
    assert Assignment.objects.get().state == AssignmentState.RECTIFYING


def test_eight_who_ask_the_same_body_ask_it_once() -> None:
    mending = make_joint(1)
    found = Counter(race(lambda _: attempt(partial(ask_opinion, mending))))
    assert found == {"done": 1, "ValidationError": RACERS - 1}
    assert JointOpinion.objects.count() == 1


def test_who_asks_a_body_waits_for_who_accepts_the_plan() -> None:
    """Otherwise a body is left asked about a plan that is decided upon."""
    mending = make_joint(1)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            plan = RectificationPlan.objects.get()
            plans.accept_plan(plan, by=mending.by("director"))
            other = pool.submit(_alone, partial(attempt, partial(ask_opinion, mending)))
            wait([other], timeout=1)
            assert not other.done()
        assert other.result() == "IllegalMove"
    assert not JointOpinion.objects.exists()


def _alone(work: Callable[[], str]) -> str:
    try:
        return work()
    finally:
        connection.close()
