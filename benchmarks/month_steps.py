"""The steps of `benchmarks/monthly.py`, one process each; a step that is measured ends with its megabytes."""

import datetime as dt
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
from organizations.models import Office, PartyOrganization, Unit  # noqa: E402
from organizations.states import PartyKind, UnitKind  # noqa: E402
from rectification.exports import PAPERS  # noqa: E402
from rectification.models import Item, MonthlyLine, MonthlyReport  # noqa: E402
from rectification.operations.month_figures import figures_of_all  # noqa: E402
from rectification.operations.month_open import month_before, open_due_months  # noqa: E402
from rectification.operations.month_summary import order_due_summaries  # noqa: E402
from rectification.states import ItemState, ReportState  # noqa: E402
from rounds.models import Assignment, Team  # noqa: E402
from rounds.states import AssignmentState  # noqa: E402

UNITS, ITEMS, TEAMS = 1568, 13, 12
SHARE_REPORTED = 0.7


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _prepare(scale: str) -> str:
    """Put thirteen open items to each of 1,568 units, with a report of the month before."""
    now = timezone.now()
    units = _units(round(UNITS * float(scale)), now)
    keys = list(Item.objects.order_by("pk").values_list("pk", flat=True)[: len(units) * ITEMS])
    Item.objects.filter(pk__in=keys).update(state=ItemState.FIXING, closed_on=None, due_on=_days_ago(40))
    for place, unit in enumerate(units):
        Item.objects.filter(pk__in=keys[place * ITEMS : (place + 1) * ITEMS]).update(
            assignment=unit, unit=unit.unit
        )
    Assignment.objects.exclude(pk__in=[unit.pk for unit in units]).update(state=AssignmentState.ARCHIVED)
    open_due_months(by=clock(now.replace(day=1) - timedelta(days=3)))
    MonthlyLine.objects.update(text="已完成大部分措施。", late_reason="需要跨部门协调")
    items = Item.objects.filter(assignment__in=[unit.pk for unit in units]).count()
    return f"{len(units):,} 个单位，{items:,} 个问题"


def _units(many: int, now: dt.datetime) -> list[Assignment]:
    """Return assignments at units of their own, dealt to some teams: as many places for a deadline rule."""
    office = Office.objects.get(parent__isnull=True)
    teams = list(Team.objects.order_by("pk")[:TEAMS])
    units = [Unit(office=office, name=f"测量单位{place}", kind=UnitKind.TOWNSHIP) for place in range(many)]
    parties = [
        PartyOrganization(office=office, name=f"中共{unit.name}委员会", kind=PartyKind.COMMITTEE)
        for unit in units
    ]
    found = [
        Assignment(
            office=office,
            team=teams[place % len(teams)],
            unit=unit,
            party_organization=party,
            enters_on=_days_ago(200),
            leaves_on=_days_ago(150),
            published_at=now - timedelta(days=100),
            state=AssignmentState.RECTIFYING,
        )
        for place, (unit, party) in enumerate(zip(units, parties, strict=True))
    ]
    Unit.objects.bulk_create(units, batch_size=400)
    PartyOrganization.objects.bulk_create(parties, batch_size=400)
    Assignment.objects.bulk_create(found, batch_size=400)
    return found


def _days_ago(days: int) -> dt.date:
    return timezone.localdate() - timedelta(days=days)


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
