"""回避复核: facts change after people were sent; each night the posts of the day are checked against them.

What it finds is put before the office as a recusal that waits for a decision: never granted by a program.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import operations as audit
from audit.actor import Actor
from organizations.models import Kin, OfficePost, PartyOrganization, Person, Recusal, Tenure
from organizations.recusal import Hit, hits
from organizations.states import OfficePostKind, RecusalState
from rounds.models import Assignment, Posting, SupervisionTask
from rounds.operations.screening import LEADING, OVER, Sent

ACT = "recuse.decide:P"
IN_OFFICE: dict[str, bool] = {OfficePostKind.DIRECTOR: True, OfficePostKind.CLERK: False}


def recheck(*, by: Actor) -> list[Recusal]:
    """回避复核: return the recusals that were put before the office, one for each new hit that denies."""
    rows = Assignment.objects.exclude(state__in=OVER).select_related("party_organization", "team")
    seen: set[tuple[UUID, UUID]] = set()
    made: list[Recusal] = []
    known = _with_facts()
    for task in rows.order_by("enters_on", "id"):
        party = task.party_organization
        for person, leads in _sent(task, by):
            if person.pk not in known or (person.pk, party.pk) in seen:
                continue
            seen.add((person.pk, party.pk))
            made.extend(_put(person, party, hits(person, party, by.on, leads=leads), by))
    return made


def _with_facts() -> set[UUID]:
    """Return who has kin or a career in the register: nobody else can hit anything that denies."""
    kin = Kin.objects.filter(unit__isnull=False).values_list("person", flat=True)
    return {*kin, *Tenure.objects.values_list("person", flat=True)}


def _sent(task: Assignment, by: Actor) -> Iterator[Sent]:
    """Yield who reaches the task by a post: the leading ones first, as the stricter of two posts counts."""
    postings = Posting.objects.on(by.on).filter(team=task.team_id).select_related("person")
    posts = OfficePost.objects.on(by.on).filter(office=task.office_id, kind__in=IN_OFFICE)
    sent: list[Sent] = [(row.person, row.role in LEADING) for row in postings]
    sent += [(row.person, IN_OFFICE[row.kind]) for row in posts.select_related("person")]
    sent += [(person, False) for person in _supervising(task, by)]
    yield from sorted(sent, key=lambda one: not one[1])


def _supervising(task: Assignment, by: Actor) -> Iterable[Person]:
    tasks: Any = SupervisionTask.objects.on(by.on).filter(assignments=task)
    return Person.objects.filter(supervision_tasks__in=tasks)


def _put(person: Person, party: PartyOrganization, found: list[Hit], by: Actor) -> Iterator[Recusal]:
    denying = [hit for hit in found if hit.denies]
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        rows = Recusal.objects.filter(person=person, party_organization=party)
        if not denying or rows.open().exists():
            return
        refused = set(rows.filter(state=RecusalState.REFUSED).values_list("ground", flat=True))
        ended = set(rows.filter(state=RecusalState.ENDED).values_list("ground", flat=True))
        new = [hit for hit in denying if hit.text[:200] not in refused | ended]
        if not new:
            return
        recusal = Recusal(
            person=person,
            party_organization=party,
            ground=new[0].text[:200],
            detail="\n".join(hit.text for hit in new),
            found_as=new[0].trigger,
            declared_at=by.at,
        )
        yield audit.create(recusal, by=by, act=ACT, reason="核对发现")
