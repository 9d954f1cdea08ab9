"""佐证的来历: where the same file proves something else, and whether it is older than the feedback."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from audit.actor import Actor
from documents.models import StoredFile
from rectification.models import Evidence, Item, Result
from rectification.operations.item import published_on
from rectification.states import EvidenceState
from ui.wording import cn_date

READ = ("rect.evidence:V", "rect.evidence:C")


@dataclass(frozen=True)
class Proof:
    """What is to be said of one file beside its name.

    Attributes:
        others: the other problems, in sight, that the same content proves something of.
        times: how often it is used on this problem.
        early: it says that it was made before the problem was fed back.
    """

    file: StoredFile
    others: list[Item] = field(default_factory=list)
    times: int = 1
    early: bool = False

    @property
    def doubts(self) -> list[str]:
        """Sentences for whoever checks; none when nothing is strange."""
        name, told = self.file.name, []
        if self.others:
            words = "、".join(f"“{other}”" for other in self.others[:3])
            told.append(f"佐证“{name}”还用于{words}{'等' if len(self.others) > 3 else ''}，请核对")
        if self.times > 1:
            told.append(f"佐证“{name}”在这个问题里用了 {self.times} 次，请核对")
        if self.early:
            told.append(f"佐证“{name}”自带日期是{cn_date(self.file.made_on)}，早于反馈，请核对")
        return told


def proofs_of(item: Item, files: Iterable[StoredFile], *, by: Actor) -> dict[str, Proof]:
    """Return, by content, what is to be said of the files that prove something of a problem.

    Of a file that the actor may not read nothing is said.
    """
    shown = {file.digest: file for file in files}
    if not shown:
        return {}
    uses = _uses(list(shown), by)
    times = Counter(digest for digest, key in uses if key == item.pk)
    others = _items({key for _, key in uses} - {item.pk})
    used = {digest: [one for one in others if (digest, one.pk) in set(uses)] for digest in shown}
    fed_back = published_on(item.assignment)
    return {
        digest: Proof(file, used[digest], times[digest], bool(file.made_on and file.made_on < fed_back))
        for digest, file in shown.items()
        if times[digest]
    }


def _uses(digests: list[str], by: Actor) -> list[tuple[str, UUID]]:
    """Return content and problem of each piece of evidence and each result, in sight, of these contents."""
    proving = Evidence.objects.visible_to(by).exclude(state=EvidenceState.WITHDRAWN)
    claimed = Result.objects.reached_by(by, *READ)
    mine, theirs = (
        rows.filter(file__digest__in=digests).order_by().values_list("file__digest", "item")
        for rows in (proving, claimed)
    )
    return list(mine.union(theirs, all=True))


def _items(keys: set[UUID]) -> list[Item]:
    rows = Item.objects.filter(pk__in=keys).select_related("finding")
    return list(rows.order_by("finding__number", "pk")) if keys else []


def doubts_about(item: Item, *, by: Actor) -> list[str]:
    """Return what whoever checks a problem is told of its evidence and results, in sentences."""
    rows = Evidence.objects.visible_to(by).filter(item=item).exclude(state=EvidenceState.WITHDRAWN)
    claimed = Result.objects.reached_by(by, *READ).filter(item=item, file__isnull=False)
    files = [row.file for kept in (rows, claimed) for row in kept.select_related("file") if row.file]
    return [told for proof in proofs_of(item, files, by=by).values() for told in proof.doubts]
