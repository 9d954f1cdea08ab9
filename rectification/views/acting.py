"""What every page of an act shares: ask, do, say what stood in the way, keep what was typed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from accounts.overtaking import answer
from audit.actor import Actor
from audit.models import Proposal
from audit.operations import IllegalMove
from rectification.rules.transferring import PROPOSE
from rounds.views.acting import Ask, Button, ask_and_do, just_do, stand
from rounds.views.request import Request

__all__ = [
    "ASKED",
    "Ask",
    "Button",
    "Line",
    "Request",
    "as_read",
    "ask_and_do",
    "buttons",
    "just_do",
    "overtaken",
    "posted",
    "stand",
    "version_read",
]

ASKED = ["GET", "HEAD", "POST"]
DIGITS = 9  # of a version: longer ones are typed by nobody
View = Callable[..., HttpResponse]
Line = tuple[Callable[[Actor, Any], bool], str, str, str]
BACKWARD = {
    "退回",
    "退回修改",
    "退回补充",
    "退回经办人",
    "催报",
    "更正",
    "撤回申请",
    "提请撤销销号",
    "不予延期",
    "转为常态化",
    "不予发出",
}
TYPED = {
    "reason": "意见或理由",
    "document": "依据文件",
    "text": "内容",
    "people": "抽查人员",
    "done_text": "完成情况",
    "letter": "修改意见",
    "summary": "本月整改情况",
    "opening": "开头",
    "presided_by": "主持人",
    "attendance": "出席情况",
    "place": "公开载体",
    "party_text": "党内公开的替换文字",
    "party_reason": "党内改写或不公开的理由",
    "public_text": "向社会公开的替换文字",
    "public_reason": "向社会改写或不公开的理由",
}


def buttons(lines: Iterable[Line], by: Actor, record: Any) -> list[Button]:
    """Return the acts (rule, page, verb, method) that the rules allow; the first leads on, if any does."""
    open_now = [line for line in lines if line[0](by, record)]
    first = next((verb for _, _, verb, _ in open_now[:1] if verb not in BACKWARD), "")
    return [
        Button(verb, reverse(f"rectification:{page}", args=[record.pk]), method, primary=verb == first)
        for _, page, verb, method in open_now
    ]


def as_read(acts: Iterable[Button], page: str, record: Any) -> list[Button]:
    """Return the acts; the one of a page says which version was read, so that no other is decided there."""
    url = reverse(f"rectification:{page}", args=[record.pk])
    told = f"{url}?version={record.version}"
    return [replace(one, url=told) if one.url == url else one for one in acts]


def version_read(request: Request, record: Any) -> int:
    """Return which version was read before the page of an act was opened; if nothing says so, the present."""
    told = request.GET.get("version", "")
    known = told.isascii() and told.isdigit() and len(told) < DIGITS
    return int(told) if known else int(record.version)


def posted(request: Request) -> QueryDict | None:
    """Return what was sent, even when it was nothing."""
    return request.POST if request.method == "POST" else None


PAGES = {
    "item": ("rectification:item_detail", "pk"),
    "evidence": ("rectification:item_detail", "item_id"),
    "result": ("rectification:item_detail", "item_id"),
    "extensionrequest": ("rectification:item_detail", "item_id"),
    "proposal": ("rectification:item_detail", "record_id"),
    "rectificationplan": ("rectification:plan_detail", "pk"),
    "jointopinion": ("rectification:plan_detail", "plan_id"),
    "monthlyreport": ("rectification:monthly_detail", "pk"),
    "pressingpaper": ("rectification:pressing_detail", "pk"),
    "publication": ("rectification:publication_detail", "pk"),
    "unitpaper": ("rectification:unit_paper_detail", "pk"),
    "leadersbriefing": ("rectification:briefing_detail", "pk"),
    "assignment": ("rounds:assignment_detail", "pk"),
}


def _back(record: Any) -> str:
    """Return where a record that was moved on is read; a transfer that was decided in the list of them."""
    if isinstance(record, Proposal) and record.act == PROPOSE:
        return reverse("rectification:transfer_list")
    page, key = PAGES[str(record._meta.model_name)]
    return reverse(page, args=[getattr(record, key)])


def overtaken(view: View) -> View:
    """Let a page say that somebody else was faster, or the step not due; what had been typed stands there."""

    @wraps(view)
    def answering(request: Request, *args: Any, **rest: Any) -> HttpResponse:
        try:
            return view(request, *args, **rest)
        except IllegalMove as moved:
            kept = [(word, request.POST[name]) for name, word in TYPED.items() if request.POST.get(name)]
            return answer(request, moved, back=_back(moved.record), kept=kept)

    return answering
