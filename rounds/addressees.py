"""To whom a copy of a feedback usually goes: proposed by the program, written by the clerk."""

import datetime as dt

from organizations.models import Portfolio, Tenure
from organizations.states import TenureKind
from rounds.models import Feedback
from rounds.states.review import CopyKind

DAY = dt.timedelta(days=1)


def likely(feedback: Feedback, on: dt.date) -> dict[CopyKind, str]:
    """Return who the unit's head is, who was before, and which county leader oversees it."""
    unit = feedback.assignment.unit
    heads = Tenure.objects.filter(unit=unit, kind=TenureKind.HEAD).select_related("person")
    now = heads.on(on).last()
    before = heads.filter(until__lt=now.since if now else on).order_by("until").last()
    overseer = Portfolio.objects.on(on).filter(unit=unit).select_related("person").last()
    found = {
        CopyKind.HEAD: str(now) if now else "",
        CopyKind.LEADERS: f"{unit}领导班子",
        CopyKind.FORMER: f"{before.person}（原{before.title}）" if before else "",
        CopyKind.SUPERVISOR: str(overseer.person) if overseer else "",
    }
    return {kind: name for kind, name in found.items() if name}
