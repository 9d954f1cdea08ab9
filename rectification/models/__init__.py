"""Nouns of the second half of the work: items, plans, measures, results, reports, papers that press."""

from rectification.models.after import MonthlyCorrection, MonthlyReview
from rectification.models.cycle import Cycle
from rectification.models.delegation import Delegation
from rectification.models.edition import OpinionLine, PlanEdition
from rectification.models.extension import ExtensionRequest
from rectification.models.item import Evidence, Item, ManifestationProgress
from rectification.models.measure import Measure, Result
from rectification.models.plan import JointOpinion, RectificationPlan
from rectification.models.pressing import LeadersBriefing, PressingPaper
from rectification.models.publication import Publication, PublicationLine, PublishedEdition
from rectification.models.report import MonthlyLine, MonthlyReport
from rectification.models.sampling import Draw, DrawLine, SiteCheck
from rectification.models.summary import MonthlySummary
from rectification.models.transfer import Transfer
from rectification.models.unit_paper import PaperReading, UnitPaper

__all__ = [
    "Cycle",
    "Delegation",
    "Draw",
    "DrawLine",
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
    "OpinionLine",
    "PaperReading",
    "PlanEdition",
    "PressingPaper",
    "Publication",
    "PublicationLine",
    "PublishedEdition",
    "RectificationPlan",
    "Result",
    "SiteCheck",
    "Transfer",
    "UnitPaper",
]
