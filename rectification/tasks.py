"""Tasks of the clock and of papers: ids in, one call, nothing decided."""

from celery import shared_task
from django.utils import timezone

from accounts.clock import clock
from documents import papers
from rectification.exports import PAPERS
from rectification.operations.briefing import draft_briefings as draft_all_briefings
from rectification.operations.item import open_missing_items
from rectification.operations.month_open import open_due_months
from rectification.operations.month_summary import order_due_summaries
from rectification.operations.reminder import remind as send_reminders
from rectification.operations.reminder import remind_to_look as send_looks


@shared_task(name="rectification.remind")
def remind() -> int:
    """Open the items of fresh feedback, then send the reminders that have come due."""
    at = timezone.now()
    open_missing_items(by=clock(at))
    return send_reminders(at=at)


@shared_task(name="rectification.remind_to_look")
def remind_to_look() -> int:
    """Remind of long-term items whose day to be looked at has come."""
    return send_looks(at=timezone.now())


@shared_task(name="rectification.draft_briefings")
def draft_briefings() -> int:
    """Draft the week's briefing for the leaders of the county; it goes out when the office releases it."""
    return draft_all_briefings(at=timezone.now())


@shared_task(name="rectification.open_monthly_reports")
def open_monthly_reports() -> int:
    """Open last month's report for every unit that has items under way."""
    return open_due_months(by=clock(timezone.now()))


@shared_task(name="rectification.sum_up_months")
def sum_up_months() -> int:
    """Order last month's summaries where the due day is over; the workers make them."""
    jobs = order_due_summaries(PAPERS, at=timezone.now())
    for job in jobs:
        papers.wake(job)
    return len(jobs)


@shared_task(name="rectification.issue_paper")
def issue_paper(job_id: str) -> bool:
    """出文."""
    return papers.issue(job_id, PAPERS)
