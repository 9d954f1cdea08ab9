"""Dictionaries of the demo: the checklist of common problems, and schemes of problem classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from demo.texts.tables import rows, toml


@dataclass(frozen=True, slots=True)
class CheckText:
    """共性问题: what tends to go wrong, and how to look for it."""

    number: int
    category: str
    text: str
    method: str


@dataclass(frozen=True, slots=True)
class ClassText:
    """One line of a scheme of problem classes."""

    scheme: str
    code: str
    parent: str
    name: str


@cache
def checklist() -> tuple[CheckText, ...]:
    pairs = [
        (one["name"], text, method)
        for one in toml("checklist")["category"]
        for text, method in one["problems"]
    ]
    return tuple(CheckText(number, *pair) for number, pair in enumerate(pairs, 1))


@cache
def schemes() -> tuple[ClassText, ...]:
    """四个聚焦, 三大问题, 六项纪律 as published, and the county's own 六类问题."""
    own = toml("checklist")["six"]
    return (
        *(ClassText(row["scheme"], row["code"], row["parent"], row["name"]) for row in rows("taxonomy")),
        *(ClassText(own["name"], code, "", name) for code, name in own["classes"]),
    )


def six_class_of(category: str) -> str:
    """The code among 六类问题 for a second-level category of 四个聚焦."""
    of: dict[str, str] = toml("checklist")["six"]["of"]
    return next(code for code, known in of.items() if category in known.split())
