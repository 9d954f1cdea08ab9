"""A small county at the beginning of the year: five units in rectification, one that will take over."""

import datetime as dt
from itertools import count

from django.core.files.base import ContentFile

from accounts.clock import clock
from accounts.states import Role
from accounts.tests.factories import make_user
from audit.actor import Actor
from documents.models import StoredFile
from documents.operations.files import store
from documents.tests.factories import PDF
from organizations.models import Tenure, Unit
from organizations.states import TenureKind
from organizations.tests.factories import make_person, make_unit, stand_at
from rectification.models import Item, Measure
from rectification.operations import item as items
from rectification.operations import plan as plans
from rounds.states import AssignmentState
from rounds.tests.factories import County, make_assignment, make_county, make_finding
from tests.year.story import DAY, ZONE, Year

START = dt.date(2026, 1, 1)
NAMES = ("白水镇", "红岩镇", "石门镇", "临川镇")
FINDINGS = 12
_papers = count(1)


def proof(by: Actor) -> StoredFile:
    """Return a voucher, another each time."""
    content = ContentFile(PDF + str(next(_papers)).encode() + b"\n%%EOF\n", name="凭证.pdf")
    return store(content, by=by, act="rect.evidence:C")


def small_year() -> Year:
    """Return the county, its units a month after their plans were accepted."""
    county = make_county(assignment_state=AssignmentState.FED_BACK)
    units = [county.unit, *(_unit(county, name) for name in NAMES)]
    newcomer = make_person(county.office, "newcomer", make_user("newcomer", Role.UNH))
    year = Year(
        office=county.office,
        start=START,
        proof=proof,
        merged=units[1],
        into=units[4],
        handed=units[0],
        newcomer=newcomer,
    )
    for unit in units:
        _mend(year, county, unit)
    return year


def _unit(county: County, name: str) -> Unit:
    unit = make_unit(county.office, name)
    for kind, role in ((TenureKind.HEAD, Role.UNH), (TenureKind.LIAISON, Role.UNL)):
        user = make_user(f"{name}-{kind}", role)
        stand_at(make_person(county.office, f"{name}{kind.label}", user), unit, kind)
    return unit


def _mend(year: Year, county: County, unit: Unit) -> None:
    """反馈、认领、编制方案、通过: in the autumn before."""
    day = START - 80 * DAY
    assignment = county.assignment
    if unit != county.unit:
        assignment = make_assignment(county.team, unit, state=AssignmentState.FED_BACK)
    assignment.published_at = dt.datetime.combine(day, dt.time(9), tzinfo=ZONE)
    assignment.save()
    for number in range(1, FINDINGS + 1):
        make_finding(assignment, title=f"{unit}惠农补贴资金滞留问题之{number}")
    items.open_items(assignment, by=clock(year.at(day, 10)))
    liaison = year.of(unit, TenureKind.LIAISON, year.at(day + DAY, 9))
    plan = items.claim_items(assignment, by=liaison)
    rows = Item.objects.filter(assignment=assignment).select_related("assignment__team__round")
    leader = Tenure.objects.on(START).get(unit=unit, kind=TenureKind.HEAD).person
    for item in rows:
        plans.plan_item(item, changes={"goal": "滞留资金全部兑付", "leader": leader}, by=liaison)
        plans.add_measures([Measure(item=item, text="逐笔清退滞留资金", due_on=item.due_on)], by=liaison)
    plans.submit_plan(plan, by=year.of(unit, TenureKind.HEAD, year.at(day + 9 * DAY, 9)))
    plans.accept_plan(plan, by=year.director(year.at(day + 20 * DAY, 9)))
