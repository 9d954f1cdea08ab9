"""What is done with deadlines, reminders, notices, rules and the calendar."""

from deadlines.operations.calendar import confirm_year, mark_days, open_year, toggle_day
from deadlines.operations.deadline import end, extend, meet, reopen, set_deadline, set_deadlines
from deadlines.operations.notice import deliver, notify, read_all, read_notice
from deadlines.operations.reminder import fire
from deadlines.operations.rule import StepPlan, narrow_rule, revise_rule, set_ladder, switch_rule

__all__ = [
    "StepPlan",
    "confirm_year",
    "deliver",
    "end",
    "extend",
    "fire",
    "mark_days",
    "meet",
    "narrow_rule",
    "notify",
    "open_year",
    "read_all",
    "read_notice",
    "reopen",
    "revise_rule",
    "set_deadline",
    "set_deadlines",
    "set_ladder",
    "switch_rule",
    "toggle_day",
]
