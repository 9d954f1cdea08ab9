"""结果运用: recorded after an assessment, completed later, its paper handed out."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Entry
from audit.operations import Stale
from deadlines.models import Notice
from documents.tests.factories import make_file, upload
from supervision.models import Assessment, FollowUp
from supervision.operations import assessment as assessing
from supervision.operations import follow as operations
from supervision.states import FollowKind, FollowState
from supervision.tests.factories import (
    DAY,
    Mending,
    decided,
    make_mending,
    page,
    proposed,
    recuse,
    sign_in,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


def build() -> Mending:
    return make_mending(1, 0)


built, mending = standing(build)


def add(mending: Mending, who: str = "clerk", **rest: Any) -> FollowUp:
    said = {"kind": FollowKind.INTERVIEW, "held_on": today(), "people": "领导小组副组长主持", **rest}
    assessment = said.pop("assessment", None) or decided(mending)
    return operations.add_follow_up(assessment, by=mending.by(who), **said)


# ---------------------------------------------------------------- the acts


def test_follow_up_says_what_when_with_whom(mending: Mending) -> None:
    file = make_file(mending.by("clerk"))
    made = add(mending, result="单位作出说明。", file=file)
    assert (made.get_kind_display(), made.held_on, made.people, made.result, made.file) == (
        "约谈",
        today(),
        "领导小组副组长主持",
        "单位作出说明。",
        file,
    )
    told = Entry.objects.about(made).get()
    assert (told.act, told.user) == ("sv.follow:C", mending.county.user("clerk"))


def test_follow_up_needs_a_result_that_stands_a_day_and_people(mending: Mending) -> None:
    early = proposed(mending)
    with pytest.raises(PermissionDenied):
        add(mending, assessment=early)
    stands = _decide(mending, early)
    with pytest.raises(ValidationError, match="晚于今天"):
        add(mending, assessment=stands, held_on=today() + DAY)
    with pytest.raises(ValidationError, match="早于评定日期"):
        add(mending, assessment=stands, held_on=today() - DAY)
    with pytest.raises(ValidationError, match="主持和参加人员"):
        add(mending, assessment=stands, people=" ")
    for who in ("director", "leadership", "unit_head", "team_lead"):
        with pytest.raises(PermissionDenied):
            add(mending, who, assessment=stands)
    assert not FollowUp.objects.exists()


def _decide(mending: Mending, assessment: Assessment) -> Assessment:
    return assessing.decide_assessment(assessment, by=mending.by("director"))


def test_what_came_of_it_is_added_later_upon_the_version_that_was_read(mending: Mending) -> None:
    made = add(mending)
    stale = FollowUp.objects.get()
    by = mending.by("clerk")
    operations.edit_follow_up(made, changes={"result": "限期一个月整改。"}, by=by, version=1)
    assert FollowUp.objects.get().result == "限期一个月整改。"
    with pytest.raises(Stale):
        operations.edit_follow_up(stale, changes={"result": "另一种写法"}, by=by, version=1)
    with pytest.raises(ValidationError, match="晚于今天"):
        operations.edit_follow_up(FollowUp.objects.get(), changes={"held_on": today() + DAY}, by=by)
    with pytest.raises(PermissionDenied):
        operations.edit_follow_up(made, changes={"result": "改"}, by=mending.by("director"))
    assert FollowUp.objects.get().result == "限期一个月整改。"


# ---------------------------------------------------------------- 撤销登记


def withdraw(
    follow: FollowUp, mending: Mending, who: str = "clerk", reason: str = "登记错了单位"
) -> FollowUp:
    return operations.withdraw_follow_up(follow, reason=reason, by=mending.by(who))


def told(mending: Mending) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__endswith=":withdrawn").order_by("recipient__username")
    return [(row.recipient.username, row.title) for row in rows.select_related("recipient")]


def test_withdrawn_follow_up_stays_with_its_reason_and_is_changed_no_more(mending: Mending) -> None:
    made = withdraw(add(mending, file=make_file(mending.by("clerk"))), mending, reason=" 登记错了单位 ")
    stored = FollowUp.objects.get()
    assert (stored.state, stored.withdrawn_because, stored.version) == ("withdrawn", "登记错了单位", 2)
    entry = Entry.objects.about(made)[0]
    assert (entry.kind, entry.act, entry.from_state, entry.to_state, entry.reason) == (
        "move",
        "sv.withdraw:E",
        "recorded",
        "withdrawn",
        "登记错了单位",
    )
    with pytest.raises(PermissionDenied):
        operations.edit_follow_up(stored, changes={"result": "补充"}, by=mending.by("clerk"))
    with pytest.raises(PermissionDenied):
        withdraw(stored, mending)
    assert Entry.objects.about(made).count() == 2


def test_withdrawing_asks_for_a_clerk_a_reason_and_nothing_reported(mending: Mending) -> None:
    made = add(mending)
    for who in ("director", "leadership", "unit_head", "team_lead", "receiver"):
        with pytest.raises(PermissionDenied):
            withdraw(made, mending, who)
    with pytest.raises(ValidationError, match="撤销的理由"):
        withdraw(made, mending, reason=" ")
    stale = FollowUp.objects.get()
    operations.edit_follow_up(made, changes={"result": "限期整改。"}, by=mending.by("clerk"))
    for seen in (FollowUp.objects.get(), stale):  # the second was read before the result was written
        with pytest.raises(PermissionDenied, match="已经登记了结果"):
            withdraw(seen, mending)
    assert FollowUp.objects.get().state == FollowState.RECORDED
    assert [entry.kind for entry in Entry.objects.about(made)] == ["edit", "create"]
    assert told(mending) == []


def test_withdrawal_is_told_to_the_others_who_wrote_in_it_and_still_read_it(mending: Mending) -> None:
    made = add(mending)
    operations.edit_follow_up(made, changes={"people": "书记主持"}, by=mending.by("second_clerk"))
    withdraw(FollowUp.objects.get(), mending, "second_clerk")
    title = f"{mending.assignment.unit}约谈登记已撤销"
    assert told(mending) == [(mending.county.user("clerk").username, title)]


def test_withdrawal_is_not_told_to_who_keeps_away_from_the_unit(mending: Mending) -> None:
    made = add(mending)
    recuse(mending, "clerk")
    withdraw(made, mending, "second_clerk")
    assert told(mending) == []


def test_clerk_withdraws_on_the_page_and_the_row_says_why(mending: Mending) -> None:
    made, clerk = add(mending), sign_in(mending, "clerk")
    home, url = page("assessment_detail", made.assessment), page("follow_withdraw", made)
    shown = clerk.get(home).content.decode()
    assert (url in shown, "共 1 次" in shown) == (True, True)
    assert url not in sign_in(mending, "director").get(home).content.decode()
    assert "不再算作结果运用" in clerk.get(url).content.decode()
    assert "必填" in clerk.post(url, {"reason": ""}).content.decode()
    assert clerk.post(url, {"reason": "重复登记"}).status_code == 302
    shown = clerk.get(home).content.decode()
    assert all(word in shown for word in ("已撤销", "重复登记", "领导小组副组长主持"))
    assert not any(word in shown for word in (url, page("follow_edit", made), "共 1 次"))
    for again in (url, page("follow_edit", made)):
        answer = clerk.get(again)
        assert (answer.status_code, "<h1>现在不能办理</h1>" in answer.content.decode()) == (409, True)
    late = clerk.post(url, {"reason": "再撤一次"}).content.decode()
    assert all(word in late for word in ("这件事您已经办理过", "再撤一次", home))
    assert sign_in(mending, "unit_head").get(url).status_code == 404


def test_what_was_reported_on_is_not_withdrawn_on_the_page(mending: Mending) -> None:
    made, clerk = add(mending, result="单位作出说明。"), sign_in(mending, "clerk")
    url = page("follow_withdraw", made)
    assert url not in clerk.get(page("assessment_detail", made.assessment)).content.decode()
    for answer in (clerk.get(url), clerk.post(url, {"reason": "写好的理由"})):
        assert (answer.status_code, "已经登记了结果" in answer.content.decode()) == (403, True)
    assert "写好的理由" in answer.content.decode()
    assert FollowUp.objects.get().state == FollowState.RECORDED


def test_office_and_leaders_see_it_and_nobody_else(mending: Mending) -> None:
    add(mending)
    add(make_mending(1, 0, name="临川"))
    people = (
        "director",
        "clerk",
        "leadership",
        "team_lead",
        "member",
        "unit_head",
        "unit_liaison",
        "receiver",
    )
    seen = {who: FollowUp.objects.visible_to(mending.by(who)).count() for who in people}
    assert seen == dict.fromkeys(people, 0) | {"director": 1, "clerk": 1, "leadership": 1}


# ---------------------------------------------------------------- the pages


def test_clerk_records_completes_and_hands_out(mending: Mending) -> None:
    assessment, clerk = decided(mending), sign_in(mending, "clerk")
    url, home = page("follow_add", assessment), page("assessment_detail", assessment)
    assert url in clerk.get(home).content.decode()
    said = {
        "kind": "questioning",
        "held_on": f"{today() + DAY:%Y-%m-%d}",
        "people": "县委常委会",
        "result": "",
    }
    late = clerk.post(url, said).content.decode()
    assert "晚于今天" in late
    assert "县委常委会" in late
    said |= {"held_on": f"{today():%Y-%m-%d}"}
    assert clerk.post(url, {**said, "file": upload("质询记录.pdf")}).status_code == 302
    made = FollowUp.objects.get()
    shown = clerk.get(home).content.decode()
    assert all(word in shown for word in ("公开质询", "县委常委会", "质询记录.pdf", "还没有登记"))
    edit = page("follow_edit", made)
    changed = {**said, "result": "现场答复六个问题。", "version": "1"}
    assert clerk.post(edit, changed).status_code == 302
    conflict = clerk.post(edit, {**changed, "result": "我另写的"}).content.decode()
    assert "现场答复六个问题。" in conflict
    assert "我另写的" in conflict
    made.refresh_from_db()
    assert made.file is not None  # none was sent with the result: the one that is there stays
    answer = clerk.get(page("follow_file", made))
    assert answer["Content-Disposition"].startswith("attachment")
    leader = sign_in(mending, "leadership")
    assert "现场答复六个问题。" in leader.get(home).content.decode()
    assert leader.get(edit).status_code == 404
    assert sign_in(mending, "unit_head").get(page("follow_file", made)).status_code == 404


def test_a_result_that_does_not_stand_has_no_follow_up(mending: Mending) -> None:
    assessment, clerk = proposed(mending), sign_in(mending, "clerk")
    assert (
        page("follow_add", assessment)
        not in clerk.get(page("assessment_detail", assessment)).content.decode()
    )
    assert clerk.get(page("follow_add", assessment)).status_code == 409
    assert (
        clerk.get(page("follow_file", add(mending, assessment=_decide(mending, assessment)))).status_code
        == 404
    )
