"""谁能看到这份材料, beside a plan: the bodies that it was sent to see it, too."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from rectification.models import RectificationPlan
from rounds.sight import place_of
from rounds.views.access import HEADING, show_access
from rounds.views.access_link import SHOW
from rounds.views.places import places
from rounds.views.request import Request


@act(SHOW)
@require_safe
def plan_access(request: Request, pk: UUID) -> HttpResponse:
    """Of one plan."""
    rows = RectificationPlan.objects.visible_to(request.actor).select_related("assignment__unit")
    plan: RectificationPlan = get_object_or_404(rows, pk=pk)
    asked = plan.opinions.values_list("body", flat=True)
    way = places(request.actor, plan.assignment, ("整改方案", ""), (HEADING, ""))
    return show_access(request, plan, place_of(plan.assignment, *asked), way)
