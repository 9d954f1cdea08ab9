"""One link of the chain as its auditor looks at it, with its neighbours."""

from dataclasses import dataclass

from django.db.models import QuerySet

from audit import verifying
from audit.anchors import grouped
from audit.models import Entry
from audit.sealing import GENESIS


@dataclass(frozen=True)
class Link:
    """A link, whether it holds, and the entries before and after it."""

    seq: int
    digest: list[str]
    previous: list[str]
    holds: bool
    joined: bool
    near: list[Entry]


def link_of(entry: Entry) -> Link | None:
    """Return the link over an entry, reckoned anew; none while it waits for its seal."""
    seal = getattr(entry, "seal", None)
    if seal is None:
        return None
    near = {one["seq"]: one for one in verifying.links(seal.seq - 1, seal.seq + 1)}
    this, before, after = near.get(seal.seq), near.get(seal.seq - 1), near.get(seal.seq + 1)
    told = before["digest"] if before else GENESIS
    joined = seal.previous == told and (after is None or after["previous"] == seal.digest)
    return Link(
        seal.seq,
        grouped(seal.digest),
        grouped(seal.previous),
        this is not None and verifying.matches(this),
        joined and (before is not None or seal.seq == 1),
        list(_neighbours(seal.seq)),
    )


def _neighbours(seq: int) -> "QuerySet[Entry]":
    rows = Entry.objects.filter(seal__seq__in=[seq - 1, seq + 1])
    return rows.select_related("user", "seal").order_by("seal__seq")
