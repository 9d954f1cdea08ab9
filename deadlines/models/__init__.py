"""Nouns of the clock: rules, deadlines, the working calendar, notices."""

from deadlines.models.calendar import CalendarDay, CalendarYear
from deadlines.models.deadline import Deadline, Extension
from deadlines.models.notice import Notice
from deadlines.models.rule import DeadlineRule, ReminderStep

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Deadline",
    "DeadlineRule",
    "Extension",
    "Notice",
    "ReminderStep",
]
