"""What the builder knows of the city while it builds."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from accounts.models import User
from demo.county.world import ZONE
from demo.scale.figures import Figures
from demo.texts.county import UnitText
from organizations.models import Body, Office, PartyOrganization, Person, Unit
from rounds.models import Assignment, Category, Scheme

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马方任袁柳史唐"
MIDDLES = "建国志文晓立永海春秋明德学长新亦景正思启承"
LASTS = "平华军强敏静磊洋勇杰涛霞娟芳林峰辉宁凯琳波"


@dataclass
class Place:
    """A unit to be inspected, with who leads it, who answers for it, and how long ago feedback came."""

    unit: Unit
    text: UnitText
    party: PartyOrganization
    head: Person
    liaison: Person
    age: int
    extended: list[Unit] = field(default_factory=list)
    count: int = 0
    systems: int = 0
    clues: int = 0
    sent: Assignment | None = None

    @property
    def assignment(self) -> Assignment:
        """The assignment that inspects the place."""
        if self.sent is None:
            raise LookupError(f"{self.unit}还没有下达任务")
        return self.sent


@dataclass
class Bureau:
    """One inspection office, its people, its teams, and the places it inspects."""

    office: Office
    director: User
    clerk: User
    discipline: Body
    crews: list[list[Person]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


@dataclass
class City:
    """The city in the making."""

    as_of: dt.date
    rng: Random
    seed: int
    figures: Figures
    bureaus: list[Bureau] = field(default_factory=list)
    schemes: list[Scheme] = field(default_factory=list)
    categories: dict[str, Category] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)

    @property
    def places(self) -> Iterator[Place]:
        """Every unit inspected, of all offices."""
        return (place for bureau in self.bureaus for place in bureau.places)

    def day(self, days_ago: int) -> dt.date:
        """Return the day that many days before the as-of day."""
        return self.as_of - dt.timedelta(days=days_ago)

    def at(self, day: dt.date, hour: int = 9) -> dt.datetime:
        """Return an instant of a local day, never after the as-of day."""
        return dt.datetime.combine(min(day, self.as_of), dt.time(hour, self.rng.randrange(60)), ZONE)

    def name(self) -> str:
        """Return a person's name."""
        middle = self.rng.choice(MIDDLES) if self.rng.random() < 0.8 else ""
        return self.rng.choice(SURNAMES) + middle + self.rng.choice(LASTS)


def user_of(person: Person) -> UUID:
    """Return the key of a person's account."""
    if person.user_id is None:
        raise LookupError(f"{person}没有账号")
    return person.user_id
