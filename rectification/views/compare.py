"""方案各版对照: what one edition of a plan says otherwise than the one before it."""

from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import act
from accounts.history import history
from rectification.editions import Content, content_of, differences, overview_change
from rectification.models import Item, PlanEdition, RectificationPlan
from rectification.rules import EDITABLE
from rectification.views.acting import Request
from rectification.views.plan import found, page_of
from rounds.views.places import places
from ui.pages import show

NOW = "now"


@dataclass(frozen=True)
class Step:
    """What is laid beside what came before it."""

    key: str
    word: str
    before: PlanEdition
    after: Content
    edition: PlanEdition | None = None


@act(*RectificationPlan.VIEW)
@require_safe
def plan_compare(request: Request, pk: UUID) -> HttpResponse:
    """方案各版对照: the last edition beside the one before, unless another is asked for."""
    plan, by = found(request, pk), request.actor
    steps = _steps(plan)
    asked = request.GET.get("edition", "")
    step = next((one for one in steps if one.key == asked), steps[-1] if steps else None)
    seen = Item.objects.visible_to(by).filter(assignment=plan.assignment_id)
    keys = [str(key) for key in seen.values_list("pk", flat=True)]
    facts = {
        "record": plan,
        "steps": steps,
        "step": step,
        "changed": differences(step.before.content, step.after, keys) if step else [],
        "overview": overview_change(step.before.content, step.after) if step else [],
        "back": page_of(plan),
        "entries": history(plan),
        "crumbs": places(by, plan.assignment, ("整改方案", page_of(plan)), ("各版对照", "")),
    }
    return show(request, "rectification/plan_compare.html", facts)


def _steps(plan: RectificationPlan) -> list[Step]:
    """Return each edition with the one before; last, what the unit is writing now."""
    editions = list(plan.editions.order_by("edition"))
    pairs = pairwise(editions)
    steps = [
        Step(str(after.edition), f"第{after.edition}版对照第{before.edition}版", before, after.content, after)
        for before, after in pairs
    ]
    if editions and plan.state in EDITABLE:
        last = editions[-1]
        steps.append(Step(NOW, f"修改中的稿对照第{last.edition}版", last, content_of(plan)))
    return steps
