"""Tasks of the rounds."""

from celery import shared_task

from documents import papers
from rounds.exports import PAPERS


@shared_task(name="rounds.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)
