"""What the lists of supervision can be narrowed by: the places in sight, whose turn it is, how far it is."""

from typing import Any

from django.db.models import QuerySet

from accounts.memory import remembered
from organizations.models import Unit
from rectification.filters.places import InPlaces, choices_of
from rectification.filters.records import ByTurn
from rounds.filters.finding import Offered, Offering, quick_choice
from rounds.models import Assignment, Round
from rounds.states.review import CopyState
from supervision import rules
from supervision.models import Assessment, ResultCopy, Visit
from supervision.states import AssessmentState, CopyTo, VisitKind, VisitState

DUE = [("revisit", "回访已逾期"), ("assessment", "评估已逾期"), ("unseen", "还没有回访")]


def _places(request: Any, of: str, keys: Any) -> Offered:
    """Return rounds and units of some assignments as choices."""

    def find() -> Offered:
        rows = Assignment.objects.filter(pk__in=keys)
        rounds = Round.objects.filter(pk__in=rows.values("team__round")).order_by("-starts_on")
        units = Unit.objects.filter(pk__in=rows.values("unit")).order_by("name")
        return (("round", choices_of(rounds)), ("unit", choices_of(units)))

    return remembered(request.actor, f"places of {of}", find)


class VisitFilters(ByTurn, InPlaces):
    """By turn, place, kind and state."""

    kind = quick_choice("方式", choices=VisitKind.choices)
    state = quick_choice("状态", choices=VisitState.choices)

    class Meta:
        """Declared above."""

        model = Visit
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the places of which a visit is in sight."""
        keys = Visit.objects.visible_to(request.actor).order_by().values("assignment")
        return _places(request, "visits", keys)


class DueFilters(InPlaces):
    """By place, and by what is late or was never done."""

    round = quick_choice("轮次", "team__round")
    unit = quick_choice("被巡察单位", "unit")
    due = quick_choice("时限", choices=DUE, method="by_due")

    class Meta:
        """Declared above."""

        model = Assignment
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the places to which somebody may be sent."""
        rows = Assignment.objects.reached_by(request.actor, *rules.ORDERED).filter(state__in=rules.MENDING)
        return _places(request, "dues", rows.order_by().values("pk"))

    def by_due(self, rows: Any, _name: str, value: str) -> "QuerySet[Assignment]":
        """Units where a visit or an assessment is late, or where nobody was yet."""
        on = self.request.actor.on
        found: dict[str, QuerySet[Assignment]] = {
            "revisit": rows.filter(revisit_due__lt=on),
            "assessment": rows.filter(assessment_due__lt=on),
            "unseen": rows.filter(revisited__isnull=True),
        }
        return found[value]


class AssessmentFilters(ByTurn, InPlaces):
    """By turn, place and state."""

    state = quick_choice("状态", choices=AssessmentState.choices)

    class Meta:
        """Declared above."""

        model = Assessment
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the places of which an assessment is in sight."""
        keys = Assessment.objects.visible_to(request.actor).order_by().values("assignment")
        return _places(request, "assessments", keys)


class ResultFilters(InPlaces):
    """By place: the results that units and their county leader read."""

    class Meta:
        """Declared above."""

        model = Assessment
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the places of which a published result is in sight."""
        keys = Assessment.objects.reached_by(request.actor, "sv.result:V").order_by().values("assignment")
        return _places(request, "published results", keys)


class CopyFilters(ByTurn, Offering):
    """By turn, round, to whom it went, and whether it was signed for."""

    round = quick_choice("轮次", "round")
    kind = quick_choice("抄送对象", choices=CopyTo.choices)
    state = quick_choice("状态", choices=CopyState.choices)

    class Meta:
        """Declared above."""

        model = ResultCopy
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the rounds of which a copy is in sight."""
        by = request.actor

        def find() -> Offered:
            keys = ResultCopy.objects.visible_to(by).order_by().values("round")
            return (("round", choices_of(Round.objects.filter(pk__in=keys).order_by("-starts_on"))),)

        return remembered(by, "rounds of result copies", find)
