"""A year drawn as twelve months of weeks."""

import calendar
import datetime as dt
from dataclasses import dataclass

from deadlines.models import CalendarDay, CalendarYear
from deadlines.workdays import ADJUSTED, SATURDAY

WEEK = "一二三四五六日"


@dataclass(frozen=True)
class Cell:
    """One day: whether it is worked, its name, and whether that differs from the week."""

    date: dt.date
    worked: bool
    name: str = ""

    @property
    def look(self) -> str:
        """The class that colours it."""
        weekend = self.date.weekday() >= SATURDAY
        if self.worked:
            return "makeup" if weekend else "worked"
        return "rest" if weekend and self.name in {"", ADJUSTED} else "holiday"

    @property
    def words(self) -> str:
        """What a reader hears: 2月6日 春节 放假."""
        state = "上班" if self.worked else "休息" if self.look == "rest" else "放假"
        return " ".join(filter(None, [f"{self.date.month}月{self.date.day}日", self.name, state]))


@dataclass(frozen=True)
class Month:
    """A month with its weeks from Monday to Sunday; None stands for days of its neighbours."""

    number: int
    weeks: list[list[Cell | None]]

    @property
    def workdays(self) -> int:
        """How many days of it are worked."""
        return sum(cell.worked for week in self.weeks for cell in week if cell)


def months_of(year: CalendarYear) -> list[Month]:
    """Return the twelve months of a year as entered."""
    special: dict[dt.date, CalendarDay] = {day.date: day for day in year.days.all()}

    def cell(month: int, number: int) -> Cell | None:
        if not number:
            return None
        date = dt.date(year.year, month, number)
        known = special.get(date)
        return Cell(date, known.is_workday, known.name) if known else Cell(date, date.weekday() < SATURDAY)

    return [
        Month(
            month, [[cell(month, day) for day in week] for week in calendar.monthcalendar(year.year, month)]
        )
        for month in range(1, 13)
    ]
