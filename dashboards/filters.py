"""What the trail is searched by, and the list that page and export share."""

import datetime as dt
from typing import Any

import django_filters
from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.matrix import VERBS, matrix
from audit.models import Entry, EntryKind, Versioned, type_name
from clues.models import Clue
from dashboards.reach import trail_of
from documents.models import Job, ProxyEntry
from rectification.models import Item
from rounds.models import Feedback, Finding, WorkingPaper
from ui.listing import Listing

NUMBERED: tuple[Any, ...] = (Finding, WorkingPaper, Feedback, Clue, Job, ProxyEntry)
COLUMNS: Any = {
    "at": ("办理时间", ("at", "id"), "day"),
    "user": ("办理人", ("user__name", "at")),
    "act": ("动作", ("act", "at")),
    "type": ("对象", ("record_type", "at")),
    "kind": ("种类", ("kind", "at"), "narrow"),
    "sealed": ("封存序号", None, "num"),
}
SEARCHED = ("user__name__icontains", "user__username__icontains", "acting_for__icontains")


def acts() -> list[tuple[str, str]]:
    """Every act of the office's table, by its name and no code."""
    return [(name, name) for name in sorted({row.name for row in matrix().values()})]


def kinds_of_record() -> list[tuple[str, str]]:
    """Every kind of record that the trail may tell of, by its name."""
    return [(word, word) for word in sorted(_types())]


def _types() -> dict[str, list[str]]:
    """The types of records behind each word: a word may stand for several."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        if issubclass(model, Versioned):
            found.setdefault(str(model._meta.verbose_name), []).append(type_name(model))
    return found


def midnight(day: dt.date) -> dt.datetime:
    """Return the beginning of a local day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class EntryFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, act, record, days, place in the chain."""

    kind = django_filters.ChoiceFilter(label="种类", choices=EntryKind.choices, empty_label="全部")
    since = django_filters.DateFilter(label="自", method="after")
    until = django_filters.DateFilter(label="至", method="before")
    act = django_filters.ChoiceFilter(label="动作", choices=acts, empty_label="全部", method="done")
    type = django_filters.ChoiceFilter(
        label="对象类别", choices=kinds_of_record, empty_label="全部", method="of_kind"
    )
    number = django_filters.CharFilter(label="对象编号", method="numbered")
    seq = django_filters.NumberFilter(label="封存序号", field_name="seal__seq")

    class Meta:
        """Declared above."""

        model = Entry
        fields: tuple[str, ...] = ()

    def after(self, rows: "QuerySet[Entry]", _name: str, day: dt.date) -> "QuerySet[Entry]":
        """From the beginning of a day."""
        return rows.filter(at__gte=midnight(day))

    def before(self, rows: "QuerySet[Entry]", _name: str, day: dt.date) -> "QuerySet[Entry]":
        """Up to the end of a day."""
        return rows.filter(at__lt=midnight(day + dt.timedelta(days=1)))

    def done(self, rows: "QuerySet[Entry]", _name: str, name: str) -> "QuerySet[Entry]":
        """Acts of one row of the table, whatever the verb."""
        named = [row.act for row in matrix().values() if row.name == name]
        return rows.filter(act__in=[*named, *(f"{act}:{verb}" for act in named for verb in VERBS)])

    def of_kind(self, rows: "QuerySet[Entry]", _name: str, word: str) -> "QuerySet[Entry]":
        """Records of one kind."""
        return rows.filter(record_type__in=_types().get(word, ()))

    def numbered(self, rows: "QuerySet[Entry]", _name: str, number: str) -> "QuerySet[Entry]":
        """Records of any kind that carry the number; an item goes by the number of its finding."""
        about = Q(
            record_type=type_name(Item),
            record_id__in=Item.objects.filter(finding__number=number).values("pk"),
        )
        for model in NUMBERED:
            keys = model._default_manager.filter(number=number).values("pk")
            about |= Q(record_type=type_name(model), record_id__in=keys)
        return rows.filter(about)


def entries_listed(request: HttpRequest, verb: str = "V", about: Entry | None = None) -> Listing[Any]:
    """Return the trail as the address asks for it; of one record only, if an entry of it is named."""
    rows = trail_of(request.actor, verb).select_related("user", "seal")  # type: ignore[attr-defined]
    if about is not None:
        rows = rows.filter(record_type=about.record_type, record_id=about.record_id)
    return Listing(request, rows, sorts=COLUMNS, default_sort="-at", filters=EntryFilters, search=SEARCHED)
