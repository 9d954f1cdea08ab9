"""After the feedback meeting: who came, to whom copies went, who signed for them."""

import datetime as dt
from dataclasses import replace

from audit.actor import Actor
from demo.county.world import ACCOUNTS, World
from organizations.models import Person, Portfolio, Tenure
from organizations.states import TenureKind
from rounds import addressees
from rounds.models import Feedback, FeedbackCopy
from rounds.operations import copies
from rounds.operations.copies import Addressee, Came
from rounds.states.review import CopyKind, Guests

CAME = (
    Came(Guests.HEAD, 1),
    Came(Guests.LEADERS, 6),
    Came(Guests.SUPERVISOR, 1),
    Came(Guests.TEAM, 5),
    Came(Guests.OFFICE, 2),
    Came(Guests.STAFF, 28),
)


def send(world: World, feedback: Feedback, day: dt.date) -> None:
    """登记参会、抄送: on the day of the meeting, to whom the program proposes."""
    by = at_work(world, world.people[ACCOUNTS["office"][0]], day, 17)
    likely = addressees.likely(feedback, day)
    names = {
        Guests.HEAD: likely.get(CopyKind.HEAD, ""),
        Guests.SUPERVISOR: likely.get(CopyKind.SUPERVISOR, ""),
    }
    came = [replace(one, names=names.get(one.group, "")) for one in CAME]
    copies.register_attendance(feedback, came, by=by)
    named = [Addressee(kind, name) for kind, name in likely.items()]
    copies.send_copies(feedback, named, sent_on=day, by=by)


def sign(world: World, feedback: Feedback, day: dt.date) -> None:
    """签收: head and county leader sign; the former head's copy waits for its receipt."""
    unit = feedback.assignment.unit
    head = Tenure.objects.on(day).filter(unit=unit, kind=TenureKind.HEAD).get().person
    overseer = Portfolio.objects.on(day).filter(unit=unit).select_related("person").last()
    signers = {CopyKind.HEAD: head, CopyKind.LEADERS: head}
    if overseer:
        signers[CopyKind.SUPERVISOR] = overseer.person
    for copy in FeedbackCopy.objects.filter(feedback=feedback):
        if signer := signers.get(CopyKind(copy.kind)):
            copies.sign_copy(copy, by=at_work(world, signer, day, 16))


def at_work(world: World, person: Person, day: dt.date, hour: int) -> Actor:
    """Return a person at a full hour: what is added to the story draws nothing from the seed."""
    codes = {one.pk: code for code, one in world.people.items()}
    return Actor(user=world.users[codes[person.pk]], at=world.at(day, hour))
