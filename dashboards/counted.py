"""Which rows each indicator counts, for a viewer at an instant.

Published totals count what is fed back (已反馈); key clues with a hand-over date; distinct persons with a
filing date; systems that the office accepted, not merely claimed ones.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.actor import Actor
from clues.models import Clue, Subject
from organizations.models import PartyOrganization, Unit, offices_of
from organizations.states import BodyKind
from rectification.models import Item, Publication, PublishedEdition, Result
from rounds.models import Assignment, Decision, Finding, Referral, Round, recused_from
from rounds.states import AssignmentState, DecisionKind
from talent_pool.models import Appraisal, Member
from talent_pool.states import PoolKind

Rows = QuerySet[Any, Any]
BOARD = ("dash.all:M",)
FINDINGS = ("find.view:V",)
CLUES = ("clue.count:V",)
CLUE_TOTALS = (*CLUES, "clue.count:M")
POOL = ("pool.view:V",)
POOL_TOTALS = (*POOL, "pool.view:M")


def published(by: Actor) -> Rows:
    rows: Rows = Assignment.objects.reached_by(by, *BOARD).filter(published_at__lte=by.at)
    return rows


def running(by: Actor) -> Rows:
    """在巡，未计入: the feedback is not published at the as-of instant."""
    rows: Rows = Assignment.objects.reached_by(by, *BOARD)
    return rows.filter(Q(published_at__isnull=True) | Q(published_at__gt=by.at))


def rounds(by: Actor) -> Rows:
    return Round.objects.filter(pk__in=published(by).values("team__round")).order_by("number")


def units(by: Actor) -> Rows:
    return Unit.objects.filter(pk__in=published(by).values("unit")).order_by("kind", "name")


def findings(by: Actor) -> Rows:
    rows: Rows = Finding.objects.published().filter(assignment__in=published(by))
    return rows.select_related("assignment__unit", "category").order_by("number", "id")


def findings_repeated(by: Actor) -> Rows:
    """屡查屡犯: confirmed by a person as fed back before; what only looks like it is not counted."""
    return findings(by).filter(repeats__isnull=False)


def key_clues(by: Actor) -> Rows:
    rows: Rows = Clue.objects.reached_by(by, *CLUE_TOTALS).key().filter(handed_over_on__lte=by.on)
    return rows.select_related("assignment__unit", "receiver").order_by("handed_over_on", "id")


def filed(by: Actor) -> Rows:
    """One row for each person, however many clues name them: the first of the filings."""
    clues = Clue.objects.reached_by(by, *CLUE_TOTALS).handed_over()
    filed = Subject.objects.filter(clue__in=clues, filed_on__lte=by.on)
    earlier = filed.filter(name=OuterRef("name"), post=OuterRef("post"), pk__lt=OuterRef("pk"))
    return filed.filter(~Exists(earlier)).select_related("clue__assignment__unit").order_by("filed_on", "id")


def systems(by: Actor) -> Rows:
    rows: Rows = Result.objects.accepted().systems().filter(item__assignment__in=published(by))
    return rows.select_related("item__assignment__unit").order_by("claimed_on", "id")


def decisions(kind: DecisionKind) -> Callable[[Actor], Rows]:
    def rows(by: Actor) -> Rows:
        found: Rows = Decision.objects.reached_by(by, "decision.record:V").filter(kind=kind)
        return found.filter(held_on__lte=by.on).order_by("held_on", "id")

    return rows


def referrals(kind: BodyKind) -> Callable[[Actor], Rows]:
    def rows(by: Actor) -> Rows:
        found: Rows = Referral.objects.reached_by(by, "referral.send:V").filter(body__kind=kind)
        return found.filter(sent_on__lte=by.on).select_related("body").order_by("sent_on", "id")

    return rows


def members(*, pools: list[PoolKind], founding: bool) -> Callable[[Actor], Rows]:
    def rows(by: Actor) -> Rows:
        found: Rows = Member.objects.reached_by(by, *POOL_TOTALS).filter(joined_on__lte=by.on)
        return found.filter(pool__in=pools, founding=founding).select_related("person")

    return rows


def unfit(by: Actor) -> Rows:
    rows: Rows = Member.objects.reached_by(by, *POOL_TOTALS).filter(left_unfit=True, left_on__lte=by.on)
    return rows.select_related("person")


def in_pool(by: Actor) -> Rows:
    rows: Rows = Member.objects.reached_by(by, *POOL_TOTALS).in_pool().filter(joined_on__lte=by.on)
    return rows.select_related("person")


def appraised(**wanted: str) -> Callable[[Actor], Rows]:
    def rows(by: Actor) -> Rows:
        members = Member.objects.reached_by(by, *POOL_TOTALS)
        found = Appraisal.objects.filter(member__in=members, year=by.on.year - 1, **wanted)
        return found.filter(appraised_on__lte=by.on).select_related("member__person")

    return rows


def items(by: Actor) -> Rows:
    rows: Rows = Item.objects.filter(assignment__in=published(by))
    return rows.select_related("finding", "assignment__unit").order_by("due_on", "id")


def closed(by: Actor) -> Rows:
    return items(by).filter(closed_on__lte=by.on)


def overdue(by: Actor) -> Rows:
    rows: Any = items(by)
    found: Rows = rows.overdue(by.on)
    return found


def parties_due(by: Actor) -> Rows:
    """应巡党组织: in coverage and still there, within the offices of the viewer."""
    own = PartyOrganization.objects.filter(office__in=offices_of(by)).exclude(pk__in=recused_from(by))
    rows: Rows = own.covered().standing(by.on).with_main_kind(by.on).order_by("name")
    return rows


def parties_inspected(by: Actor) -> Rows:
    """已巡党组织."""
    return parties_due(by).filter(pk__in=published(by).values("party_organization"))


def parties_left(by: Actor) -> Rows:
    """尚未巡察的党组织, those under inspection too."""
    return parties_due(by).exclude(pk__in=published(by).values("party_organization"))


def items_open(by: Actor) -> Rows:
    """未销号."""
    return items(by).exclude(state="closed")


def publications_due(by: Actor) -> Rows:
    """应公开: approved to be published, or assessed, whether anything was proposed or not."""
    out = Publication.objects.filter(approved_on__lte=by.on)
    over = Q(state__in=[AssignmentState.ASSESSED, AssignmentState.ARCHIVED])
    rows = published(by).filter(over | Q(pk__in=out.values("assignment")))
    return rows.select_related("unit", "team").order_by("published_at", "id")


def publications_made(by: Actor) -> Rows:
    """已公开: every copy that was approved is put up."""
    waiting = PublishedEdition.objects.exclude(since__lte=by.on)
    done = Publication.objects.filter(approved_on__lte=by.on).exclude(pk__in=waiting.values("publication"))
    return publications_due(by).filter(pk__in=done.values("assignment"))
