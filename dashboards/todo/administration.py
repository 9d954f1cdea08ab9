"""待办：三员. Accounts, alarms and the trail, in numbers; nothing of the office's business."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from accounts import waiting
from accounts.rules import GRANT, held
from audit.actor import Actor
from audit.models import Entry, EntryKind, type_name
from dashboards import gaps
from dashboards.operations import CHECK
from dashboards.todo.line import Todo
from deadlines.models import Delivery
from documents.models import Job, ReadingAlarm
from documents.states import POLICY, AlarmState

CHECK_EVERY = dt.timedelta(days=7)
LOOKED_BACK = dt.timedelta(days=7)


def unused_accounts(by: Actor) -> Iterator[Todo]:
    """账号: never used, or used no more, for whoever opens and closes them."""
    if not held(by, "acct.manage:E"):
        return
    if count := waiting.unseen().count():
        yield Todo(f"{count} 个账号还没有登录过", "通知本人登录", _accounts("unseen"))
    if count := waiting.dormant(by.at).count():
        yield Todo(f"{count} 个账号三个月没有登录", "核对是否停用", _accounts("dormant"))


def roleless_accounts(by: Actor) -> Iterator[Todo]:
    """授权: accounts that can do nothing yet, for whoever proposes roles."""
    if held(by, GRANT) and (count := waiting.roleless(by.on).count()):
        yield Todo(f"{count} 个账号没有角色", "提请角色", _accounts("roleless"))


def outbox(by: Actor) -> Iterator[Todo]:
    """外发: mails and messages that did not go out, for whoever runs the system."""
    if count := Delivery.objects.failing(by, by.on - LOOKED_BACK).count():
        yield Todo(f"{count} 份外发提醒没有发出", "检查外发设置", reverse("dashboards:delivery_list"))


def alarms(by: Actor) -> Iterator[Todo]:
    """查阅告警: today's, for the auditor; whoever may lift them has a line for each."""
    if held(by, POLICY):
        return
    rows = ReadingAlarm.objects.visible_to(by).filter(day=by.on, state=AlarmState.RAISED)
    if count := rows.exclude(user=by.user.pk).count():
        yield Todo(f"{count} 人查阅到限", "查看告警", reverse("documents:alarm_list"), by.on)


def trail(by: Actor) -> Iterator[Todo]:
    """留痕: the chain to be walked once a week, and what was not sealed in time."""
    if not held(by, CHECK):
        return
    made = Entry.objects.filter(act=CHECK, kind=EntryKind.NOTE, record_type=type_name(Job)).order_by("-at")
    last = made.values_list("at", flat=True).first()
    due = timezone.localdate(last + CHECK_EVERY) if last else by.on
    if due <= by.on:
        yield Todo("留痕链", "核对", reverse("dashboards:trail_check"), due)
    if count := gaps.waiting(since=by.at - LOOKED_BACK, at=by.at):
        yield Todo(f"{count} 条留痕没有按时封存", "查看缺口", reverse("dashboards:trail_gaps"))


def _accounts(which: str) -> str:
    return f"{reverse('accounts:user_list')}?waits={which}"
