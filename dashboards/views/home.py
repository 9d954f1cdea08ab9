"""工作台: what must I do today, by when."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import signed_in
from accounts.rules import may, roles_of
from accounts.states import Role
from audit.actor import Actor
from dashboards import headline, rules
from dashboards.progress import portfolio_figures, unit_figures
from dashboards.todo import desk
from dashboards.todo.line import MOST
from deadlines.models import CalendarYear, Notice
from deadlines.rules import can_edit_rules
from rounds.rules.paper import writable_assignments
from rounds.views.request import Request
from ui.charts import Figure
from ui.pages import show

NOTICES = 5


def _figures(by: Actor) -> list[Figure]:
    """Return the headline figures of the person's place."""
    if Role.LDG in roles_of(by):
        return headline.figures(by, headline.CORE)
    if rules.can_see_board(by):
        return headline.figures(by, ("assignments_in_progress", *headline.RECTIFICATION[:3]))
    if rules.can_see_portfolio(by):
        return portfolio_figures(by)
    return unit_figures(by) if rules.can_see_unit(by) else []


@signed_in
@require_safe
def home_show(request: Request) -> HttpResponse:
    """工作台."""
    by = request.actor
    facts = {
        "desk": desk(by),
        "most": MOST,
        "figures": _figures(by),
        "more": headline.figures(by, headline.RECTIFICATION) if Role.LDG in roles_of(by) else [],
        "board_url": reverse("dashboards:board") if rules.can_see_board(by) else "",
        "missing_years": CalendarYear.objects.missing(by.on) if can_edit_rules(by) else [],
        "loose_years": CalendarYear.objects.unsettled(by.on) if can_edit_rules(by) else [],
        "notices": Notice.objects.unread_of(by.user).order_by("-created_at")[:NOTICES],
        "on_site": writable_assignments(by).select_related("unit") if may(by, "find.draft:C") else [],
    }
    return show(request, "dashboards/home.html", facts)
