"""屡查屡犯: what the program takes for found again, and what a person says to it."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from rounds.filters.repeat import RepeatFilters
from rounds.forms.finding import RepeatForm
from rounds.models import Finding
from rounds.operations import finding as findings
from rounds.operations.making import require
from rounds.rules import finding as rules
from rounds.views.acting import Ask, ask_and_do
from rounds.views.finding import found
from rounds.views.places import places
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SETTLE = "find.repeat:E"
COLUMNS: Columns = {
    "number": ("编号", ("number",), "narrow number"),
    "title": ("具体问题", None, "long"),
    "unit": ("被巡察单位", ("assignment__unit__name", "number")),
    "round": ("轮次", ("assignment__team__round__number", "number")),
    "category": ("问题类别", ("category__code", "number")),
    "earlier": ("以前反馈", None, "long"),
    "acts": ("办理", None, "narrow"),
}


@act(SETTLE)
@require_safe
def repeat_list(request: Request) -> HttpResponse:
    """屡查屡犯: those to be settled, and those that are confirmed."""
    rows = Finding.objects.visible_to(request.actor).reached_by(request.actor, SETTLE).published()
    likely = rows.likely_repeats().values("pk")
    listing: Listing[Finding] = Listing(
        request,
        rows.filter(Q(pk__in=likely) | Q(repeats__isnull=False)).select_related(
            "assignment__unit", "assignment__team__round", "category", "repeats__assignment__team__round"
        ),
        sorts=COLUMNS,
        default_sort="unit",
        filters=RepeatFilters,
        search=("title__icontains", "assignment__unit__name__icontains"),
        remember="repeats",
    )
    facts = {"listing": listing, "crumbs": [("屡查屡犯", "")]}
    return show(request, "rounds/repeat_list.html", facts, part="table")


@act(SETTLE)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_repeat(request: Request, pk: UUID) -> HttpResponse:
    """屡查屡犯核对: one finding."""
    by = request.actor
    finding = found(request, pk, "assignment__unit", "assignment__team", "category")
    require(rules.can_settle_repeat(by, finding), "问题还没有反馈，或不由您核对。")
    earlier = _earlier(request, finding)
    alike = list(earlier.alike(finding).values_list("pk", flat=True))  # type: ignore[attr-defined]
    first = finding.repeats_id or next(iter(alike), None)
    initial = {"earlier": first, "version": finding.version}
    ask = Ask(
        heading=f"屡查屡犯核对：{finding.title}",
        verb="保存",
        back=reverse("rounds:finding_detail", args=[pk]),
        done="已核对。",
        template="form.html",
        facts={"crumbs": places(by, finding.assignment, (finding.title, ""), ("屡查屡犯核对", ""))},
    )
    form = RepeatForm(request.POST or None, initial=initial, earlier=earlier, alike=set(alike))
    return ask_and_do(request, ask, form, lambda said: findings.settle_repeat(finding, by=by, **said))


def _earlier(request: Request, finding: Finding) -> "QuerySet[Finding]":
    rows: QuerySet[Finding] = Finding.objects.visible_to(request.actor).earlier_at_unit(finding)
    return rows.select_related("assignment__team__round").order_by("-assignment__published_at", "number")
