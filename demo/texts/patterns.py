"""The patterns of problems: what goes wrong in a county, in which kind of unit, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from demo.texts.tables import rows, toml

if TYPE_CHECKING:
    from demo.texts.county import UnitText

SCHEME = "四个聚焦"
FILES = ("problems_a", "problems_b1", "problems_b2", "problems_c", "problems_de")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to be done: measure, how it ended, the paper that proves it, and the kind of result."""

    text: str
    done: str
    evidence: str
    result: str
    counted: str


@dataclass(frozen=True, slots=True)
class Pattern:
    code: str
    category: str
    fit: frozenset[str]
    topic: str
    desk: str
    common: bool
    titles: tuple[str, ...]
    facts: str
    shows: tuple[tuple[str, Deed], ...]

    def suits(self, unit: UnitText) -> bool:
        return bool(self.fit & unit.tags)


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name: str
    desk: str
    rule: tuple[str, ...]
    duty: tuple[str, ...]
    harm: tuple[str, ...]


def deed(line: str) -> Deed:
    text, done, evidence, *rest = line.split(" => ")
    result, _, counted = (rest[0] if rest else "other").partition(":")
    return Deed(text, done, evidence, result, counted)


def _pattern(category: str, number: int, entry: dict[str, Any]) -> Pattern:
    shows = [line.partition(" => ") for line in entry["do"]]
    return Pattern(
        code=f"{category}-{number:02d}",
        category=category,
        fit=frozenset(entry["fit"].split()),
        topic=entry["topic"],
        desk=entry.get("desk", ""),
        common=entry.get("common", False),
        titles=tuple(entry["title"]),
        facts=entry["facts"],
        shows=tuple((seen, deed(line)) for seen, _, line in shows),
    )


@cache
def patterns() -> tuple[Pattern, ...]:
    return tuple(
        _pattern(category, number, entry)
        for name in FILES
        for category, entries in toml(name).items()
        for number, entry in enumerate(entries, 1)
    )


@cache
def categories() -> dict[str, Category]:
    """The second level of 四个聚焦, by code."""
    texts = toml("categories")
    return {
        row["code"]: Category(
            row["code"],
            row["name"],
            texts[row["code"]]["desk"],
            *(tuple(texts[row["code"]][part]) for part in ("rule", "duty", "harm")),
        )
        for row in rows("taxonomy")
        if row["scheme"] == SCHEME and row["parent"]
    }


def suitable(unit: UnitText) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in patterns() if pattern.suits(unit))
