"""办理过程 of an item: its own entries and those of what hangs on it."""

from django.db.models import Q, QuerySet

from audit.models import Entry, EntryKind, type_name
from rectification.models import Evidence, ExtensionRequest, Item, Measure, Result

CHILDREN = (Result, Evidence, ExtensionRequest)


def trail_of(item: Item) -> "QuerySet[Entry]":
    """Return the entries of an item and of what hangs on it, the newest first."""
    about = Q(record_type=type_name(item), record_id=item.pk)
    measures = Measure.objects.filter(item=item).values("pk")
    about |= Q(record_type=type_name(Measure), record_id__in=measures, act="rect.progress:E")
    for model in CHILDREN:
        keys = model._default_manager.filter(item=item).values("pk")
        about |= Q(record_type=type_name(model), record_id__in=keys) & ~Q(kind=EntryKind.NOTE)
    return Entry.objects.filter(about).select_related("user").order_by("-at", "-id")
