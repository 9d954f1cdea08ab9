"""What comes in: which files are taken, and under what name."""

from documents.intake.checks import Accepted, check
from documents.intake.dating import made_on
from documents.intake.kinds import ALLOWED, FileKind, allowed_text
from documents.intake.markings import refuse_marked
from documents.intake.names import clean_name

__all__ = [
    "ALLOWED",
    "Accepted",
    "FileKind",
    "allowed_text",
    "check",
    "clean_name",
    "made_on",
    "refuse_marked",
]
