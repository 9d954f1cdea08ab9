"""反馈前审核: the points that the office keeps, and the page on which a feedback is gone through."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acts import act
from accounts.rules import may
from organizations.models import Office, offices_of
from rounds.filters.review import PointFilters
from rounds.forms.review import PointEndForm, PointForm, ReviewForm
from rounds.models import ReviewMark, ReviewPoint
from rounds.operations import review as operations
from rounds.operations.making import require
from rounds.rules import review as rules
from rounds.states import FeedbackState
from rounds.views.acting import Ask, ask_and_do, just_do, overtaken, stand
from rounds.views.crumbs import Crumbs
from rounds.views.feedback import found, page_of
from rounds.views.handling import GET_POST
from rounds.views.office import own_office
from rounds.views.places import places
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "order": ("序", ("order", "since"), "num"),
    "kind": ("环节", ("kind", "order"), "narrow"),
    "text": ("审核要点", None, "long"),
    "required": ("要求", ("required", "order"), "narrow"),
    "office": ("来源", ("office__name", "order")),
    "since": ("起用", ("since", "order"), "day"),
    "until": ("停用", ("until", "order"), "day"),
}
LIST = "rounds:point_list"


@act("feedback.review:V")
@require_safe
def point_list(request: Request) -> HttpResponse:
    """审核要点: what the office reviews by now, and what it did before."""
    by = request.actor
    listing: Listing[ReviewPoint] = Listing(
        request,
        ReviewPoint.objects.visible_to(by).select_related("office"),
        sorts=COLUMNS,
        default_sort="order",
        filters=PointFilters,
        search=("text__icontains",),
    )
    office = own_office(by) if may(by, "feedback.review:C") and offices_of(by) else None
    facts = {
        "listing": listing,
        "may_adopt": office and rules.can_adopt_points(by, office),
        "may_add": office and rules.can_add_point(by, office),
        "may_edit": may(by, "feedback.review:E"),
        "crumbs": _way(),
    }
    return show(request, "rounds/point_list.html", facts, part="table")


@act("feedback.review:C")
@require_POST
def point_adopt(request: Request) -> HttpResponse:
    """改为本办要点."""
    office: Office = own_office(request.actor)
    done = "已改为本办要点，可以逐项修订、停用或者增加。"
    return just_do(request, reverse(LIST), done, lambda: operations.adopt_points(office, by=request.actor))


@act("feedback.review:C")
@require_http_methods(GET_POST)
def point_add(request: Request) -> HttpResponse:
    """增加审核要点."""
    by, office = request.actor, own_office(request.actor)
    require(rules.can_add_point(by, office))
    form = PointForm(request.POST or None, initial={"since": by.on})
    asked = _ask("增加审核要点", "增加", "已增加。", template="form.html")

    def run(said: dict[str, Any]) -> object:
        return operations.add_point(office, since=said["since"], by=by, **form.changes())

    return ask_and_do(request, asked, form, run)


@act("feedback.review:E")
@require_http_methods(GET_POST)
def point_revise(request: Request, pk: UUID) -> HttpResponse:
    """修订审核要点."""
    point, by = _found(request, pk), request.actor
    require(rules.can_edit_point(by, point), NOT_OURS)
    form = PointForm(request.POST or None, record=point, initial={"since": max(by.on, _next(point))})
    asked = _ask("修订审核要点", "保存", "已修订，从起用日期起适用。", template="form.html")

    def run(said: dict[str, Any]) -> object:
        told: dict[str, Any] = {"since": said["since"], "version": said["version"]}
        return operations.revise_point(point, changes=form.changes(), by=by, **told)

    return ask_and_do(request, asked, form, run)


@act("feedback.review:E")
@require_http_methods(GET_POST)
def point_end(request: Request, pk: UUID) -> HttpResponse:
    """停用审核要点."""
    point, by = _found(request, pk), request.actor
    require(rules.can_edit_point(by, point), NOT_OURS)
    form = PointEndForm(request.POST or None, initial={"until": by.on})
    effects = [f"“{point}”在最后适用日期以后不再审核", "已经审核的记录不变"]
    asked = _ask("停用审核要点", "停用", "已停用。", effects=effects)
    return ask_and_do(request, asked, form, lambda said: operations.end_point(point, by=by, **said))


NOT_OURS = "系统预置的要点不能直接修改，请先改为本办要点；已经停用的要点不再修改。"


@act("feedback.review:S")
@require_http_methods(GET_POST)
@overtaken
def feedback_review(request: Request, pk: UUID) -> HttpResponse:
    """反馈前审核: every point on one page."""
    feedback, by = found(request, pk), request.actor
    stand(feedback, FeedbackState.DRAFT)
    require(rules.can_review_feedback(by, feedback))
    points = operations.points_for(feedback, by.on)
    marks = {mark.point_id: mark for mark in ReviewMark.objects.filter(feedback=feedback)}
    form = ReviewForm(request.POST or None, points=points, marks=marks, initial={"version": feedback.version})
    crumbs = places(by, feedback.assignment, ("反馈意见", page_of(feedback)), ("反馈前审核", ""))
    asked = Ask(
        f"反馈前审核：{feedback}",
        "保存审核结果",
        page_of(feedback),
        "审核结果已保存。",
        template="rounds/feedback_review.html",
        facts={"crumbs": crumbs, "record": feedback},
    )

    def run(said: dict[str, Any]) -> object:
        return operations.review_feedback(feedback, form.said(), by=by, version=said["version"])

    return ask_and_do(request, asked, form, run)


def _found(request: Request, pk: UUID) -> ReviewPoint:
    point: ReviewPoint = get_object_or_404(ReviewPoint.objects.visible_to(request.actor), pk=pk)
    return point


def _next(point: ReviewPoint) -> Any:
    return point.since + operations.DAY


def _way(word: str = "") -> Crumbs:
    first: Crumbs = [("反馈意见", reverse("rounds:feedback_list"))]
    return [*first, ("审核要点", reverse(LIST)), (word, "")] if word else [*first, ("审核要点", "")]


def _ask(heading: str, verb: str, done: str, **rest: Any) -> Ask:
    return Ask(heading, verb, reverse(LIST), done, facts={"crumbs": _way(heading)}, **rest)
