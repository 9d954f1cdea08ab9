"""全覆盖台账: where every party organisation stands in a term, computed from plan and assignments."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When

from audit.actor import Actor
from organizations.models import PartyOrganization, Unit
from organizations.states import UnitKind
from rounds.models import Assignment, PlannedObject, Term, recused_from


class Standing(models.TextChoices):
    """覆盖情况."""

    INSPECTED = "inspected", "已巡"
    GOING = "going", "在巡"
    PLANNED = "planned", "已列入规划"
    BLANK = "blank", "空白"
    OUT = "out", "不纳入"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"inspected": "done", "going": "going", "planned": "idle", "blank": "late"}
        return tones.get(self.value, "idle")


def ledger(term: Term, by: Actor) -> "models.QuerySet[PartyOrganization]":
    """Return every party organisation of the term, with ``standing``, ``year`` and ``in_round``."""
    here = Assignment.objects.filter(party_organization=OuterRef("pk"), team__round__term=term)
    planned = PlannedObject.objects.standing().filter(party_organization=OuterRef("pk"), plan__term=term)
    rows: models.QuerySet[PartyOrganization] = PartyOrganization.objects.visible_to(by).exclude(
        pk__in=recused_from(by)
    )
    rows = rows.filter(office=term.office).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=term.starts_on))
    return rows.annotate(
        year=Subquery(planned.order_by("year").values("year")[:1]),
        in_round=Subquery(here.order_by("-enters_on").values("team__round__name")[:1]),
        standing=Case(
            When(Exists(here.published()), then=Value(Standing.INSPECTED.value)),
            When(Exists(here), then=Value(Standing.GOING.value)),
            When(in_coverage=False, then=Value(Standing.OUT.value)),
            When(Exists(planned), then=Value(Standing.PLANNED.value)),
            default=Value(Standing.BLANK.value),
            output_field=models.CharField(),
        ),
    )


@dataclass(frozen=True)
class Coverage:
    """How far a term has come: 应巡 and what became of it."""

    counts: dict[str, int]

    @property
    def wanted(self) -> int:
        """应巡: every party organisation in coverage, or inspected all the same."""
        return sum(number for standing, number in self.counts.items() if standing != Standing.OUT)

    @property
    def inspected(self) -> int:
        """已巡: feedback is published."""
        return self.counts.get(Standing.INSPECTED, 0)

    @property
    def rate(self) -> str:
        """覆盖率, in per cent with one decimal."""
        return f"{100 * self.inspected / self.wanted:.1f}" if self.wanted else "—"


def coverage(term: Term, by: Actor) -> Coverage:
    """Count a term's ledger."""
    rows: models.QuerySet[Any] = ledger(term, by).order_by()
    rows = rows.values("standing").annotate(many=Count("pk"))
    return Coverage({row["standing"]: row["many"] for row in rows})


def uncovered_units(term: Term, by: Actor) -> "models.QuerySet[Unit]":
    """Return the units over which no party organisation stands today; villages follow their town."""
    rows: models.QuerySet[Unit] = Unit.objects.visible_to(by).standing(by.on).filter(office=term.office)
    live = Q(coverages__since__lte=by.on) & (
        Q(coverages__until__isnull=True) | Q(coverages__until__gte=by.on)
    )
    covered = Unit.objects.filter(live).values("pk")
    return rows.exclude(kind=UnitKind.VILLAGE).exclude(pk__in=covered)
