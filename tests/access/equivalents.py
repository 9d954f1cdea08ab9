"""Mutations that change nothing that anybody could notice, each with the reason.

The hunt asks the pages and the nearest tests all the same, and fails when one of them is noticed after all.
"""

DOOR = "字典没有主人，谁看得见由门决定"
OFFICE = "随后只取本办的，看得见的正是这些"
WITHIN = "看得见上面那一份的人，下面的都看得见"
FETCHED = "随后再按所属的事项或方案取一次，取不到就没有这一页"
ASKED = "随后按同样的范围问一次能否办理，不能就没有这一页"
TOGETHER = "表中能看的人和能复核的人是同样的人"
HIDDEN = "不看规划的人，页面没有规划一栏"

EQUIVALENT: dict[str, str] = {
    "organizations.views.person.facts_of: without «Recusal.objects.visible_to(by)»": WITHIN,
    "organizations.views.trigger.trigger_list: without «RecusalRule.objects.visible_to(by)»": OFFICE,
    "deadlines.views.calendar._year: without «CalendarYear.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.calendar.calendar_list: without «CalendarYear.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.calendar.calendar_open: without «CalendarYear.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.rule._rule: without «DeadlineRule.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.rule.rule_list: without «DeadlineRule.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.rule.rule_detail: without «DeadlineRule.objects.visible_to(request.actor)»": DOOR,
    "documents.views.reading._policy: without «ReadingPolicy.objects.visible_to(request.actor)»": DOOR,
    "documents.views.reading.alarm_list: without «ReadingAlarm.objects.visible_to(request.actor)»": DOOR,
    "documents.views.reading.alarm_lift: without «ReadingAlarm.objects.visible_to(request.actor)»": DOOR,
    "documents.models.proxy.ProxyEntryQuerySet.awaiting: without "
    "«self.visible_to(by).reached_by(by, 'proxy.enter:A')»": TOGETHER,
    "rounds.candidates.candidates: without «Person.objects.visible_to(by)»": OFFICE,
    "rounds.coverage.ledger: without «PartyOrganization.objects.visible_to(by)»": OFFICE,
    "rounds.coverage.uncovered_units: without «Unit.objects.visible_to(by)»": OFFICE,
    "rounds.views.assignment.offered: without «PartyOrganization.objects.visible_to(by)»": OFFICE,
    "rounds.views.assignment.offered: without «Unit.objects.visible_to(by)»": OFFICE,
    "rounds.views.round.round_create: without «Scheme.objects.visible_to(request.actor)»": OFFICE,
    "rounds.views.round.round_schemes: without «Scheme.objects.visible_to(request.actor)»": OFFICE,
    "rounds.views.access.report_access: without «Report.objects.visible_to(request.actor)»": ASKED,
    "rounds.views.assignment.assignment_extend: without «Unit.objects.visible_to(request.actor)»": WITHIN,
    "rounds.exports.feedback_letter: without «Finding.objects.visible_to(work.by)»": WITHIN,
    "rounds.views.feedback.feedback_detail: without «Finding.objects.visible_to(by)»": WITHIN,
    "rounds.views.finding._sisters: without «Finding.objects.visible_to(request.actor)»": WITHIN,
    "rounds.views.paper.paper_detail: without «Finding.objects.visible_to(by)»": WITHIN,
    "rounds.views.paper_acts.paper_merge: without «WorkingPaper.objects.visible_to(request.actor)»": WITHIN,
    "rounds.views.term.term_list: without «TermPlan.objects.visible_to(request.actor)»": HIDDEN,
    "supervision.views.assessment._followed: without «FollowUp.objects.visible_to(by)»": WITHIN,
    "supervision.views.sheet.sheet_draft: without «ScoreSheet.objects.visible_to(request.actor)»": OFFICE,
    "rectification.exports.ledger.ledger_rows: without «Evidence.objects.visible_to(work.by)»": WITHIN,
    "rectification.views.evidence.evidence_submit: without «Evidence.objects.visible_to(by)»": WITHIN,
    "rectification.views.claiming._claimed: without «Result.objects.visible_to(request.actor)»": ASKED,
    "rectification.views.extension._found: without «ExtensionRequest.objects.visible_to(request.actor)»": FETCHED,
    "rectification.views.item.item_detail: without «Finding.objects.visible_to(by)»": WITHIN,
    "rectification.views.item._neighbours: without «Item.objects.visible_to(by)»": WITHIN,
    "rectification.views.item_acts.measure_progress: without «Item.objects.visible_to(by)»": FETCHED,
    "rectification.views.monthly._neighbours: without «MonthlyReport.objects.visible_to(request.actor)»": WITHIN,
    "rectification.views.plan._items: without «Item.objects.visible_to(request.actor)»": WITHIN,
    "rectification.views.plan_item._next: without «Item.objects.visible_to(request.actor)»": WITHIN,
    "rectification.views.plan_item.claim: without «Finding.objects.visible_to(by)»": WITHIN,
    "rectification.views.plan_review.opinion_give: without «Item.objects.visible_to(by)»": WITHIN,
}
