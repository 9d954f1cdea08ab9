"""Files kept, jobs in the background, signed papers entered for others."""

from documents.models.file import StoredFile, StoredFileQuerySet
from documents.models.job import Job, JobQuerySet
from documents.models.proxy import ProxyEntry, ProxyEntryQuerySet

__all__ = ["Job", "JobQuerySet", "ProxyEntry", "ProxyEntryQuerySet", "StoredFile", "StoredFileQuerySet"]
