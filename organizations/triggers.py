"""回避情形: the nine of the paper and one's own declaration, as a table; years and effects by the day.

An office may revise a line from a day on (``RecusalRule``); what is silent or decided by a person stays.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from organizations.models import RecusalRule
from organizations.states import Effect, Kinship, Trigger

D, W, N, P = Effect.DENY, Effect.WARN, Effect.NONE, Effect.DECIDED


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        leaders: what it does to leader and deputy of a team and to the director.
        members: what it does to everybody else.
        source: what it is found from.
        silent: nobody is told that it is so, least of all whom it concerns.
        years: for how many years back it counts.
        long_years: from how many years of work on it counts for ever.
        rule: the revision of the office that is in force, if there is one.
    """

    trigger: Trigger
    leaders: Effect
    members: Effect
    source: str
    silent: bool = False
    years: int | None = None
    long_years: int | None = None
    rule: RecusalRule | None = None

    @property
    def revisable(self) -> bool:
        """Whether the office may set it: neither what is silent nor what a person decides."""
        return not self.silent and P not in {self.leaders, self.members}

    def effect(self, leads: bool | None) -> Effect:
        """Return what it does; where it is not known yet who leads, it denies only if it denies both."""
        if leads is None:
            stricter = max(self.leaders, self.members, key=_weight)
            return stricter if self.leaders == self.members else min(W, stricter, key=_weight)
        return self.leaders if leads else self.members


def _weight(effect: Effect) -> int:
    return (N, W, P, D).index(effect)


LINES = (
    Line(Trigger.SPOUSE, D, D, "亲属登记"),
    Line(Trigger.KIN, D, D, "亲属登记"),
    Line(Trigger.INLAW, D, D, "亲属登记"),
    Line(Trigger.WORKED, D, D, "任职经历", years=3, long_years=3),
    Line(Trigger.SUPERIOR, D, W, "任职经历", years=3),
    Line(Trigger.NATIVE, W, N, "人员登记的籍贯"),
    Line(Trigger.NAMED, D, D, "线索中确认的被反映人", silent=True),
    Line(Trigger.BODY, D, D, "线索中确认的被反映人", silent=True),
    Line(Trigger.OBJECTION, P, P, "巡察办登记，另一人核准"),
    Line(Trigger.DECLARED, P, P, "本人申报，另一人核准"),
)
OF_KIN = {
    Kinship.SPOUSE: Trigger.SPOUSE,
    Kinship.LINEAL: Trigger.KIN,
    Kinship.COLLATERAL: Trigger.KIN,
    Kinship.INLAW: Trigger.INLAW,
}


def lines_on(office: UUID, day: dt.date) -> Mapping[Trigger, Line]:
    """Return the table of an office as it is on a day."""
    found = {line.trigger: _by_setting(line) for line in LINES}
    rules = RecusalRule.objects.filter(office=office, since__lte=day).order_by("since", "id")
    for rule in rules:  # the last one that has begun is in force
        line = found[Trigger(rule.trigger)]
        found[line.trigger] = replace(
            line,
            leaders=Effect(rule.leaders),
            members=Effect(rule.members),
            years=line.years and (rule.years or line.years),
            long_years=line.long_years and (rule.long_years or line.long_years),
            rule=rule,
        )
    return found


def _by_setting(line: Line) -> Line:
    years = line.years and int(getattr(settings, "RECUSAL_RECENT_YEARS", line.years))
    long_years = line.long_years and int(getattr(settings, "RECUSAL_LONG_YEARS", line.long_years))
    return replace(line, years=years, long_years=long_years)
