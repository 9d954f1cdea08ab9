"""The only door through which a record is made, changed or moved."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from audit.actor import Actor
from audit.looking import is_kept, keep, look_id
from audit.models import NO_RECORD, Entry, EntryKind, Proposal, Stateful, Versioned, type_name
from audit.refusing import FASTER, check_fields, not_due
from audit.states import ProposalState

R = TypeVar("R", bound=models.Model)
V = TypeVar("V", bound=Versioned)
S = TypeVar("S", bound=Stateful)

BATCH = 400


class IllegalMove(Exception):  # noqa: N818 -- named as the house names it
    """The record is no longer where the caller saw it, or the step is not due where it stands."""

    def __init__(self, record: models.Model, now: str, to: str, due: Iterable[str] = ()) -> None:
        """Keep what was asked, and in which states it would be due, for the page that explains it."""
        self.record, self.now, self.to, self.due = record, now, to, frozenset(map(str, due))
        super().__init__(FASTER if self.raced else not_due(record, now))

    @property
    def raced(self) -> bool:
        """Somebody moved it after the caller had read it."""
        return self.now != str(getattr(self.record, "state", self.now))


class Stale(Exception):  # noqa: N818 -- a state of affairs, not a fault
    """Somebody else saved the record first; both versions are kept for the page to show."""

    def __init__(self, current: Versioned) -> None:
        """Keep the version that is stored now."""
        super().__init__("您编辑期间，他人已保存了新的内容。请对照两个版本后再保存。")
        self.current = current


def _entry(record: models.Model, kind: EntryKind, act: str, by: Actor, **rest: Any) -> Entry:
    return Entry(
        at=by.at,
        user_id=by.user.pk,
        acting_for=by.acting_for,
        kind=kind,
        act=act,
        record_type=type_name(record),
        record_id=record.pk,
        **rest,
    )


def create(record: R, *, by: Actor, act: str, reason: str = "", **facts: object) -> R:
    """新建: store a new record and its first entry."""
    check_fields(record)
    with transaction.atomic():
        record.save(force_insert=True)
        _entry(record, EntryKind.CREATE, act, by, reason=reason, facts=facts).save(force_insert=True)
    return record


def create_all(records: Iterable[R], *, by: Actor, act: str, reason: str = "", **facts: object) -> list[R]:
    """批量新建: store new records of one type, each with its first entry."""
    made = list(records)
    if not made:
        return made
    for record in made:
        check_fields(record)
    with transaction.atomic():
        type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)
        Entry.objects.bulk_create(
            (_entry(record, EntryKind.CREATE, act, by, reason=reason, facts=facts) for record in made),
            batch_size=BATCH,
        )
    return made


def edit(
    record: V,
    *,
    by: Actor,
    act: str,
    changes: Mapping[str, object],
    version: int | None = None,
    reason: str = "",
    **facts: object,
) -> V:
    """修改: change fields of a record that is still as the caller saw it.

    Raises:
        Stale: somebody saved a newer version than ``version``.
        ValidationError: a value that the field does not allow.
    """
    seen = record.version if version is None else version
    for name, value in changes.items():
        setattr(record, name, value)
    check_fields(record)
    model = type(record)
    with transaction.atomic():
        columns = {name: getattr(record, name) for name in changes}
        rows = model._base_manager.filter(pk=record.pk, version=seen).update(version=seen + 1, **columns)
        if not rows:
            raise Stale(model._base_manager.get(pk=record.pk))
        note(record, by=by, act=act, reason=reason, kind=EntryKind.EDIT, fields=sorted(changes), **facts)
    record.version = seen + 1
    return record


def note(
    record: models.Model,
    *,
    by: Actor,
    act: str,
    reason: str = "",
    kind: EntryKind = EntryKind.NOTE,
    **facts: object,
) -> Entry:
    """记一笔: write an entry for an act that changes no state, such as a read or a download."""
    entry = _entry(record, kind, act, by, reason=reason, facts=facts)
    entry.save(force_insert=True)
    return entry


def read(
    what: models.Model | type[models.Model], *, by: Actor, act: str, place: str = "", **facts: object
) -> None:
    """查阅: write down who looks at a record, or at a list of them, in one statement.

    The same look within the window has the same key: the database keeps the first, and a process that has
    written it asks no more.
    """
    kind, pk = type_name(what), what.pk if isinstance(what, models.Model) else NO_RECORD
    told = {"kind": EntryKind.READ, "act": act, "record_type": kind, "record_id": pk, "facts": facts}
    key = look_id(by.at, by.user.pk, by.acting_for, act, kind, pk, place)
    if is_kept(key):
        return
    entry = Entry(id=key, at=by.at, user_id=by.user.pk, acting_for=by.acting_for, **told)
    Entry.objects.bulk_create([entry], ignore_conflicts=True)
    transaction.on_commit(partial(keep, key))


def edge_act(record: Stateful, now: str, to: str) -> str:
    """Return the act that the edge names.

    Raises:
        IllegalMove: the table of edges has none.
    """
    act = record.EDGES.get(now, {}).get(to)
    if act is None:
        due = [state for state, edges in record.EDGES.items() if to in edges]
        raise IllegalMove(record, now, to, due=due)
    return act


def move(
    record: S,
    to: str,
    *,
    by: Actor,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
    version: int | None = None,
    **facts: object,
) -> S:
    """流转: take a record along one edge of its table, with its entry, in one transaction.

    Args:
        record: the record as the caller saw it; updated in place.
        to: the state it goes to.
        by: who does it.
        reason: the opinion or reason written beside it.
        changes: fields that change with the state.
        version: which version was read before the act, where that matters.
        facts: what else the trail should say.

    Raises:
        IllegalMove: it has been moved meanwhile, or no such edge exists.
        Stale: what was read is not what stands now.
    """
    model = type(record)
    seen = str(record.state)
    with transaction.atomic():
        rows = model._base_manager.select_for_update().filter(pk=record.pk)
        now, stored = rows.values_list("state", "version").get()
        if now != seen:
            raise IllegalMove(record, now, to)
        if version not in {None, stored}:
            raise Stale(model._base_manager.get(pk=record.pk))
        act = edge_act(record, now, to)
        for name, value in (changes or {}).items():
            setattr(record, name, value)
        columns = {name: getattr(record, name) for name in changes or {}}
        model._base_manager.filter(pk=record.pk).update(state=to, version=stored + 1, **columns)
        _entry(record, EntryKind.MOVE, act, by, from_state=now, to_state=to, reason=reason, facts=facts).save(
            force_insert=True
        )
    record.state, record.version = to, stored + 1
    return record


def move_all(
    records: Iterable[S],
    to: str,
    *,
    by: Actor,
    reason: str = "",
    changes: Mapping[str, object] | None = None,
    **facts: object,
) -> list[S]:
    """批量流转: take records of one type along their edges, all or none.

    Raises:
        IllegalMove: one of them has been moved meanwhile, or has no such edge.
    """
    moved = list(records)
    if not moved:
        return moved
    model = type(moved[0])
    with transaction.atomic():
        keys = [record.pk for record in moved]
        rows = model._base_manager.select_for_update().filter(pk__in=keys)
        now = dict(rows.values_list("pk", "state"))
        entries = []
        for record in moved:
            if now[record.pk] != str(record.state):
                raise IllegalMove(record, now[record.pk], to)
            act = edge_act(record, now[record.pk], to)
            states = {"from_state": now[record.pk], "to_state": to}
            entries.append(_entry(record, EntryKind.MOVE, act, by, reason=reason, facts=facts, **states))
        rows.update(state=to, version=models.F("version") + 1, **(changes or {}))
        Entry.objects.bulk_create(entries, batch_size=BATCH)
    for record in moved:
        record.state, record.version = to, record.version + 1
        for name, value in (changes or {}).items():
            setattr(record, name, value)
    return moved


def propose(
    record: models.Model,
    *,
    by: Actor,
    act: str,
    payload: Mapping[str, object] | None = None,
    reason: str = "",
) -> Proposal:
    """提请: put an act before a second person."""
    proposal = Proposal(
        act=act,
        record_type=type_name(record),
        record_id=record.pk,
        payload=dict(payload or {}),
        reason=reason,
        proposed_by_id=by.user.pk,
        proposed_at=by.at,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
            note(record, by=by, act=act, reason=reason, proposal=str(proposal.pk))
    except IntegrityError:
        raise ValidationError("该事项已有一件提请在等待复核，请先处理那一件。") from None
    return proposal


def decide(proposal: Proposal, to: ProposalState, *, by: Actor, opinion: str = "") -> Proposal:
    """复核: agree to a proposal or send it back; never by the person who made it.

    Raises:
        PermissionDenied: the same person proposed it.
        IllegalMove: it has been decided already.
    """
    own = proposal.proposed_by_id == by.user.pk
    if own != (to == ProposalState.WITHDRAWN):
        raise PermissionDenied("提请人不能复核自己提请的事项，请由另一人办理。")
    with transaction.atomic():
        rows = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.PENDING).update(
            state=to,
            decided_by_id=by.user.pk,
            decided_at=by.at,
            opinion=opinion,
            version=proposal.version + 1,
        )
        if not rows:
            now = Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)
            raise IllegalMove(proposal, now, to, due=[ProposalState.PENDING])
        proposal.refresh_from_db()
        note(proposal, by=by, act=proposal.act, reason=opinion, decision=str(to))
    return proposal
