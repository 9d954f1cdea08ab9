"""What the auditor does that leaves an entry."""

from audit import operations as audit
from audit.actor import Actor
from audit.verifying import Verification
from documents.models import Job

CHECK = "audit.anchor:V"
SHOWN = 20


def record_check(job: Job, found: Verification, *, by: Actor) -> None:
    """核对登记: what a check of the chain found becomes itself part of the trail."""
    audit.note(
        job,
        by=by,
        act=CHECK,
        links=found.links,
        since=found.since,
        until=found.until,
        anchors=found.anchors,
        unsealed=found.unsealed,
        faults=len(found.faults),
        first=list(found.faults[:SHOWN]),
    )
