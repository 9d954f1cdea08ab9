"""Changes in the trade: papers, reports, clues, rectification, each done by the real operation."""

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.states import Role
from clues import operations as clues
from clues.operations import Named
from clues.states import ClueState, Discipline, Disposal
from rectification.models import Item, Publication
from rectification.operations import (
    assigning,
    extension,
    monthly,
    plan,
    progress,
    publication,
    revoking,
    transferring,
    unit_paper,
)
from rectification.states import ItemState, Progress
from rectification.states.publication import PublicationState
from rectification.states.unit_paper import UnitPaperKind
from rectification.tests.factories import Mending, ask_extension, claim_result, draw, make_evidence
from rectification.tests.factories_publication import FULL
from rounds.models import Finding
from rounds.operations import feedback, finding, paper, paper_signing, report, review
from supervision.models import Assessment
from supervision.operations import assessment, copying, follow, publishing, sheet, visit
from supervision.states import Agreement, AssessmentState
from tests.access.answers import WORD
from tests.access.hiding import AUTHOR, FINAL, WRITING, Change, Hand, fresh, handed_clue
from tests.access.silent import hidden_clue

DEPUTY, LEADER = "other_deputy", "other_team_lead"
LEADERS = frozenset({Role.LDG})


def _write(hand: Hand) -> Any:
    return paper.create_paper(
        fresh(hand.early["assignment"]),
        by=hand.by(AUTHOR),
        category=hand.early["finding"].category,
        title=WORD,
        facts=WORD,
    )


def _edit(hand: Hand) -> Any:
    return paper.edit_paper(fresh(hand.drafts[0]), by=hand.by(AUTHOR), title=WORD, facts=WORD)


def _submit(hand: Hand, place: int = 1) -> Any:
    found = fresh(hand.drafts[place])
    people = [hand.person(AUTHOR), hand.person("other_liaison")]
    said: dict[str, Any] = {"title": WORD, "place": hand.village}
    paper.edit_paper(found, by=hand.by(AUTHOR), undertakers=people, manifestations=[WORD], **said)
    paper.submit_paper(found, by=hand.by(AUTHOR))
    return found


def _sign(hand: Hand) -> Any:
    found = _submit(hand, 2)
    paper.pass_paper(found, by=hand.by(DEPUTY), reason=WORD)
    paper_signing.sign_paper(found, by=hand.by(LEADER), destinations=["report"], reason=WORD)
    return Finding.objects.filter(paper=found).latest("id")


def _drop(hand: Hand) -> Any:
    found = _submit(hand, 3)
    paper.pass_paper(found, by=hand.by(DEPUTY), reason=WORD)
    return paper_signing.drop_paper(found, by=hand.by(LEADER), reason=WORD)


def _mark(hand: Hand) -> Any:
    found = fresh(hand.final)
    return finding.mark_finding(found, by=hand.by("clerk"), key_focus=True, reason=WORD)


def _report(hand: Hand) -> None:
    report.edit_report(fresh(hand.early["report"]), by=hand.by(LEADER), overview=WORD, advice=WORD)


def _feedback(hand: Hand) -> None:
    found, by = fresh(hand.early["feedback"]), hand.by("clerk")
    feedback.edit_feedback(found, by=by, overview=WORD, demands=WORD)
    points = review.points_for(found, by.on)
    review.review_feedback(found, [review.Said(one, passed=True, remark=WORD) for one in points], by=by)


PAPERS = (
    Change("另一组记底稿", ("paper@early",), _write),
    Change("另一组改底稿", ("paper@early",), _edit),
    Change("另一组提交底稿", ("paper@early",), _submit),
    Change("另一组审签底稿、问题入报告", ("paper@early", "finding@early"), _sign, "finding.on_site"),
    Change("另一组不采用底稿", ("paper@early",), _drop),
    Change("问题标为重点关注", (f"finding@{FINAL}",), _mark),
    Change("改报告草稿", ("report@early",), _report, state="report.draft"),
    Change("改反馈意见草稿、反馈前审核", ("feedback@early",), _feedback),
)


def _register(hand: Hand) -> Any:
    return clues.register_clue(
        fresh(hand.early["assignment"]),
        summary=WORD,
        discipline=Discipline.INTEGRITY,
        subjects=[Named(WORD, WORD)],
        is_key=True,
        received_from=WORD,
        by=hand.by(LEADER),
    )


def _edit_clue(hand: Hand) -> Any:
    return clues.edit_clue(fresh(hand.registered[0]), summary=WORD, is_key=True, by=hand.by(LEADER))


def _keep_clue(hand: Hand) -> Any:
    return clues.keep_clue(fresh(hand.registered[1]), reason=WORD, by=hand.by(LEADER))


def _send_clue(hand: Hand) -> Any:
    found = clues.weigh_clue(fresh(hand.registered[2]), by=hand.by(LEADER), opinion=WORD)
    return clues.send_clue(found, by=hand.by(LEADER), opinion=WORD)


def _hand_over(hand: Hand) -> Any:
    return handed_clue(hand.world.county, summary=WORD)


def _take_up(hand: Hand, place: int = 0) -> Any:
    found = clues.sign_for_clue(fresh(hand.handed[place]), by=hand.by("receiver"))
    return clues.take_up(found, disposal=Disposal.VERIFY, by=hand.by("receiver"))


def _file(hand: Hand) -> Any:
    found = _take_up(hand, 1)
    clues.record_filing(found.subjects.get(), filed_on=timezone.localdate(), by=hand.by("receiver"))
    return found


def _answer(hand: Hand) -> Any:
    return clues.answer_clue(_take_up(hand, 2), outcome=WORD, by=hand.by("receiver"))


def _custodian(hand: Hand) -> Any:
    until = timezone.localdate() + dt.timedelta(days=30)
    person, by = hand.person("second_clerk"), hand.by("director")
    clues.name_custodian(fresh(hand.handed[3]), person, until=until, reason=WORD, by=by)
    return hand.handed[3]


def _name(who: str, state: ClueState, hand: Hand) -> Any:
    return hidden_clue(hand.world.county, who, state)


def _naming(who: str, state: ClueState, also: frozenset[str] = frozenset()) -> Change:
    touches = ("clue@published", "subject@published")
    return Change(f"线索反映{who}、{state.label}", touches, partial(_name, who, state), named=who, also=also)


CLUES = (
    Change("另一组登记线索", ("clue@early",), _register),
    Change("另一组修改线索", ("clue@early",), _edit_clue),
    Change("另一组暂存线索", ("clue@early",), _keep_clue),
    Change("另一组送审线索", ("clue@early",), _send_clue),
    Change("移交线索", ("clue@published", "subject@published"), _hand_over),
    Change("签收线索、确定处置方式", ("clue@published",), _take_up),
    Change("登记立案", ("clue@published", "subject@published"), _file),
    Change("反馈线索办理结果", ("clue@published",), _answer),
    Change("指定线索专管员", ("clue@published",), _custodian, also=frozenset({"second_clerk"})),
    _naming("team_lead", ClueState.OFFICE),
    _naming("deputy", ClueState.TEAM),
    _naming("director", ClueState.OFFICE),
    _naming("leadership", ClueState.APPROVAL, LEADERS),
    _naming("receiver", ClueState.WORKING),
)


def _mending(hand: Hand) -> Mending:
    return Mending(hand.world.county, hand.own["assignment"])


def _progress(hand: Hand) -> Any:
    item, by = _mending(hand).items[1], hand.by("unit_liaison")
    return progress.report_progress(item, progress=Progress.MOSTLY, text=WORD, by=by)


def _measure(hand: Hand) -> None:
    by = hand.by("unit_liaison")
    progress.report_measure(fresh(hand.own["measure"]), progress=Progress.DONE, text=WORD, by=by)


def _evidence(hand: Hand, *, submit: bool) -> Any:
    return make_evidence(_mending(hand), _mending(hand).items[1], submit=submit)


def _result(hand: Hand) -> Any:
    return claim_result(_mending(hand), _mending(hand).items[1], title=WORD)


def _extension(hand: Hand) -> Any:
    found = ask_extension(_mending(hand), _mending(hand).items[1])
    extension.sign_extension(found, by=hand.by("unit_head"))
    return extension.propose_extension(found, by=hand.by("clerk"), opinion=WORD)


def _opinion(hand: Hand) -> None:
    told: dict[str, Any] = {"text": WORD, "lines": {hand.own["item"]: WORD}}
    plan.give_opinion(fresh(hand.own["opinion"]), agrees=False, by=hand.by("receiver"), **told)


def _reading(hand: Hand) -> Any:
    return unit_paper.read_paper(fresh(hand.own["unit_paper"]), by=hand.by("supervisor"), opinion=WORD)


def _monthly(hand: Hand) -> Any:
    found, by = fresh(hand.reports["written"]), hand.by("unit_liaison")
    return monthly.write_monthly(found, summary=WORD, next_steps=WORD, lines={}, by=by)


def _publication(hand: Hand) -> None:
    by, line = hand.by("unit_liaison"), fresh(hand.own["publication_line"])
    rows = Publication.objects.filter(pk=hand.own["publication"].pk)
    rows.update(state=PublicationState.RETURNED)
    publication.edit_line(line, changes={**FULL, "text": WORD}, by=by)
    rows.update(state=PublicationState.APPROVED)
    publication.put_up_edition(fresh(hand.own["edition"]), place=WORD, since=by.on, by=by)


def _plan(hand: Hand) -> Any:
    by, unit = hand.by("unit_liaison"), hand.writing
    plan.edit_plan(unit.plan, overview=WORD, by=by)
    plan.plan_item(unit.item, changes={"goal": WORD}, by=by)
    measure = unit.item.measures.get()
    plan.edit_measure(measure, changes={"text": WORD}, by=by)
    return unit.plan


def _unit_paper(hand: Hand) -> Any:
    found = hand.writing.assignment.unit_papers.get(kind=UnitPaperKind.HEAD)
    return unit_paper.write_paper(found, changes={"text": WORD}, by=hand.by("unit_liaison"))


def _publication_draft(hand: Hand) -> Any:
    by, found = hand.by("unit_liaison"), Publication.objects.get(assignment=hand.writing.assignment)
    publication.edit_publication(found, changes={"opening": WORD}, by=by)
    publication.edit_line(found.lines.get(), changes={**FULL, "text": WORD}, by=by)
    return found


PUBLISHED = tuple(f"{kind}@published" for kind in ("publication", "publication_line", "edition"))


def _check(hand: Hand) -> None:
    said: dict[str, Any] = {"found": Progress.MOSTLY, "agreement": Agreement.DIFFERENT, "note": WORD}
    visit.check_item(fresh(hand.own["check"]), by=hand.by("member"), **said)


def _note(hand: Hand) -> None:
    found, by = fresh(hand.own["visit"]), hand.by("member")
    visit.write_note(found, day=by.on, text=WORD, by=by)


def _score(hand: Hand) -> Any:
    task, used = hand.early["assignment"], hand.own["assessment"].sheet
    begun = Assessment.objects.create(assignment=task, sheet=used)
    said: dict[str, Any] = {"marks": {}, "vetoed_by": [], "satisfaction": {}, "remark": WORD}
    return assessment.mark(begun, by=hand.by("clerk"), **said)


def _publish(hand: Hand) -> None:
    Assessment.objects.filter(pk=hand.own["assessment"].pk).update(state=AssessmentState.DECIDED)
    publishing.publish_assessments(hand.own["round"], by=hand.by("director"), opinion=WORD)


def _follow(hand: Hand) -> None:
    changes = {"people": WORD, "result": WORD}
    follow.edit_follow_up(fresh(hand.own["followup"]), changes=changes, by=hand.by("clerk"))


def _sign_result(hand: Hand) -> None:
    copying.sign_result(fresh(hand.own["result_copy"]), by=hand.by("receiver"), received_by=WORD)


def _take_back_delegation(hand: Hand) -> None:
    assigning.end_delegation(fresh(hand.own["delegation"]), reason=WORD, by=hand.by("unit_liaison"))


def _refuse_transfer(hand: Hand) -> None:
    transferring.refuse_transfer(fresh(hand.own["transfer"]), opinion=WORD, by=hand.by("director"))


def _refuse_reopening(hand: Hand) -> None:
    revoking.refuse_reopening(fresh(hand.own["reopening"]), opinion=WORD, by=hand.by("director"))


def _draw(hand: Hand) -> Any:
    own = _mending(hand)
    Item.objects.filter(pk=own.items[1].pk).update(state=ItemState.CHECKED)
    return draw(own, reason=WORD)


def _sheet(hand: Hand) -> None:
    found = fresh(hand.own["sheet"])
    texts = {name: getattr(found, name) for name in sheet.TEXTS} | {"vetoes": WORD}
    sheet.edit_sheet(found, texts=texts, by=hand.by("clerk"))


RECTIFICATION = (
    Change("他单位登记整改进展", ("item@published",), _progress),
    Change("他单位登记措施进展", ("measure@published",), _measure),
    Change(
        "他单位上传佐证未提交", ("evidence@published",), partial(_evidence, submit=False), "evidence.draft"
    ),
    Change("他单位提交佐证", ("evidence@published",), partial(_evidence, submit=True)),
    Change("他单位申报成果", ("result@published",), _result),
    Change("他单位申请延期、拟办", ("extension@published",), _extension),
    Change("分管县领导签阅报告", ("unit_paper@published",), _reading),
    Change("出具联审意见", ("opinion@published", "rectification_plan@published"), _opinion),
    Change("他单位填报月报", ("monthly@published",), _monthly, "monthly.words"),
    Change("他单位编制方案", (f"rectification_plan@{WRITING}",), _plan, "rectification_plan.returned"),
    Change("他单位填写专项材料", (f"unit_paper@{WRITING}",), _unit_paper, "unit_paper.draft"),
    Change("他单位编写公开稿", (f"publication@{WRITING}",), _publication_draft, "publication.returned"),
    Change("他单位登记公开", PUBLISHED, _publication),
    Change("回访逐项检查", ("check@published", "visit@published"), _check),
    Change("写督查记录", ("visit@published",), _note),
    Change("另一单位整改评估打分", ("assessment@early",), _score, "assessment.scoring"),
    Change("公布他单位评估结果", ("assessment@published",), _publish),
    Change("签收评估结果", ("result_copy@published",), _sign_result),
    Change("登记评估结果运用", ("followup@published",), _follow),
    Change("修改评估打分表", ("sheet@published",), _sheet),
    Change("收回对他单位同事的委托", ("delegation@published", "item@published"), _take_back_delegation),
    Change("不同意划转他单位的整改事项", ("transfer@published", "unit@published"), _refuse_transfer),
    Change("不同意撤销他单位的销号", ("reopening@published", "item@published"), _refuse_reopening),
    Change("对他单位抽查抽样", ("draw@published", "item@published"), _draw),
)
