"""What the lists of transfers and of draws can be narrowed by."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.memory import remembered
from organizations.models import Unit
from rectification.filters.places import InPlaces, choices_of
from rectification.models import Draw, Transfer
from rectification.states.transfer import TransferKind
from rounds.filters.finding import Offered, quick_choice
from ui.filters import days


class TransferFilters(InPlaces):
    """By round, by a unit on either side, by why and when."""

    round = quick_choice("轮次", "item__assignment__team__round")
    unit = quick_choice("划出或承接单位", method="by_unit")
    kind = quick_choice("划转情形", choices=TransferKind.choices)
    on = days("划转日期", "on")

    class Meta:
        """Declared above."""

        model = Transfer
        fields: tuple[str, ...] = ()

    @staticmethod
    def offered(request: Any) -> Offered:
        """Return the places in sight, of the units those that gave or took something."""
        return remembered(request.actor, "places of transfers", lambda: _in_transfers(request))

    def by_unit(self, rows: Any, _name: str, value: str) -> "QuerySet[Transfer]":
        """Rows in which the unit gave or took."""
        found: QuerySet[Transfer] = rows.filter(Q(from_unit=value) | Q(to_unit=value))
        return found


def _in_transfers(request: Any) -> Offered:
    rows = Transfer.objects.visible_to(request.actor).order_by()
    units = Unit.objects.filter(Q(pk__in=rows.values("from_unit")) | Q(pk__in=rows.values("to_unit")))
    places = dict(InPlaces.offered(request))
    return (("round", places["round"]), ("unit", choices_of(units.order_by("name"))))


class DrawFilters(InPlaces):
    """By round, unit and day, and whether something was drawn over again."""

    round = quick_choice("轮次", "round")
    again = quick_choice("次数", "again", choices=[("False", "首次抽样"), ("True", "再次抽样")])
    at = days("抽样日期", "drawn_at")

    class Meta:
        """Declared above."""

        model = Draw
        fields: tuple[str, ...] = ()
