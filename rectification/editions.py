"""整改方案的版次: what a plan says, as plain data; what differs between two such."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rectification.models import Item, Measure, RectificationPlan
from rectification.states import ResultKind
from ui.wording import cn_date

Content = Mapping[str, Any]
FIELDS = ("goal", "leader", "department", "handler", "due_on")
ADDED, DROPPED, CHANGED = "新增", "删去", "修改"


def content_of(plan: RectificationPlan) -> dict[str, Any]:
    """Return what the plan says now; people by name, for a name is what was signed."""
    rows = Item.objects.filter(assignment=plan.assignment_id).select_related("finding", "leader", "handler")
    measures: dict[Any, list[Measure]] = {}
    kept = Measure.objects.filter(item__in=rows, dropped=False).select_related("responsible")
    for measure in kept.order_by("order"):
        measures.setdefault(measure.item_id, []).append(measure)
    items = [_item(row, measures.get(row.pk, [])) for row in rows.order_by("finding__number")]
    return {"overview": plan.overview, "items": items}


def _item(row: Item, measures: Iterable[Measure]) -> dict[str, Any]:
    return {
        "key": str(row.pk),
        "number": row.finding.number,
        "title": row.finding.title,
        **{name: _plain(getattr(row, name)) for name in FIELDS},
        "measures": [
            {
                "key": str(one.pk),
                "text": one.text,
                "expects": str(one.expects),
                "responsible": _plain(one.responsible),
                "due_on": _plain(one.due_on),
            }
            for one in measures
        ],
    }


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@dataclass(frozen=True)
class Change:
    """One thing that two editions say differently."""

    what: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """One problem of which two editions say different things."""

    number: str
    title: str
    changes: list[Change]


def differences(before: Content, after: Content, keys: Iterable[str]) -> list[Changed]:
    """Return what differs, problem by problem, of the problems that may be seen."""
    seen, old = set(keys), {one["key"]: one for one in before["items"]}
    told = ((one, _changes(old.get(one["key"], NOTHING), one)) for one in after["items"])
    return [
        Changed(one["number"], one["title"], changes)
        for one, changes in told
        if one["key"] in seen and changes
    ]


NOTHING: Content = {**dict.fromkeys(FIELDS, ""), "measures": []}


def overview_change(before: Content, after: Content) -> list[Change]:
    """Return how the general part differs; nothing when it does not."""
    return _change(_label(RectificationPlan, "overview"), before["overview"], after["overview"])


def _changes(before: Content, after: Content) -> list[Change]:
    found = []
    for name in FIELDS:
        found += _change(_label(Item, name), _told(before[name]), _told(after[name]))
    old = {one["key"]: _measure(one) for one in before["measures"]}
    new = {one["key"]: _measure(one) for one in after["measures"]}
    word = str(Measure._meta.verbose_name)
    for key in dict.fromkeys((*old, *new)):
        found += _change(word, old.get(key, ""), new.get(key, ""))
    return found


def _change(what: str, before: str, after: str) -> list[Change]:
    if before == after:
        return []
    kind = CHANGED if before and after else ADDED if after else DROPPED
    return [Change(what, kind, before, after)]


def _measure(one: Content) -> str:
    beside = (ResultKind(one["expects"]).label, one["responsible"], _told(one["due_on"]))
    return f"{one['text']}（{'，'.join(word for word in beside if word)}）"


def _told(value: str) -> str:
    """Return a value as a person reads it: a day in words."""
    try:
        return cn_date(dt.date.fromisoformat(value))
    except ValueError:
        return value


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)
