"""Pages of a list: forgiving about what the address asks for."""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from ui.query import without

SIZES = (25, 50, 100)
GAP = 0


@dataclass(frozen=True)
class Leaf:
    """One number of the pager; number 0 stands for a gap."""

    number: int
    query: str
    active: bool


@dataclass(frozen=True)
class Pager:
    params: QueryDict
    total: int

    @property
    def size(self) -> int:
        asked = whole(self.params.get("size", ""), SIZES[0])
        return asked if asked in SIZES else SIZES[0]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def number(self) -> int:
        return min(max(1, whole(self.params.get("page", ""), 1)), self.pages)

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        return min(self.start + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.start + self.size, self.total)

    @property
    def previous(self) -> str:
        return self._query(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._query(self.number + 1) if self.number < self.pages else ""

    @property
    def leaves(self) -> list[Leaf]:
        """First, last and the neighbours, with gaps between."""
        near = range(self.number - 2, self.number + 3)
        shown = sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})
        leaves: list[Leaf] = []
        for number in shown:
            if leaves and number > leaves[-1].number + 1:
                leaves.append(Leaf(GAP, "", active=False))
            leaves.append(Leaf(number, self._query(number), number == self.number))
        return leaves

    @property
    def sizes(self) -> list[Leaf]:
        return [Leaf(size, self._sized(size), size == self.size) for size in SIZES]

    def _query(self, number: int) -> str:
        return f"{self._here}page={number}"

    def _sized(self, size: int) -> str:
        return f"{self._plain}size={size}"

    @cached_property
    def _here(self) -> str:
        return _begun(without(self.params, ["page"]))

    @cached_property
    def _plain(self) -> str:
        return _begun(without(self.params, ["page", "size"]))


def _begun(query: str) -> str:
    return f"{query}&" if query else ""


def whole(text: str, otherwise: int) -> int:
    """A whole number of sane length, or the given one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else otherwise
