"""Who inspects whom, in which round, and when: drawn once from the seed, before anything is built."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from demo.texts import county
from demo.texts.county import PersonText

# How many days before the as-of day the feedback of each round goes out
PUBLISHED_DAYS_AGO = {1: 690, 2: 570, 3: 450, 4: 222, 5: 96}
RUNNING = 6
UNITS_IN_ROUND = {1: 9, 2: 10, 3: 10, 4: 10, 5: 10, 6: 5}
TEAMS = 5
DEMO_UNIT = (
    "D13"  # one party organisation over two departments, seen by its head, its liaison and its county leader
)
DEMO_ROUND = 4
DEMO_TEAM = 3  # of the round under way, on site
SECOND_WAVE_DAYS_AGO = 410


@dataclass(frozen=True)
class TeamText:
    """A team: the codes of its people and of the units it inspects."""

    number: int
    leader: str
    deputy: str
    liaison: str
    members: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in the team."""
        return (self.leader, self.deputy, self.liaison, *self.members)


@dataclass(frozen=True)
class RoundText:
    """A round and its teams."""

    number: int
    teams: tuple[TeamText, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit of the round."""
        return tuple(code for team in self.teams for code in team.units)


def _spread(rng: Random) -> dict[int, list[str]]:
    """Deal the covered units over the rounds: a town with villages early, one late, the demo unit with it."""
    extended = list(dict.fromkeys(village.town for village in county.villages()))
    fixed = {extended[0]: 2, extended[1]: DEMO_ROUND, DEMO_UNIT: DEMO_ROUND}
    codes = [code for party in county.organizations() for code in party.units[:1]]
    free = [code for code in codes if county.unit(code).covered and code not in fixed]
    rng.shuffle(free)
    dealt: dict[int, list[str]] = {number: [] for number in UNITS_IN_ROUND}
    for code, number in fixed.items():
        dealt[number].append(code)
    dealt[DEMO_ROUND].sort(key=lambda code: code != DEMO_UNIT)
    for number, wanted in UNITS_IN_ROUND.items():
        while len(dealt[number]) < wanted:
            dealt[number].append(free.pop())
    return dealt


def _take(queue: list[PersonText], barred: set[str], count: int) -> list[str]:
    """Take the next people whose home is none of the barred units, and put them to the end of the queue."""
    taken = [person for person in queue if person.unit not in barred][:count]
    for person in taken:
        queue.remove(person)
        queue.append(person)
    return [person.code for person in taken]


def draw(rng: Random) -> list[RoundText]:
    """Return the rounds of the county; the same seed gives the same county."""
    dealt = _spread(rng)
    queues = {
        part: [one for one in county.pool("1") if one.pool == part] for part in ("组长", "副组长", "骨干")
    }
    rounds = []
    for number, units in dealt.items():
        teams = []
        for place in range(TEAMS):
            mine = tuple(units[place::TEAMS])
            barred = {code for unit in mine for code in _covered_with(unit)}
            teams.append(
                TeamText(
                    number=place + 1,
                    leader=_take(queues["组长"], barred, 1)[0],
                    deputy=_take(queues["副组长"], barred, 1)[0],
                    liaison=_take(queues["骨干"], barred, 1)[0],
                    members=tuple(_take(queues["骨干"], barred, 3)),
                    units=mine,
                )
            )
        rounds.append(RoundText(number, tuple(teams)))
    return rounds


def _covered_with(code: str) -> tuple[str, ...]:
    return next(party.units for party in county.organizations() if code in party.units)


def places(rounds: list[RoundText]) -> dict[str, str]:
    """Return account name → person code for the accounts that the history puts into a place."""
    team = rounds[RUNNING - 1].teams[DEMO_TEAM - 1]
    tenures = county.tenures(dt.date(2026, 6, 1))  # who is head does not hang on the day, only since when
    head = next(one.person for one in tenures if one.unit == DEMO_UNIT and one.until is None)
    liaison = next(one for one in county.people() if one.part == "liaison" and one.unit == DEMO_UNIT)
    return {
        "team-lead": team.leader,
        "deputy": team.deputy,
        "liaison": team.liaison,
        "member": team.members[1],
        "unit-head": head,
        "unit-liaison": liaison.code,
    }
