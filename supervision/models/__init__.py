"""Nouns of supervision: visits, what they look at, what was written each day."""

from supervision.models.visit import CheckedItem, DailyNote, Visit

__all__ = ["CheckedItem", "DailyNote", "Visit"]
