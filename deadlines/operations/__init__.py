"""What is done with deadlines, reminders, notices, rules and the calendar."""

from deadlines.operations.calendar import confirm_year, mark_days, open_year, toggle_day, warn_of_calendar
from deadlines.operations.channel import (
    choose_channels,
    own_channels,
    person_of_feed,
    renew_feed,
    revoke_feed,
)
from deadlines.operations.deadline import end, extend, meet, reopen, set_deadline, set_deadlines
from deadlines.operations.delivery import prepare_digests, send_digests
from deadlines.operations.notice import deliver, notify, read_all, read_notice
from deadlines.operations.reminder import fire
from deadlines.operations.rule import StepPlan, narrow_rule, revise_rule, set_ladder, switch_rule

__all__ = [
    "StepPlan",
    "choose_channels",
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
    "own_channels",
    "person_of_feed",
    "prepare_digests",
    "read_all",
    "read_notice",
    "renew_feed",
    "reopen",
    "revise_rule",
    "revoke_feed",
    "send_digests",
    "set_deadline",
    "set_deadlines",
    "set_ladder",
    "switch_rule",
    "toggle_day",
    "warn_of_calendar",
]
