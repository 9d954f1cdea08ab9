"""Files: taken in, made, handed out."""

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, cast

from django.core.files import File
from django.db import models

from audit import operations as audit
from audit.actor import Actor
from audit.models import EntryKind
from documents import storage
from documents.intake import ALLOWED, check, clean_name, made_on
from documents.models import StoredFile
from documents.states import Level


def store(
    upload: File,  # type: ignore[type-arg]
    *,
    by: Actor,
    level: Level = Level.S2,
    act: str = "file.keep:C",
    endings: Iterable[str] = tuple(ALLOWED),
) -> StoredFile:
    """上传附件: check a file and keep it; the content is on the disk before the row is written.

    Raises:
        ValidationError: the file is not taken; the message says why and what is.
    """
    accepted = check(upload, endings=endings)
    digest, size = storage.put(upload.chunks())
    file = StoredFile(
        name=accepted.name,
        digest=digest,
        size=size,
        media_type=accepted.kind.media_type,
        level=level,
        uploaded_by_id=by.user.pk,
        uploaded_at=by.at,
        made_on=made_on(cast("IO[bytes]", upload.file), accepted.kind, by.on),
    )
    return audit.create(file, by=by, act=act)


def keep(
    path: Path, *, name: str, by: Actor, level: Level = Level.S2, act: str = "paper.issue:X"
) -> StoredFile:
    """保存成文: keep a paper that the system made."""
    digest, size = storage.put(storage.chunks_of(path))
    kept = clean_name(name)
    file = StoredFile(
        name=kept,
        digest=digest,
        size=size,
        media_type=ALLOWED[kept.rpartition(".")[2].lower()].media_type,
        level=level,
        uploaded_by_id=by.user.pk,
        uploaded_at=by.at,
    )
    return audit.create(file, by=by, act=act)


def note_download(
    file: StoredFile, *, by: Actor, act: str, about: models.Model | None = None, number: str = ""
) -> None:
    """下载登记: write into the trail who took which file home."""
    taken = about or file
    told: dict[str, Any] = {"file": file.name, "size": file.size, "level": file.level, "number": number}
    audit.note(taken, by=by, act=act, kind=EntryKind.TAKE, **told)
