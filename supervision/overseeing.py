"""分管县领导: who reads the result of a unit as the county leader above it."""

from collections.abc import Sequence
from uuid import UUID

from audit.actor import Actor
from organizations.models import Person, Portfolio, Recusal
from rectification.operations.people import answering
from supervision.models import Assessment

READ = "sv.copy:V"


def overseers(rows: Sequence[Assessment], by: Actor) -> dict[UUID, Person]:
    """Return for each result the county leader of the day to whom it is open, by the key of the result.

    The one above the unit that answers comes before the one above the inspected unit. Nobody who is kept away
    from the unit is among them, and nobody above a unit that took over no more than a part.
    """
    heirs = answering([row.assignment for row in rows])
    places = {row.pk: (heirs[row.assignment_id], row.assignment.unit_id) for row in rows}
    posts = Portfolio.objects.on(by.on).filter(unit__in={unit for pair in places.values() for unit in pair})
    above: dict[UUID, Person] = {post.unit_id: post.person for post in posts.select_related("person__user")}
    open_to = {person.pk: _open_to(person, rows, by) for person in above.values()}
    found = {}
    for key, units in places.items():
        people = [above[unit] for unit in units if unit in above]
        reading = [person for person in people if key in open_to[person.pk]]
        if reading:
            found[key] = reading[0]
    return found


def _open_to(person: Person, rows: Sequence[Assessment], by: Actor) -> set[UUID]:
    """Return which results are open to a person; who has no account gets them on paper."""
    asked = Assessment.objects.filter(pk__in=[row.pk for row in rows])
    if person.user and person.user.is_active:
        return set(asked.reached_by(Actor(user=person.user, at=by.at), READ).values_list("pk", flat=True))
    closed = Recusal.objects.denying().filter(person=person).values("party_organization")
    told = asked.exclude(assignment__party_organization__in=closed)
    return set(told.values_list("pk", flat=True))
