"""What the builder knows while it builds: the clock, the people at work, the rows made so far."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

from accounts.models import User
from audit.actor import Actor
from demo.texts.county import unit as find_unit
from demo.texts.remarks import Remark, remark
from organizations.models import Body, Office, PartyOrganization, Person, Unit
from rounds.models import Category, Scheme, Term
from talent_pool.models import Member

ZONE = ZoneInfo("Asia/Shanghai")

# Demo accounts, the person of the county who signs in with each, and the office's word for the place
ACCOUNTS: dict[str, tuple[str, str]] = {
    "director": ("P168", "巡察办主任"),
    "office": ("P173", "巡察办干部"),
    "leadership": ("L03", "领导小组"),
    "receiver": ("P178", "纪委监委"),
    "supervisor": ("P186", "县委督查组"),
    "portfolio": ("L09", "分管县领导"),
    "sysadmin": ("P176", "系统管理员"),
    "secadmin": ("P175", "安全保密管理员"),
    "auditor": ("P177", "安全审计员"),
}
# These are given to whoever the history puts into the place
PLACES: dict[str, str] = {
    "team-lead": "巡察组组长",
    "deputy": "巡察组副组长",
    "liaison": "巡察组联络员",
    "member": "巡察组成员",
    "unit-head": "被巡察单位主要负责人",
    "unit-liaison": "被巡察单位联络员",
}
SECOND_CLERK = "P171"


@dataclass
class World:
    """The county in the making."""

    as_of: dt.date
    rng: Random
    places: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    parties: dict[str, PartyOrganization] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    schemes: list[Scheme] = field(default_factory=list)
    _office: Office | None = None
    _term: Term | None = None

    @property
    def office(self) -> Office:
        """The county's inspection office."""
        if self._office is None:
            raise LookupError("巡察机构还没有建立")
        return self._office

    @office.setter
    def office(self, office: Office) -> None:
        self._office = office

    @property
    def term(self) -> Term:
        """The term under way."""
        if self._term is None:
            raise LookupError("届次还没有设立")
        return self._term

    @term.setter
    def term(self, term: Term) -> None:
        self._term = term

    def day(self, days_ago: int) -> dt.date:
        """Return the day that many days before the as-of day."""
        return self.as_of - dt.timedelta(days=days_ago)

    def at(self, day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
        """Return an instant of a local day."""
        return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)

    def as_user(self, code: str, day: dt.date, hour: int = 9) -> Actor:
        """Return a person of the county at work on a day."""
        return Actor(user=self.users[code], at=self.at(day, hour, self.rng.randrange(60)))

    def say(self, kind: Remark, unit: str = "", topic: str = "该事项") -> str:
        """Return a remark of the daily work, another each time, the same for the same seed."""
        place = find_unit(unit) if unit else None
        return remark(kind, seed=str(self.rng.random()), year=self.as_of.year, unit=place, topic=topic)

    def clerk(self, day: dt.date, hour: int = 9) -> Actor:
        """Return the clerk of the demo account ``office`` at work on a day."""
        return self.as_user(ACCOUNTS["office"][0], day, hour)

    def second_clerk(self, day: dt.date, hour: int = 10) -> Actor:
        """Return the other clerk, for what takes two."""
        return self.as_user(SECOND_CLERK, day, hour)

    def director(self, day: dt.date, hour: int = 11) -> Actor:
        """Return the director at work on a day."""
        return self.as_user(ACCOUNTS["director"][0], day, hour)

    def leaders(self, day: dt.date, hour: int = 15) -> Actor:
        """Return the member of the leading group who signs in."""
        return self.as_user(ACCOUNTS["leadership"][0], day, hour)
