"""锚点: the head of the chain told outside the database, one line an hour, never changed."""

import datetime as dt
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Entry, Seal
from audit.sealing import GENESIS, seal_all, sealed_until
from ui.wording import cn_time

DIGEST, GROUP, FIGURES = 64, 4, 5  # four letters of a digest are five figures on paper
LONG, LARGEST = DIGEST // GROUP * FIGURES, 16**GROUP - 1


@dataclass(frozen=True)
class Anchor:
    """One anchor.

    Attributes:
        at: when it was set.
        seq: the last link then; 0 while there was none.
        digest: the digest of that link, which stands for all before it.
        sealed_at: when that link was sealed.
        entries: how many entries the trail had.
        reason: why it does not follow the one before it, such as a restored backup; mostly empty.
    """

    at: dt.datetime
    seq: int
    digest: str
    sealed_at: dt.datetime | None
    entries: int
    reason: str = ""

    @property
    def line(self) -> str:
        """The line of the file."""
        told = asdict(self)
        for name in ("at", "sealed_at"):
            told[name] = told[name] and told[name].astimezone(dt.UTC).isoformat()
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @property
    def when(self) -> str:
        """When it was set, in words."""
        return cn_time(self.at)

    @property
    def groups(self) -> list[str]:
        """The digest as a person reads it aloud."""
        return grouped(self.digest)


def grouped(digest: str) -> list[str]:
    """Return a digest as sixteen groups of five figures: on paper no letter is mistaken for another."""
    return [f"{int(digest[start : start + GROUP], 16):0{FIGURES}d}" for start in range(0, DIGEST, GROUP)]


def ungrouped(figures: str) -> str:
    """Return the digest that was read from groups of figures, or as a file has it.

    Raises:
        ValidationError: it is neither; the message says how long it should be.
    """
    told = "".join(figures.split()).lower()
    if re.fullmatch(rf"[0-9a-f]{{{DIGEST}}}", told):
        return told
    groups = [told[start : start + FIGURES] for start in range(0, len(told), FIGURES)]
    if not re.fullmatch(rf"[0-9]{{{LONG}}}", told) or any(int(group) > LARGEST for group in groups):
        shape = f"{LONG // FIGURES} 组、每组 {FIGURES} 位数字，共 {LONG} 位"
        raise ValidationError(f"摘要应为 {shape}；现在是 {len(told)} 位，请对照锚点单检查。")
    return "".join(f"{int(group):0{GROUP}x}" for group in groups)


def parse(line: str) -> Anchor:
    """Return the anchor of a line.

    Raises:
        ValidationError: the line is none.
    """
    try:
        told: dict[str, Any] = json.loads(line)
        at, sealed = dt.datetime.fromisoformat(told["at"]), told["sealed_at"]
        anchor = Anchor(
            at,
            int(told["seq"]),
            str(told["digest"]),
            dt.datetime.fromisoformat(sealed) if sealed else None,
            int(told["entries"]),
            str(told.get("reason", "")),
        )
    except (ValueError, KeyError, TypeError):
        raise ValidationError("这一行不是锚点") from None
    if len(anchor.digest) != DIGEST:
        raise ValidationError("这一行不是锚点")
    return anchor


def read(path: Path) -> list[Anchor]:
    """Return the anchors of a file, or of every file in a folder, in their order.

    Raises:
        ValidationError: a line is no anchor; the message says which.
    """
    found = []
    for file in sorted(path.glob("anchors-*.jsonl")) if path.is_dir() else [path]:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found.append(parse(line))
            except ValidationError:
                raise ValidationError(f"{file.name} 第 {number} 行不是锚点，文件可能被改动。") from None
    return found


def kept() -> list[Anchor]:
    """Return the anchors that this machine keeps."""
    return read(settings.ANCHORS) if settings.ANCHORS.is_dir() else []


def head(*, at: dt.datetime, reason: str = "") -> Anchor:
    """Return the head of the chain as it is now."""
    last = sealed_until()
    entries = Entry.objects.count()
    if last is None:
        return Anchor(at, 0, GENESIS, None, entries, reason)
    return Anchor(at, last.seq, last.digest, last.sealed_at, entries, reason)


def follows(anchors: Iterable[Anchor]) -> bool:
    """Say whether the chain still goes through the last of the anchors."""
    last = max(anchors, key=lambda anchor: anchor.at, default=None)
    return last is None or last.seq == 0 or Seal.objects.filter(seq=last.seq, digest=last.digest).exists()


def drop(*, at: dt.datetime, reason: str = "", to: Path | None = None) -> Anchor:
    """设锚: seal what is committed and write the head of the chain into a file outside the database.

    Raises:
        ValidationError: the chain does not go through the anchor before; nothing is written.
    """
    seal_all(at=at)
    if not reason and not follows(kept()):
        raise ValidationError("链条不经过上一个锚点：留痕被截断或重写，没有设锚。请审计员立即核对。")
    anchor = head(at=at, reason=reason)
    path = to or settings.ANCHORS / f"anchors-{timezone.localtime(at).year}.jsonl"
    _append(path, anchor.line)
    return anchor


def _append(path: Path, line: str) -> None:
    """Write a line that is on the disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600), "a", encoding="utf-8"
    ) as out:
        out.write(f"{line}\n")
        out.flush()
        os.fsync(out.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
