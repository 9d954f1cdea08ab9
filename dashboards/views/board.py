"""看板: the county, a portfolio; 一轮一览."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.acts import act
from dashboards import boards, headline
from dashboards.overview import chart_of
from rounds.models import Round
from rounds.views.request import Request
from ui.pages import show


@act("dash.all:M")
@require_safe
def board_show(request: Request) -> HttpResponse:
    """全局看板."""
    by = request.actor
    facts = {
        "heading": "全县巡察看板",
        "figures": headline.figures(by, headline.CORE),
        "running": headline.figure("assignments_in_progress", by),
        "charts": boards.board(by),
        "at": by.at,
        "crumbs": [("看板", "")],
    }
    return show(request, "dashboards/board.html", facts)


@act("dash.all:M")
@require_safe
def round_overview(request: Request) -> HttpResponse:
    """一轮一览: every assignment of a round on one scale of days."""
    by = request.actor
    rounds = list(Round.objects.visible_to(by).select_related("term").order_by("-term__starts_on", "-number"))
    wanted = request.GET.get("round", "")
    chosen = (
        next((one for one in rounds if str(one.pk) == wanted), None) if wanted else next(iter(rounds), None)
    )
    if wanted and chosen is None:
        raise Http404
    facts = {
        "rounds": [(one, f"{reverse('dashboards:round_overview')}?round={one.pk}") for one in rounds],
        "chosen": chosen,
        "chart": chart_of(chosen, by) if chosen else None,
        "crumbs": [(str(chosen.term), ""), (chosen.name, "")] if chosen else [],
    }
    return show(request, "dashboards/round_overview.html", facts)
