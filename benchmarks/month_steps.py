"""The steps of `benchmarks/monthly.py`, one process each; a step that is measured ends with its megabytes."""

import os
import resource
import sys
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from accounts.clock import clock  # noqa: E402
from documents import papers  # noqa: E402
from documents.models import Job  # noqa: E402
from rectification.exports import PAPERS  # noqa: E402
from rectification.models import Item, MonthlyLine, MonthlyReport  # noqa: E402
from rectification.operations.month_figures import figures_of_all  # noqa: E402
from rectification.operations.month_open import month_before, open_due_months  # noqa: E402
from rectification.operations.month_summary import order_due_summaries  # noqa: E402
from rectification.states import ItemState, ReportState  # noqa: E402
from rounds.models import Assignment  # noqa: E402
from rounds.states import AssignmentState  # noqa: E402

SHARE_REPORTED = 0.7


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _prepare() -> str:
    """Let every unit that was told be in rectification, all items open, with a report of the month before."""
    now = timezone.now()
    fed_back = Assignment.objects.filter(published_at__isnull=False, items__isnull=False)
    rows = Assignment.objects.filter(pk__in=fed_back.values("pk"))
    rows.update(state=AssignmentState.RECTIFYING, published_at=now - timedelta(days=100))
    Item.objects.filter(assignment__in=rows).update(
        state=ItemState.FIXING, closed_on=None, due_on=now.date() - timedelta(days=40)
    )
    open_due_months(by=clock(now.replace(day=1) - timedelta(days=3)))
    MonthlyLine.objects.update(text="已完成大部分措施。", late_reason="需要跨部门协调")
    return f"{rows.count():,} 个单位，{Item.objects.filter(assignment__in=rows).count():,} 个问题"


def _open() -> str:
    return f"{open_due_months(by=clock(timezone.now()))}份"


def _report() -> str:
    """Let most units have reported and been accepted."""
    today = timezone.localdate()
    rows = list(MonthlyReport.objects.filter(month=month_before(today)).order_by("pk"))
    MonthlyReport.objects.update(due_on=today - timedelta(days=1))
    frozen = rows[: int(len(rows) * SHARE_REPORTED)]
    figures = figures_of_all(frozen)
    for one in frozen:
        one.figures, one.state = figures[one.pk], ReportState.FROZEN
        one.submitted_on, one.next_steps = today, "下月继续推进。"
    fields = ["figures", "state", "submitted_on", "next_steps"]
    MonthlyReport.objects.bulk_update(frozen, fields, batch_size=200)
    return f"{len(frozen)}"


def _order() -> str:
    jobs = order_due_summaries(PAPERS, at=timezone.now())
    return " ".join(str(job.pk) for job in jobs)


def _issue(job: str) -> str:
    assert papers.issue(job, PAPERS)
    made = Job.objects.select_related("result").get(pk=job)
    assert made.result, made.error
    return f"{made.result.name.partition('.')[2]}：{len(made.shown())}家，{made.result.size // 1024}KB"


STEPS: dict[str, Callable[..., str]] = {
    "prepare": _prepare,
    "open": _open,
    "report": _report,
    "order": _order,
    "issue": _issue,
}

if __name__ == "__main__":
    words = STEPS[sys.argv[1]](*sys.argv[2:])
    print(words, *([f"{_megabytes():.1f}"] if sys.argv[1] in {"open", "issue"} else []))
