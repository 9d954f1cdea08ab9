"""Mutations that change nothing that anybody could notice, each with the reason.

The hunt searches for them as for any other, and fails when one of them is noticed after all.
"""

DOOR = "字典没有主人，谁看得见由门决定"
OFFICE = "随后只取本办的，看得见的正是这些"
WITHIN = "看得见上面那一份的人，下面的都看得见"
FETCHED = "随后再按所属事项取一次，取不到就没有这一页"
NARROWER = "随后的一道更窄"

EQUIVALENT: dict[str, str] = {
    "organizations.views.person.facts_of: without «Recusal.objects.visible_to(by)»": WITHIN,
    "organizations.views.trigger.trigger_list: without «RecusalRule.objects.visible_to(by)»": OFFICE,
    "deadlines.views.calendar.calendar_list: without «CalendarYear.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.rule._rule: without «DeadlineRule.objects.visible_to(request.actor)»": DOOR,
    "deadlines.views.rule.rule_detail: without «DeadlineRule.objects.visible_to(request.actor)»": DOOR,
}
