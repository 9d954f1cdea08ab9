"""The folder of the office's files: content first, safely on disk, then the row; what has no row is swept."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from documents.models import StoredFile
from documents.models.file import path_of

DRAFTS = "drafts"


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Lay a content down under its digest; return digest and size.

    The draft is written whole and flushed to the disk before it takes its final name: a crash leaves either
    the whole content or a draft that the sweeper removes.
    """
    drafts = Path(settings.FILES) / DRAFTS
    drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=drafts)
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as draft:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
        _settle(Path(name), path_of(digest.hexdigest()))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _settle(draft: Path, final: Path) -> None:
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Replaced even when it is there: a fresh date keeps the sweeper away until the row stands
    draft.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def desk() -> Iterator[Path]:
    """Give a folder to work in; libraries put their own drafts there, too.

    A killed worker leaves what it wrote here, for the owner only and for the sweeper, and nothing in the
    machine's common folder. The name is the process's: a worker makes one paper at a time.
    """
    drafts = Path(settings.FILES) / DRAFTS
    drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
    common = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="paper-", dir=drafts) as folder:
        tempfile.tempdir = folder
        try:
            yield Path(folder)
        finally:
            tempfile.tempdir = common


def chunks_of(path: Path, size: int = 2**20) -> Iterator[bytes]:
    """Read a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def orphans(*, before: dt.datetime) -> Iterator[Path]:
    """Name every file without a row that was laid down before an instant."""
    root, limit = Path(settings.FILES), before.timestamp()
    for path in root.rglob("*"):
        if not path.is_file() or path.stat().st_mtime >= limit:
            continue
        if DRAFTS in path.relative_to(root).parts or not StoredFile.objects.filter(digest=path.name).exists():
            yield path


def sweep(*, before: dt.datetime) -> int:
    """清理: remove what a crash left behind; return how many files."""
    found = list(orphans(before=before))
    for path in found:
        path.unlink(missing_ok=True)
        if path.parent.parent.name == DRAFTS:  # a desk; the folders of digests stay, somebody may be writing
            with suppress(OSError):
                path.parent.rmdir()
    return len(found)


def missing() -> Iterator[StoredFile]:
    """核对: every row whose content is not there, or not what it was."""
    for file in StoredFile.objects.iterator(chunk_size=500):
        if not file.path.is_file() or file.path.stat().st_size != file.size:
            yield file
