"""How much of S3 and S4 somebody has read today, asked together; part of the question who is at work.

Opened records are counted in the trail, where each was written down when it was shown: the same record counts
once a day. Exported rows are those of the papers made today. Nothing of S1 and S2 is counted.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, Length
from django.utils import timezone

from accounts.prepared import WORDS, Rows, arm, summed
from accounts.rules import roles_of
from accounts.states import ADMINISTRATORS
from audit.actor import Actor
from audit.models import NO_RECORD, Entry, EntryKind
from documents.models import Job, ReadingAlarm, ReadingPolicy
from documents.states import AlarmState, Level

QUOTA = "quota"  # in the memo of an actor
WATCHED = (Level.S3, Level.S4)
KEY_BYTES = 16
NEAR = 0.8
OPENED, EXPORTED, LIMITS, ALARM = "opened", "exported", "limits", "alarm"


@dataclass(frozen=True)
class Quota:
    """What a person has read of S3 and S4 today, and what is allowed.

    Attributes:
        alarm: the state of today's alarm, empty when none was raised.
    """

    opened: int
    exported: int
    most_opened: int
    most_exported: int
    alarm: str = ""

    @property
    def lifted(self) -> bool:
        """The security administrator has opened the rest of the day."""
        return self.alarm == AlarmState.LIFTED

    @property
    def used_up(self) -> bool:
        """Nothing more may be opened today."""
        return self.opened >= self.most_opened and not self.lifted

    def lets_out(self, rows: int) -> bool:
        """May so many rows more be taken home today?"""
        return self.lifted or (not self.used_up and self.exported + rows <= self.most_exported)

    @property
    def caution(self) -> str:
        """The warning before it is too late; empty as long as there is plenty."""
        near = []
        if self.opened >= self.most_opened * NEAR:
            near.append(f"已查阅 {self.opened} 件（每天上限 {self.most_opened} 件）")
        if self.exported >= self.most_exported * NEAR:
            near.append(f"已导出 {self.exported} 条（每天上限 {self.most_exported} 条）")
        if self.lifted or self.used_up or not near:
            return ""
        return (
            f"今天敏感以上材料{'，'.join(near)}，到限后当天不能再看。工作确需的，请提前告知安全保密管理员。"
        )


def morning(by: Actor) -> dt.datetime:
    """Return the instant at which the actor's day began."""
    return timezone.make_aware(dt.datetime.combine(by.on, dt.time.min))


def arms(user: UUID, day: dt.date, since: dt.datetime) -> tuple[Rows, ...]:
    """Return the arms of a union that tell of a person's reading."""
    looks = Entry.objects.filter(user_id=user, at__gte=since, kind=EntryKind.READ).exclude(
        record_id=NO_RECORD
    )
    papers = Job.objects.filter(owner_id=user, finished_at__gte=since, result__level__in=WATCHED)
    limits = Concat(Cast(F("opened"), WORDS), Value(" "), Cast(F("exported"), WORDS))
    return (
        summed(looks, OPENED, Count("record_id", distinct=True)),
        summed(papers, EXPORTED, Coalesce(Sum(Length("shown_ids")), 0)),
        arm(ReadingPolicy.objects.all(), LIMITS, limits),
        arm(ReadingAlarm.objects.of(user, day), ALARM, "state"),
    )


def quota_from(found: Mapping[str, list[str]]) -> Quota:
    """Return what the arms told; ``found`` has a list, if empty, for every word."""
    usual = ReadingPolicy()
    most = [int(word) for word in "".join(found[LIMITS][:1]).split()] or (usual.opened, usual.exported)
    opened, octets = (int(found[what][0]) if found[what] else 0 for what in (OPENED, EXPORTED))
    return Quota(opened, octets // KEY_BYTES, most[0], most[1], "".join(found[ALARM][:1]))


def quota_of(by: Actor) -> Quota | None:
    """Return the quota of a person; none for the three administrators, who hold no paper of the trade."""
    if roles_of(by) & ADMINISTRATORS:
        return None
    if QUOTA not in by.memo:
        first, *rest = arms(by.user.pk, by.on, morning(by))
        told: dict[str, list[str]] = defaultdict(list)
        for what, word in first.union(*rest, all=True):
            told[what].append(word)
        by.memo[QUOTA] = quota_from(told)
    found: Quota = by.memo[QUOTA]
    return found
