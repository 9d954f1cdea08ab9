"""What the list of repeated findings can be narrowed by."""

from django.db.models import QuerySet

from rounds.filters.finding import Offering, quick_choice
from rounds.models import Finding

SETTLED = [("no", "待核对"), ("yes", "已确认")]


class RepeatFilters(Offering):
    """Those that wait to be settled, or those that are confirmed; by place."""

    settled = quick_choice("核对", choices=SETTLED, method="by_settled")
    round = quick_choice("轮次", "assignment__team__round")
    unit = quick_choice("被巡察单位", "assignment__unit")

    class Meta:
        """Declared above."""

        model = Finding
        fields: tuple[str, ...] = ()

    def by_settled(self, rows: "QuerySet[Finding]", _name: str, value: str) -> "QuerySet[Finding]":
        """Rows that somebody has confirmed, or nobody has looked at."""
        return rows.filter(repeats__isnull=value == "no")
