"""Who may write, sign, take in and read a unit's 专项材料."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from rectification.models import UnitPaper
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState

EDITABLE = {UnitPaperState.DRAFT, UnitPaperState.RETURNED}


def can_write_paper(by: Actor, paper: UnitPaper) -> bool:
    """The unit writes it until it is handed in."""
    return paper.state in EDITABLE and may(by, "rect.solemn:E", paper)


def can_submit_paper(by: Actor, paper: UnitPaper) -> bool:
    """The unit's head signs it."""
    return paper.state in EDITABLE and may(by, "rect.solemn:S", paper)


def can_take_paper_in(by: Actor, paper: UnitPaper) -> bool:
    """The office takes it in or returns it, never who signed it for the unit."""
    if paper.state != UnitPaperState.SUBMITTED or not may(by, "rect.solemn:A", paper):
        return False
    return bool(Entry.objects.who_took(paper, UnitPaperState.SUBMITTED) != by.user.pk)


def can_read_paper(by: Actor, paper: UnitPaper) -> bool:
    """The county leader reads the head's report once it is handed in, and signs once."""
    open_now = paper.kind == UnitPaperKind.HEAD and paper.state in paper.HANDED_IN
    if not open_now or not may(by, "rect.review:S", paper):
        return False
    return not paper.readings.standing().filter(signed_by=by.signature).exists()
