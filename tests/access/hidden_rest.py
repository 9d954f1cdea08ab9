"""Changes beside the trade: people, pool, accounts, papers and notices of others, and the neighbouring county."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.devices import Visit
from accounts.models import User
from accounts.operations import account, entry, granting, resetting, session
from accounts.states import Level, Role
from clues import operations as clues
from deadlines.operations import notice, rule
from deadlines.states import RuleScope
from documents.operations import jobs, proxy, reading
from organizations.models import Kin, Person, Tenure, Unit
from organizations.operations import recusal, registry
from organizations.states import Kinship, TenureKind, UnitKind
from rectification.models import Item
from rectification.operations import progress
from rectification.states import ItemState, Progress
from rounds.exports import AGREED, PAPERS
from rounds.operations import assignment, copies, decision, plan, referral, review, round, team  # noqa: A004 -- the trade's own word
from rounds.operations.copies import Addressee
from rounds.operations.team import Seat
from rounds.states import DecisionKind, PostingRole
from rounds.states.review import CopyKind, PointKind
from talent_pool import operations as pool
from talent_pool.states import Grade, RankGroup
from tests.access.answers import WORD
from tests.access.hiding import Change, Hand, fresh

YEAR = dt.timedelta(days=365)
MEMBER, LIAISON, DIRECTOR = (frozenset({who}) for who in ("member", "liaison", "director"))


def _person(hand: Hand) -> None:
    changes = {"native_place": WORD, "phone": "13800000000", "rank": WORD}
    registry.edit_person(fresh(hand.own["person"]), changes=changes, by=hand.by("clerk"))


def _post(hand: Hand) -> None:
    registry.edit_person(fresh(hand.person("liaison")), changes={"post": WORD}, by=hand.by("clerk"))


def _kin(hand: Hand) -> None:
    person = hand.own["person"]
    registry.enter(Kin(person=person, kinship=Kinship.INLAW, name=WORD, post=WORD), by=hand.by("clerk"))


def _member(hand: Hand) -> None:
    found = fresh(hand.own["member"])
    pool.edit_member(found, pool=found.pool, expertise=[], recommended_by=WORD, by=hand.by("clerk"))


def _appraisal(hand: Hand) -> Any:
    said: dict[str, Any] = {"rank_group": RankGroup.GENERAL, "grade": Grade.EXCELLENT, "remark": WORD}
    return pool.propose_appraisal(hand.own["member"], year=2025, by=hand.by("clerk"), **said)


def _declare(hand: Hand) -> Any:
    person, party = hand.person("liaison"), hand.own["party"]
    return recusal.declare_recusal(person, party, ground=WORD, by=hand.by("liaison"), detail=WORD)


def _register(hand: Hand) -> Any:
    person, by = hand.person("liaison"), hand.by("clerk")
    made = recusal.register_recusal(person, hand.far["party"], ground=WORD, by=by, detail=WORD)
    return recusal.decide_recusal(made, grants=False, opinion=WORD, by=hand.by("director"))


PEOPLE = (
    Change("修改人员籍贯、职级、电话", ("person@published",), _person, also=MEMBER),
    Change("修改人员单位及职务", ("person@published",), _post, also=LIAISON),
    Change("登记他人亲属", ("kin@published", "person@published"), _kin, also=MEMBER),
    Change("修改人才库信息", ("member@published",), _member, also=MEMBER),
    Change("提出考核", ("member@published", "removal@published"), _appraisal, also=MEMBER),
    Change("他人申报回避", ("recusal@published",), _declare, also=LIAISON),
    Change("决定他人回避", ("recusal@published",), _register, also=LIAISON),
)


def _role(hand: Hand) -> Any:
    user, by = hand.own["account"], hand.by("secadmin")
    return granting.propose_role(user, Role.OST, since=by.on, until=None, reason=WORD, by=by)


def _clearance(hand: Hand) -> Any:
    user, by = hand.world.county.user("second_clerk"), hand.by("secadmin")
    return granting.propose_clearance(user, Level.S3, reason=WORD, by=by)


def _reset(hand: Hand) -> None:
    resetting.propose_reset(hand.world.county.user("second_clerk"), reason=WORD, by=hand.by("sysadmin"))


def _account(hand: Hand) -> User:
    return account.open_account("hidden-one", WORD, password="Qs9-muliao-2026-xx", by=hand.by("sysadmin"))


def _failure(hand: Hand) -> None:
    name = hand.world.county.user("director").username
    for _ in range(3):
        entry.try_password(name, "不是这个口令", visit=Visit("他人的电脑"), at=timezone.now())


def _entered(hand: Hand) -> None:
    by = hand.by("director")
    session.open_session(by.user, visit=Visit(WORD), with_factor=True, by=by)  # type: ignore[arg-type]


def _alarm(hand: Hand) -> None:
    reading.raise_alarm(by=hand.by("director"), act="find.view:V")


def _job(hand: Hand) -> Any:
    params = {"feedback": str(hand.own["feedback"].pk)}
    return jobs.request_job(PAPERS["rounds.feedback_letter"], params, by=hand.by("director"), reason=WORD)


def _export(hand: Hand) -> Any:
    params, paper = {"query": "", "these": ""}, PAPERS[AGREED]
    return jobs.request_job(paper, params, by=hand.by("clerk"), reason=WORD, scope=WORD)


def _notice(hand: Hand) -> None:
    user, at = hand.world.county.user("director"), timezone.now()
    notice.notify(user, title=WORD, text=WORD, key="hidden", at=at)
    notice.deliver(at=at)


ACCOUNTS = (
    Change("提请授予角色", ("grant@",), _role),
    Change("提请调整安全标记", ("grant@",), _clearance),
    Change("提请重置口令", ("reset@",), _reset),
    Change("新建账号", ("accounts@", "account@published"), _account),
    Change("他人登录失败", ("door@",), _failure, also=DIRECTOR),
    Change("他人登录", ("door@",), _entered, also=DIRECTOR),
    Change("他人查阅到限告警", ("alarm@",), _alarm, also=DIRECTOR),
    Change("他人申请生成文件", ("job@published",), _job, whose="director"),
    Change("他人提请导出清单", ("job@published",), _export, whose="clerk", also=frozenset({Role.ODR})),
    Change("他人收到通知", ("notice@published",), _notice, whose="director"),
)


def _decision(hand: Hand) -> Any:
    by = hand.by("clerk")
    said: dict[str, Any] = {"kind": DecisionKind.STANDING, "held_on": by.on, "title": WORD, "text": WORD}
    return decision.record_decision(hand.own["office"], by=by, signer=WORD, **said)


def _referral(hand: Hand) -> Any:
    by = hand.by("clerk")
    return referral.draft_referral(hand.own["office"], hand.own["body"], title=WORD, text=WORD, by=by)


def _point(hand: Hand) -> Any:
    by, said = hand.by("clerk"), {"kind": PointKind.LOOK, "order": 9, "text": WORD, "required": False}
    return review.add_point(hand.own["office"], since=by.on, by=by, **said)  # type: ignore[arg-type]


def _copy(hand: Hand) -> Any:
    by, feedback = hand.by("clerk"), fresh(hand.own["feedback"])
    return copies.send_copies(feedback, [Addressee(CopyKind.LEADERS, WORD)], sent_on=by.on, by=by)[0]


def _seats(hand: Hand) -> Any:
    person, by = Person.objects.get(office=hand.own["office"], name="周明远"), hand.by("clerk")
    seat = Seat(person, PostingRole.MEMBER, since=by.on)
    return team.propose_postings(hand.early["assignment"].team, [seat], by=by, reason=WORD)


def _leaves(hand: Hand) -> Any:
    return team.end_posting(fresh(hand.posting), reason=WORD, by=hand.by("director"))


def _dates(hand: Hand) -> None:
    task, by = fresh(hand.early["assignment"]), hand.by("clerk")
    assignment.edit_assignment(task, changes={"leaves_on": task.leaves_on + dt.timedelta(days=3)}, by=by)


def _tenure(hand: Hand) -> Any:
    said: dict[str, Any] = {"kind": TenureKind.STAFF, "title": WORD, "since": dt.date(2026, 5, 1)}
    person = Person.objects.get(office=hand.own["office"], name="周明远")
    return registry.appoint(Tenure(person=person, unit=hand.own["unit"], **said), by=hand.by("clerk"))


def _plan(hand: Hand) -> None:
    plan.edit_plan(fresh(hand.own["plan"]), changes={"title": WORD, "body": WORD}, by=hand.by("clerk"))


def _annual(hand: Hand) -> None:
    plan.edit_plan(fresh(hand.own["annual"]), changes={"title": WORD, "body": WORD}, by=hand.by("clerk"))


def _proxy(hand: Hand) -> None:
    proxy.withdraw_proxy(fresh(hand.own["entry"]), by=hand.by("clerk"), opinion=WORD)


def _rule(hand: Hand) -> None:
    found, by = fresh(hand.own["rule"]), hand.by("clerk")
    rule.revise_rule(found, changes={"source": WORD}, effective_from=by.on + YEAR, by=by, reason=WORD)


OFFICE = (
    Change("登记会议", ("decision@published",), _decision),
    Change("增加审核要点", ("review_point@published",), _point),
    Change("抄送反馈意见", ("feedback_copy@published",), _copy),
    Change("草拟移交建议", ("referral@published",), _referral),
    Change("提请为另一组派人", ("seats@early",), _seats),
    Change("另一组组员离组", ("posting@early",), _leaves),
    Change("调整另一组任务日期", ("assignment@early",), _dates),
    Change("登记单位任职", ("tenure@published",), _tenure),
    Change("修改五年规划草稿", ("plan@published",), _plan),
    Change("修改年度计划草稿", ("annual@published",), _annual),
    Change("撤回代录", ("entry@published",), _proxy),
    Change("修订时限规则", ("rule@published",), _rule),
)


def _far_unit(hand: Hand) -> Any:
    unit = Unit(office=hand.far["office"], name=f"青浦{WORD}镇", kind=UnitKind.TOWNSHIP)
    return registry.register_unit(unit, by=hand.there("clerk"))


def _far_person(hand: Hand) -> Any:
    return registry.register_person(Person(office=hand.far["office"], name=WORD), by=hand.there("clerk"))


def _far_progress(hand: Hand) -> None:
    item = Item.objects.filter(assignment=hand.far["assignment"], state=ItemState.FIXING).latest("id")
    progress.report_progress(item, progress=Progress.MOSTLY, text=WORD, by=hand.there("unit_liaison"))


def _far_decision(hand: Hand) -> Any:
    by = hand.there("clerk")
    said: dict[str, Any] = {"kind": DecisionKind.STANDING, "held_on": by.on, "title": WORD}
    return decision.record_decision(hand.far["office"], by=by, **said)


def _far_round(hand: Hand) -> Any:
    days: dict[str, Any] = {"starts_on": dt.date(2026, 8, 1), "ends_on": dt.date(2026, 10, 1)}
    return round.create_round(hand.far["term"], name=WORD, by=hand.there("clerk"), **days)


def _far_clue(hand: Hand) -> None:
    clues.sign_for_clue(fresh(hand.far["clue"]), by=hand.there("receiver"))


def _far_rule(hand: Hand) -> Any:
    wide, round_ = fresh(hand.own["rule"]), hand.far["round"]
    return rule.narrow_rule(
        wide,
        RuleScope.ROUND,
        round_.pk,
        scope_name=WORD,
        office=hand.far["office"],
        changes={"source": WORD},
        effective_from=dt.date(2026, 7, 1),
        reason=WORD,
        by=hand.there("clerk"),
    )


NEIGHBOUR = (
    Change("邻县登记单位", ("unit@neighbour",), _far_unit),
    Change("邻县登记人员", ("person@neighbour",), _far_person),
    Change("邻县登记整改进展", ("item@neighbour",), _far_progress),
    Change("邻县登记会议", ("decision@neighbour",), _far_decision),
    Change("邻县为轮次单独规定时限", ("narrowed@neighbour",), _far_rule),
    Change("邻县设轮次", ("round@neighbour",), _far_round),
    Change("邻县签收线索", ("clue@neighbour",), _far_clue),
)
