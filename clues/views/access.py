"""谁能看到这件线索: for the director and the leader of the team; opening it is recorded as reading is."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import act
from accounts.states import Scope
from clues.views.clue import ACCESS, find_clue, way_to
from rounds.sight import place_of
from rounds.views.access import HEADING, show_access
from rounds.views.request import Request


@act(ACCESS)
@require_safe
def clue_access(request: Request, pk: Any) -> HttpResponse:
    """Of one clue."""
    clue = find_clue(request, pk=pk)
    bodies = (clue.receiver_id,) if clue.receiver_id else ()
    place = replace(place_of(clue.assignment, *bodies), opened={Scope.CLUE: clue.handed_over_on})
    return show_access(request, clue, place, way_to(request, clue, HEADING), ACCESS)
