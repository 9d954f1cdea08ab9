"""Nouns of supervision: visits and what they look at, sheets and what was scored by them, what followed."""

from supervision.models.assessment import Assessment, ScoreSheet
from supervision.models.copy import ResultCopy
from supervision.models.follow import FollowUp
from supervision.models.visit import CheckedItem, DailyNote, Visit

__all__ = ["Assessment", "CheckedItem", "DailyNote", "FollowUp", "ResultCopy", "ScoreSheet", "Visit"]
