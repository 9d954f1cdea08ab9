"""Which days are worked. A year nobody has entered is an error, never a guess."""

import datetime as dt

from django.core.exceptions import ValidationError

from deadlines.models import CalendarDay, CalendarYear

DAY = dt.timedelta(days=1)
SATURDAY = 5
ADJUSTED = "调整"  # the name of a day that was changed by hand


class MissingCalendar(ValidationError):  # noqa: N818 -- named for what is missing
    """The calendar of a year has not been entered, so working days in it cannot be counted."""

    def __init__(self, year: int) -> None:
        """Say what to do."""
        super().__init__(
            f"{year}年的工作日历还没有登记，无法按工作日推算时限。"
            f"请巡察办在“工作日历”中登记{year}年的放假调休安排，然后再办理。",
            code="missing_calendar",
        )
        self.year = year


class Calendar:
    """Years as the office entered them, each read once for the life of this object."""

    def __init__(self) -> None:
        """Start with no year read."""
        self._years: dict[int, dict[dt.date, bool]] = {}

    def is_workday(self, day: dt.date) -> bool:
        """Say whether a day is worked.

        Raises:
            MissingCalendar: nobody has entered its year.
        """
        return self._special(day.year).get(day, day.weekday() < SATURDAY)

    def workdays_after(self, day: dt.date, count: int) -> dt.date:
        """Return the working day that is ``count`` working days after a day, or before it if negative."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def _special(self, year: int) -> dict[dt.date, bool]:
        if year not in self._years:
            if not CalendarYear.objects.filter(year=year).exists():
                raise MissingCalendar(year)
            days = CalendarDay.objects.filter(year__year=year)
            self._years[year] = dict(days.values_list("date", "is_workday"))
        return self._years[year]


def workdays_after(day: dt.date, count: int) -> dt.date:
    """Return the working day that is ``count`` working days after a day."""
    return Calendar().workdays_after(day, count)
