"""The fictional county of 云岫: who inspects, who is inspected, who leads what, and since when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from random import Random

from demo.texts.tables import rows

COUNTY = "云岫县"
CITY = "澜州市"

SELF = {
    "town": "该镇",
    "dept": "该局",
    "soe": "该公司",
    "school": "该校",
    "hospital": "该院",
    "village": "该村",
}
BODY = {"总支部委员会": "党总支", "支部委员会": "党支部", "委员会": "党委", "党组": "党组"}  # longest first


@dataclass(frozen=True, slots=True)
class OfficeText:
    code: str
    name: str
    short: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class OrganizationText:
    """A party organisation and the units it leads (two, where one organisation covers two departments)."""

    name: str
    short: str
    kind: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitText:
    code: str
    name: str
    short: str
    kind: str
    tags: frozenset[str]
    organization: str
    covered: bool
    reason: str
    town: str = ""
    villages: tuple[str, ...] = ()

    @property
    def party(self) -> str:
        """党委、党组、党总支, as this unit says of itself."""
        return next((word for end, word in BODY.items() if self.organization.endswith(end)), "")

    @property
    def words(self) -> dict[str, str]:
        """The slots that a text takes from its unit."""
        party = self.party or "党支部"
        own = SELF.get(self.kind, "该单位")
        if self.kind == "town" and self.name.endswith("乡"):
            own = "该乡"
        return {
            "unit": self.short,
            "party": party,
            "org": organization_short(self.organization) or f"{self.short}{party}",
            "self": own if self.kind != "dept" or self.short.endswith("局") else "该中心",
            "meeting": f"{party}会" if self.kind != "village" else "村“两委”会",
            "leader": f"{party}书记",
        }


@dataclass(frozen=True, slots=True)
class PersonText:
    code: str
    name: str
    sex: str
    born: str
    native_place: str
    rank: str
    post: str
    expertise: str
    unit: str
    part: str
    pool: str
    wave: str


@dataclass(frozen=True, slots=True)
class TenureText:
    unit: str
    person: str
    post: str
    is_secretary: bool
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class CareerText:
    unit: str
    post: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class LeaderText:
    """A county leader: post, portfolio, the units that answer to it, the place in the leading group."""

    code: str
    name: str
    post: str
    portfolio: str
    units: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body that receives clues and proposals or reviews plans."""

    code: str
    name: str
    short: str
    kind: str
    unit: str
    duty: str


def offices() -> tuple[OfficeText, ...]:
    return tuple(OfficeText(**row) for row in rows("offices"))


@cache
def units() -> tuple[UnitText, ...]:
    lists = {row["town"]: tuple(row["names"].split()) for row in rows("villages")}
    return tuple(
        UnitText(
            code=row["code"],
            name=row["name"],
            short=row["short"],
            kind=row["kind"],
            tags=frozenset({row["kind"], "all", *row["tags"].split()}),
            organization=row["organization"],
            covered=row["covered"] == "1",
            reason=row["reason"],
            villages=lists.get(row["code"], ()),
        )
        for row in rows("units")
    )


@cache
def unit(code: str) -> UnitText:
    return next(known for known in (*units(), *villages()) if known.code == code)


@cache
def villages() -> tuple[UnitText, ...]:
    """The villages of the two towns whose inspection reaches down to them (extended objects)."""
    towns = {known.code: known for known in units()}
    return tuple(
        UnitText(
            code=f"{row['town']}-{number:02d}",
            name=f"{towns[row['town']].name}{name}",
            short=name,
            kind="village",
            tags=frozenset({"village"}),
            organization=f"中共{towns[row['town']].name}{name}支部委员会",
            covered=True,
            reason="",
            town=row["town"],
            villages=(name,),
        )
        for row in rows("villages")
        if row["extended"] == "1"
        for number, name in enumerate(row["names"].split(), 1)
    )


@cache
def organizations() -> tuple[OrganizationText, ...]:
    names = dict.fromkeys(known.organization for known in units() if known.organization)
    return tuple(_organization(name, [one for one in units() if one.organization == name]) for name in names)


@cache
def organization_short(name: str) -> str:
    return next((one.short for one in organizations() if one.name == name), "")


def _organization(name: str, members: list[UnitText]) -> OrganizationText:
    chief = members[0]
    return OrganizationText(
        name, f"{chief.short}{chief.party}", chief.party, tuple(one.code for one in members)
    )


@cache
def people() -> tuple[PersonText, ...]:
    """Everybody of the county; `part` is head, former, liaison, office, body or pool."""
    return tuple(PersonText(**row) for row in rows("people"))


def pool(wave: str = "") -> tuple[PersonText, ...]:
    """Pool members: wave 1 = 42 leaders and deputies with 92 inspectors, wave 2 = 8 with 40."""
    return tuple(one for one in people() if one.pool and wave in {"", one.wave})


def leaders() -> tuple[LeaderText, ...]:
    return tuple(LeaderText(**{**row, "units": tuple(row["units"].split())}) for row in rows("leaders"))  # type: ignore[arg-type] # the csv gives text, units is replaced by a tuple


def bodies() -> tuple[BodyText, ...]:
    return tuple(BodyText(**row) for row in rows("bodies"))


def months_before(on: dt.date, months: int, day: int) -> dt.date:
    count = on.year * 12 + on.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, day)


def tenures(as_of: dt.date) -> tuple[TenureText, ...]:
    """Heads and former heads with the dates they held, counted back from the as-of day."""
    return tuple(
        TenureText(
            unit=row["unit"],
            person=row["person"],
            post=row["post"],
            is_secretary=row["is_secretary"] == "1",
            since=months_before(as_of, int(row["since_months"]), int(row["day"])),
            until=months_before(as_of, int(row["until_months"]), int(row["day"]))
            if row["until_months"]
            else None,
        )
        for row in rows("heads")
    )


def career(person: PersonText, as_of: dt.date) -> tuple[CareerText, ...]:
    """A plausible career, oldest first, ending in the present post; the same for the same person and day."""
    rng = Random(f"career {person.code}")
    start = int(person.born[:4]) + 23
    homes = [one.code for one in units() if one.kind in {"town", "dept"} and one.code != person.unit]
    span = as_of.year - start
    years = [start + span * part // 10 for part in (rng.randint(2, 4), rng.randint(5, 8))] if span > 6 else []
    marks = [dt.date(year, rng.randint(1, 12), 1) for year in (start, *years)]
    steps = [rng.choice(homes) for _ in marks[1:]] + [person.unit]
    posts = ["办事员", "科员", person.post][-len(marks) :]
    ends = [mark - dt.timedelta(days=1) for mark in marks[1:]]
    return tuple(CareerText(*step) for step in zip(steps, posts, marks, [*ends, None], strict=True))
