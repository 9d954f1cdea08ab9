"""The whole city, stage by stage, each office in one transaction."""

import datetime as dt
from collections.abc import Callable
from random import Random

from django.db import connection, transaction

from audit.actor import Actor
from demo.county.proof import proof
from demo.scale.checks import check
from demo.scale.city import Bureau, City
from demo.scale.cluing import hand_over
from demo.scale.figures import figures
from demo.scale.ground import found
from demo.scale.inspecting import Inspection, right
from demo.scale.mending import Mending
from documents.models import StoredFile
from documents.operations.files import store
from rounds.models import Assignment, SupervisionTask

Say = Callable[[str], None]
SUPERVISED = 5


def build(*, scale: float, seed: int, as_of: dt.date, say: Say) -> City:
    """规模数据: a city like changzhou, times a scale; the same seed and day give the same figures.

    Raises:
        Inconsistent: the rows contradict each other or the figures; then nothing is kept.
    """
    city = City(as_of=as_of - dt.timedelta(days=1), rng=Random(seed), seed=seed, figures=figures(scale))
    with transaction.atomic():
        say("登记机构、单位和人员")
        found(city)
        team_right = right()
        for bureau in city.bureaus:
            if bureau.places:
                say(f"{bureau.office.short}：{len(bureau.places)} 家单位")
                told = Inspection(city, bureau, team_right).run()
                Mending(city, bureau, _proof(city, bureau)).run(told)
                _keep_states(bureau)
        say("线索、督查")
        hand_over(city)
        _supervise(city)
        say("核对")
        check(city)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return city


def _proof(city: City, bureau: Bureau) -> StoredFile:
    """One real file for all that an office's units prove."""
    by = Actor(user=bureau.clerk, at=city.at(city.day(1500)))
    return store(
        proof("整改佐证材料.pdf", f"{bureau.office.short}整改佐证材料"), by=by, act="rect.evidence:C"
    )


def _keep_states(bureau: Bureau) -> None:
    """Assignments went on after they were stored: their states with them."""
    rows = [place.assignment for place in bureau.places]
    Assignment.objects.bulk_update(rows, ["state", "version"], batch_size=200)


def _supervise(city: City) -> None:
    chief = city.bureaus[0]
    day = city.day(60)
    task = SupervisionTask(
        office=chief.office, name="巡察整改专项督查", since=day, until=city.as_of + dt.timedelta(days=90)
    )
    task.save(force_insert=True)
    task.people.add(city.users["supervisor"].person)
    task.assignments.add(*(place.assignment for place in chief.places[:SUPERVISED]))
