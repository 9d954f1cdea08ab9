"""The permission matrix, read from the page that the office signs (docs/permission_matrix.csv)."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from accounts.states import ADMINISTRATORS, Level, Role, Scope

VERBS = "VMCESPAX"


class UnknownAct(LookupError):  # noqa: N818 -- read as a noun
    """No row of the matrix carries this act."""


@dataclass(frozen=True)
class Row:
    """One act: its name, the level of what it touches, and the roles that hold each verb with the scope.

    ``by_two``: one proposes, another decides.
    """

    act: str
    name: str
    level: Level
    by_two: bool
    holders: Mapping[str, tuple[tuple[Role, Scope], ...]]


def _holders(cells: list[str], roles: list[Role]) -> dict[str, tuple[tuple[Role, Scope], ...]]:
    found: dict[str, list[tuple[Role, Scope]]] = defaultdict(list)
    for role, cell in zip(roles, cells, strict=True):
        for part in cell.split(";"):
            if part.strip() in {"", "-"}:
                continue
            verbs, scope = part.strip().split("@")
            for verb in verbs.split("/"):
                if verb not in VERBS:
                    raise ValueError(f"权限表中的动词不认识：{cell}")
                found[verb].append((role, Scope(scope)))
    return {verb: tuple(holders) for verb, holders in found.items()}


@lru_cache(maxsize=1)
def matrix() -> Mapping[str, Row]:
    """Return the whole table, act → row."""
    path = settings.BASE_DIR / "docs" / "permission_matrix.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    roles = [Role(title.split()[0]) for title in head[4:]]
    rows = (
        Row(act, name, Level(level), mechanism.endswith("2"), _holders(cells, roles))
        for act, name, level, mechanism, *cells in lines
    )
    return {row.act: row for row in rows}


def holders(act: str) -> tuple[tuple[Role, Scope], ...]:
    """Return who holds an act such as ``rect.close:A``: pairs of role and scope.

    Raises:
        UnknownAct: the table has no such row, or the verb is not one of its letters.
    """
    name, _, verb = act.partition(":")
    row = matrix().get(name)
    if row is None or len(verb) != 1 or verb not in VERBS:
        raise UnknownAct(act)
    return row.holders.get(verb, ())


def level_of(act: str) -> Level:
    """Return the level of what an act such as ``rect.close:A`` touches; S1 for pages without an act."""
    row = matrix().get(act.partition(":")[0])
    return row.level if row else Level.S1


@lru_cache(maxsize=len(Role))
def level_needed(role: Role) -> Level:
    """Return the highest level among the acts that a role holds."""
    held = [row.level for row in matrix().values() for pairs in row.holders.values() if role in dict(pairs)]
    return max(held, default=Level.S1)


@lru_cache(maxsize=len(Role))
def is_vital(role: Role) -> bool:
    """Say whether a role guards or decides: an administrator, half of a two-person act, what is sealed."""
    halves = (row.holders.get(verb, ()) for row in matrix().values() if row.by_two for verb in "PA")
    has_half = any(role in dict(pairs) for pairs in halves)
    return role in ADMINISTRATORS or has_half or level_needed(role) == Level.S4


def act_name(act: str) -> str:
    """Return the Chinese name of an act, as the office's table has it."""
    row = matrix().get(act.partition(":")[0])
    return row.name if row else act
