"""Nouns of the rounds, from the term to the published finding."""

from rounds.models.assignment import (
    Assignment,
    AssignmentScoped,
    SupervisionTask,
    assignment_q,
    heir_q,
    recused_from,
    unrecused_q,
)
from rounds.models.copies import Attendance, FeedbackCopy
from rounds.models.feedback import Decision, Feedback, Referral, Report
from rounds.models.finding import Finding, Manifestation, WorkingPaper
from rounds.models.plan import AnnualPlan, PlannedObject, Term, TermPlan
from rounds.models.review import ReviewMark, ReviewPoint
from rounds.models.round import Posting, Round, Team, TeamGrant, teams_of
from rounds.models.taxonomy import Category, Scheme

__all__ = [
    "AnnualPlan",
    "Assignment",
    "AssignmentScoped",
    "Attendance",
    "Category",
    "Decision",
    "Feedback",
    "FeedbackCopy",
    "Finding",
    "Manifestation",
    "PlannedObject",
    "Posting",
    "Referral",
    "Report",
    "ReviewMark",
    "ReviewPoint",
    "Round",
    "Scheme",
    "SupervisionTask",
    "Team",
    "TeamGrant",
    "Term",
    "TermPlan",
    "WorkingPaper",
    "assignment_q",
    "heir_q",
    "recused_from",
    "teams_of",
    "unrecused_q",
]
