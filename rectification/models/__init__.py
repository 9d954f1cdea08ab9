"""Nouns of the second half of the work: items, plans, measures, results, reports, papers that press."""

from rectification.models.after import MonthlyCorrection, MonthlyReview
from rectification.models.item import Evidence, ExtensionRequest, Item, ManifestationProgress
from rectification.models.measure import Measure, Result
from rectification.models.plan import JointOpinion, RectificationPlan
from rectification.models.pressing import LeadersBriefing, PressingPaper
from rectification.models.publication import Publication, PublicationLine, PublishedEdition
from rectification.models.report import MonthlyLine, MonthlyReport
from rectification.models.summary import MonthlySummary

__all__ = [
    "Evidence",
    "ExtensionRequest",
    "Item",
    "JointOpinion",
    "LeadersBriefing",
    "ManifestationProgress",
    "Measure",
    "MonthlyCorrection",
    "MonthlyLine",
    "MonthlyReport",
    "MonthlyReview",
    "MonthlySummary",
    "PressingPaper",
    "Publication",
    "PublicationLine",
    "PublishedEdition",
    "RectificationPlan",
    "Result",
]
