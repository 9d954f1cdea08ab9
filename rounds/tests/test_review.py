"""反馈前审核: nothing goes out before every point was looked at; the office keeps the points as data."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from audit.operations import IllegalMove, Stale
from organizations.tests.factories import make_office
from rounds.models import Feedback, ReviewMark, ReviewPoint
from rounds.operations import feedback as feedbacks
from rounds.operations import review
from rounds.review_points import POINTS
from rounds.rules import review as rules
from rounds.states import FeedbackState
from rounds.states.review import PointKind
from rounds.tests.factories_papers import World, make_feedback, make_world, publish, reviewed, signed
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def build() -> World:
    world = make_world()
    signed(world)
    return world


built, world = standing(build)


def own(world: World) -> list[ReviewPoint]:
    return review.adopt_points(world.office, by=world.by("clerk"))


def sign_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, record: Any = None) -> str:
    return reverse(f"rounds:{name}", args=[record.pk] if record else [])


def test_the_points_delivered_are_one_two_and_three(world: World) -> None:
    steps = [point.kind for point in ReviewPoint.objects.of(world.office)]
    assert steps == ["compare", "examine", "examine", "look", "look", "look"]
    assert len(POINTS) == len(steps)


def test_propose_feedback_before_every_point_is_reviewed_is_refused_and_names_what_is_left(
    world: World,
) -> None:
    feedback, by = make_feedback(world), world.by("clerk")
    first, *rest = review.points_for(feedback, by.on)
    review.review_feedback(feedback, [review.Said(one, passed=True) for one in rest], by=by)
    with pytest.raises(ValidationError, match="还有 1 项") as refused:
        feedbacks.propose_feedback(feedback, by=by)
    assert first.text in str(refused.value)
    assert Feedback.objects.get().state == FeedbackState.DRAFT
    review.review_feedback(feedback, [review.Said(first, passed=True, remark="数量一致")], by=by)
    feedbacks.propose_feedback(feedback, by=by)
    assert Feedback.objects.get().state == FeedbackState.PROPOSED


def test_a_point_that_may_be_left_out_does_not_hold_the_feedback_up(world: World) -> None:
    own(world)
    ReviewPoint.objects.filter(office=world.office).update(required=False)
    feedbacks.propose_feedback(make_feedback(world), by=world.by("clerk"))
    assert Feedback.objects.get().state == FeedbackState.PROPOSED


def test_publish_feedback_by_a_point_that_came_after_the_proposal_is_refused(world: World) -> None:
    own(world)
    feedback, by = make_feedback(world, proposed=True), world.by("clerk")
    told: dict[str, Any] = {"order": 7, "text": "审核金额", "required": True, "since": by.on}
    review.add_point(world.office, kind=PointKind.EXAMINE, by=by, **told)
    with pytest.raises(ValidationError, match=r"审核金额.*退回补审"):
        publish(world, feedback)
    assert Feedback.objects.get().state == FeedbackState.PROPOSED


def test_review_feedback_keeps_who_when_and_what_was_said(world: World) -> None:
    feedback, by = make_feedback(world), world.by("clerk")
    point = review.points_for(feedback, by.on)[0]
    review.review_feedback(feedback, [review.Said(point, passed=True, remark=" 数量一致 ")], by=by)
    mark = ReviewMark.objects.get()
    assert (mark.point, mark.marked_by, mark.marked_on, mark.remark) == (point, by.user, by.on, "数量一致")
    assert Entry.objects.about(feedback)[0].act == "feedback.review:S"
    assert Entry.objects.about(mark).count() == 1
    review.review_feedback(feedback, [review.Said(point, passed=True, remark="数量一致")], by=by)
    assert Entry.objects.about(ReviewMark.objects.get()).count() == 1


def test_edit_feedback_makes_it_to_be_reviewed_again(world: World) -> None:
    feedback, by = reviewed(world, make_feedback(world)), world.by("clerk")
    feedbacks.edit_feedback(feedback, by=by, overview=feedback.overview)
    assert review.unreviewed(feedback, by.on) == []
    feedbacks.edit_feedback(feedback, by=by, demands="二十日内报送整改方案。")
    assert len(review.unreviewed(feedback, by.on)) == len(POINTS)
    assert Entry.objects.about(ReviewMark.objects.all()[0])[0].reason == review.CHANGED


@pytest.mark.parametrize("name", ["director", "leader", "leadership", "member"])
def test_review_feedback_by_others_is_refused_and_leaves_nothing(world: World, name: str) -> None:
    feedback = make_feedback(world)
    points = review.points_for(feedback, world.by("clerk").on)
    with pytest.raises(PermissionDenied):
        review.review_feedback(feedback, [review.Said(points[0], passed=True)], by=world.by(name))
    assert not ReviewMark.objects.exists()


def test_review_feedback_that_moved_on_or_was_changed_meanwhile_is_refused(world: World) -> None:
    feedback, by = make_feedback(world), world.by("clerk")
    said = [review.Said(one, passed=True) for one in review.points_for(feedback, by.on)]
    feedbacks.edit_feedback(Feedback.objects.get(), by=world.by("second-clerk"), demands="先保存")
    with pytest.raises(Stale):
        review.review_feedback(feedback, said, by=by, version=1)
    assert not ReviewMark.objects.exists()
    opened = Feedback.objects.get()
    feedbacks.propose_feedback(reviewed(world, Feedback.objects.get()), by=by)
    with pytest.raises(IllegalMove):
        review.review_feedback(opened, [], by=by)


def test_adopt_points_gives_the_office_its_own_and_no_other(world: World) -> None:
    other = make_office("邻县县委巡察办")
    made = own(world)
    assert [point.text for point in made] == [text for _, text in POINTS]
    assert list(ReviewPoint.objects.of(world.office)) == made
    assert all(point.office_id is None for point in ReviewPoint.objects.of(other))
    with pytest.raises(PermissionDenied, match="已有自己的"):
        own(world)
    with pytest.raises(PermissionDenied):
        review.adopt_points(other, by=world.by("clerk"))


def test_revise_point_from_a_day_on_keeps_the_words_that_were_reviewed(world: World) -> None:
    point, by = own(world)[0], world.by("clerk")
    changes = {"text": "对照报告逐条核对", "required": True}
    with pytest.raises(ValidationError, match="以后起适用"):
        review.revise_point(point, changes=changes, since=by.on, by=by)
    with pytest.raises(ValidationError, match="不能早于今天"):
        review.revise_point(point, changes=changes, since=by.on - DAY, by=by)
    after = review.revise_point(point, changes=changes, since=by.on + DAY, by=by)
    points = ReviewPoint.objects.of(world.office)
    assert point in points.on(by.on)
    assert after not in points.on(by.on)
    assert (after in points.on(by.on + DAY), point in points.on(by.on + DAY)) == (True, False)
    assert (after.order, after.kind) == (point.order, point.kind)
    assert Entry.objects.about(point)[0].act == "feedback.review:E"


def test_end_point_after_its_last_day_it_is_not_asked_for(world: World) -> None:
    point, by = own(world)[0], world.by("clerk")
    with pytest.raises(ValidationError, match="不能早于今天"):
        review.end_point(point, until=by.on - DAY, reason="并入下一项", by=by)
    review.end_point(point, until=by.on, reason="并入下一项", by=by)
    points = ReviewPoint.objects.of(world.office)
    assert (point in points.on(by.on), point in points.on(by.on + DAY)) == (True, False)


def test_a_point_whose_end_is_set_is_neither_revised_nor_ended_again(world: World) -> None:
    by, day = world.by("clerk"), world.by("clerk").on
    point, other = own(world)[:2]
    after = review.revise_point(point, changes={"text": "逐条核对"}, since=day + 2 * DAY, by=by)
    review.end_point(other, until=day + DAY, reason="不再审核", by=by)
    for ended in (point, other):
        assert not rules.can_edit_point(by, ended)
        with pytest.raises(PermissionDenied):
            review.revise_point(ended, changes={"text": "再改"}, since=day + 9 * DAY, by=by)
        with pytest.raises(PermissionDenied):
            review.end_point(ended, until=day + 20 * DAY, reason="顺延", by=by)
    late = ReviewPoint.objects.of(world.office).on(day + 5 * DAY)
    assert (after in late, point in late, other in late) == (True, False, False)


def test_points_delivered_are_nobodys_to_change(world: World) -> None:
    point = ReviewPoint.objects.of(world.office)[0]
    for name in ("clerk", "director", "leader"):
        assert not rules.can_edit_point(world.by(name), point)
    mine = own(world)[0]
    assert [
        name for name in ("clerk", "director", "leader") if rules.can_edit_point(world.by(name), mine)
    ] == [
        "clerk",
        "director",
    ]


def test_add_point_keeps_those_delivered_beside_it(world: World) -> None:
    by = world.by("clerk")
    told: dict[str, Any] = {"order": 7, "text": "审核金额", "required": True, "since": by.on, "by": by}
    made = review.add_point(world.office, kind=PointKind.EXAMINE, **told)
    own = list(ReviewPoint.objects.of(world.office))
    assert [point.text for point in own] == [*(text for _, text in POINTS), "审核金额"]
    assert (own[-1], Entry.objects.about(made)[0].act) == (made, "feedback.review:C")
    with pytest.raises(PermissionDenied):
        review.add_point(world.office, kind=PointKind.EXAMINE, **(told | {"by": world.by("director")}))


def test_points_are_adopted_added_revised_and_ended_in_the_browser(world: World) -> None:
    clerk = sign_in(world, "clerk")
    assert page("point_adopt") in clerk.get(page("point_list")).content.decode()
    clerk.post(page("point_adopt"))
    point = ReviewPoint.objects.of(world.office)[0]
    told = clerk.get(page("point_list")).content.decode()
    assert page("point_adopt") not in told
    assert page("point_revise", point) in told
    on = world.by("clerk").on
    said = {"kind": "compare", "order": "1", "text": "逐条核对", "required": "on", "version": "1"}
    answer = clerk.post(page("point_revise", point), said | {"since": f"{on:%Y-%m-%d}"})
    assert "以后起适用" in answer.content.decode()
    assert "逐条核对" in answer.content.decode()
    clerk.post(page("point_revise", point), said | {"since": f"{on + DAY:%Y-%m-%d}"})
    clerk.post(page("point_add"), said | {"text": "核对金额", "since": f"{on:%Y-%m-%d}"})
    last = ReviewPoint.objects.get(text="核对金额")
    clerk.post(page("point_end", last), {"until": f"{on:%Y-%m-%d}", "reason": "重复"})
    texts = set(ReviewPoint.objects.filter(office=world.office).values_list("text", flat=True))
    assert {"逐条核对", "核对金额"} < texts
    assert ReviewPoint.objects.get(text="核对金额").until == on


def test_the_list_of_points_is_not_there_for_the_team_and_costs_the_same_for_many(
    world: World, django_assert_max_num_queries: Any
) -> None:
    assert sign_in(world, "leader").get(page("point_list")).status_code == 404
    own(world)
    client = sign_in(world, "clerk")
    client.get(page("point_list"))
    with django_assert_max_num_queries(16):
        client.get(page("point_list"))


def test_the_review_stands_on_the_page_of_the_feedback_for_the_office_and_not_for_the_unit(
    world: World,
) -> None:
    feedback, clerk = make_feedback(world), sign_in(world, "clerk")
    assert "还有 6 项必审要点没有审核" in clerk.get(page("feedback_detail", feedback)).content.decode()
    points = review.points_for(feedback, world.by("clerk").on)
    said = {f"passed-{point.pk}": "on" for point in points} | {f"remark-{points[0].pk}": "与报告一致"}
    clerk.post(page("feedback_review", feedback), said | {"version": "1"})
    told = clerk.get(page("feedback_detail", feedback)).content.decode()
    assert "与报告一致" in told
    assert "待审核" not in told
    feedbacks.propose_feedback(Feedback.objects.get(), by=world.by("clerk"))
    publish(world, Feedback.objects.get())
    assert (
        "与报告一致"
        not in sign_in(world, "unit-head").get(page("feedback_detail", feedback)).content.decode()
    )


def test_feedback_review_upon_an_old_version_says_so_and_keeps_what_was_typed(world: World) -> None:
    feedback, clerk = make_feedback(world), sign_in(world, "clerk")
    feedbacks.edit_feedback(feedback, by=world.by("second-clerk"), demands="先保存")
    point = review.points_for(feedback, world.by("clerk").on)[0]
    said = {f"passed-{point.pk}": "on", f"remark-{point.pk}": "与报告一致", "version": "1"}
    told = clerk.post(page("feedback_review", feedback), said).content.decode()
    assert "与报告一致" in told
    assert not ReviewMark.objects.exists()
