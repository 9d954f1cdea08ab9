"""Visits: ordered, looked at one by one, sent in, accepted; what is refused leaves nothing."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.states import Role
from audit.actor import Actor
from audit.models import Entry, EntryKind
from audit.operations import IllegalMove, Stale
from organizations.models import Recusal
from organizations.states import RecusalState
from rectification.states import Progress
from rounds.models import SupervisionTask
from rounds.states import AssignmentState
from rounds.tests.factories import make_team
from supervision.models import CheckedItem, DailyNote, Visit
from supervision.operations import visit as operations
from supervision.operations.drawing import draw
from supervision.states import Agreement, Drawn, VisitKind, VisitState
from supervision.tests.factories import (
    DAY,
    SEED,
    Mending,
    accepted,
    add_person,
    differ,
    later,
    look_at,
    make_mending,
    make_recheck,
    make_revisit,
    make_visitors,
    submitted,
    today,
)
from tests.standing import standing

pytestmark = pytest.mark.django_db


built, mending = standing(make_mending)


def checks(visit: Visit) -> list[CheckedItem]:
    return list(CheckedItem.objects.filter(visit=visit).select_related("visit"))


# ---------------------------------------------------------------- 下达与抽取


def test_order_lists_all_that_is_open_and_a_sample_of_what_is_closed() -> None:
    mending = make_mending(findings=6, shut=4)
    visit = make_revisit(mending, sample=2)
    numbers = [item.finding.number for item in mending.items]
    drawn = draw(numbers[2:], seed=SEED, many=2)
    told = {check.number: check.drawn for check in checks(visit)}
    assert told == {**dict.fromkeys(numbers[:2], Drawn.OPEN), **dict.fromkeys(drawn, Drawn.SAMPLED)}
    assert (visit.seed, visit.drawn_from, visit.sample) == (SEED, numbers[2:], 2)
    entry = Entry.objects.about(visit).get()
    assert (entry.act, entry.facts) == ("sv.order:C", {"seed": SEED, "drawn": drawn})


def test_the_program_draws_a_seed_of_its_own(mending: Mending) -> None:
    seeds = set()
    team = make_visitors(mending)
    for _ in range(3):
        visit = make_revisit(mending, team, seed=None)
        seeds.add(visit.seed)
        operations.drop_visit(visit, reason="重新下达", by=mending.by("clerk"))
    assert len(seeds) > 1
    assert all(100_000 <= seed < 1_000_000 for seed in seeds)


def test_list_is_a_copy_of_what_was_reported_when_it_was_drawn(mending: Mending) -> None:
    shut = mending.items[2]
    visit = make_revisit(mending)
    mending.items[2].measures.update(done_text="后来改写")
    type(shut).objects.filter(pk=shut.pk).update(done_text="后来改写", progress=Progress.UNDONE)
    check = next(one for one in checks(visit) if one.item_id == shut.pk)
    assert (check.reported, check.reported_text) == (Progress.DONE, "滞留资金已全部兑付。")
    assert check.measures == "逐笔清退滞留资金（已完成）已清退到户"
    assert check.shows == "两个村的补贴资金滞留超过四个月。"


def test_dropped_measures_are_not_on_the_list(mending: Mending) -> None:
    mending.items[0].measures.update(dropped=True)
    visit = make_revisit(mending)
    assert checks(visit)[0].measures == ""


def test_revisit_needs_a_team_of_its_own(mending: Mending) -> None:
    with pytest.raises(ValidationError, match="单独的派任"):
        make_revisit(mending, mending.county.team)
    with pytest.raises(ValidationError, match="单独的派任"):
        make_revisit(mending, make_visitors(make_mending(name="临川")))
    with pytest.raises(ValidationError, match="还没有人员"):
        make_revisit(mending, make_team(mending.county.round, 8))
    assert not Visit.objects.exists()
    assert not CheckedItem.objects.exists()


def test_nobody_who_is_recused_is_sent(mending: Mending) -> None:
    team = make_visitors(mending)
    _recuse(mending, "visitor")
    with pytest.raises(ValidationError, match="回避"):
        make_revisit(mending, team)
    add_person(mending, "inspector", Role.SVG)
    _recuse(mending, "inspector")
    with pytest.raises(ValidationError, match="回避"):
        make_recheck(mending)
    assert not Visit.objects.exists()
    assert not SupervisionTask.objects.exists()


def _recuse(mending: Mending, name: str) -> None:
    Recusal.objects.create(
        person=mending.county.people[name],
        party_organization=mending.assignment.party_organization,
        ground="配偶在该单位任职",
        state=RecusalState.GRANTED,
        declared_at=mending.by("clerk").at,
    )


def test_recheck_gives_the_supervision_group_its_task_for_these_days(mending: Mending) -> None:
    visit = make_recheck(mending)
    assert visit.task is not None
    assert (visit.task.since, visit.task.until) == (today(), visit.due_on)
    assert list(visit.task.people.all()) == [mending.county.people["inspector"]]
    assert list(visit.task.assignments.all()) == [mending.assignment]
    assert visit.kind == VisitKind.RECHECK


def test_order_looks_at_the_day_and_at_the_list() -> None:
    mending = make_mending(findings=1, shut=1)
    team = make_visitors(mending)
    with pytest.raises(ValidationError, match="早于今天"):
        make_revisit(mending, team, due_on=later(-1))
    with pytest.raises(ValidationError, match="至少抽查一个"):
        make_revisit(mending, team, sample=0)
    assert not Visit.objects.exists()
    assert make_revisit(mending, team, due_on=today(), sample=1).due_on == today()


def test_one_visit_of_a_kind_at_a_time(mending: Mending) -> None:
    visit = make_revisit(mending)
    with pytest.raises(ValidationError, match="已有一次同样的检查"):
        make_revisit(mending, visit.team)
    assert make_recheck(mending).kind == VisitKind.RECHECK
    accepted(mending, visit)
    assert make_revisit(mending, visit.team).pk != visit.pk


@pytest.mark.parametrize("who", ["director", "leadership", "team_lead", "visitor", "unit_head"])
def test_order_is_a_clerks(mending: Mending, who: str) -> None:
    team = make_visitors(mending)
    said = {"due_on": later(3), "sample": 1, "by": mending.by(who)}
    with pytest.raises(PermissionDenied):
        operations.order_revisit(mending.assignment, team=team, **said)  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied):
        operations.order_recheck(mending.assignment, people=[], **said)  # type: ignore[arg-type]
    assert not Visit.objects.exists()


@pytest.mark.parametrize("state", [AssignmentState.FED_BACK, AssignmentState.ARCHIVED])
def test_order_follows_the_mending(mending: Mending, state: AssignmentState) -> None:
    type(mending.assignment).objects.filter(pk=mending.assignment.pk).update(state=state)
    mending.assignment.refresh_from_db()
    with pytest.raises(PermissionDenied):
        make_revisit(mending)


# ---------------------------------------------------------------- 逐项检查


def test_check_says_what_was_found_by_whom_and_when(mending: Mending) -> None:
    check = differ(checks(make_revisit(mending))[0], mending)
    check.refresh_from_db()
    assert (check.agreement, check.found, check.note) == (
        Agreement.DIFFERENT,
        Progress.MOSTLY,
        "抽查两户，补贴仍未到账。",
    )
    assert (check.checked_by, check.checked_on) == (str(mending.county.user("visitor")), today())
    entry = Entry.objects.about(check).first()
    assert entry is not None
    assert (entry.act, entry.facts["agreement"]) == ("sv.note:E", "different")


def test_what_differs_is_called_so_and_explained(mending: Mending) -> None:
    check = checks(make_revisit(mending))[0]
    with pytest.raises(ValidationError, match="应为“与上报不符”"):
        look_at(check, mending, found=Progress.DONE)
    with pytest.raises(ValidationError, match="哪里不符"):
        look_at(check, mending, agreement=Agreement.DIFFERENT, note="  ")
    check.refresh_from_db()
    assert (check.found, check.agreement) == ("", "")
    # The same level may hide another truth: the account was false, the level happened to be right
    assert look_at(check, mending, agreement=Agreement.DIFFERENT, note="台账系补造").is_different


@pytest.mark.parametrize("who", ["clerk", "director", "team_lead", "member", "unit_head", "inspector"])
def test_only_those_who_were_sent_look_and_write(mending: Mending, who: str) -> None:
    """A posting in the team that inspected is none for the visit; the other group has its own list."""
    visit = make_revisit(mending)
    make_recheck(mending)
    check = checks(visit)[0]
    with pytest.raises(PermissionDenied):
        look_at(check, mending, who)
    with pytest.raises(PermissionDenied):
        operations.write_note(visit, day=today(), text="走访", by=mending.by(who))
    with pytest.raises(PermissionDenied):
        operations.submit_visit(visit, summary="属实", cooperation=90, by=mending.by(who))
    assert not CheckedItem.objects.exclude(agreement="").exists()
    assert not DailyNote.objects.exists()


def test_supervision_group_looks_at_its_own_list_only(mending: Mending) -> None:
    visit = make_recheck(mending)
    make_revisit(mending)
    assert look_at(checks(visit)[0], mending, "inspector").agreement == Agreement.SAME
    with pytest.raises(PermissionDenied):
        look_at(checks(visit)[1], mending, "visitor")


def test_two_who_look_at_one_problem_do_not_overwrite_each_other(mending: Mending) -> None:
    check = checks(make_revisit(mending))[0]
    look_at(check, mending, version=1)
    with pytest.raises(Stale):
        look_at(checks(check.visit)[0], mending, "visit_lead", version=1)


def test_note_is_of_a_day_of_the_visit(mending: Mending) -> None:
    visit = make_revisit(mending)
    note = operations.write_note(visit, day=today(), text="走访两个村。", by=mending.by("visitor"))
    assert (note.written_by, note.text) == (str(mending.county.user("visitor")), "走访两个村。")
    for day in (today() - DAY, later(1)):
        with pytest.raises(ValidationError, match="下达日期以后"):
            operations.write_note(visit, day=day, text="走访", by=mending.by("visitor"))
    assert DailyNote.objects.count() == 1


# ---------------------------------------------------------------- 提交、接收、退回、作废


def test_submit_waits_until_everything_was_looked_at(mending: Mending) -> None:
    visit = make_revisit(mending)
    first, *rest = checks(visit)
    for check in rest:
        look_at(check, mending)
    with pytest.raises(ValidationError, match="还有 1 个"):
        operations.submit_visit(visit, summary="属实", cooperation=90, by=mending.by("visitor"))
    look_at(first, mending)
    with pytest.raises(ValidationError, match="检查情况"):
        operations.submit_visit(visit, summary=" ", cooperation=90, by=mending.by("visitor"))
    visit.refresh_from_db()
    assert visit.state == VisitState.OPEN
    sent = operations.submit_visit(visit, summary="属实", cooperation=90, by=mending.by("visitor"))
    assert (sent.state, sent.summary, sent.submitted_on) == (VisitState.SUBMITTED, "属实", today())
    assert sent.signed_by == str(mending.county.user("visitor"))


def test_nothing_is_written_into_a_visit_that_was_sent_in(mending: Mending) -> None:
    visit = make_revisit(mending)
    stale = checks(visit)
    submitted(mending, visit)
    before = CheckedItem.objects.get(pk=stale[0].pk)
    with pytest.raises(PermissionDenied):  # the page was opened before; the row says open no more
        look_at(stale[0], mending, found=Progress.UNDONE, version=before.version)
    with pytest.raises(PermissionDenied):
        operations.write_note(stale[0].visit, day=today(), text="补记", by=mending.by("visitor"))
    assert CheckedItem.objects.get(pk=before.pk).version == before.version
    assert not DailyNote.objects.exists()


def test_accept_is_the_offices_and_fixes_the_visit(mending: Mending) -> None:
    visit = submitted(mending)
    for who in ("visitor", "visit_lead", "leadership", "unit_head"):
        with pytest.raises(PermissionDenied):
            operations.accept_visit(visit, by=mending.by(who))
    done = operations.accept_visit(visit, by=mending.by("director"), opinion="同意")
    assert (done.state, done.accepted_on) == (VisitState.ACCEPTED, today())
    with pytest.raises(PermissionDenied):
        operations.return_visit(done, reason="再看", by=mending.by("director"))


def test_who_sent_it_in_does_not_accept_it(mending: Mending) -> None:
    visit = submitted(mending)
    Visit.objects.filter(pk=visit.pk).update(submitted_by=mending.county.user("clerk").pk)
    visit.refresh_from_db()
    with pytest.raises(PermissionDenied):
        operations.accept_visit(visit, by=mending.by("clerk"))
    assert operations.accept_visit(visit, by=mending.by("second_clerk")).state == VisitState.ACCEPTED


def test_return_says_why_and_opens_the_list_again(mending: Mending) -> None:
    visit = submitted(mending)
    with pytest.raises(ValidationError, match="补充检查"):
        operations.return_visit(visit, reason="", by=mending.by("clerk"))
    back = operations.return_visit(visit, reason="第一个问题再看", by=mending.by("clerk"))
    assert (back.state, back.submitted_by, back.submitted_on) == (VisitState.OPEN, None, None)
    assert back.signed_by == ""
    assert look_at(checks(back)[0], mending).agreement == Agreement.SAME


def test_drop_is_the_offices_before_anything_was_sent_in(mending: Mending) -> None:
    visit = make_revisit(mending)
    with pytest.raises(PermissionDenied):
        operations.drop_visit(visit, reason="误发", by=mending.by("visitor"))
    with pytest.raises(ValidationError, match="作废的理由"):
        operations.drop_visit(visit, reason="", by=mending.by("clerk"))
    assert operations.drop_visit(visit, reason="误发", by=mending.by("clerk")).state == VisitState.DROPPED
    other = submitted(mending, make_revisit(mending, visit.team))
    with pytest.raises(PermissionDenied):
        operations.drop_visit(other, reason="误发", by=mending.by("clerk"))


def seen_on(visit: Visit, mending: Mending, days: int) -> bool:
    """Whether the supervision group sees the check so many days from now."""
    by = mending.by("inspector")
    later_on = Actor(user=by.user, at=by.at + days * DAY)
    return bool(Visit.objects.visible_to(later_on).filter(pk=visit.pk).exists())


def test_who_checks_again_sees_it_no_more_once_it_is_dropped(mending: Mending) -> None:
    visit = make_recheck(mending, due_on=later(10))
    assert seen_on(visit, mending, 0)
    operations.drop_visit(visit, reason="误发", by=mending.by("clerk"))
    assert not seen_on(visit, mending, 0)
    task = SupervisionTask.objects.get()
    assert task.until == later(-1)
    assert [entry.reason for entry in Entry.objects.about(task).filter(kind=EntryKind.EDIT)] == ["误发"]


def test_postpone_lets_who_checks_again_finish_what_is_late(mending: Mending) -> None:
    visit = make_recheck(mending, due_on=later(2))
    assert (seen_on(visit, mending, 2), seen_on(visit, mending, 3)) == (True, False)
    operations.postpone_visit(visit, due_on=later(9), reason="入户时间不够", by=mending.by("clerk"))
    assert (seen_on(visit, mending, 9), seen_on(visit, mending, 10)) == (True, False)
    assert Visit.objects.get().due_on == later(9)
    entry = Entry.objects.about(visit).first()
    assert entry is not None
    assert (entry.act, entry.reason) == ("sv.order:A", "入户时间不够")
    assert entry.facts["due_before"] == f"{later(2):%Y-%m-%d}"


def test_postpone_is_the_offices_with_a_reason_to_another_day_while_it_is_under_way(mending: Mending) -> None:
    visit = make_recheck(mending)
    said: dict[str, Any] = {"due_on": later(20), "reason": "顺延"}
    for who in ("inspector", "leadership", "unit_head"):
        with pytest.raises(PermissionDenied):
            operations.postpone_visit(visit, by=mending.by(who), **said)
    for wrong in ({"reason": " "}, {"due_on": later(-1)}, {"due_on": visit.due_on}):
        with pytest.raises(ValidationError):
            operations.postpone_visit(visit, by=mending.by("clerk"), **(said | wrong))
    stale = Visit.objects.get()
    sent = submitted(mending, visit, "inspector")
    with pytest.raises(PermissionDenied):
        operations.postpone_visit(sent, by=mending.by("clerk"), **said)
    with pytest.raises(Stale):
        operations.postpone_visit(stale, by=mending.by("clerk"), **said)
    assert Visit.objects.get().due_on == later(10)
    assert SupervisionTask.objects.get().until == later(10)


def test_two_at_once_do_not_both_accept(mending: Mending) -> None:
    visit = submitted(mending)
    stale = Visit.objects.get(pk=visit.pk)
    operations.accept_visit(visit, by=mending.by("clerk"))
    with pytest.raises(IllegalMove):
        operations.return_visit(stale, reason="再看", by=mending.by("second_clerk"))


def test_a_unit_with_nothing_closed_is_visited_all_the_same() -> None:
    visit = make_revisit(make_mending(2, 0), sample=3)
    assert visit.drawn_from == []
    assert [check.drawn for check in checks(visit)] == [Drawn.OPEN, Drawn.OPEN]


def test_submit_upon_another_version_than_was_read_is_stale_and_leaves_nothing(mending: Mending) -> None:
    visit = make_revisit(mending)
    for check in visit.checks.all():
        look_at(check, mending)
    read = visit.version
    by, due_on = mending.by("clerk"), visit.due_on + DAY
    operations.postpone_visit(visit, due_on=due_on, reason="雨天", by=by)
    said: dict[str, Any] = {"summary": "属实。", "cooperation": 90}
    with pytest.raises(Stale):
        operations.submit_visit(visit, by=mending.by("visitor"), version=read, **said)
    assert Visit.objects.get(pk=visit.pk).state == VisitState.OPEN
    operations.submit_visit(Visit.objects.get(pk=visit.pk), by=mending.by("visitor"), **said)
    assert Visit.objects.get(pk=visit.pk).state == VisitState.SUBMITTED
