"""办理过程: what was done to a record, asked on the page of every record."""

from uuid import UUID

from django.db.models import Model

from accounts.prepared import Prepared
from audit.models import Entry, type_name

ABOUT = Prepared(
    lambda kind, key: Entry.objects.acts_on(kind, key).select_related("user"), kind=str, key=UUID
)


def history(record: Model) -> list[Entry]:
    """Return the acts on a record with who did them, the newest first; looks are the auditor's to know."""
    return ABOUT.records(Entry, kind=type_name(record), key=record.pk)
