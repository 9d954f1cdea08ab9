"""What a paper is: a line of an app's table, made in the background from what its owner may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils import timezone

from audit.actor import Actor
from documents.states import Level


class Progress(Protocol):
    """Tells how far the work is; cheap enough to be called for every row."""

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are finished."""


@dataclass(frozen=True)
class Work:
    """What a build is given.

    Attributes:
        by: the owner, as of now: rights are asked again when the paper is made.
        params: what the page asked for, as stored.
        number: the number of the paper, part of its visible mark.
        folder: an empty folder that is removed afterwards.
        progress: call it as the work goes on.
    """

    by: Actor
    params: Mapping[str, Any]
    number: str
    folder: Path
    progress: Progress

    @property
    def mark(self) -> str:
        """Who made the paper, when, under which number: at the foot of what stays inside."""
        return f"{self.by.user}　{timezone.localtime(self.by.at):%Y-%m-%d %H:%M}　{self.number}"


@dataclass(frozen=True)
class Made:
    """What a build hands back.

    Attributes:
        path: the file, inside the folder of the work.
        name: the name that the owner sees, with its ending.
        model: the model of the records that stand in it, checked again at each download.
        ids: their ids.
    """

    path: Path
    name: str
    model: type[models.Model] | None = None
    ids: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Paper:
    """One kind of paper. ``kind`` opens with the app, such as ``rectification.ledger``.

    ``by_two``: whoever orders it proposes; it is made once another has agreed.
    """

    kind: str
    title: str
    act: str
    build: Callable[[Work], Made]
    level: Level = Level.S2
    by_two: bool = False

    @property
    def app(self) -> str:
        """The app whose task makes it."""
        return self.kind.partition(".")[0]


def table(papers: Iterable[Paper]) -> dict[str, Paper]:
    """Return an app's papers by their kind."""
    return {paper.kind: paper for paper in papers}
