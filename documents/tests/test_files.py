"""Files on the shelf: laid down whole, found by digest, handed out as attachments, swept when nobody knows them."""

import datetime as dt
import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from audit.models import Entry
from documents import storage
from documents.models import StoredFile
from documents.models.file import path_of
from documents.operations import store
from documents.pages import download
from documents.states import Level
from documents.tests.factories import PDF, County, make_file, upload

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1)


def files(shelf: Path) -> list[Path]:
    return [path for path in shelf.rglob("*") if path.is_file()]


def test_store_a_file_keeps_content_facts_and_trail(county: County, shelf: Path) -> None:
    file = store(upload("整改照片.pdf"), by=county.by, level=Level.S3, act="rect.evidence:C")
    assert file.path.read_bytes() == PDF
    assert file.path.is_relative_to(shelf)
    assert (file.digest, file.size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert (file.name, file.media_type, file.level) == ("整改照片.pdf", "application/pdf", Level.S3)
    assert Entry.objects.about(file).get().act == "rect.evidence:C"


def test_a_stored_file_is_for_the_owner_of_the_process_only(county: County) -> None:
    file = make_file(county.by)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_a_refused_file_leaves_neither_row_nor_content(county: County, shelf: Path) -> None:
    with pytest.raises(ValidationError):
        store(upload("a.pdf", b"MZ not a pdf"), by=county.by)
    assert not StoredFile.objects.exists()
    assert files(shelf) == []


def test_the_same_content_twice_lies_once(county: County, shelf: Path) -> None:
    one, two = make_file(county.by, "甲.pdf"), make_file(county.other, "乙.pdf")
    assert one.path == two.path
    assert files(shelf) == [one.path]


def test_a_stored_file_is_never_changed_or_deleted(county: County) -> None:
    make_file(county.by)
    with pytest.raises(TypeError):
        StoredFile.objects.update(name="别的.pdf")
    with pytest.raises(TypeError):
        StoredFile.objects.all().delete()


def test_a_writer_that_dies_leaves_no_half_file(shelf: Path) -> None:
    def chunks() -> Any:
        yield b"half"
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 -- the disk's own
        storage.put(chunks())
    assert files(shelf) == []


def test_the_sweeper_takes_what_has_no_row_and_is_old(county: County, shelf: Path) -> None:
    kept = make_file(county.by)
    digest, _ = storage.put([b"row was never written"])
    fresh, _ = storage.put([b"row is on its way"])
    draft = shelf / "drafts" / "left"
    draft.write_bytes(b"half")
    orphan = path_of(digest)
    for path in (kept.path, orphan, draft):
        os.utime(path, (0, 0))
    assert storage.sweep(before=timezone.now() - TOMORROW) == 2
    assert sorted(files(shelf)) == sorted([kept.path, path_of(fresh)])


def test_a_row_without_its_content_is_named(county: County) -> None:
    whole, lost = make_file(county.by), make_file(county.by, "乙.pdf", PDF + b"2\n%%EOF")
    lost.path.unlink()
    assert list(storage.missing()) == [lost]
    whole.path.write_bytes(b"cut")
    assert set(storage.missing()) == {whole, lost}


def answer_for(file: StoredFile, county: County) -> Any:
    request: Any = RequestFactory().get("/")
    request.actor = county.by
    return download(request, file, act="rect.evidence:V")


def test_a_download_is_an_attachment_that_no_browser_opens(county: County) -> None:
    answer = answer_for(make_file(county.by, "整改 照片.pdf"), county)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''%E6%95%B4%E6%94%B9%20%E7%85%A7%E7%89%87.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]


def test_a_download_is_written_into_the_trail(county: County) -> None:
    file = make_file(county.by)
    answer_for(file, county).file_to_stream.close()
    entry = Entry.objects.looks_at(file).get()
    assert (entry.act, entry.facts["file"], entry.user) == ("rect.evidence:V", file.name, county.clerk)


NAMES = [f"a{chr(code)}b.pdf" for code in (*range(1, 48), 127, 0x202E, 0x200B, 0x2028)] + [
    "../../x.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "a;b.pdf", 'a"; filename="b.exe.pdf', "名" * 400 + ".pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_out_of_the_shelf_or_breaks_the_header(name: str, county: County, shelf: Path) -> None:
    file = make_file(county.by, "x.pdf")
    file.name = store(upload(name), by=county.by).name
    header = answer_for(file, county)["Content-Disposition"]
    assert "\n" not in header
    assert header.startswith("attachment; filename")
    assert [path for path in files(shelf) if len(path.name) != 64] == []
