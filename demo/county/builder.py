"""What the builder keeps from stage to stage."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from demo.county.layout import RoundText, TeamText
from demo.county.world import World
from demo.texts.problems import ProblemText
from rounds.models import Assignment


@dataclass
class Builder:
    """The state of the work: the world, the published case, what the texts said of each paper."""

    world: World
    seed: int
    case: dict[str, Any]
    drawn: list[RoundText]
    counts: dict[str, int]
    texts: dict[object, ProblemText] = field(default_factory=dict)
    published: dict[object, dt.date] = field(default_factory=dict)
    sent: dict[str, tuple[Assignment, TeamText]] = field(default_factory=dict)
    papers_out: int = 0
