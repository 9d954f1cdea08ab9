"""Plans, items, measures, results, evidence, deadlines: as far as each unit has come since its feedback."""

import datetime as dt
from decimal import Decimal

from audit.models import type_name
from deadlines.models import Deadline
from deadlines.reckoning import due_on, live_steps, next_reminder, pick_rule
from demo.county.rectifying import KINDS
from demo.scale.city import Bureau, City, Place, user_of
from demo.scale.crate import Crate
from demo.scale.inspecting import FULL, Told
from demo.texts.problems import ProblemText
from documents.models import StoredFile
from rectification.models import (
    Evidence,
    Item,
    ManifestationProgress,
    Measure,
    RectificationPlan,
    Result,
)
from rectification.states import EvidenceState, ItemState, PlanState, Progress, ResultKind, ResultState
from rounds.models import Finding, Manifestation
from rounds.states import AssignmentState

ORDER = (RectificationPlan, Item, ManifestationProgress, Measure, Result, Evidence, Deadline)
WAY = (
    ItemState.PLANNING,
    ItemState.JOINT,
    ItemState.FIXING,
    ItemState.APPLIED,
    ItemState.CHECKED,
    ItemState.CLOSED,
)
AFTER = (3, 18, 28, 70, 76, 84)  # days after the feedback on which each is reached at the earliest
ASSESSED_AFTER = 215
OPEN_SHARES: tuple[tuple[ItemState, int], ...] = (
    (ItemState.FIXING, 40),
    (ItemState.APPLIED, 30),
    (ItemState.CHECKED, 20),
    (ItemState.SAMPLED, 10),
)
PERIOD = "rectification_period"


class Mending:
    """One office's units on their way."""

    def __init__(self, city: City, bureau: Bureau, proof: StoredFile) -> None:
        """Keep what every row needs."""
        self.city, self.bureau, self.proof = city, bureau, proof
        self.crate = Crate(ORDER)
        self.rule = pick_rule(PERIOD, on=city.as_of)
        self.steps = live_steps(self.rule)

    def run(self, told: dict[object, list[Told]]) -> None:
        """Mend the findings of every unit as far as its feedback is old."""
        for place in self.bureau.places:
            items = [self._item(place, *one) for one in told[place.assignment.pk]]
            self._plan(place)
            self._systems(place, items)
        self.crate.store()

    def _published(self, place: Place) -> dt.date:
        return self.city.day(place.age)

    def _reached(self, place: Place) -> ItemState:
        """Return where an item of the unit stands: old ones are closed, of the others some in every state."""
        rng, age = self.city.rng, place.age
        if age < AFTER[0] + 1:
            return ItemState.UNCLAIMED
        if age < AFTER[2]:
            return WAY[sum(age > day for day in AFTER) - 1]
        if age < AFTER[-1]:
            return ItemState.JOINT
        closed = 1.0 if age > FULL else 0.9 if age > ASSESSED_AFTER else 0.45
        if rng.random() < closed:
            return ItemState.CLOSED
        states, weights = [state for state, _ in OPEN_SHARES], [weight for _, weight in OPEN_SHARES]
        return rng.choices(states, weights)[0]

    def _item(self, place: Place, finding: Finding, text: ProblemText, shown: list[Manifestation]) -> Item:
        day, reached = self._published(place), self._reached(place)
        planned = reached not in {ItemState.UNCLAIMED, ItemState.PLANNING}
        item = Item(
            assignment=place.assignment,
            unit_id=place.assignment.unit_id,
            finding=finding,
            goal=text.manifestations[0].measures[0].goal if planned else "",
            leader=place.head if planned else None,
            handler=place.liaison if planned else None,
            department=text.desk if planned else "",
            due_on=due_on(self.rule, day),
        )
        self.crate.create(item, "feedback.publish:A", self.bureau.director.pk, self.city.at(day, 12))
        self._walk(item, place, reached, day)
        self._measures(item, text, shown)
        if item.state not in {ItemState.UNCLAIMED, ItemState.PLANNING, ItemState.JOINT}:
            self._deadline(item, day)
        return item

    def _walk(self, item: Item, place: Place, reached: ItemState, day: dt.date) -> None:
        unit, clerk, director = user_of(place.liaison), self.bureau.clerk.pk, self.bureau.director.pk
        head = user_of(place.head)
        movers = (head, head, director, unit, clerk, director)
        way = list(zip(WAY, movers, AFTER, strict=True))
        if reached == ItemState.UNCLAIMED:
            return
        slow = self.city.rng.randrange(80 if place.age > ASSESSED_AFTER else 20)
        end = WAY.index(ItemState.CHECKED if reached == ItemState.SAMPLED else reached)
        for state, user, after in way[: end + 1]:
            later = day + dt.timedelta(days=after + (slow if after >= AFTER[3] else 0))
            if state == ItemState.CLOSED:
                item.closed_on = min(later, self.city.as_of)
            self.crate.walk(item, (state, user, self.city.at(later, 10 if state != ItemState.CLOSED else 15)))
        if reached == ItemState.SAMPLED:
            self.crate.walk(item, (ItemState.SAMPLED, clerk, self.city.at(self.city.as_of, 16)))
        if end >= WAY.index(ItemState.APPLIED):
            item.applied_by, item.progress, item.done_text = (
                unit,
                Progress.DONE,
                "已按方案整改到位，材料齐全。",
            )
        if end >= WAY.index(ItemState.CHECKED):
            item.checked_by = clerk
        if reached == ItemState.FIXING:
            item.progress = self.city.rng.choice([Progress.UNDONE, Progress.MOSTLY])

    def _measures(self, item: Item, text: ProblemText, shown: list[Manifestation]) -> None:
        """One measure against each manifestation; a proof for what is done."""
        planned = item.leader is not None
        for order, (line, said) in enumerate(zip(shown, text.manifestations, strict=True), 1):
            self.crate.put(ManifestationProgress(item=item, manifestation=line, progress=item.progress))
            if not planned:
                continue
            done = said.measures[0]
            measure = self.crate.put(
                Measure(
                    item=item,
                    manifestation=line,
                    order=order,
                    text=done.text,
                    expects=KINDS[done.result],
                    responsible=item.handler,
                    due_on=item.due_on,
                    progress=item.progress,
                    done_text=done.done if item.progress == Progress.DONE else "",
                )
            )
            kind = KINDS[done.result]
            if (
                item.progress == Progress.DONE
                and done.quantity
                and kind != ResultKind.SYSTEM_NEW
                and order == 1
            ):
                self._result(item, measure, kind, done.done, float(done.quantity))
        if item.progress == Progress.DONE:
            at = self.city.at(
                min(self.city.as_of, (item.closed_on or self.city.as_of)) - dt.timedelta(days=14)
            )
            self.crate.put(
                Evidence(
                    item=item,
                    file=self.proof,
                    note=text.manifestations[0].measures[0].evidence,
                    added_at=at,
                    state=EvidenceState.SUBMITTED,
                )
            )

    def _result(
        self, item: Item, measure: Measure | None, kind: ResultKind, title: str, quantity: float
    ) -> None:
        day = min(self.city.as_of, (item.closed_on or self.city.as_of)) - dt.timedelta(days=10)
        result = Result(
            item=item,
            measure=measure,
            kind=kind,
            quantity=Decimal(str(quantity)),
            title=title[:160],
            claimed_on=day,
        )
        self.crate.create(
            result, "rect.progress:C", item.applied_by or self.bureau.clerk.pk, self.city.at(day)
        )
        accepted = (ResultState.ACCEPTED, self.bureau.clerk.pk, self.city.at(day + dt.timedelta(days=5)))
        self.crate.walk(result, accepted)

    def _systems(self, place: Place, items: list[Item]) -> None:
        """Deal the accepted systems of the unit out over what is done, then over what is under way."""
        started = {ItemState.UNCLAIMED, ItemState.PLANNING, ItemState.JOINT}
        ready = sorted(
            (item for item in items if item.state not in started),
            key=lambda item: item.progress != Progress.DONE,
        )
        for number in range(place.systems):
            item = ready[number % len(ready)]
            revised = number % 3 == 0
            kind = ResultKind.SYSTEM_REVISED if revised else ResultKind.SYSTEM_NEW
            topic = item.finding.category.name.replace("“", "").replace("”", "")[:30]
            title = f"《{place.unit.short}{topic}管理办法》{'（修订）' if revised else ''}"
            self._result(item, None, kind, title, 1.0)

    def _deadline(self, item: Item, day: dt.date) -> None:
        due = item.due_on or day
        reminder = None if item.closed_on else next_reminder(self.steps, due, after=self.city.as_of)
        self.crate.put(
            Deadline(
                rule=self.rule,
                code=PERIOD,
                record_type=type_name(item),
                record_id=item.pk,
                anchor_on=day,
                original_due=due,
                due=due,
                met_on=item.closed_on,
                next_reminder_on=reminder,
            )
        )

    def _plan(self, place: Place) -> None:
        """The unit's plan, and the assignment as far as the items have come."""
        day, assignment = self._published(place), place.assignment
        if place.age < AFTER[0] + 1:
            return
        plan = RectificationPlan(
            assignment=assignment,
            overview="坚持问题导向，逐项明确措施、责任人和时限。",
            signed_by=place.head.name,
        )
        head, director = user_of(place.head), self.bureau.director.pk
        at = [self.city.at(day + dt.timedelta(days=after), 11) for after in (*AFTER[:3], ASSESSED_AFTER)]
        self.crate.create(plan, "rect.plan:C", user_of(place.liaison), at[0])
        if place.age > AFTER[1]:
            plan.submitted_on = at[1].date()
            self.crate.walk(plan, (PlanState.JOINT, head, at[1]))
        if place.age >= AFTER[-1]:
            plan.accepted_on = at[2].date()
            self.crate.walk(plan, (PlanState.ACCEPTED, director, at[2]))
        self.crate.walk(assignment, (AssignmentState.RECTIFYING, head, at[0]))
        if place.age > FULL:
            later = at[3] + dt.timedelta(days=30)
            self.crate.walk(assignment, (AssignmentState.ASSESSED, director, at[3]))
            self.crate.walk(assignment, (AssignmentState.ARCHIVED, director, later))
