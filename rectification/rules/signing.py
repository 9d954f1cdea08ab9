"""签发报送: what a plan lacks before its head signs it."""

from django.db.models import Count, Exists, OuterRef, Q

from rectification.models import Item, Measure, RectificationPlan
from rectification.states import ItemState

LACKS = {
    "measures": "{many} 个问题没有制定整改措施",
    "goals": "{many} 个问题没有写整改目标",
    "leaders": "{many} 个问题没有定责任领导",
}


def bar_of_signing(plan: RectificationPlan) -> str:
    """Say what is still to be written, problem by problem of the three lists; nothing when all is there."""
    measured = Exists(Measure.objects.filter(item=OuterRef("pk"), dropped=False))
    rows = Item.objects.filter(assignment=plan.assignment_id, state=ItemState.PLANNING)
    lacks = rows.aggregate(
        measures=Count("pk", filter=~measured),
        goals=Count("pk", filter=Q(goal="")),
        leaders=Count("pk", filter=Q(leader=None)),
    )
    said = "，".join(words.format(many=lacks[name]) for name, words in LACKS.items() if lacks[name])
    return f"还有 {said}，请补齐后再签发报送。" if said else ""
