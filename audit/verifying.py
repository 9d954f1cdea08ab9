"""核对: walk the chain, hold it against anchors kept elsewhere, name every fault."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection

from audit import guards
from audit.anchors import Anchor
from audit.models import Entry, Seal
from audit.sealing import FIELDS, GENESIS, LONGEST_ACT, digest_of

LINK = ("seq", "previous", "digest", "sealed_at")
LOT = 2000
MOST = 1000
Progress = Callable[[int, int], None]
Link = dict[str, Any]


@dataclass(frozen=True)
class Verification:
    """What the verifier found: from which link to which, up to when, what stands outside, every fault."""

    links: int
    until: dt.datetime | None
    unsealed: int
    faults: tuple[str, ...]
    since: int = 1
    anchors: int = 0


def links(since: int = 1, upto: int | None = None) -> Iterator[Link]:
    """Yield the chain in its order: each link with the fields of its entry."""
    rows = Seal.objects.filter(seq__gte=since).order_by("seq")
    if upto is not None:
        rows = rows.filter(seq__lte=upto)
    names = {f"entry__{name}" if name != "user_id" else "entry__user": name for name in FIELDS}
    for row in rows.values_list(*LINK, *names).iterator(chunk_size=LOT):
        yield dict(zip((*LINK, *FIELDS), row, strict=True))


def matches(link: Link) -> bool:
    """Say whether a link still has the digest of what it holds."""
    seq, previous = link["seq"], link["previous"]
    if link["digest"] == digest_of(link, seq, previous, link["sealed_at"]):
        return True
    return bool(link["digest"] == digest_of(link, seq, previous))


@dataclass
class _Walk:
    """One passage over the chain."""

    expected: int
    previous: str | None
    wanted: dict[int, list[Anchor]]
    faults: list[str] = field(default_factory=list)
    reached: dt.datetime | None = None
    until: dt.datetime | None = None

    def step(self, link: Link) -> None:
        """Judge one link by itself, by the one before it, and by the anchors of its place."""
        seq = link["seq"]
        if seq != self.expected:
            self.faults.append(f"第 {self.expected} 条至第 {seq - 1} 条缺失")
        if (self.previous is not None and link["previous"] != self.previous) or not matches(link):
            self.faults.append(f"第 {seq} 条与封存时不一致")
        if self.reached and link["recorded_at"] < self.reached - LONGEST_ACT:
            self.faults.append(f"第 {seq} 条比前一条或前面的锚点早记一小时以上，疑为事后补入")
        held = self.wanted.pop(seq, [])
        for anchor in held:
            if anchor.digest != link["digest"]:
                self.faults.append(f"第 {seq} 条与 {anchor.when} 的锚点不一致，链条被重写")
        self.expected, self.previous = seq + 1, link["digest"]
        # An anchor is set upon a trail that is sealed whole: nothing older comes after it
        self.reached = max([link["recorded_at"], *(anchor.at for anchor in held)])
        self.until = link["sealed_at"]


def verify(
    *,
    at: dt.datetime | None = None,
    anchors: Iterable[Anchor] = (),
    since: Anchor | None = None,
    progress: Progress | None = None,
) -> Verification:
    """核对: walk the chain and name every entry that was changed, cut out, put in or left open.

    Args:
        at: the instant of the check; without it nobody asks how long entries have stood unsealed.
        anchors: heads of the chain as they were told outside the database.
        since: begin at this anchor; what lies before it was verified when it was set.
        progress: told after every lot.
    """
    known = [*anchors, *([since] if since else [])]
    start = max(since.seq, 1) if since else 1
    walk = _Walk(start, None if start > 1 else GENESIS, _by_place(known, start))
    total = (Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0) - start + 1
    for order, link in enumerate(links(start), 1):
        walk.step(link)
        if progress and order % LOT == 0:
            progress(order, total)
    faults = [*walk.faults, *_beyond(walk), *_outside(known, at), *guards.faults(connection)]
    last = walk.expected - 1
    return Verification(last, walk.until, _unsealed(), tuple(faults[:MOST]), start, len(known))


def _by_place(anchors: Iterable[Anchor], start: int) -> dict[int, list[Anchor]]:
    wanted: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if anchor.seq >= start:
            wanted[anchor.seq].append(anchor)
    return wanted


def _beyond(walk: _Walk) -> Iterator[str]:
    """Anchors whose link is not there: cut off at the end, or out of the middle."""
    for seq, anchors in sorted(walk.wanted.items()):
        yield f"{anchors[0].when} 的锚点记到第 {seq} 条，库中没有这一条，链条被截断"


def _outside(anchors: list[Anchor], at: dt.datetime | None) -> Iterator[str]:
    """What no link tells: entries gone before they were sealed, entries that nobody seals."""
    most = max((anchor.entries for anchor in anchors), default=0)
    if most and (stored := Entry.objects.count()) < most:
        yield f"库中留痕 {stored} 条，少于锚点所记的 {most} 条"
    if at is not None:
        limit = at - dt.timedelta(minutes=settings.AUDIT_UNSEALED_MINUTES)
        if late := Entry.objects.unsealed().filter(recorded_at__lt=limit).count():
            yield f"有 {late} 条留痕超过 {settings.AUDIT_UNSEALED_MINUTES} 分钟未封存"


def _unsealed() -> int:
    return Entry.objects.unsealed().count()
