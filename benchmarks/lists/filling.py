"""Fills a city and tells keys: `shell -c "from benchmarks.lists.filling import main; main(20_000)"`."""

import json

from django.db import connection, transaction

from benchmarks.lists import after, mending
from benchmarks.lists.ground import Ground, lay
from benchmarks.lists.items import Filling
from rectification.models import Draw, Item
from rounds.models import Assignment, Finding
from supervision.models import Visit

CONFIRMED = 10  # of so many problems that were found again, one is confirmed


def main(many: int) -> None:
    """Fill every list; print the keys that the addresses of the pages need."""
    with transaction.atomic():
        ground = lay(many)
        mending.fill(ground)
        Filling(ground).run()
        after.fill(ground)
        _repeat(ground)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(keys(ground)))


def _repeat(ground: Ground) -> None:
    """Confirm some of what was found again at the same unit."""
    before = Finding.objects.filter(assignment__in=[row.pk for row in ground.first], number="001")
    earlier = dict(before.values_list("assignment__unit", "pk"))
    units = {row.pk: row.unit_id for row in ground.told[len(ground.first) :: CONFIRMED]}
    rows = list(Finding.objects.filter(assignment__in=units))
    for row in rows:
        row.repeats_id, row.repeat_settled = earlier.get(units[row.assignment_id]), True
    Finding.objects.bulk_update(rows, ["repeats", "repeat_settled"], batch_size=200)


def keys(ground: Ground) -> dict[str, str]:
    """Return what stands in the addresses: a unit, its round, single records, a month."""
    first, last = ground.first[0], ground.told[-1]
    month = mending.month_before(ground, 1)
    return {
        "unit": str(first.unit_id),
        "name": first.unit.name,
        "round": str(last.team.round_id),
        "item": str(Item.objects.filter(assignment=first).order_by("pk")[0].pk),
        "finding": str(Finding.objects.get(assignment=last).pk),
        "coming": str(Assignment.objects.get(unit=first.unit_id, published_at=None).pk),
        "draw": str(Draw.objects.get(assignment=None).pk),
        "visit": str(Visit.objects.filter(assignment=first)[0].pk),
        "month": f"{month.year}/{month.month}",
    }
