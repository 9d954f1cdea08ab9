"""安全策略, 查阅告警: how much may be read in a day, who came to the limit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from audit.models import Entry
from audit.operations import IllegalMove, Stale
from documents import in_force, operations, rules
from documents.forms import QuotaForm
from documents.models import ReadingAlarm, ReadingPolicy
from documents.pages import Request
from documents.states import POLICY
from ui.forms import ReasonForm, conflict
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "person": ("查阅人", ("user__name", "user__username")),
    "day": ("日期", ("day", "raised_at"), "day"),
    "opened": ("已查阅", ("opened", "raised_at"), "num"),
    "exported": ("已导出", ("exported", "raised_at"), "num"),
    "raised": ("到限时间", "raised_at", "day"),
    "state": ("状态", ("state", "raised_at"), "narrow"),
    "reason": ("放开理由", None, "long"),
}


def _policy(request: Request) -> ReadingPolicy:
    found: ReadingPolicy = get_object_or_404(ReadingPolicy.objects.visible_to(request.actor))
    return found


@act(POLICY)
@require_safe
def policy_show(request: Request) -> HttpResponse:
    """安全策略."""
    policy = _policy(request)
    facts = {
        "record": policy,
        "sign_in": in_force.sign_in_lines(),
        "marks": in_force.mark_lines(),
        "waiting": ReadingAlarm.objects.awaiting(request.actor).count(),
        "entries": Entry.objects.about(policy).select_related("user"),
        "crumbs": [("安全策略", "")],
    }
    return show(request, "documents/policy_show.html", facts)


@act(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: Request) -> HttpResponse:
    """调整查阅额度."""
    policy, back = _policy(request), reverse("documents:policy_show")
    start = {name: getattr(policy, name) for name in ("opened", "exported", "version")}
    form = QuotaForm(request.POST or None, initial=start)
    facts: dict[str, Any] = {"form": form, "heading": "调整查阅额度", "verb": "保存", "back": back}
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_policy(policy, **form.cleaned_data, by=request.actor)
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
        else:
            messages.success(request, "查阅额度已调整，各人打开下一页时生效。")
            return redirect(back)
    facts["crumbs"] = [("安全策略", back), ("调整查阅额度", "")]
    return show(request, "form.html", facts)


@act(*ReadingAlarm.VIEW)
@require_safe
def alarm_list(request: Request) -> HttpResponse:
    """查阅告警."""
    rows = ReadingAlarm.objects.visible_to(request.actor).select_related("user")
    listing = Listing(
        request,
        rows,
        sorts=COLUMNS,
        default_sort="-raised",
        search=("user__name__icontains", "user__username__icontains"),
    )
    by = request.actor
    facts = {
        "listing": listing,
        "liftable": {row.pk for row in listing.rows if rules.can_lift(by, row)},
        "crumbs": [("查阅告警", "")],
    }
    return show(request, "documents/alarm_list.html", facts, part="table")


@act(POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def alarm_lift(request: Request, pk: UUID) -> HttpResponse:
    """放开当日限额."""
    alarm = get_object_or_404(ReadingAlarm.objects.visible_to(request.actor).select_related("user"), pk=pk)
    back, form = reverse("documents:alarm_list"), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.lift_alarm(alarm, reason=form.cleaned_data["reason"], by=request.actor)
        except (IllegalMove, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已放开{alarm.user}今天的查阅限额。")
            return redirect(back)
    effects = [
        f"{alarm.user}今天可以继续查阅和导出敏感以上材料，明天起恢复限额",
        "放开的人、时间和理由记入留痕",
    ]
    facts = {
        "heading": f"放开{alarm.user}的当日限额",
        "verb": "放开",
        "form": form,
        "effects": effects,
        "back": back,
    }
    crumbs = [("查阅告警", back), ("放开当日限额", "")]
    return show(request, "confirm.html", facts | {"crumbs": crumbs})
