"""The trail of a record in words: ui knows no audit, only the shape of its entries."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from ui.tones import tone_of_label


@dataclass(frozen=True)
class Step:
    """One act as the timeline shows it."""

    at: dt.datetime
    who: str
    act: str
    came_from: str = ""
    went_to: str = ""
    reason: str = ""
    acting_for: str = ""
    changed: str = ""
    files: list[Any] = field(default_factory=list)

    @property
    def machine_time(self) -> str:
        return timezone.localtime(self.at).isoformat(timespec="seconds")

    @property
    def time(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def tone(self) -> str:
        return tone_of_label(self.went_to).value if self.went_to else "idle"


def steps(entries: Iterable[Any], record: Model | None, act_name: Callable[[str], str] | None) -> list[Step]:
    words = state_words(record)
    return [_step(entry, words, _changed(entry, record), act_name) for entry in entries]


def state_words(record: Model | None) -> dict[str, str]:
    """State code → label, from the record's own field."""
    if record is None:
        return {}
    names = {one.name for one in record._meta.get_fields()}
    if "state" not in names:
        return {}
    choices: Any = record._meta.get_field("state").flatchoices  # type: ignore[union-attr]
    return {str(code): str(word) for code, word in choices}


def _changed(entry: Any, record: Model | None) -> str:
    """Which fields an edit touched, in the words of the fields."""
    names = getattr(entry, "facts", {}).get("fields", []) if record is not None else []
    known = {one.name: one for one in record._meta.fields} if record is not None else {}
    return "、".join(str(known[name].verbose_name) for name in names if name in known)


def _step(entry: Any, words: dict[str, str], changed: str, act_name: Callable[[str], str] | None) -> Step:
    return Step(
        at=entry.at,
        who=str(entry.user),
        act=_act(entry, act_name),
        came_from=words.get(entry.from_state, ""),
        went_to=words.get(entry.to_state, ""),
        reason=entry.reason,
        acting_for=entry.acting_for,
        changed=changed,
        files=list(getattr(entry, "files", [])),
    )


def _act(entry: Any, act_name: Callable[[str], str] | None) -> str:
    """The act's word; never its code."""
    named = act_name(entry.act) if act_name else ""
    return named if named and named != entry.act else str(entry.get_kind_display())
