"""抽查的页面: draws, the list of one as anybody can draw it again, what was found on site."""

from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.actor import Actor
from audit.models import Entry
from rectification import drawing
from rectification.filters.passing import DrawFilters
from rectification.forms.closing import DrawForm, SiteCheckForm
from rectification.models import Draw, DrawLine, Item
from rectification.operations import sampling
from rectification.rules import closing as rules
from rectification.states import ItemState
from rectification.views.acting import ASKED, Ask, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item import found
from rectification.views.item_acts import allowed, ask
from rounds.models import Assignment, Round
from ui.counting import counted
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = ("rect.close:P", "rect.close:A")
COLUMNS: Columns = {
    "place": ("抽样范围", ("assignment__unit__name", "-drawn_at")),
    "round": ("轮次", ("round__number", "-drawn_at")),
    "many": ("名单", "many", "num"),
    "drawn": ("抽中", "drawn", "num"),
    "seed": ("随机种子", None),
    "by": ("抽样人", None, "narrow"),
    "at": ("抽样时间", "drawn_at", "day"),
}


@act(*SEE)
@require_safe
def draw_list(request: Request) -> HttpResponse:
    """抽查抽样."""
    rows = Draw.objects.visible_to(request.actor).select_related("round", "assignment__unit", "drawn_by")
    lines = DrawLine.objects.filter(draw=OuterRef("pk"))
    counts = {"many": counted(lines), "drawn": counted(lines.filter(is_drawn=True))}
    listing: Listing[Draw] = Listing(
        request,
        rows.annotate(**counts),
        sorts=COLUMNS,
        default_sort="-at",
        filters=DrawFilters,
        search=("round__name__icontains", "assignment__unit__name__icontains", "seed__icontains"),
        remember="draws",
    )
    facts = {
        "listing": listing,
        "may_draw": bool(held(request.actor, "rect.close:P")),
        "crumbs": [("抽查抽样", "")],
    }
    return show(request, "rectification/draw_list.html", facts, part="table")


@act(*SEE)
@require_safe
def draw_detail(request: Request, pk: UUID) -> HttpResponse:
    """一次抽样: the seed, the list in the order of the draw, and other draws over the same problems."""
    rows = Draw.objects.visible_to(request.actor)
    draw: Draw = get_object_or_404(rows.select_related("round", "assignment__unit", "drawn_by"), pk=pk)
    lines = list(draw.lines.select_related("item__finding", "item__unit", "item__assignment__unit"))
    facts = {
        "record": draw,
        "lines": [(line, drawing.digest(draw.seed, line.number)) for line in lines],
        "drawn": sum(line.is_drawn for line in lines),
        "how": drawing.HOW,
        "others": rows.over_the_same_as(draw).select_related("round", "assignment__unit", "drawn_by"),
        "entries": Entry.objects.about(draw).select_related("user"),
        "crumbs": [("抽查抽样", reverse("rectification:draw_list")), (str(draw), "")],
    }
    return show(request, "rectification/draw_detail.html", facts)


@act("rect.close:P")
@require_http_methods(ASKED)
def draw_create(request: Request) -> HttpResponse:
    """抽样."""
    by = request.actor
    places = places_waiting(by)
    form = DrawForm(posted(request), places=[(key, words) for key, (words, _) in places.items()])
    back = reverse("rectification:draw_list")
    asked = Ask(
        "随机抽样",
        "抽样",
        back,
        "已抽样，抽中的问题须登记现场抽查情况以后才能销号。",
        template="rectification/draw_create.html",
        facts={
            "how": drawing.HOW,
            "waiting": bool(places),
            "crumbs": [("抽查抽样", back), ("随机抽样", "")],
        },
    )
    made: list[Draw] = []
    answer = ask_and_do(request, asked, form, lambda said: made.append(_draw(places, said, by)))
    return redirect("rectification:draw_detail", made[0].pk) if made else answer


Places = dict[str, tuple[str, Round | Assignment]]


def places_waiting(by: Actor) -> Places:
    """Return where something waits to be drawn from: whole rounds first, then one unit after the other."""
    rows = Item.objects.reached_by(by, "rect.close:P").filter(state=ItemState.CHECKED, sampled=False)
    counts = dict(rows.order_by().values_list("assignment").annotate(Count("pk")))
    tasks = Assignment.objects.filter(pk__in=counts).select_related("unit", "team__round")
    found: Places = {}
    whole: dict[Round, int] = {}
    for task in tasks.order_by("team__round", "unit__name"):
        found[f"unit-{task.pk}"] = (f"{task.unit}（{counts[task.pk]} 个）", task)
        whole[task.team.round] = whole.get(task.team.round, 0) + counts[task.pk]
    rounds: Places = {
        f"round-{one.pk}": (f"{one}全部单位（{many} 个）", one)
        for one, many in whole.items()
        if rules.can_draw(by, one)
    }
    return rounds | found


def _draw(places: Places, said: dict[str, Any], by: Actor) -> Draw:
    place = places[said["place"]][1]
    return sampling.draw_sample(
        place, percent=said["percent"], many=said["many"], reason=said["reason"], by=by
    )


@act("rect.close:P")
@require_http_methods(ASKED)
@overtaken
def item_site_check(request: Request, pk: UUID) -> HttpResponse:
    """登记现场抽查."""
    item, by = found(request, pk), request.actor
    stand(item, ItemState.CHECKED, ItemState.SAMPLED)
    allowed(request, rules.can_record_site_check(by, item))
    asked = ask(
        request,
        item,
        "登记现场抽查",
        "已登记现场抽查情况。",
        ["属实的，可以由巡察办主任销号", "不属实的，不能销号，须退回单位继续整改"],
        facts={"draft": f"site-{pk}"},
    )
    form = SiteCheckForm(posted(request), initial={"checked_on": by.on, "version": item.version})
    return ask_and_do(request, asked, form, lambda said: sampling.record_site_check(item, by=by, **said))
