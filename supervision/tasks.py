"""Tasks of papers: ids in, one call, nothing decided."""

from celery import shared_task

from documents import papers
from supervision.exports import PAPERS


@shared_task(name="supervision.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)
