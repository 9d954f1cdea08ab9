"""轮次进度: stages as bars over months, today as a line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Bar:
    label: str
    begins: dt.date
    ends: dt.date
    tone: str = "going"


@dataclass(frozen=True)
class Row:
    """One assignment and its stages."""

    label: str
    bars: Sequence[Bar]
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Placed:
    """A bar or a month, placed in per cent of the width."""

    label: str
    left: float
    width: float
    tone: str = ""
    title: str = ""

    @property
    def x(self) -> str:
        return f"{self.left:.2f}%"

    @property
    def w(self) -> str:
        return f"{self.width:.2f}%"

    @property
    def wide(self) -> bool:
        """Room for its label?"""
        return self.width >= 1.5 * len(self.label)


@dataclass(frozen=True)
class StageChart:
    """All rows on one scale of days."""

    rows: Sequence[Row]
    today: dt.date

    @cached_property
    def begins(self) -> dt.date:
        days = [bar.begins for row in self.rows for bar in row.bars]
        return min([*days, self.today]).replace(day=1)

    @cached_property
    def ends(self) -> dt.date:
        days = [bar.ends for row in self.rows for bar in row.bars]
        return next_month(max([*days, self.today]))

    @property
    def today_x(self) -> str:
        return f"{self._at(self.today):.2f}%"

    @property
    def months(self) -> list[Placed]:
        placed: list[Placed] = []
        month = self.begins
        while month < self.ends:
            after = next_month(month)
            label = f"{month.year}年{month.month}月" if month.month == 1 or not placed else f"{month.month}月"
            placed.append(Placed(label, self._at(month), self._at(after) - self._at(month)))
            month = after
        return placed

    @property
    def placed(self) -> list[tuple[Row, list[Placed]]]:
        return [(row, [self._placed(bar) for bar in row.bars]) for row in self.rows]

    def _placed(self, bar: Bar) -> Placed:
        left = self._at(bar.begins)
        width = self._at(bar.ends + dt.timedelta(days=1)) - left
        title = f"{bar.label} {bar.begins:%Y-%m-%d} 至 {bar.ends:%Y-%m-%d}"
        return Placed(bar.label, left, max(width, 0.4), bar.tone, title)

    def _at(self, day: dt.date) -> float:
        return 100 * (day - self.begins).days / (self.ends - self.begins).days


def next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
