"""整改月报汇总: ordered the morning after the due day, and when the office asks. The papers are jobs."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count

from accounts.clock import clock
from accounts.models import User
from accounts.rules import may
from audit import operations as audit
from audit.actor import Actor
from audit.models import Entry, type_name
from documents.models import Job
from documents.operations.jobs import request_job
from documents.paper import Paper
from organizations.models import Office, OfficePost, Recusal
from organizations.states import OfficePostKind
from rectification.models import MonthlyReport, MonthlySummary
from rectification.operations.month_open import month_before
from rectification.operations.refusal import require
from rounds.models.assignment import recused_from

TABLE_KIND = "rectification.month_table"
LETTER_KIND = "rectification.month_letter"
ACT = "rect.monthly:A"
JUST = dt.timedelta(minutes=10)
Papers = Mapping[str, Paper]


def order_due_summaries(papers: Papers, *, at: dt.datetime) -> list[Job]:
    """汇总上月月报 of every office whose due day is over; doing it again orders nothing.

    In the name of the office's director, or of a clerk: a paper shows what its owner may see.
    """
    by = clock(at)
    month = month_before(by.on)
    ordered: list[Job] = []
    for office in _offices_due(month, by.on):
        owner = _owner_in(office, at)
        if owner is not None:
            ordered += _order_first(office, month, papers, owner=owner, by=by)
    return ordered


def _offices_due(month: dt.date, on: dt.date) -> Iterable[Office]:
    """Return the offices that have a month to sum up: the day when most of their units were due is over."""
    days = MonthlyReport.objects.filter(month=month).order_by().values_list("assignment__office", "due_on")
    rarest_first = days.annotate(many=Count("pk")).order_by("many", "due_on")
    due = {office: day for office, day, _many in rarest_first}
    over = [office for office, day in due.items() if day < on]
    known = MonthlySummary.objects.filter(month=month).values("office")
    rows: Iterable[Office] = Office.objects.filter(pk__in=over).exclude(pk__in=known).order_by("pk")
    return rows


def _owner_in(office: Office, at: dt.datetime) -> Actor | None:
    """Return who the summary is made for: the director before the clerks, whoever is recused last."""
    posts = OfficePost.objects.on(clock(at).on).filter(
        office=office,
        kind__in=[OfficePostKind.DIRECTOR, OfficePostKind.CLERK],
        person__user__is_active=True,
    )
    recused = set(Recusal.objects.denying().values_list("person", flat=True))
    seats = [(post.person_id in recused, post.kind != OfficePostKind.DIRECTOR, post) for post in posts]
    for _, _, post in sorted(seats, key=lambda seat: seat[:2]):
        owner = Actor(user=User.objects.get(person=post.person_id), at=at)
        if may(owner, "rect.monthly:V"):
            return owner
    return None


def _order_first(office: Office, month: dt.date, papers: Papers, *, owner: Actor, by: Actor) -> list[Job]:
    with transaction.atomic():
        # Of two beats the second waits here, and finds the summary ordered
        Office.objects.select_for_update().get(pk=office.pk)
        if MonthlySummary.objects.filter(office=office, month=month).exists():
            return []
        made = _order(office, month, 1, papers, owner=owner, by=by, automatic=True)
    return [made.table, made.letter]


def order_summary(office: Office, month: dt.date, papers: Papers, *, by: Actor) -> MonthlySummary:
    """重新汇总: another edition, as things stand now; the earlier ones are kept."""
    require(may(by, ACT))
    if recused_from(by):
        raise ValidationError("您对其中的单位回避，汇总会缺少这些单位，请由其他干部汇总。")
    with transaction.atomic():
        Office.objects.select_for_update().get(pk=office.pk)
        editions = MonthlySummary.objects.filter(office=office, month=month)
        if last := editions.select_related("table", "letter").order_by("-edition").first():
            _refuse_twice(last, by)
        return _order(office, month, editions.count() + 1, papers, owner=by, by=by, automatic=False)


def _refuse_twice(last: MonthlySummary, by: Actor) -> None:
    """Refuse another edition while one is made, or when it could only say the same to the same person."""
    if last.is_being_made:
        raise ValidationError("这个月的汇总正在生成，不必重复汇总；完成后可在本页下载。")
    mine = last.is_made and last.table.owner_id == by.user.pk
    if mine and by.at - last.ordered_at < JUST and not _news_since(last):
        raise ValidationError("刚刚汇总过，此后没有新的报送和办理，请直接下载最近一版。")


def _news_since(last: MonthlySummary) -> bool:
    rows = Entry.objects.recorded_since(last.ordered_at).filter(record_type__startswith="rectification.")
    return rows.exclude(record_type=type_name(MonthlySummary)).exists()


def _order(
    office: Office,
    month: dt.date,
    edition: int,
    papers: Papers,
    *,
    owner: Actor,
    by: Actor,
    automatic: bool,
) -> MonthlySummary:
    params = {"month": month.isoformat(), "office": str(office.pk), "edition": edition}
    table, letter = (request_job(papers[kind], params, by=owner) for kind in (TABLE_KIND, LETTER_KIND))
    summary = MonthlySummary(
        office=office,
        month=month,
        edition=edition,
        automatic=automatic,
        ordered_at=by.at,
        table=table,
        letter=letter,
    )
    return audit.create(summary, by=by, act=ACT, month=month)
