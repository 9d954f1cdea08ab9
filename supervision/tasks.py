"""Tasks of the clock and of papers: ids in, one call, nothing decided."""

from celery import shared_task
from django.utils import timezone

from accounts.clock import clock
from documents import papers
from supervision.exports import PAPERS
from supervision.operations.duty import begin_duties as begin_all_duties


@shared_task(name="supervision.begin_duties")
def begin_duties() -> int:
    """Begin to count the days of visits and assessments where the months of mending are over."""
    return begin_all_duties(by=clock(timezone.now()))


@shared_task(name="supervision.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)
