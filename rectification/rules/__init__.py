"""Who may do what in the second half of the work: state, relation, right, in this order."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from rectification.models import (
    Evidence,
    ExtensionRequest,
    Item,
    JointOpinion,
    LeadersBriefing,
    MonthlyReport,
    MonthlyReview,
    PressingPaper,
    RectificationPlan,
    Result,
)
from rectification.rules.closing import bar_on_site
from rectification.rules.joint import bar_of_joint
from rectification.states import (
    EvidenceState,
    ExtensionState,
    ItemState,
    OpinionState,
    PlanState,
    PressingState,
    ReportState,
    ResultState,
)
from rectification.states.briefing import BriefingState
from rounds.models import Assignment
from rounds.states import AssignmentState

EDITABLE = {PlanState.DRAFT, PlanState.RETURNED}


def can_claim_items(by: Actor, assignment: Assignment) -> bool:
    """认领 follows the published feedback."""
    return assignment.state == AssignmentState.FED_BACK and may(by, "rect.claim:S", assignment)


def can_edit_plan(by: Actor, plan: RectificationPlan) -> bool:
    """方案 is written by the unit until it is sent in."""
    return plan.state in EDITABLE and may(by, "rect.plan:C", plan)


def can_submit_plan(by: Actor, plan: RectificationPlan) -> bool:
    """方案 is signed by the unit's head."""
    return plan.state in EDITABLE and may(by, "rect.plan:S", plan)


def can_ask_opinions(by: Actor, plan: RectificationPlan) -> bool:
    """联审 is opened by the office."""
    return plan.state == PlanState.JOINT and may(by, "rect.joint:P", plan)


def can_give_opinion(by: Actor, opinion: JointOpinion) -> bool:
    """联审意见 comes from the body that was asked, while the edition it was asked about is under review."""
    owed = opinion.state == OpinionState.ASKED and opinion.is_current
    return owed and may(by, "rect.joint:S", opinion)


def can_decide_plan(by: Actor, plan: RectificationPlan) -> bool:
    """方案 is accepted or returned by the director, never by who signed it for the unit."""
    if plan.state != PlanState.JOINT or not may(by, "rect.plan:A", plan):
        return False
    return bool(Entry.objects.who_took(plan, PlanState.JOINT) != by.user.pk)


def can_accept_plan(by: Actor, plan: RectificationPlan) -> bool:
    """方案 is accepted once enough bodies, and every body that was asked, agree to this edition."""
    return can_decide_plan(by, plan) and not bar_of_joint(plan)


def can_report_progress(by: Actor, item: Item) -> bool:
    """进展 is written while the item is being mended."""
    return item.state == ItemState.FIXING and may(by, "rect.progress:E", item)


def can_accept_result(by: Actor, result: Result) -> bool:
    """成果 counts once the office accepts it."""
    return result.state == ResultState.CLAIMED and may(by, "rect.result:A", result)


def can_review_result(by: Actor, result: Result) -> bool:
    """认定 may be taken back."""
    judged = result.state in {ResultState.ACCEPTED, ResultState.REFUSED}
    return judged and may(by, "rect.result:A", result)


def can_add_evidence(by: Actor, item: Item) -> bool:
    """佐证 is added until the item is closed."""
    return item.state in {ItemState.FIXING, ItemState.APPLIED} and may(by, "rect.evidence:C", item)


def can_withdraw_evidence(by: Actor, evidence: Evidence) -> bool:
    """佐证 is withdrawn only before it is handed in."""
    return evidence.state == EvidenceState.DRAFT and may(by, "rect.withdraw:E", evidence)


def can_claim_result(by: Actor, item: Item) -> bool:
    """成果 is claimed by the unit's liaison while the item is being mended."""
    return item.state == ItemState.FIXING and may(by, "rect.progress:C", item)


def can_apply_closing(by: Actor, item: Item) -> bool:
    """销号 is applied for by the unit."""
    return not bar_to_apply(by, item)


def bar_to_apply(by: Actor, item: Item) -> str:
    """Say what keeps this person from applying; nothing when nothing does."""
    if item.state != ItemState.FIXING:
        return f"现在是“{item.get_state_display()}”，不能申请销号"
    return "" if may(by, "rect.apply:S", item) else "不由您申请"


def can_withdraw_application(by: Actor, item: Item) -> bool:
    """申请 is taken back by the unit before it is checked."""
    return item.state == ItemState.APPLIED and may(by, "rect.apply:S", item)


NOT_BY_APPLICANT = "申请人不能初核自己申请的事项，请由巡察办另一名干部办理。"
NOT_BY_APPLICANT_OR_CHECKER = "申请人和初核人不能批准同一事项销号，请由另一人办理。"


def can_check_item(by: Actor, item: Item) -> bool:
    """初核 is done by a clerk who did not apply."""
    return not bar_to_check(by, item)


def bar_to_check(by: Actor, item: Item) -> str:
    """Say what keeps this person from checking; nothing when nothing does."""
    if item.state != ItemState.APPLIED:
        return f"现在是“{item.get_state_display()}”，不能初核"
    if item.applied_by == by.user.pk:
        return NOT_BY_APPLICANT
    return "" if may(by, "rect.close:P", item) else "不由您初核"


def can_sample_item(by: Actor, item: Item) -> bool:
    """抽查 follows the first check."""
    return item.state == ItemState.CHECKED and may(by, "rect.close:P", item)


def can_close_item(by: Actor, item: Item) -> bool:
    """销号 is decided by one who neither applied nor checked."""
    return not bar_to_close(by, item)


def bar_to_close(by: Actor, item: Item) -> str:
    """Say what keeps this person from closing; nothing when nothing does."""
    if item.state not in {ItemState.CHECKED, ItemState.SAMPLED}:
        return f"现在是“{item.get_state_display()}”，不能销号"
    if by.user.pk in {item.applied_by, item.checked_by}:
        return NOT_BY_APPLICANT_OR_CHECKER
    if not may(by, "rect.close:A", item):
        return "不由您销号"
    return bar_on_site(item)


def can_return_application(by: Actor, item: Item) -> bool:
    """退回 is open to the office at every step of the check."""
    return not bar_to_return(by, item)


def bar_to_return(by: Actor, item: Item) -> str:
    """Say what keeps this person from returning it; nothing when nothing does."""
    if item.state not in {ItemState.APPLIED, ItemState.CHECKED, ItemState.SAMPLED}:
        return f"现在是“{item.get_state_display()}”，不能退回"
    if may(by, "rect.reopen:A", item) or (item.state == ItemState.APPLIED and may(by, "rect.reopen:P", item)):
        return ""
    return "不由您退回"


def can_ask_extension(by: Actor, item: Item) -> bool:
    """延期 is asked for by the unit; a long-term item has no day to put off."""
    return item.state == ItemState.FIXING and not item.long_term and may(by, "rect.extend:C", item)


def can_sign_extension(by: Actor, request: ExtensionRequest) -> bool:
    """延期 is signed by the unit's head."""
    return request.state == ExtensionState.DRAFT and may(by, "rect.extend:S", request)


def can_propose_extension(by: Actor, request: ExtensionRequest) -> bool:
    """延期 is looked into by a clerk."""
    return request.state == ExtensionState.APPLIED and may(by, "rect.extend:P", request)


def can_approve_extension(by: Actor, request: ExtensionRequest) -> bool:
    """延期 is approved by one who did not look into it."""
    other = request.proposed_by != by.user.pk
    return request.state == ExtensionState.PROPOSED and other and may(by, "rect.extend:A", request)


def can_refuse_extension(by: Actor, request: ExtensionRequest) -> bool:
    """延期 is refused by whoever's turn it is to agree."""
    steps = (can_sign_extension, can_propose_extension, can_approve_extension)
    return any(rule(by, request) for rule in steps)


def can_edit_monthly(by: Actor, report: MonthlyReport) -> bool:
    """月报 is written by the liaison until it goes to the head."""
    return report.state in {ReportState.OPEN, ReportState.RETURNED} and may(by, "rect.monthly:C", report)


def can_sign_monthly(by: Actor, report: MonthlyReport) -> bool:
    """月报 is signed by the unit's head."""
    return report.state == ReportState.SIGNING and may(by, "rect.monthly:S", report)


def can_accept_monthly(by: Actor, report: MonthlyReport) -> bool:
    """月报 is accepted or returned by the office."""
    return report.state == ReportState.SUBMITTED and may(by, "rect.monthly:A", report)


def can_correct_monthly(by: Actor, report: MonthlyReport) -> bool:
    """更正 stands beside a report that is frozen, and is the office's."""
    return report.state == ReportState.FROZEN and may(by, "rect.monthly:A", report)


def can_urge_monthly(by: Actor, report: MonthlyReport) -> bool:
    """催报 goes to a unit that still owes its report."""
    owing = report.state in {ReportState.OPEN, ReportState.SIGNING, ReportState.RETURNED}
    return owing and may(by, "rect.monthly:A", report)


def can_review_monthly(by: Actor, report: MonthlyReport) -> bool:
    """审阅 is the county leader's who oversees the unit, once the report is signed, and once."""
    read = report.state in report.HANDED_IN and may(by, "rect.review:S", report)
    return read and not MonthlyReview.objects.filter(report=report, signed_by=by.signature).exists()


def can_read_reviews(by: Actor, report: MonthlyReport) -> bool:
    """审阅 is not for everybody who reads the report: the county's supervision sees none."""
    return any(may(by, act, report) for act in MonthlyReview.VIEW)


def can_finish(by: Actor, assignment: Assignment) -> bool:
    """整改 of a unit is finished by the director."""
    return assignment.state == AssignmentState.RECTIFYING and may(by, "rect.close:A", assignment)


def can_make_long_term(by: Actor, item: Item) -> bool:
    """常态化坚持 is said by the office."""
    return not item.long_term and can_set_look(by, item)


def can_look_again(by: Actor, item: Item) -> bool:
    """下次查看: a long-term item that was looked at gets its next day from the office."""
    return item.long_term and can_set_look(by, item)


def can_set_look(by: Actor, item: Item) -> bool:
    """下次查看日期 is set by the office, for the first time or the next."""
    return item.state == ItemState.FIXING and may(by, "rect.close:P", item)


def can_archive(by: Actor, assignment: Assignment) -> bool:
    """归档 is the director's."""
    return assignment.state == AssignmentState.ASSESSED and may(by, "archive:A", assignment)


def can_edit_pressing(by: Actor, paper: PressingPaper) -> bool:
    """督促文书 is rewritten until somebody lets it out."""
    return paper.state == PressingState.PENDING and may(by, "press.paper:E", paper)


def can_issue_pressing(by: Actor, paper: PressingPaper) -> bool:
    """Below 约谈 the director lets it out."""
    waits = paper.state == PressingState.PENDING and not paper.is_grave
    return waits and may(by, "press.paper:A", paper)


def can_submit_pressing(by: Actor, paper: PressingPaper) -> bool:
    """From 约谈 on the director puts it before the leading group."""
    return paper.state == PressingState.PENDING and paper.is_grave and may(by, "press.paper:S", paper)


def can_agree_pressing(by: Actor, paper: PressingPaper) -> bool:
    """The leading group decides, never the person who put it before the group."""
    other = paper.submitted_by != by.user.pk
    return paper.state == PressingState.BEFORE_GROUP and other and may(by, "press.grave:A", paper)


def can_drop_pressing(by: Actor, paper: PressingPaper) -> bool:
    """不予发出 is the director's."""
    return paper.state == PressingState.PENDING and may(by, "press.paper:A", paper)


def can_edit_briefing(by: Actor, briefing: LeadersBriefing) -> bool:
    """摘要 is rewritten until it is released."""
    return briefing.state == BriefingState.DRAFT and may(by, "brief.leaders:E", briefing)


def can_release_briefing(by: Actor, briefing: LeadersBriefing) -> bool:
    """摘要 is released by the director."""
    return briefing.state == BriefingState.DRAFT and may(by, "brief.leaders:A", briefing)
