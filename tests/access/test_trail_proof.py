"""核对 finds every change of the trail: 1,251 tamperings by somebody with the database in hand, held against an anchor.

``PROVE=full`` plays all of them; the ordinary run plays one in ten, of every kind.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models, transaction

from accounts.models import User
from accounts.tests.factories import actor, make_user
from audit import anchors, operations, sealing, verifying
from audit.anchors import Anchor
from audit.models import Entry, EntryKind, Seal
from audit.tests.dba import guards_down
from organizations.tests.factories import make_office
from tests.turns import FULL

pytestmark = pytest.mark.django_db
LENGTH, WANTED = 48, 1251
SAMPLE = 1 if FULL else 10  # no divisor of the kinds: every kind has its turn
BEGAN = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
NOW = BEGAN + dt.timedelta(hours=LENGTH + 2)


@dataclass(frozen=True)
class Chain:
    """A sealed trail of as many hours as links, its head as it was told outside, and a second account."""

    anchor: Anchor
    middle: Anchor
    other: User

    def entry(self, seq: int) -> Any:
        return Entry.objects.filter(seal__seq=seq)

    def faults(self, *, anchored: bool = True) -> tuple[str, ...]:
        held = (self.middle, self.anchor) if anchored else ()
        return verifying.verify(at=NOW, anchors=held).faults


@pytest.fixture
def chain() -> Chain:
    """One act an hour: records made, changed, moved, read, taken home, some of them entered for a signer."""
    clerk, office, middle = make_user("clerk"), make_office(), None
    for hour in range(LENGTH):
        at = BEGAN + dt.timedelta(hours=hour)
        by = actor(clerk, at).entering_for("周明（县长）" if hour % 5 == 0 else "")
        kind = list(EntryKind)[hour % len(EntryKind)]
        note = operations.note(
            office,
            by=by,
            act="unit.registry:C",
            kind=kind,
            reason=f"第 {hour} 次",
            step=hour,
            names=["甲", "乙"],
        )
        with guards_down():  # the clock of recording is the wall's: let it tell the hour of the story
            Entry.objects.filter(pk=note.pk).update(recorded_at=at, from_state="draft", to_state="sent")
        sealing.seal(at=at + dt.timedelta(seconds=30))
        if hour == LENGTH // 2:
            middle = anchors.head(at=at + dt.timedelta(minutes=5))
    assert middle is not None
    return Chain(anchors.head(at=NOW), middle, make_user("other"))


Deed = Callable[[Chain, int], object]


def column(name: str, value: Callable[[Any], Any]) -> Deed:
    """Change one field of an entry."""

    def deed(chain: Chain, seq: int) -> None:
        rows = chain.entry(seq)
        rows.update(**{name: value(getattr(rows.get(), name))})

    return deed


def facts(change: Callable[[dict[str, Any]], object]) -> Deed:
    """Change something inside the facts."""

    def deed(chain: Chain, seq: int) -> None:
        entry = chain.entry(seq).get()
        change(entry.facts)
        Entry.objects.filter(pk=entry.pk).update(facts=entry.facts)

    return deed


def link(name: str, value: Callable[[Any], Any]) -> Deed:
    """Change one field of a link."""

    def deed(_chain: Chain, seq: int) -> None:
        rows = Seal.objects.filter(seq=seq)
        rows.update(**{name: value(getattr(rows.get(), name))})

    return deed


def other_person(chain: Chain, seq: int) -> None:
    chain.entry(seq).update(user=chain.other)


def renamed_key(chain: Chain, seq: int) -> None:
    """Give an entry another key and let its link follow."""
    entry = chain.entry(seq).get()
    old, entry.pk = entry.pk, uuid4()
    entry.save(force_insert=True)
    Seal.objects.filter(seq=seq).update(entry=entry)
    Entry.objects.filter(pk=old).delete()


def cut_out(chain: Chain, seq: int) -> None:
    """Delete an entry with its link."""
    entry = chain.entry(seq).get()
    Seal.objects.filter(seq=seq).delete()
    entry.delete()


def entry_lost(chain: Chain, seq: int) -> None:
    """Delete an entry and let its link hang on another entry's row: the link stays, the act is gone."""
    entry, spare = chain.entry(seq).get(), chain.entry(seq).get()
    spare.pk, spare.reason = uuid4(), ""
    spare.save(force_insert=True)
    Seal.objects.filter(seq=seq).update(entry=spare)
    entry.delete()


def link_lost(_chain: Chain, seq: int) -> None:
    """Delete a link only; the entry waits to be sealed again."""
    Seal.objects.filter(seq=seq).delete()


def link_lost_and_sealed_again(chain: Chain, seq: int) -> None:
    link_lost(chain, seq)
    sealing.seal(at=NOW)


def closed_up(chain: Chain, seq: int) -> None:
    """Cut an entry out and move the later links up, so that no number is missing."""
    cut_out(chain, seq)
    for later in Seal.objects.filter(seq__gt=seq).order_by("seq"):
        Seal.objects.filter(pk=later.pk).update(seq=later.seq - 1)


def exchanged(_chain: Chain, seq: int) -> None:
    """Let two links tell each other's entries."""
    this, that = Seal.objects.get(seq=seq), Seal.objects.get(seq=seq % LENGTH + 1)
    first, second = this.entry_id, that.entry_id
    spare = Seal.objects.get(seq=seq).entry
    spare.pk = uuid4()
    spare.save(force_insert=True)
    Seal.objects.filter(pk=that.pk).update(entry=spare)
    Seal.objects.filter(pk=this.pk).update(entry_id=second)
    Seal.objects.filter(pk=that.pk).update(entry_id=first)
    Entry.objects.filter(pk=spare.pk).delete()


def forged(chain: Chain, seq: int, **changes: Any) -> Entry:
    entry: Entry = chain.entry(seq).get()
    entry.pk, entry.reason = uuid4(), "补记"
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save(force_insert=True)
    return entry


def put_in_and_left(chain: Chain, seq: int) -> None:
    """Put an entry in, dated back, and leave it open."""
    forged(chain, seq)


def put_in_and_sealed(chain: Chain, seq: int) -> None:
    """Put an entry in, dated back, and wait until the sealer chains it at the end."""
    forged(chain, seq, recorded_at=BEGAN + dt.timedelta(hours=min(seq, LENGTH - 3)))
    sealing.seal(at=NOW)


def put_between(chain: Chain, seq: int) -> None:
    """Put an entry in with a link of its own, the later ones moved down."""
    entry = forged(chain, seq)
    for later in Seal.objects.filter(seq__gt=seq).order_by("-seq"):
        Seal.objects.filter(pk=later.pk).update(seq=later.seq + 1)
    before = Seal.objects.get(seq=seq)
    content = vars(entry)
    digest = sealing.digest_of(content, seq + 1, before.digest, NOW)
    Seal.objects.create(seq=seq + 1, entry=entry, previous=before.digest, digest=digest, sealed_at=NOW)


def tail_cut(chain: Chain, seq: int) -> None:
    """Cut off everything from a link on: what is left is a perfect chain."""
    keys = list(Seal.objects.filter(seq__gte=seq).values_list("entry_id", flat=True))
    Seal.objects.filter(seq__gte=seq).delete()
    Entry.objects.filter(pk__in=keys).delete()


def reforge(since: int) -> None:
    """Reckon the chain again from a link on: what is left is a perfect chain."""
    before = Seal.objects.filter(seq=since - 1).values_list("digest", flat=True).first()
    previous = before or sealing.GENESIS
    for one in Seal.objects.filter(seq__gte=since).select_related("entry").order_by("seq"):
        digest = sealing.digest_of(vars(one.entry), one.seq, previous, one.sealed_at)
        Seal.objects.filter(pk=one.pk).update(previous=previous, digest=digest)
        previous = digest


def rewritten(chain: Chain, seq: int) -> None:
    """Change an entry and reckon every link from there on."""
    chain.entry(seq).update(reason="改写")
    reforge(seq)


def rewritten_shorter(chain: Chain, seq: int) -> None:
    """Cut an entry out, close the numbers up, reckon every link from there on."""
    closed_up(chain, seq)
    reforge(seq)


def backdated_seal(chain: Chain, seq: int) -> None:
    """Change when a link was sealed and reckon that link alone."""
    one = Seal.objects.select_related("entry").get(seq=seq)
    sealed_at = one.sealed_at - dt.timedelta(days=1)
    digest = sealing.digest_of(vars(one.entry), seq, one.previous, sealed_at)
    Seal.objects.filter(pk=seq).update(sealed_at=sealed_at, digest=digest)


hour = dt.timedelta(hours=1)
DEEDS: dict[str, Deed] = {
    "办理时间": column("at", lambda at: at - hour),
    "记录时间": column("recorded_at", lambda at: at + dt.timedelta(microseconds=1)),
    "办理人": other_person,
    "代录签署人": column("acting_for", lambda name: "" if name else "何向东（书记）"),
    "种类": column("kind", lambda kind: "note" if kind != "note" else "edit"),
    "动作": column("act", lambda act: f"{act[:-1]}E"),
    "对象类别": column("record_type", lambda _: "organizations.unit"),
    "对象": column("record_id", lambda _: UUID(int=7)),
    "原状态": column("from_state", lambda _: "closed"),
    "现状态": column("to_state", lambda _: ""),
    "意见": column("reason", lambda text: text + "。"),
    "事实改值": facts(lambda told: told.update(step=99)),
    "事实添项": facts(lambda told: told.update(more=None)),
    "事实删项": facts(lambda told: told.pop("names")),
    "事实改序": facts(lambda told: told["names"].reverse()),
    "事实改类型": facts(lambda told: told.update(step=str(told["step"]))),
    "主键": renamed_key,
    "封存前摘要": link("previous", lambda text: text[::-1] if text != text[::-1] else "1" * 64),
    "封存摘要": link("digest", lambda text: ("0" if text[0] != "0" else "1") + text[1:]),
    "封存时间": link("sealed_at", lambda at: at + dt.timedelta(seconds=1)),
    "封存时间并重算": backdated_seal,
    "删除": cut_out,
    "删除留痕": entry_lost,
    "删除封存": link_lost,
    "删除封存待重封": link_lost_and_sealed_again,
    "删除并补号": closed_up,
    "换位": exchanged,
    "插入未封": put_in_and_left,
    "插入待封": put_in_and_sealed,
    "插入链中": put_between,
    "截尾": tail_cut,
    "改写重算": rewritten,
    "删除重算": rewritten_shorter,
}
# Only an anchor tells these: what they leave is a chain without a fault
NEEDS_ANCHOR = {"截尾", "改写重算", "删除重算"}


def plays() -> Iterator[tuple[str, int]]:
    """Kinds by places, spread over the whole chain, exactly as many as are wanted."""
    places = [1 + (step * 19) % LENGTH for step in range(LENGTH)]
    yield from [(kind, seq) for seq, kind in product(places, DEEDS)][:WANTED]


def play(chain: Chain, kind: str, seq: int, *, anchored: bool = True) -> tuple[str, ...]:
    """Do it, verify, and take it back."""
    with transaction.atomic():
        with guards_down():
            DEEDS[kind](chain, seq)
        found = chain.faults(anchored=anchored)
        transaction.set_rollback(True)
    return found


def test_the_untouched_chain_has_no_fault(chain: Chain) -> None:
    found = verifying.verify(at=NOW, anchors=[chain.middle, chain.anchor])
    assert (found.links, found.unsealed, found.faults) == (LENGTH, 0, ())
    assert chain.faults(anchored=False) == ()


def test_every_tampering_is_found(chain: Chain, capsys: pytest.CaptureFixture[str]) -> None:
    every = list(plays())
    assert len(every) == WANTED
    assert len(set(every)) == WANTED
    assert {1, LENGTH} <= {seq for _, seq in every}
    assert min(Counter(kind for kind, _ in every).values()) >= 37
    played = every[::SAMPLE]
    assert {kind for kind, _ in played} == set(DEEDS)
    missed = [(kind, seq) for kind, seq in played if not play(chain, kind, seq)]
    assert chain.faults() == ()
    with capsys.disabled():
        print(f"\n证明：{len(played)} 处篡改，发现 {len(played) - len(missed)} 处")
    assert missed == []


@pytest.mark.parametrize("kind", sorted(NEEDS_ANCHOR))
def test_what_leaves_a_perfect_chain_is_told_by_the_anchor_alone(chain: Chain, kind: str) -> None:
    seq = LENGTH - 4
    assert play(chain, kind, seq, anchored=False) == ()
    assert play(chain, kind, seq) != ()


def test_everything_else_is_found_without_an_anchor_too(chain: Chain) -> None:
    places = (2, LENGTH // 2)
    told = Counter(kind for kind in DEEDS for seq in places if play(chain, kind, seq, anchored=False))
    assert {kind for kind in DEEDS if told[kind] < len(places)} == NEEDS_ANCHOR


def test_an_anchor_is_no_older_than_an_hour_so_that_a_cut_is_found_in_the_middle(chain: Chain) -> None:
    """The newest anchor tells; one from before the cut cannot."""
    with transaction.atomic():
        with guards_down():
            tail_cut(chain, LENGTH)
        assert verifying.verify(at=NOW, anchors=[chain.middle]).faults == ()
        assert verifying.verify(at=NOW, anchors=[chain.anchor]).faults != ()
        transaction.set_rollback(True)


def test_a_check_since_an_anchor_finds_what_was_changed_behind_it(chain: Chain) -> None:
    for kind, seq in (
        ("意见", LENGTH - 1),
        ("删除", LENGTH - 2),
        ("改写重算", chain.middle.seq),
        ("截尾", LENGTH),
    ):
        with transaction.atomic():
            with guards_down():
                DEEDS[kind](chain, seq)
            found = verifying.verify(at=NOW, since=chain.middle, anchors=[chain.anchor])
            transaction.set_rollback(True)
        assert found.faults != (), kind
    found = verifying.verify(at=NOW, since=chain.middle, anchors=[chain.anchor])
    assert (found.since, found.links, found.faults) == (chain.middle.seq, LENGTH, ())


def test_guards_that_were_taken_down_are_missed(chain: Chain) -> None:
    with guards_down():
        assert any("触发器" in fault for fault in chain.faults())
    assert chain.faults() == ()


@pytest.mark.parametrize("model", [Entry, Seal])
def test_the_application_can_neither_change_nor_delete_the_trail(
    chain: Chain, model: type[models.Model]
) -> None:
    """Not one row, not all of them: the database refuses whatever asks."""
    rows: Any = model._default_manager.all()
    name = "act" if model is Entry else "digest"
    deeds: tuple[Callable[[], object], ...] = (
        lambda: rows.update(**{name: "x"}),
        lambda: rows._raw_delete("default"),
    )
    for deed in deeds:
        with pytest.raises(Exception, match="不得改动或删除"), transaction.atomic():
            deed()
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses for its own reason
            with pytest.raises(Exception, match="不得改动或删除"), transaction.atomic():
                cursor.execute("TRUNCATE audit_seal")
    assert chain.faults() == ()
