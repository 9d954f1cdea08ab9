"""县领导摘要: drafted each week, released by the office."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from audit.models import Entry
from rectification import rules
from rectification.forms.pressing import BriefingForm
from rectification.models import LeadersBriefing
from rectification.operations import briefing as operations
from rectification.states.briefing import BriefingState
from rectification.views.acting import (
    ASKED,
    Ask,
    Line,
    Request,
    ask_and_do,
    buttons,
    overtaken,
    posted,
    stand,
)
from rectification.views.item_acts import allowed
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "brief.leaders:V"
COLUMNS: Columns = {
    "week": ("周", "week", "day"),
    "office": ("巡察机构", ("office__name", "-week")),
    "text": ("摘要", None, "long"),
    "released": ("发布日期", "released_on", "day"),
    "state": ("状态", ("state", "-week"), "narrow"),
}
FIGURES = {
    "open": "在整改（项）",
    "units": "涉及单位（个）",
    "overdue": "逾期（项）",
    "overdue_units": "逾期单位（个）",
    "long_overdue": "逾期30天以上（项）",
    "closed": "上周销号（项）",
    "papers": "上周发出文书（份）",
    "late_reports": "未按时月报（份）",
}
ACTS: list[Line] = [
    (rules.can_release_briefing, "briefing_release", "发布", "get"),
    (rules.can_edit_briefing, "briefing_edit", "修改", "get"),
]


@act(SEE)
@require_safe
def briefing_list(request: Request) -> HttpResponse:
    """县领导摘要."""
    rows = LeadersBriefing.objects.visible_to(request.actor).select_related("office")
    listing: Listing[LeadersBriefing] = Listing(
        request, rows, sorts=COLUMNS, default_sort="-week", search=("text__icontains",), remember="briefings"
    )
    facts = {"listing": listing, "crumbs": [("县领导摘要", "")]}
    return show(request, "rectification/briefing_list.html", facts, part="table")


@act(SEE)
@require_safe
def briefing_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份摘要."""
    briefing, by = _found(request, pk), request.actor
    facts = {
        "record": briefing,
        "acts": buttons(ACTS, by, briefing),
        "figures": [(word, briefing.figures.get(name, 0)) for name, word in FIGURES.items()],
        "entries": Entry.objects.about(briefing).select_related("user"),
        "crumbs": _crumbs((str(briefing), "")),
    }
    return show(request, "rectification/briefing_detail.html", facts)


@act("brief.leaders:E")
@require_http_methods(ASKED)
@overtaken
def briefing_edit(request: Request, pk: UUID) -> HttpResponse:
    """修改摘要."""
    briefing, by = _found(request, pk), request.actor
    stand(briefing, BriefingState.DRAFT)
    allowed(request, rules.can_edit_briefing(by, briefing))
    form = BriefingForm(posted(request), initial={"text": briefing.text, "version": briefing.version})
    facts = {"draft": f"briefing-{pk}", "template": "form.html"}

    def run(said: dict[str, Any]) -> object:
        changes = {"text": said["text"]}
        return operations.edit_briefing(briefing, changes=changes, version=said["version"], by=by)

    return ask_and_do(request, _ask(briefing, "修改", "已保存。", **facts), form, run)


@act("brief.leaders:A")
@require_http_methods(ASKED)
@overtaken
def briefing_release(request: Request, pk: UUID) -> HttpResponse:
    """发布摘要."""
    briefing, by = _found(request, pk), request.actor
    stand(briefing, BriefingState.DRAFT)
    allowed(request, rules.can_release_briefing(by, briefing))
    effects = [briefing.text, "领导小组和分管县领导可以看到，并收到通知", "发布后不能再修改"]
    form = forms.Form(posted(request))
    asked = _ask(briefing, "发布", "已发布。", effects=effects)
    return ask_and_do(request, asked, form, lambda _said: operations.release_briefing(briefing, by=by))


def _found(request: Request, pk: UUID) -> LeadersBriefing:
    rows = LeadersBriefing.objects.visible_to(request.actor).select_related("office")
    briefing: LeadersBriefing = get_object_or_404(rows, pk=pk)
    return briefing


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("县领导摘要", reverse("rectification:briefing_list")), *rest]


def _ask(briefing: LeadersBriefing, verb: str, done: str, **rest: Any) -> Ask:
    back = reverse("rectification:briefing_detail", args=[briefing.pk])
    template, effects = rest.pop("template", "confirm.html"), rest.pop("effects", ())
    facts = {"crumbs": _crumbs((str(briefing), back), (verb, "")), **rest}
    return Ask(f"{verb}：{briefing}", verb, back, done, effects, template=template, facts=facts)
