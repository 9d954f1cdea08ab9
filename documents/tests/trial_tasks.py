"""The task of an app above, for a real worker: slow while a file holds it."""

import datetime as dt
import time
from pathlib import Path

from celery import shared_task

from documents import papers
from documents.paper import Made, Work
from documents.tests.factories import LEDGER

LEASE = dt.timedelta(seconds=4)


def slow(work: Work) -> Made:
    """Say that the work has begun, and wait while somebody holds it."""
    folder = Path(work.params["folder"])
    (folder / f"begun-{time.monotonic_ns()}").touch()
    while (folder / "hold").exists():
        time.sleep(0.05)
    return LEDGER.build(work)


PAPERS = papers.table([papers.Paper(LEDGER.kind, LEDGER.title, LEDGER.act, slow)])


@shared_task(name="trial.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS, lease=LEASE)
