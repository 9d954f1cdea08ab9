"""公布评估结果: to each unit its own, with what was lost where, never who gave what."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from audit.models import Entry
from deadlines.models import Notice
from documents.papers import Work
from rectification.models import PressingPaper
from rectification.tests.factories import oversee
from rectification.tests.factories_transfer import make_successor, transferred
from rounds.states import AssignmentState
from rounds.tests.factories import make_assignment, make_team
from supervision.exports.ranking import ranking_letter
from supervision.models import Assessment
from supervision.operations import assessment as assessing
from supervision.operations import publishing
from supervision.states import AssessmentState
from supervision.tests.factories import (
    Mending,
    beside,
    decided,
    make_assessment,
    make_mending,
    marks_of,
    page,
    proposed,
    published,
    recuse,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db
D = Decimal


def build() -> Mending:
    return make_mending(1, 0)


built, mending = standing(build)


def text(client: Client, url: str, **rest: str) -> str:
    return client.get(url, rest).content.decode()


# ---------------------------------------------------------------- the act


def test_publish_takes_what_stands_of_the_round_and_no_more(mending: Mending) -> None:
    first = decided(mending)
    second = beside(mending)
    waits = make_assignment(mending.county.team, state=AssignmentState.RECTIFYING)
    waiting = proposed(mending, assessing.start_assessment(waits, sheet=first.sheet, by=mending.by("clerk")))
    far = decided(make_mending(1, 0, name="临川"))
    by = mending.by("director")
    made = publishing.publish_assessments(mending.county.round, by=by, opinion="同意公布")
    assert {row.pk for row in made} == {first.pk, second.pk}
    states = dict(Assessment.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (first, second, waiting, far)] == [
        AssessmentState.PUBLISHED,
        AssessmentState.PUBLISHED,
        AssessmentState.PROPOSED,
        AssessmentState.DECIDED,
    ]
    first.refresh_from_db()
    assert first.published_on == today()
    told = Entry.objects.about(first).order_by("-id").first()
    assert told is not None
    assert (told.act, told.reason, told.to_state) == ("sv.score:A", "同意公布", "published")
    with pytest.raises(ValidationError, match="没有已评定、还没有公布"):
        publishing.publish_assessments(mending.county.round, by=mending.by("director"))


def test_publish_is_the_directors(mending: Mending) -> None:
    made = decided(mending)
    for who in ("clerk", "leadership"):
        with pytest.raises(PermissionDenied):
            publishing.publish_assessments(mending.county.round, by=mending.by(who))
    for who in ("unit_head", "team_lead"):
        with pytest.raises(ValidationError):
            publishing.publish_assessments(mending.county.round, by=mending.by(who))
    made.refresh_from_db()
    assert (made.state, made.published_on) == (AssessmentState.DECIDED, None)
    assert not Notice.objects.filter(key__startswith="assessment:").exists()


def test_what_is_published_is_not_taken_back(mending: Mending) -> None:
    made = published(mending)
    with pytest.raises(PermissionDenied):
        assessing.return_assessment(made, reason="重打", by=mending.by("director"))
    with pytest.raises(PermissionDenied):
        assessing.mark(made, marks={}, vetoed_by=[], satisfaction={}, by=mending.by("clerk"))
    made.refresh_from_db()
    assert (made.state, made.version) == (AssessmentState.PUBLISHED, 5)


def test_unit_and_county_leader_are_told_and_nobody_recused(mending: Mending) -> None:
    oversee(mending)
    recuse(mending, "unit_liaison")
    made = published(mending)
    told = Notice.objects.filter(key=f"assessment:{made.pk}")
    assert {row.recipient_id for row in told} == {
        mending.county.user("unit_head").pk,
        mending.county.people["supervisor"].user_id,
    }
    assert {row.url for row in told} == {page("result_detail", made)}


def test_the_unit_that_it_became_part_of_is_told_and_reads_the_result(mending: Mending) -> None:
    transferred(mending, make_successor(mending))
    made = published(mending)
    told = set(Notice.objects.filter(key=f"assessment:{made.pk}").values_list("recipient", flat=True))
    assert told == {mending.county.user(name).pk for name in ("next_head", "next_liaison")}
    assert "90.00" in text(sign_in(mending, "next_head"), page("result_detail", made))


def test_who_took_over_a_part_reads_no_result_of_the_whole() -> None:
    mending = make_mending(2, 0)
    transferred(mending, make_successor(mending), (mending.items[0].pk,))
    made = published(mending)
    assert Assessment.objects.visible_to(mending.by("unit_head")).get() == made
    assert not Assessment.objects.visible_to(mending.by("next_head")).exists()


def test_county_leader_who_is_recused_is_not_told(mending: Mending) -> None:
    oversee(mending)
    recuse(mending, "supervisor")
    made = published(mending)
    told = Notice.objects.filter(key=f"assessment:{made.pk}").values_list("recipient_id", flat=True)
    assert set(told) == {mending.county.user("unit_head").pk, mending.county.user("unit_liaison").pk}


def test_unit_from_which_somebody_is_recused_is_no_matter_of_theirs(mending: Mending, tmp_path: Path) -> None:
    kept = decided(mending, points=20)
    other = beside(mending, 30)
    recuse(mending, "clerk", "director")
    round_, unit = mending.county.round, str(mending.assignment.unit)
    work = Work(mending.by("clerk"), {"round": str(round_.pk)}, "20261127-001", tmp_path, lambda _a, _b: None)
    with pytest.raises(ValidationError, match="由其他干部办理"):
        ranking_letter(work)
    other_clerk = replace(work, by=mending.by("second_clerk"))
    assert ranking_letter(other_clerk).ids == {kept.pk, other.pk}
    director = sign_in(mending, "director")
    for name in ("ranking", "ranking_publish"):
        shown = text(director, page(name, round_))
        assert str(other.assignment.unit) in shown
        assert unit not in shown
    made = publishing.publish_assessments(round_, by=mending.by("director"))
    assert [row.pk for row in made] == [other.pk]
    kept.refresh_from_db()
    assert kept.state == AssessmentState.DECIDED


def test_interview_draft_offers_a_third_of_the_units_that_are_not_closed_to_one(mending: Mending) -> None:
    decided(mending)
    for _ in range(5):
        beside(mending)

    def offered(name: str) -> object:
        shown = sign_in(mending, name).get(page("interview_draft", mending.county.round))
        return shown.context["form"].initial["many"]

    recuse(mending, "clerk")
    assert (offered("clerk"), offered("director")) == (1, 2)


# ---------------------------------------------------------------- who reads it


READERS = ("unit_head", "unit_liaison", "supervisor")


def test_unit_sees_its_own_once_it_is_published(mending: Mending) -> None:
    oversee(mending)
    made = decided(mending)
    for who in READERS:
        assert sign_in(mending, who).get(page("result_detail", made)).status_code == 404
        assert not Assessment.objects.visible_to(mending.by(who)).exists()
    publishing.publish_assessments(mending.county.round, by=mending.by("director"))
    far = published(make_mending(1, 0, name="临川"))
    for who in READERS:
        client = sign_in(mending, who)
        assert list(Assessment.objects.visible_to(mending.by(who))) == [made]
        assert page("result_detail", made) in text(client, page("result_list"))
        assert client.get(page("result_detail", made)).status_code == 200
        assert client.get(page("result_detail", far)).status_code == 404
        for name in ("assessment_detail", "assessment_mark", "follow_add"):
            assert client.get(page(name, made)).status_code == 404
        for name in ("ranking", "ranking_publish", "interview_draft"):
            assert client.get(page(name, mending.county.round)).status_code == 404
    for who in ("clerk", "director", "leadership", "team_lead", "receiver"):
        assert sign_in(mending, who).get(page("result_detail", made)).status_code == 404


def test_result_tells_what_was_lost_and_not_by_whom(mending: Mending) -> None:
    assessment = make_assessment(mending)
    assessing.mark(
        assessment,
        marks=marks_of([50, 40, 3, 0], [40, 30, 0, 5]),
        vetoed_by=["2"],
        satisfaction={"sent": 10, "returned": 9, "satisfied": 6, "mostly": 2, "dissatisfied": 1},
        by=mending.by("clerk"),
        remark="办内说明",
    )
    assessing.propose_assessment(assessment, by=mending.by("clerk"))
    assessing.decide_assessment(assessment, by=mending.by("director"))
    publishing.publish_assessments(mending.county.round, by=mending.by("director"))
    shown = text(sign_in(mending, "unit_head"), page("result_detail", assessment))
    # 60 % of 50 and 40 % of 40 are 46.00; 36.00 of 40; 1.80 added; 2.00 taken
    for word in ("46.00", "14.00", "36.00", "4.00", "1.80", "2.00", "一票否决：瞒报漏报", "88.9%"):
        assert word in shown, word
    for hidden in ("县委督查组", "县委巡察办（", "办内说明", "50.0", "评定人", "提请"):
        assert hidden not in shown, hidden


def test_list_asks_a_constant_number_of_questions(
    mending: Mending, django_assert_max_num_queries: object
) -> None:
    published(mending)
    client, counts = sign_in(mending, "unit_head"), []
    for more in (0, 4):
        for number in range(more):
            team = make_team(mending.county.round, 20 + number)
            other = make_assignment(team, mending.assignment.unit, AssignmentState.RECTIFYING)
            type(other).objects.filter(pk=other.pk).update(published_at=mending.assignment.published_at)
            sheet = Assessment.objects.first().sheet  # type: ignore[union-attr]
            begun = assessing.start_assessment(other, sheet=sheet, by=mending.by("clerk"))
            published(mending, begun, 20)
        shown = text(client, page("result_list"))  # what is remembered while nobody acts is looked up
        with django_assert_max_num_queries(40) as asked:  # type: ignore[operator]
            shown = text(client, page("result_list"))
        counts.append(len(asked))
        assert shown.count("/supervision/results/") > more
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- the page of the ranking


def test_director_publishes_from_the_ranking(mending: Mending) -> None:
    made, url = decided(mending), page("ranking", mending.county.round)
    beside(mending)
    send = page("ranking_publish", mending.county.round)
    director, clerk = sign_in(mending, "director"), sign_in(mending, "clerk")
    assert send in text(director, url)
    assert send not in text(clerk, url)
    assert clerk.get(send).status_code == 404
    asked = text(director, send)
    assert "公布 2 家" in asked
    assert str(made.assignment.unit) in asked
    assert director.post(send, {"reason": ""}).status_code == 302
    assert text(director, url).count(f"{today():%Y-%m-%d}") == 2
    assert send not in text(director, url)
    assert "没有已评定、还没有公布" in director.get(send, follow=True).content.decode()
    assert "没有已评定、还没有公布" in director.post(send, {"reason": ""}).content.decode()


def test_one_click_drafts_what_the_lowest_are_asked(mending: Mending) -> None:
    decided(mending)
    low = beside(mending, 20)
    clerk, url = sign_in(mending, "clerk"), page("ranking", mending.county.round)
    shown = text(clerk, url, many="1")
    assert "起草这 1 家的约谈通知" in shown
    assert '<input type="hidden" name="many" value="1">' in shown
    assert "约谈通知" not in text(sign_in(mending, "leadership"), url, many="1")
    clerk.post(page("interview_draft", mending.county.round), {"many": "1"})
    paper = PressingPaper.objects.get()
    assert paper.assignment == low.assignment
    after = text(clerk, url, many="1")
    assert f"/rectification/pressing/{paper.pk}/" in after
    assert "家的约谈通知" not in after
    assert f"/rectification/pressing/{paper.pk}/" not in text(sign_in(mending, "leadership"), url, many="1")
