"""Terms, rounds, teams, assignments; papers, findings and the feedback that tells them."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib.auth.models import Permission

from demo.scale.city import Bureau, City, Place, user_of
from demo.scale.crate import Crate
from demo.scale.ground import CREW, CREWS
from demo.texts.problems import ProblemText, problems
from organizations.models import Person, Unit
from rounds.models import (
    Assignment,
    Feedback,
    Finding,
    Manifestation,
    Posting,
    Report,
    Round,
    Team,
    TeamGrant,
    Term,
    WorkingPaper,
)
from rounds.states import (
    AssignmentState,
    Destination,
    FeedbackState,
    FindingState,
    PaperState,
    ReportState,
    RoundMode,
    RoundState,
)

ENTERED, LEFT = 130, 75  # days before the feedback
TERM_DAYS_AGO = 1800
UNDERTAKERS: Any = WorkingPaper.undertakers.through
EXTENDED: Any = Assignment.extended.through
SCHEMES: Any = Round.schemes.through
ORDER = (
    Term,
    Round,
    SCHEMES,
    Team,
    Posting,
    TeamGrant,
    Assignment,
    EXTENDED,
    Report,
    Feedback,
    WorkingPaper,
    UNDERTAKERS,
    Finding,
    Manifestation,
)
FULL = 400  # days after the feedback everything is closed
Told = tuple[Finding, ProblemText, list[Manifestation]]


class Inspection:
    """One office's inspections."""

    def __init__(self, city: City, bureau: Bureau, right: Permission) -> None:
        """Keep what every row needs."""
        self.city, self.bureau, self.right = city, bureau, right
        self.crate = Crate(ORDER)
        self.numbers = 0

    def run(self) -> dict[object, list[Told]]:
        """Make every round of the office; return the findings of each assignment with their texts."""
        day = self.city.day(TERM_DAYS_AGO)
        term = Term(
            office=self.bureau.office,
            name="十四届",
            starts_on=day,
            ends_on=day.replace(year=day.year + 5, day=1),
        )
        self.crate.put(term)
        told: dict[object, list[Told]] = {}
        ordered = sorted(self.bureau.places, key=lambda place: -place.age)
        groups = groupby(ordered, key=lambda place: _wave(place.age))
        for number, (_, places) in enumerate(groups, 1):
            told |= self._round(term, number, list(places))
        self.crate.store()
        return told

    def _round(self, term: Term, number: int, places: list[Place]) -> dict[object, list[Told]]:
        city, oldest, newest = self.city, places[0].age, places[-1].age
        state = RoundState.ARCHIVED if newest > FULL else RoundState.RECTIFYING
        row = Round(
            office=self.bureau.office,
            term=term,
            number=number,
            name=f"第{number}轮巡察",
            starts_on=city.day(oldest + ENTERED),
            ends_on=city.day(newest + LEFT - 10),
            state=state,
        )
        self.crate.create(row, "round.edit:C", self.bureau.clerk.pk, city.at(city.day(oldest + ENTERED + 30)))
        for scheme in city.schemes:
            self.crate.put(SCHEMES(round_id=row.pk, scheme_id=scheme.pk))
        # The team of the demo accounts inspects the first unit, of which two others have accounts
        first = self.bureau.places[0]
        places.sort(key=lambda place: place is not first)
        return {
            place.assignment.pk: findings
            for crew in range(min(CREWS, len(places)))
            for place, findings in self._team(row, crew, places[crew::CREWS])
        }

    def _team(self, row: Round, crew: int, places: list[Place]) -> list[tuple[Place, list[Told]]]:
        city, people = self.city, self.bureau.crews[crew]
        team = self.crate.put(Team(round=row, number=crew + 1, name=f"第{crew + 1}巡察组"))
        since, until = row.starts_on, city.day(min(place.age for place in places) - 365)
        for person, (role, _) in zip(people, CREW, strict=True):
            self.crate.put(Posting(team=team, person=person, role=role, since=since, until=until))
            self.crate.put(
                TeamGrant(
                    permission=self.right,
                    user_id=user_of(person),
                    since=since,
                    until=until,
                    giver=self.bureau.director,
                    content_object=team,
                )
            )
        return [(place, self._assignment(team, place, people)) for place in places]

    def _assignment(self, team: Team, place: Place, people: list[Person]) -> list[Told]:
        city, leader, office = self.city, user_of(people[0]), self.bureau
        day = city.day(place.age)
        assignment = Assignment(
            office=office.office,
            team=team,
            party_organization=place.party,
            unit=place.unit,
            mode=RoundMode.EXTENDED if place.extended else RoundMode.PLAIN,
            enters_on=city.day(place.age + ENTERED),
            leaves_on=city.day(place.age + LEFT),
            published_at=city.at(day, 10),
        )
        place.sent = assignment
        entered, left = assignment.enters_on, assignment.leaves_on
        self.crate.create(assignment, "round.edit:C", office.clerk.pk, city.at(entered - dt.timedelta(20)))
        self.crate.walk(
            assignment,
            (AssignmentState.ON_SITE, leader, city.at(entered)),
            (AssignmentState.LEFT, leader, city.at(left)),
            (AssignmentState.REVIEW, leader, city.at(left + dt.timedelta(days=20))),
            (AssignmentState.FINAL, office.director.pk, city.at(left + dt.timedelta(days=45))),
            (AssignmentState.FED_BACK, office.director.pk, city.at(day, 10)),
        )
        self._extend(assignment, place.extended)
        self._letters(assignment, place, day)
        return self._findings(assignment, place, people, day)

    def _extend(self, assignment: Assignment, units: list[Unit]) -> None:
        for unit in units:
            self.crate.put(EXTENDED(assignment_id=assignment.pk, unit_id=unit.pk))

    def _letters(self, assignment: Assignment, place: Place, day: dt.date) -> None:
        city, director = self.city, self.bureau.director.pk
        self.numbers += 1
        self.crate.put(
            Report(
                assignment=assignment,
                overview=f"{place.unit}总体运行平稳，发现问题{place.count}个。",
                findings_count=place.count,
                decided_on=day - dt.timedelta(days=14),
                state=ReportState.FINAL,
            )
        )
        feedback = Feedback(
            assignment=assignment,
            number=f"{self.bureau.office.paper_mark}反〔{day.year}〕{self.numbers}号",
            overview=f"巡察发现{place.unit}在四个方面存在问题{place.count}个。",
            demands="切实履行整改主体责任，按期报送整改方案和整改进展情况。",
            meeting_on=day,
            findings_count=place.count,
            published_at=assignment.published_at,
            received_on=day + dt.timedelta(days=1),
            received_by=place.liaison.name,
        )
        at = city.at(day, 10)
        self.crate.create(feedback, "feedback.publish:P", self.bureau.clerk.pk, at - dt.timedelta(days=5))
        self.crate.walk(
            feedback,
            (FeedbackState.PROPOSED, self.bureau.clerk.pk, at - dt.timedelta(days=2)),
            (FeedbackState.PUBLISHED, director, at),
            (FeedbackState.RECEIVED, user_of(place.liaison), city.at(day, 16)),
        )

    def _findings(
        self, assignment: Assignment, place: Place, people: list[Person], day: dt.date
    ) -> list[Told]:
        texts = problems(place.text, count=place.count, seed=self.city.seed, year=assignment.enters_on.year)
        written = self.city.at(assignment.leaves_on - dt.timedelta(days=10))
        signed, published = written + dt.timedelta(days=6), self.city.at(day, 10)
        made = []
        for order, text in enumerate(texts, 1):
            paper = self._paper(assignment, text, order, people, written)
            finding = Finding(
                assignment=assignment,
                paper=paper,
                number=paper.number,
                category=paper.category,
                title=text.title,
                amount=text.amount,
                is_common=text.common,
                key_focus=order == 1,
            )
            self.crate.create(finding, "find.confirm:A", user_of(people[0]), signed)
            self.crate.walk(finding, (FindingState.PUBLISHED, self.bureau.director.pk, published))
            shown = [
                self.crate.put(Manifestation(finding=finding, paper=paper, order=place_, text=one.text))
                for place_, one in enumerate(text.manifestations, 1)
            ]
            made.append((finding, text, shown))
        return made

    def _paper(
        self, assignment: Assignment, text: ProblemText, order: int, people: list[Person], at: dt.datetime
    ) -> WorkingPaper:
        author, other = people[3], people[2]
        paper = WorkingPaper(
            assignment=assignment,
            draft_number=order,
            number=f"{order:03d}",
            category=self.city.categories[text.category],
            title=text.title,
            summary=text.summary,
            facts=text.facts,
            basis=text.basis,
            responsibility=text.duty,
            amount=text.amount,
            is_common=text.common,
            author=author,
            destinations=[Destination.REPORT],
            written_at=at,
            state=PaperState.NUMBERED,
            version=4,
        )
        for person in (author, other):
            self.crate.put(UNDERTAKERS(workingpaper_id=paper.pk, person_id=person.pk))
        return self.crate.put(paper)


def _wave(age: int) -> int:
    """Return which round an age belongs to: all of the last weeks are one."""
    return 0 if age < 60 else age // 20


def right() -> Permission:
    """Return the right that a posting projects."""
    return Permission.objects.get(codename="work_in_team", content_type__app_label="rounds")
