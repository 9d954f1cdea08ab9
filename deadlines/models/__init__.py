"""Nouns of the clock: rules, deadlines, the working calendar, notices, and what is sent outside."""

from deadlines.models.calendar import CalendarDay, CalendarYear
from deadlines.models.deadline import Deadline, Extension
from deadlines.models.delivery import ChannelChoice, Delivery, FeedLink
from deadlines.models.notice import Notice
from deadlines.models.rule import DeadlineRule, ReminderStep

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "ChannelChoice",
    "Deadline",
    "DeadlineRule",
    "Delivery",
    "Extension",
    "FeedLink",
    "Notice",
    "ReminderStep",
]
