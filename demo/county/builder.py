"""What the builder keeps from stage to stage."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from deadlines.workdays import Calendar
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
    ages: dict[object, int] = field(default_factory=dict)
    sent: dict[str, tuple[Assignment, TeamText]] = field(default_factory=dict)
    papers_out: int = 0
    calendar: Calendar = field(default_factory=Calendar)

    def workday(self, day: dt.date) -> dt.date:
        """Return the day, or the last working day before it: no meeting is held on a day off."""
        return day if self.calendar.is_workday(day) else self.calendar.workdays_after(day, -1)
