"""整改公开 of the rounds that are over: proposed, signed, approved, put up; no chance is drawn for it."""

import datetime as dt

from audit.actor import Actor
from demo.county.rectifying import Mending, one_at
from demo.county.world import ACCOUNTS, World
from organizations.states import TenureKind
from rectification.models import Publication
from rectification.operations import publication as operations
from rectification.states.publication import Openness

REWRITTEN, WITHHELD = 5, 9  # of so many problems, one
SAID = {"party": "full", "party_text": "", "party_reason": "", "public_text": "", "public_reason": ""}
PLACES = {"party": "党员大会通报、党务公开栏", "public": "县政府门户网站“巡察整改”专栏"}


def publish(world: World, mending: Mending, day: dt.date) -> None:
    """Let a unit publish what it mended: most in full, some rewritten for the public, a few not."""
    liaison, head = (
        one_at(world, mending.assignment, kind, day) for kind in (TenureKind.LIAISON, TenureKind.HEAD)
    )
    by = _at_work(world, liaison, day, 9)
    made = operations.start_publication(mending.assignment.rectification_plan, by=by)
    address = f"{mending.assignment.unit}办公室"
    operations.edit_publication(made, changes={"address": address}, by=by)
    _decide(made, by)
    operations.submit_publication(made, by=_at_work(world, head, day, 16))
    director = _at_work(world, ACCOUNTS["director"][0], day + dt.timedelta(days=2), 10)
    operations.approve_publication(made, by=director, opinion="同意公开")
    out = day + dt.timedelta(days=5)
    for edition in made.editions.all():
        edition.publication = made
        place = PLACES[edition.sphere]
        operations.put_up_edition(edition, place=place, since=out, by=_at_work(world, liaison, out, 15))


def _decide(made: Publication, by: Actor) -> None:
    lines = made.lines.select_related("item").order_by("item__finding__number")
    for place, line in enumerate(lines, 1):
        line.publication = made
        said = {**SAID, "text": line.text}
        if place % WITHHELD == 0:
            said |= {"public": Openness.WITHHELD, "public_reason": "涉及正在办理的事项"}
        elif place % REWRITTEN == 0:
            said |= {
                "public": Openness.REPLACED,
                "public_text": "已按要求整改到位，并完善了相关制度。",
                "public_reason": "涉及群众个人信息",
            }
        else:
            continue
        operations.edit_line(line, changes=said, by=by)


def _at_work(world: World, code: str, day: dt.date, hour: int) -> Actor:
    return Actor(user=world.users[code], at=world.at(day, hour, 30))
