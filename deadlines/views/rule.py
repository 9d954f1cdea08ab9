"""时限规则: the dictionary and its revisions."""

import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from audit.models import Entry
from audit.operations import Stale
from deadlines import operations, rules
from deadlines.filters import RuleFilters
from deadlines.forms import LadderForm, RuleForm, UnitRuleForm
from deadlines.models import DeadlineRule
from deadlines.operations import StepPlan
from deadlines.reckoning import live_steps
from deadlines.states import RuleScope
from deadlines.views.request import Request
from organizations.models import Unit
from ui.forms import ReasonForm, conflict
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

EDIT = ("deadline.rule:E", "deadline.rule:A")
COLUMNS: Columns = {
    "name": ("事项", "name"),
    "anchor": ("起算事件", "anchor"),
    "period": ("期限", None, "narrow"),
    "scope": ("适用范围", ("scope", "scope_name"), "narrow"),
    "from": ("生效日期", "effective_from", "day"),
    "ladder": ("提醒", None, "long"),
    "active": ("状态", ("active", "name"), "narrow"),
}


def _rule(request: Request, pk: Any) -> DeadlineRule:
    rows = DeadlineRule.objects.visible_to(request.actor).prefetch_related("steps")
    return get_object_or_404(rows, pk=pk)


def _crumbs(rule: DeadlineRule, here: str) -> list[tuple[str, str]]:
    page = reverse("deadlines:rule_detail", args=[rule.pk])
    return [("时限规则", reverse("deadlines:rule_list")), (rule.name, page), (here, "")]


@act("deadline.rule:V")
@require_safe
def rule_list(request: Request) -> HttpResponse:
    """时限规则."""
    listing = Listing(
        request,
        DeadlineRule.objects.visible_to(request.actor).prefetch_related("steps"),
        sorts=COLUMNS,
        default_sort="name",
        filters=RuleFilters,
        search=("name__icontains", "anchor__icontains", "scope_name__icontains"),
    )
    facts = {"listing": listing, "crumbs": [("时限规则", "")]}
    return show(request, "deadlines/rule_list.html", facts, part="table")


@act("deadline.rule:V")
@require_safe
def rule_detail(request: Request, pk: Any) -> HttpResponse:
    """一条规则."""
    rule = _rule(request, pk)
    kin = DeadlineRule.objects.visible_to(request.actor).filter(code=rule.code).exclude(pk=rule.pk)
    facts = {
        "record": rule,
        "steps": live_steps(rule),
        "kin": kin,
        "can_edit": rules.can_edit_rules(request.actor),
        "entries": Entry.objects.about(rule).select_related("user"),
        "crumbs": [("时限规则", reverse("deadlines:rule_list")), (rule.name, "")],
    }
    return show(request, "deadlines/rule_detail.html", facts)


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_revise(request: Request, pk: Any) -> HttpResponse:
    """修订规则."""
    rule = _rule(request, pk)
    # The form writes what was typed into its instance; the operation compares with the stored row
    start = {"version": rule.version, "effective_from": max(rule.effective_from, request.actor.on)}
    form = RuleForm(request.POST or None, instance=copy.copy(rule), initial=start)
    facts: dict[str, Any] = {"form": form, "rule": rule, "verb": "保存修订", "crumbs": _crumbs(rule, "修订")}
    if request.method == "POST" and form.is_valid():
        try:
            revised = operations.revise_rule(rule, **form.revision(), by=request.actor)
            return redirect("deadlines:rule_detail", revised.pk)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
    facts["back"] = reverse("deadlines:rule_detail", args=[rule.pk])
    return show(request, "deadlines/rule_revise.html", facts)


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_narrow(request: Request, pk: Any) -> HttpResponse:
    """单独规定."""
    rule = _rule(request, pk)
    units = Unit.objects.visible_to(request.actor).standing(request.actor.on)
    start = {"effective_from": request.actor.on, "offset": rule.offset}
    form = UnitRuleForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid() and (narrowed := _narrowed(request, rule, form)):
        messages.success(request, f"已为{narrowed.scope_name}单独规定“{rule.name}”的时限。")
        return redirect("deadlines:rule_detail", narrowed.pk)
    back = reverse("deadlines:rule_detail", args=[rule.pk])
    facts = {"form": form, "verb": "保存", "back": back, "crumbs": _crumbs(rule, "单独规定"), "rule": rule}
    return show(request, "deadlines/rule_narrow.html", facts)


def _narrowed(request: Request, rule: DeadlineRule, form: BaseForm) -> DeadlineRule | None:
    said = form.cleaned_data
    try:
        return operations.narrow_rule(
            rule,
            RuleScope.UNIT,
            said["scope_unit"].pk,
            scope_name=said["scope_unit"].name,
            office=said["scope_unit"].office,
            changes={"offset": said["offset"], "active": True},
            effective_from=said["effective_from"],
            reason=said["reason"],
            by=request.actor,
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_switch(request: Request, pk: Any) -> HttpResponse:
    """启用或停用."""
    rule = _rule(request, pk)
    verb = "停用" if rule.active else "启用"
    form = ReasonForm(request.POST or None, initial={"version": rule.version})
    if request.method == "POST" and form.is_valid():
        try:
            operations.switch_rule(rule, active=not rule.active, by=request.actor, **form.cleaned_data)
            messages.success(request, f"已{verb}“{rule.name}”。")
        except Stale:
            messages.warning(request, f"“{rule.name}”刚刚已经改过，这一次没有再改，请核对现在的状态。")
        return redirect("deadlines:rule_detail", rule.pk)
    effects = ["以后不再按这条规则设定时限", "已经设定的时限和提醒照旧", "随时可以重新启用"]
    facts = {
        "heading": f"{verb}“{rule.name}”",
        "verb": verb,
        "form": form,
        "effects": effects if rule.active else ["以后按这条规则设定时限", "已经设定的时限不变"],
        "back": reverse("deadlines:rule_detail", args=[rule.pk]),
        "crumbs": _crumbs(rule, verb),
    }
    return show(request, "confirm.html", facts)


@act(*EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_ladder(request: Request, pk: Any) -> HttpResponse:
    """调整提醒."""
    rule = _rule(request, pk)
    names = StepPlan.__annotations__
    start = [{name: getattr(step, name) for name in names} for step in live_steps(rule)]
    ladder = LadderForm(request.POST or None, initial=start)
    refused: list[str] = []
    if request.method == "POST" and ladder.is_valid():
        try:
            plans = ladder.plans()  # type: ignore[attr-defined]
            operations.set_ladder(rule, plans, version=_version(request), by=request.actor)
            return redirect("deadlines:rule_detail", rule.pk)
        except ValidationError as wrong:
            refused = wrong.messages
        except Stale:
            rule = _rule(request, pk)
            refused = [f"您编辑期间，他人已改为：{rule.ladder}。请对照后再保存，保存后以您填的为准。"]
    facts = {"ladder": ladder, "form": ladder.empty_form, "rule": rule, "refused": refused}
    facts["back"] = reverse("deadlines:rule_detail", args=[rule.pk])
    facts["crumbs"] = _crumbs(rule, "调整提醒")
    return show(request, "deadlines/rule_ladder.html", facts)


def _version(request: Request) -> int | None:
    """Return which version of the rule the page was filled upon, if it says so."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() else None
