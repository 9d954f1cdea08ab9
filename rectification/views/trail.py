"""办理过程 of an item: its own entries and those of what hangs on it."""

from typing import Any

from django.db.models import Q

from audit.actor import Actor
from audit.models import LOOKS, Entry, EntryKind, type_name
from rectification.models import Evidence, ExtensionRequest, Item, Measure, Result
from rectification.states import ExtensionState, ItemState
from rounds.rules.origin import sees_origin
from ui.trail import state_words

CHILDREN: tuple[type[Any], ...] = (Result, Evidence, ExtensionRequest)


# What clerk and director say to each other on the way is not for the unit and those around it
ASKED_INSIDE = frozenset({"rect.reopen:P", "rect.reopen:A"})
INTERNAL = frozenset({ItemState.CHECKED, ItemState.SAMPLED, ExtensionState.PROPOSED})


def trail_of(item: Item, *, by: Actor, told: bool = True) -> list[Entry]:
    """Return the entries of an item and of what the reader sees hang on it, the newest first.

    Whoever is not told the plan yet is not told either when somebody wrote on it.
    """
    about = Q(record_type=type_name(item), record_id=item.pk)
    measures = Measure.objects.filter(item=item).values("pk")
    about |= Q(record_type=type_name(Measure), record_id__in=measures, act="rect.progress:E")
    for model in CHILDREN:
        keys = model._default_manager.visible_to(by).filter(item=item).values("pk")
        about |= Q(record_type=type_name(model), record_id__in=keys) & ~Q(kind=EntryKind.NOTE)
    rows = Entry.objects.filter(about).exclude(kind__in=LOOKS).select_related("user").order_by("-at", "-id")
    rows = rows if told else rows.exclude(act="rect.plan:C")
    inside = sees_origin(by, "rect.view:V", item.assignment)
    shown = rows if inside else [_bare(entry) for entry in rows if not _within(entry)]
    return _folded([_in_words(entry, item) for entry in shown])


def _within(entry: Entry) -> bool:
    """Say whether the office was only talking to itself: a closing asked to be revoked, a check on site."""
    asked = entry.kind == EntryKind.NOTE and entry.act in ASKED_INSIDE
    return asked or "on_site" in entry.facts


def _bare(entry: Entry) -> Entry:
    """Leave out the opinion of a step inside the office."""
    if entry.to_state in INTERNAL:
        entry.reason = ""
    return entry


def _in_words(entry: Entry, item: Item) -> Entry:
    """Say the state of a child in its own words: the same code means another thing for the item."""
    if entry.kind == EntryKind.CREATE and entry.record_type == type_name(item):
        entry.reason = "生成整改事项"  # under the act's name it would read as if the clock had published
    words = {type_name(model): state_words(model()) for model in CHILDREN}.get(entry.record_type)
    if words is None or entry.record_type == type_name(item):
        return entry
    told = words.get(entry.to_state, "")
    entry.reason = "：".join(filter(None, (told, entry.reason)))
    entry.from_state = entry.to_state = ""
    return entry


def _folded(entries: list[Entry]) -> list[Entry]:
    """Show what was done in one go to several measures as one step."""
    kept: list[Entry] = []
    many = 1
    for entry in entries:
        last = kept[-1] if kept else None
        if last is not None and _same_go(entry, last):
            many += 1
            last.reason = f"同时登记 {many} 条"
        else:
            kept.append(entry)
            many = 1
    return kept


def _same_go(entry: Entry, last: Entry) -> bool:
    keys = ("at", "user_id", "act", "kind", "record_type", "from_state", "to_state")
    return all(getattr(entry, key) == getattr(last, key) for key in keys)
