"""评估打分: what a sheet says, and the one function that makes a total and a band of marks.

Nothing here knows the database, the clock or a person; page, ranking and paper call the same function.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from supervision.states import Way

CENT = Decimal("0.01")
ZERO, WHOLE, MOST = Decimal(0), Decimal(100), Decimal(1000)
Marks = Mapping[str, Mapping[str, Decimal]]  # rater → item → points


@dataclass(frozen=True)
class Line:
    """评分项目: a line of a block, with the most that it gives or takes."""

    block: str
    text: str
    most: Decimal
    way: Way

    @property
    def signed(self) -> int:
        """Whether its points count for or against."""
        return -1 if self.way == Way.DEDUCT else 1


@dataclass(frozen=True)
class Rater:
    """评分主体 and what its marks weigh, in hundredths."""

    name: str
    weight: Decimal


@dataclass(frozen=True)
class Band:
    """等次: from how many points on, and what follows from it."""

    name: str
    least: Decimal
    consequence: str


@dataclass(frozen=True)
class Sheet:
    """评估打分表. Lines, raters and vetoes go by their place, counted from 1; bands from the highest down."""

    lines: tuple[Line, ...]
    raters: tuple[Rater, ...]
    vetoes: tuple[str, ...]
    bands: tuple[Band, ...]

    @property
    def full(self) -> Decimal:
        """满分: what the plain lines give together; additions go beyond it."""
        return sum((line.most for line in self.lines if line.way == Way.PLAIN), ZERO)

    def named(self, vetoes: Collection[str]) -> list[str]:
        """Return the vetoes of these places in words."""
        return [text for place, text in enumerate(self.vetoes, 1) if str(place) in vetoes]

    @property
    def most(self) -> Decimal:
        """The most that can be had, additions counted."""
        return sum((line.most for line in self.lines if line.way != Way.DEDUCT), ZERO)


@dataclass(frozen=True)
class Outcome:
    """得分与等次."""

    total: Decimal
    band: Band
    by_rater: tuple[Decimal, ...]
    vetoed: bool


def outcome(sheet: Sheet, marks: Marks, vetoes: Collection[str] = ()) -> Outcome:
    """Return total and band: each rater's points by their weight; one veto gives the lowest band.

    What nobody gave a mark for counts nothing; a rater's points never fall below zero.
    """
    by_rater = tuple(_points(sheet.lines, marks.get(str(place), {})) for place in _places(sheet.raters))
    weighed = sum((points * rater.weight for points, rater in zip(by_rater, sheet.raters, strict=True)), ZERO)
    total = (weighed / WHOLE).quantize(CENT, ROUND_HALF_UP)
    vetoed = bool(set(vetoes) & {str(place) for place in _places(sheet.vetoes)})
    band = sheet.bands[-1] if vetoed else next(band for band in sheet.bands if total >= band.least)
    return Outcome(total, band, by_rater, vetoed)


def _points(lines: Sequence[Line], given: Mapping[str, Decimal]) -> Decimal:
    found = (line.signed * given.get(str(place), ZERO) for place, line in enumerate(lines, 1))
    return max(ZERO, sum(found, ZERO))


@dataclass(frozen=True)
class Share:
    """What a line brought, the raters taken together by their weight: no rater can be read from it."""

    line: Line
    points: Decimal
    lost: Decimal


def shares(sheet: Sheet, marks: Marks) -> list[Share]:
    """扣分情况: return each line with what it brought and what was lost by it."""
    return [_share(line, _weighed(sheet, marks, place)) for place, line in enumerate(sheet.lines, 1)]


def _share(line: Line, points: Decimal) -> Share:
    lost = {Way.PLAIN: line.most - points, Way.ADD: ZERO, Way.DEDUCT: points}[line.way]
    return Share(line, ZERO if line.way == Way.DEDUCT else points, lost)


def _weighed(sheet: Sheet, marks: Marks, line: int) -> Decimal:
    given = (
        marks.get(str(place), {}).get(str(line), ZERO) * rater.weight
        for place, rater in enumerate(sheet.raters, 1)
    )
    return (sum(given, ZERO) / WHOLE).quantize(CENT, ROUND_HALF_UP)


def _places(rows: Sequence[Any]) -> range:
    return range(1, len(rows) + 1)


# Points, or before them whether nothing was vetoed: who was vetoed stands behind all others
Merit = TypeVar("Merit", Decimal, tuple[bool, Decimal])


def ranked(merits: Sequence[Merit]) -> list[int]:
    """Return the rank of each: the highest is first, equals share a rank and leave the next one out."""
    return [1 + sum(other > merit for other in merits) for merit in merits]


def lowest(merits: Sequence[Merit], many: int) -> set[int]:
    """Return the places of the lowest: so many, and whoever stands as low as the last of them."""
    if not many > 0 or not merits:
        return set()
    bar = sorted(merits)[min(many, len(merits)) - 1]
    return {place for place, merit in enumerate(merits) if merit <= bar}


def wrong_with(sheet: Sheet) -> list[str]:
    """Return what is wrong with a sheet, in the office's words; nothing when it can be used."""
    found = []
    if not any(line.way == Way.PLAIN for line in sheet.lines):
        found.append("至少要有一个评分项目。")
    if sum((rater.weight for rater in sheet.raters), ZERO) != WHOLE:
        found.append("评分主体的权重合计应为 100。")
    least = [band.least for band in sheet.bands]
    if not least or least[-1] != ZERO:
        found.append("最低的等次应从 0 分起，否则有的得分没有等次。")
    if least != sorted(set(least), reverse=True):
        found.append("等次应从高到低排列，分数线不能相同。")
    if sheet.most > MOST:
        found.append(f"各评分项目和加分合计不能超过 {MOST} 分。")
    if least and least[0] > sheet.most:
        found.append("最高等次的分数线超过了能得到的最高分。")
    return found
