"""认领 and 编制方案: problems taken up; goal, duties, day and measures of one problem on one page."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from audit.operations import Stale
from organizations.models import Person, Tenure
from rectification import rules
from rectification.forms.plan import ItemPlanForm, MeasureForm, grown, key_of, measure_forms
from rectification.models import Item, Measure, RectificationPlan
from rectification.operations import item as items
from rectification.operations import plan as operations
from rectification.operations.plan import Line
from rectification.states import ItemState
from rectification.views.acting import ASKED, Request, overtaken, posted, stand
from rectification.views.item import found
from rectification.views.item_acts import allowed
from rectification.views.plan import page_of
from rounds.models import Assignment, Finding
from rounds.states import AssignmentState
from rounds.views.acting import refuse
from rounds.views.places import places
from ui.forms import Conflict, Difference, conflict
from ui.pages import show

PLANNED = ("goal", "leader", "department", "handler", "due_on", "version")


@act("rect.claim:S")
@require_http_methods(ASKED)
@overtaken
def claim(request: Request, pk: UUID) -> HttpResponse:
    """认领: every problem that was fed back to the unit."""
    by = request.actor
    rows = Assignment.objects.visible_to(by).select_related("team__round__term", "unit")
    assignment: Assignment = get_object_or_404(rows, pk=pk)
    stand(assignment, AssignmentState.FED_BACK)
    allowed(request, rules.can_claim_items(by, assignment))
    if request.method == "POST":
        plan = items.claim_items(assignment, by=by)
        messages.success(request, "已认领，请逐个问题制定整改措施。")
        return redirect(page_of(plan))
    told = Finding.objects.visible_to(by).filter(assignment=assignment).order_by("number")
    facts = {
        "record": assignment,
        "form": forms.Form(),
        "findings": told.select_related("category", "place").prefetch_related("manifestations"),
        "plan_due": items.plan_due(assignment),
        "period_end": items.period_end(assignment),
        "crumbs": places(by, assignment, ("认领问题", "")),
    }
    return show(request, "rectification/claim.html", facts)


@act("rect.plan:C")
@require_http_methods(ASKED)
@overtaken
def item_plan(request: Request, pk: UUID) -> HttpResponse:
    """编制一个问题的整改安排."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.PLANNING)
    plan = item.assignment.rectification_plan
    allowed(request, rules.can_edit_plan(by, plan))
    form, lines = _forms(request, item)
    facts: dict[str, Any] = {"record": item, "form": form, "lines": lines, "back": page_of(plan)}
    if _sent(request) and form.is_valid() & lines.is_valid() and _saved(request, item, form, lines, facts):
        return redirect(_next(request, item, plan))
    facts["draft"] = f"plan-item-{pk}"
    facts["crumbs"] = places(by, item.assignment, ("整改方案", page_of(plan)), (str(item), ""))
    return show(request, "rectification/item_plan.html", facts)


def _sent(request: Request) -> bool:
    """Say whether the page is really sent, and not only asks for one more line."""
    return request.method == "POST" and "more" not in request.POST


def _saved(request: Request, item: Item, form: ItemPlanForm, lines: Any, facts: dict[str, Any]) -> bool:
    """Save; refused, keep what was typed and say what stood in the way."""
    version = form.cleaned_data["version"]
    try:
        operations.write_item(
            item, changes=form.changes(), lines=_lines(item, lines), version=version, by=request.actor
        )
    except ValidationError as refused:
        refuse(form, refused)
        return False
    except Stale as stale:
        facts["conflict"] = _conflict(form, lines, stale)
        return False
    messages.success(request, "已保存。")
    return True


def _forms(request: Request, item: Item) -> tuple[ItemPlanForm, Any]:
    data = grown(request.POST) if "more" in request.POST else posted(request)
    people, shows = _people(request, item), item.finding.manifestations.all()
    initial = {name: getattr(item, name) for name in PLANNED}
    form = ItemPlanForm(data, initial=initial, people=people)
    measures = Measure.objects.filter(item=item, dropped=False).order_by("order")
    return form, measure_forms(data, measures, due_on=item.due_on, people=people, shows=shows)


def _people(request: Request, item: Item) -> "QuerySet[Person]":
    """People who serve at the unit today, and those already named."""
    serving = Tenure.objects.on(request.actor.on).filter(unit=item.unit_id).values("person")
    named = [key for key in (item.leader_id, item.handler_id) if key]
    busy = Measure.objects.filter(item=item, responsible__isnull=False).values("responsible")
    rows: QuerySet[Person] = Person.objects.filter(Q(pk__in=serving) | Q(pk__in=named) | Q(pk__in=busy))
    return rows


def _lines(item: Item, sent: Any) -> list[Line]:
    known = {row.pk: row for row in Measure.objects.filter(item=item)}
    return [
        Line(line.values(), _known(known, line), drop=bool(line.cleaned_data.get("drop")))
        for line in sent
        if not line.is_blank
    ]


def _known(known: dict[UUID, Measure], line: MeasureForm) -> Measure | None:
    key = key_of(line)
    return known.get(key) if key else None


def _conflict(form: ItemPlanForm, lines: Any, stale: Stale) -> Conflict:
    found = conflict(form, stale.current)
    theirs = Measure.objects.filter(item=stale.current.pk, dropped=False).order_by("order")
    mine: list[MeasureForm] = [line for line in lines if not line.is_blank]
    said = "\n".join(line.cleaned_data["text"] for line in mine if not line.cleaned_data.get("drop"))
    kept = "\n".join(row.text for row in theirs)
    if said == kept:
        return found
    return Conflict([*found.differences, Difference("整改措施", said, kept)], found.version, compared=True)


def _next(request: Request, item: Item, plan: RectificationPlan) -> str:
    """After 「保存并编下一个」 the next problem, else the plan."""
    if "next" not in request.POST:
        return f"{page_of(plan)}?list=tasks"
    rows = Item.objects.visible_to(request.actor).filter(assignment=item.assignment_id)
    after = rows.filter(finding__number__gt=item.finding.number).order_by("finding__number").first()
    return reverse("rectification:item_plan", args=[after.pk]) if after else f"{page_of(plan)}?list=tasks"
