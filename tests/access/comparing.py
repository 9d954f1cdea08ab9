"""Ask before a change, ask after it, compare; say which change a difference comes from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from tests.access import oracle
from tests.access.answers import BY_KEY, Address, Answer, Readers, addresses, keyed
from tests.access.cast import Player
from tests.access.exemptions import EXEMPTIONS, Exemption
from tests.access.hiding import ROW_SEEN, Change, Hand
from tests.access.silent import taken_back

Pair = tuple[Player, Address]
Chooses = Callable[[Player, Address], bool]


@dataclass(frozen=True)
class Difference:
    """What somebody was answered otherwise after something that the table hides from him."""

    change: Change
    player: Player
    at: Address
    before: Answer
    after: Answer

    def exempt(self) -> Exemption | None:
        """Return the exemption that allows it; a status or a place where it leads is never allowed to differ."""
        if self.before[:2] != self.after[:2]:
            return None
        about = (self.change, self.player, self.at.page, self.before.held, self.after.held)
        return next((one for one in EXEMPTIONS if one.allows(*about)), None)

    def __str__(self) -> str:
        lines = zip(self.before.held.splitlines(), self.after.held.splitlines(), strict=False)
        first = next((b" -> ".join(pair) for pair in lines if pair[0] != pair[1]), b"")
        told = f"{self.before.status} {self.before.leads} -> {self.after.status} {self.after.leads}"
        return (
            f"{self.change}｜{self.player}｜{self.at}: {told}\n    {first.decode('utf-8', 'replace')[:400]}"
        )


@dataclass
class Comparing:
    """The answers of one world, each asked once, and what they are after a change."""

    hand: Hand
    readers: Readers
    chooses: Chooses = lambda *_: True
    before: dict[Pair, bytes] = field(default_factory=dict)
    nowhere: dict[Pair, Answer] = field(default_factory=dict)
    compared: int = 0

    def look(self, players: Iterable[Player], only: Iterable[Address] = ()) -> None:
        """Ask each chosen address once as the world is."""
        asked = tuple(only) or (*addresses(self.hand.scene), *self._half_hidden())
        for player in players:
            by = self.readers.reader(player)
            for at in asked:
                if self.chooses(player, at):
                    self.before[player, at] = self.readers.ask(by, at).digest

    def _half_hidden(self) -> Iterator[Address]:
        """Yield the pages of a record whose row is seen and whose words are not, to be compared as they were."""
        for there, _ in keyed({"monthly"}, self.hand.reports["written"].pk):
            yield replace(there, place="写")

    def after(self, changes: Iterable[Change], players: Iterable[Player]) -> list[Pair]:
        """Make the changes, ask the players everything again, take the changes back; return what differs."""
        asked, differing, made = self._by_player(players), [], []
        with taken_back():
            made = [(change, change.run(self.hand)) for change in changes]
            for player, places in asked.items():
                by = self.readers.reader(player)
                self.compared += len(places)
                differing += [
                    (player, at)
                    for at in places
                    if self.readers.ask(by, at).digest != self.before[player, at]
                ]
                differing += self._by_key(player, made)
        return differing

    def _by_player(self, players: Iterable[Player]) -> dict[Player, list[Address]]:
        wanted, found = set(map(id, players)), defaultdict(list)
        for player, at in self.before:
            if id(player) in wanted:
                found[player].append(at)
        return found

    def _by_key(self, player: Player, made: Iterable[tuple[Change, object]]) -> Iterator[Pair]:
        """Ask for the new record by its key: there must be no more than for a key that nothing has."""
        by = self.readers.reader(player)
        for change, record in made:
            key = None if change.state in ROW_SEEN else getattr(record, "pk", None)
            for there, nowhere in keyed(change.kinds, key) if key else ():
                if not self.chooses(player, there) or not oracle.opens(player, oracle.lines()[there.page]):
                    continue
                self.compared += 1
                if (player, nowhere) not in self.nowhere:
                    self.nowhere[player, nowhere] = self.readers.ask(by, nowhere)
                if self.readers.ask(by, there) != self.nowhere[player, nowhere]:
                    yield player, there

    def traced(self, pairs: Iterable[Pair], changes: Iterable[Change]) -> list[Difference]:
        """Return from which single change each difference comes."""
        wanted, found = [pair for pair in pairs if pair[1].place != BY_KEY], []
        plain = {pair: self.readers.ask(self.readers.reader(pair[0]), pair[1]) for pair in wanted}
        for change in changes:
            with taken_back():
                change.run(self.hand)
                for player, at in wanted:
                    if not change.is_hidden_from(player):
                        continue
                    answer = self.readers.ask(self.readers.reader(player), at)
                    if answer != plain[player, at]:
                        found.append(Difference(change, player, at, plain[player, at], answer))
        return found


def groups(players: Iterable[Player], changes: Iterable[Change]) -> dict[tuple[Change, ...], list[Player]]:
    """Return the people by what is hidden from them."""
    found: dict[tuple[Change, ...], list[Player]] = defaultdict(list)
    for player in players:
        found[tuple(change for change in changes if change.is_hidden_from(player))].append(player)
    return found


def batches(changes: Iterable[Change], most: int) -> list[list[Change]]:
    """Return the changes a few at a time, none of a batch about one kind of record of a place."""
    found: list[list[Change]] = []
    for change in changes:
        batch = next((one for one in found if len(one) < most and not _meets(change, one)), None)
        if batch is None:
            found.append([change])
        else:
            batch.append(change)
    return found


def _meets(change: Change, others: Iterable[Change]) -> bool:
    return any(set(change.touches) & set(other.touches) for other in others)
