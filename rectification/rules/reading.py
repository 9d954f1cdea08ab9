"""Who may read what a unit is still writing: the row tells who is late, the words wait."""

from audit.actor import Actor
from rectification.models import Item, MonthlyReport
from rectification.states import PLANNED_IN


def can_read_monthly(by: Actor, report: MonthlyReport) -> bool:
    """月报 is the unit's and the office's until it is handed in."""
    handed_in = report.state in report.HANDED_IN
    return handed_in or bool(MonthlyReport.objects.told_to(by).filter(pk=report.pk).exists())


def can_read_plan_of(by: Actor, item: Item) -> bool:
    """Goal and measures are words of the plan: while they are written, whoever sees it reads them."""
    return item.state not in PLANNED_IN or not Item.objects.unread(by).filter(pk=item.pk).exists()
