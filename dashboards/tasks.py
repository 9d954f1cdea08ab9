"""Tasks of the auditor's papers."""

from celery import shared_task

from dashboards.exports import PAPERS
from documents import papers


@shared_task(name="dashboards.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)
