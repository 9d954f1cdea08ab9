"""Files kept, jobs in the background, signed papers entered for others, how much may be read."""

from documents.models.file import StoredFile, StoredFileQuerySet
from documents.models.job import Job, JobQuerySet
from documents.models.proxy import ProxyEntry, ProxyEntryQuerySet
from documents.models.reading import ReadingAlarm, ReadingAlarmQuerySet, ReadingPolicy

__all__ = [
    "Job",
    "JobQuerySet",
    "ProxyEntry",
    "ProxyEntryQuerySet",
    "ReadingAlarm",
    "ReadingAlarmQuerySet",
    "ReadingPolicy",
    "StoredFile",
    "StoredFileQuerySet",
]
