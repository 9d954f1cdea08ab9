"""谁能看到这份材料: a page beside a record, for whom answers for it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from accounts.rules import may
from rounds.models import Assignment, Report, Team
from rounds.sight import Place, kept_out, place_of, place_of_team, seers
from rounds.views import crumbs
from rounds.views.access_link import SHOW
from rounds.views.assignment import find_assignment
from rounds.views.places import places
from rounds.views.request import Request
from rounds.views.team import find_team
from ui.pages import show

HEADING = "谁能看到这份材料"


def show_access(request: Request, record: Any, place: Place, way: Any, act_name: str = SHOW) -> HttpResponse:
    """Show who sees a record; anybody else meets a page that does not exist."""
    by = request.actor
    if not may(by, act_name, record):
        raise Http404
    facts = {
        "record": record,
        "heading": HEADING,
        "seers": seers(record, place, by=by),
        "kept_out": kept_out(place, by=by),
        "at": by.at,
        "crumbs": way,
    }
    return show(request, "rounds/access.html", facts)


@act(SHOW)
@require_safe
def assignment_access(request: Request, pk: Any) -> HttpResponse:
    """Of one task."""
    task: Assignment = find_assignment(request, pk)
    way = crumbs.here(crumbs.to_assignment(request.actor, task), HEADING)
    return show_access(request, task, place_of(task), way)


@act(SHOW)
@require_safe
def team_access(request: Request, pk: Any) -> HttpResponse:
    """Of one team."""
    team: Team = find_team(request, pk)
    way = crumbs.here(crumbs.to_team(request.actor, team), HEADING)
    return show_access(request, team, place_of_team(team), way)


@act(SHOW)
@require_safe
def report_access(request: Request, pk: UUID) -> HttpResponse:
    """Of one report."""
    rows = Report.objects.visible_to(request.actor).select_related("assignment__unit", "assignment__team")
    report: Report = get_object_or_404(rows, pk=pk)
    way = places(request.actor, report.assignment, ("巡察报告", ""), (HEADING, ""))
    return show_access(request, report, place_of(report.assignment), way)
