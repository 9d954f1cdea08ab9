"""Tasks of the rounds."""

from celery import shared_task
from django.utils import timezone

from accounts.clock import clock
from documents import papers
from rounds.exports import PAPERS
from rounds.operations.recheck import recheck
from rounds.operations.reminder import remind as send_reminders


@shared_task(name="rounds.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)


@shared_task(name="rounds.remind")
def remind() -> int:
    """Send the reminders of reports and feedback that have come due."""
    return send_reminders(at=timezone.now())


@shared_task(name="rounds.recheck_recusals")
def recheck_recusals() -> int:
    """Put before the office what speaks against people who are at work already."""
    return len(recheck(by=clock(timezone.now())))
