"""What the list of 专项材料 can be narrowed by."""

import django_filters

from rectification.filters.places import OfPapers
from rectification.filters.records import ByTurn
from rectification.models import UnitPaper
from rectification.states.unit_paper import UnitPaperKind, UnitPaperState


class UnitPaperFilters(ByTurn, OfPapers):
    """By place, kind and state."""

    kind = django_filters.ChoiceFilter(label="材料", choices=UnitPaperKind.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=UnitPaperState.choices, empty_label="全部")

    class Meta:
        """Declared above."""

        model = UnitPaper
        fields: tuple[str, ...] = ()
