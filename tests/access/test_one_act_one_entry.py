"""Every act leaves exactly one entry: along every edge of every table, and through every way of the one door."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.tests.factories import make_user
from audit import operations
from audit.actor import Actor
from audit.models import Entry, EntryKind, Stateful, Versioned, type_name
from audit.operations import IllegalMove, Stale
from audit.states import ProposalState
from tests.test_access import World, _world

pytestmark = pytest.mark.django_db
WALKED: dict[str, int] = {}
STATEFUL = [model for model in apps.get_models() if issubclass(model, Stateful)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


@pytest.fixture
def by(world: World) -> Actor:
    return world.county.by("director")


def sample(world: World, model: type[Stateful]) -> Stateful:
    """Return a record of the kind: one that the county has, by whatever name."""
    found = next((one for one in world.records.values() if type(one) is model), None)
    record = found or model._default_manager.first()
    assert record is not None, f"the county has no {model.__name__}"
    return record


def put(record: Stateful, state: str) -> Stateful:
    """Let a record stand in a state, as if it had come there."""
    model: Any = type(record)
    model._base_manager.filter(pk=record.pk).update(state=state)
    return model._base_manager.get(pk=record.pk)  # type: ignore[no-any-return]


def written(before: set[Any]) -> list[Entry]:
    return [entry for entry in Entry.objects.order_by("id") if entry.pk not in before]


def keys() -> set[Any]:
    return set(Entry.objects.values_list("pk", flat=True))


def states_of(model: type[Stateful]) -> list[str]:
    choices: Any = model._meta.get_field("state").flatchoices
    return [str(code) for code, _ in choices]


@pytest.mark.parametrize("model", STATEFUL, ids=type_name)
def test_each_edge_leaves_one_entry_and_each_missing_edge_none(
    world: World, by: Actor, model: type[Stateful]
) -> None:
    record, walked, refused = sample(world, model), 0, 0
    for start in states_of(model):
        for end in states_of(model):
            act = model.EDGES.get(start, {}).get(end)
            with transaction.atomic():
                standing, before = put(record, start), keys()
                if act is None:
                    with pytest.raises(IllegalMove):
                        operations.move(standing, end, by=by)
                    assert written(before) == []
                    refused += 1
                else:
                    operations.move(standing, end, by=by, reason="同意")
                    (entry,) = written(before)
                    told = (entry.kind, entry.act, entry.from_state, entry.to_state, entry.record_id)
                    assert told == (EntryKind.MOVE, act, start, end, record.pk)
                    walked += 1
                transaction.set_rollback(True)
    WALKED[type_name(model)] = walked
    assert walked == sum(len(edges) for edges in model.EDGES.values())
    assert walked + refused == len(states_of(model)) ** 2


@pytest.fixture(scope="module", autouse=True)
def _figure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Say at the end how much was walked."""
    yield
    manager = request.config.pluginmanager.getplugin("capturemanager")
    with manager.global_and_fixture_disabled():
        print(f"\n证明：{len(WALKED)} 种记录的 {sum(WALKED.values())} 条流转，每条恰留一条痕")


def test_each_edge_of_many_leaves_one_entry_for_each(world: World, by: Actor) -> None:
    papers = [world.records["paper"], world.early["paper"]]
    states = {start: next(iter(edges)) for start, edges in type(papers[0]).EDGES.items() if edges}
    for start, end in states.items():
        with transaction.atomic():
            standing, before = [put(paper, start) for paper in papers], keys()
            operations.move_all(standing, end, by=by)
            assert Counter(entry.record_id for entry in written(before)) == Counter(one.pk for one in papers)
            transaction.set_rollback(True)


def test_each_other_way_through_the_door_leaves_one_entry(world: World, by: Actor) -> None:
    unit, other = world.records["unit"], make_user("second")
    model = type(unit)
    made = model(office=unit.office, name="云岭县新设镇", kind=unit.kind)
    before = keys()
    operations.create(made, by=by, act="unit.registry:C")
    operations.edit(made, by=by, act="unit.registry:E", changes={"name": "云岭县改名镇"})
    with pytest.raises(Stale):
        operations.edit(made, by=by, act="unit.registry:E", changes={"name": "晚了"}, version=1)
    operations.note(unit, by=by, act="unit.registry:E")
    proposal = operations.propose(unit, by=by, act="recuse.decide:P")
    operations.decide(proposal, ProposalState.APPROVED, by=Actor(user=other, at=by.at))
    kinds = [(entry.kind, entry.record_type) for entry in written(before)]
    assert kinds == [
        (EntryKind.CREATE, "organizations.unit"),
        (EntryKind.EDIT, "organizations.unit"),
        (EntryKind.NOTE, "organizations.unit"),
        (EntryKind.NOTE, "organizations.unit"),
        (EntryKind.NOTE, "audit.proposal"),
    ]


def test_what_operations_made_carries_one_entry_for_each_version(world: World) -> None:
    """Of what the county was given by operations, not by its factories: first entry, then one for each change."""
    counted = Counter(Entry.objects.values_list("record_type", "record_id", "kind"))
    wrong, looked_at = [], 0
    for model in apps.get_models():
        if not issubclass(model, Versioned):
            continue
        kind = type_name(model)
        for pk, version in model._base_manager.values_list("pk", "version"):
            if not counted[kind, pk, "create"]:
                continue
            looked_at += 1
            changes = counted[kind, pk, "edit"] + counted[kind, pk, "move"]
            if counted[kind, pk, "create"] != 1 or version != 1 + changes:
                wrong.append((kind, version, changes))
    assert wrong == []
    assert looked_at > 30
