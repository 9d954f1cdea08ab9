"""Fill the slots of a text, every slot from one seeded source of chance.

{n:3-12}      a whole number, kept under its name; {n} says it again; {k:2-n} stays below n
{w:5-60}      a sum in 万元 with two decimals (names that begin with w)
{甲|乙|丙}     one of these;  {p=甲|乙} keeps it under a name
{name}        a fact handed in, or one of the composed words below (year, date, voucher, minutes …)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

SLOT = re.compile(r"\{([^{}]+)\}")
RANGE = re.compile(r"([a-z]\w*):(\d+)-(\w+)")
FRESH = frozenset({"date", "month", "day", "voucher", "minutes", "document"})


@dataclass
class Filler:
    """One text in the making: its source of chance, its latest year, and what was said so far."""

    rng: Random
    year: int
    said: dict[str, str] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)
    local: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        filled = SLOT.sub(lambda match: self._one(match[1]), text)
        for general, own in self.local.items():
            filled = filled.replace(general, own)
        return filled

    def number(self, name: str) -> Decimal:
        """The number kept under this name, or one when none was drawn."""
        if name in self.sums:
            return self.sums[name]
        return Decimal(self.said[name]) if name in self.said else Decimal(1)

    def _one(self, slot: str) -> str:
        if slot in self.said:
            return self.said[slot]
        if "|" in slot:
            return self._choice(slot)
        if match := RANGE.fullmatch(slot):
            return self._range(*match.groups())
        if slot not in COMPOSED:
            raise KeyError(slot)
        word = COMPOSED[slot](self)
        if slot not in FRESH:
            self.said[slot] = word
        return word

    def _choice(self, slot: str) -> str:
        name, _, options = slot.rpartition("=")
        if name in self.said:
            return self.said[name]
        word = self.rng.choice(options.split("|"))
        if name:
            self.said[name] = word
        return word

    def _range(self, name: str, low: str, high: str) -> str:
        if name in self.said:
            return self.said[name]
        top = int(high) if high.isdigit() else max(int(low), int(self.number(high)) - 1)
        if name.startswith("w"):
            cents = self.rng.randint(int(low) * 100, top * 100)
            if name == "wb" and "w" in self.sums:  # what came back is part of what was lost
                cents = min(cents, int(self.sums["w"] * self.rng.randint(55, 95)))
            self.sums[name] = Decimal(cents).scaleb(-2)
            self.said[name] = f"{self.sums[name]:.2f}"
        else:
            self.said[name] = str(self.rng.randint(int(low), top))
        return self.said[name]


def _past_year(filler: Filler) -> str:
    return str(filler.year - filler.rng.randint(1, 3))


def _next_year(filler: Filler) -> str:
    return str(int(filler.fill("{year}")) + 1)


def _years(filler: Filler) -> str:
    return f"{filler.year - 3}年至{filler.year - 1}年"


def _since(filler: Filler) -> str:
    return f"{filler.year - filler.rng.randint(2, 3)}年以来"


def _month(filler: Filler) -> str:
    return str(filler.rng.randint(1, 12))


def _day(filler: Filler) -> str:
    return str(filler.rng.randint(1, 28))


def _date(filler: Filler) -> str:
    return filler.fill("{year}年{month}月{day}日")


def _voucher(filler: Filler) -> str:
    return filler.fill("{year}年{month}月") + f"第{filler.rng.randint(3, 186)}号记账凭证"


def _minutes(filler: Filler) -> str:
    kind = filler.fill("{meeting}")
    return filler.fill("{year}年") + f"第{filler.rng.randint(2, 24)}次{kind}记录"


def _document(filler: Filler) -> str:
    return filler.fill("〔{year}〕") + f"{filler.rng.randint(4, 88)}号"


COMPOSED: dict[str, Callable[[Filler], str]] = {
    "year": _past_year,
    "next": _next_year,
    "years": _years,
    "since": _since,
    "month": _month,
    "day": _day,
    "date": _date,
    "voucher": _voucher,
    "minutes": _minutes,
    "document": _document,
}
