"""An entry of the trail in words: who did what, never a text of the trade."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.matrix import act_name
from audit.models import NO_RECORD, Entry
from dashboards.naming import kind_of
from ui.trail import state_words
from ui.wording import cn_time

HIDDEN = "正文不在这里显示"


def model_of(entry: Entry) -> type[Model] | None:
    """Return the model of the record; none for a kind that is no more."""
    try:
        return apps.get_model(entry.record_type)
    except LookupError:
        return None


def number_of(entry: Entry) -> str:
    """Return the number that the record carries in the office; empty when it has none."""
    model: Any = model_of(entry)
    if (
        model is None
        or entry.record_id == NO_RECORD
        or "number" not in {one.name for one in model._meta.fields}
    ):
        return ""
    return str(model._base_manager.filter(pk=entry.record_id).values_list("number", flat=True).first() or "")


def states_of(entry: Entry) -> str:
    """Return from where to where, in the words of the record."""
    model = model_of(entry)
    words = state_words(model()) if model else {}
    came, went = words.get(entry.from_state, ""), words.get(entry.to_state, "")
    return " → ".join(filter(None, (came, went)))


def fields_of(entry: Entry) -> str:
    """Return which fields an edit touched, in their words."""
    model = model_of(entry)
    known = {one.name: str(one.verbose_name) for one in model._meta.fields} if model else {}
    return "、".join(known[name] for name in entry.facts.get("fields", ()) if name in known)


def page_of_list(entry: Entry) -> str:
    """Return how much of a list was looked at."""
    told = entry.facts
    if entry.record_id != NO_RECORD or "rows" not in told:
        return ""
    return f"列表第 {told.get('page', 1)} 页，本页 {told['rows']} 条，共 {told.get('total', 0)} 条"


def lines_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield label and value of everything that may be told."""
    yield "办理人", str(entry.user)
    yield "代录签署人", entry.acting_for
    yield "动作", act_name(entry.act)
    yield "种类", entry.get_kind_display()
    yield "对象类别", kind_of(entry.record_type)
    yield "对象编号", number_of(entry)
    yield "查阅范围", page_of_list(entry)
    yield "状态", states_of(entry)
    yield "改动项目", fields_of(entry)
    yield "意见", f"{len(entry.reason)} 字，{HIDDEN}" if entry.reason else ""
    yield "办理时间", cn_time(entry.at)
    yield "记录时间", cn_time(entry.recorded_at)
