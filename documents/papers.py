"""How an app offers papers: a table of them, one task, one line in a view. See docs/papers.md."""

import logging

from celery import current_app

from documents.ledgers import ledger_paper
from documents.letters import letter_paper
from documents.models import Job
from documents.paper import Made, Paper, Work, table
from documents.worker import issue

__all__ = ["Made", "Paper", "Work", "issue", "ledger_paper", "letter_paper", "table", "wake"]

log = logging.getLogger(__name__)


def wake(job: Job) -> None:
    """Tell the workers of a job, by the name of its app's task.

    A message that is lost costs a minute: the row waits, and the sweeper tells them again.
    """
    app = job.kind.partition(".")[0]
    try:
        current_app.send_task(f"{app}.issue_paper", kwargs={"job_id": str(job.pk)}, retry=False)
    except Exception:
        log.warning("nobody could be told of job %s; the sweeper will", job.number, exc_info=True)
