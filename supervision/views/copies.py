"""抄送的评估结果: sent by the office, read and signed for by whom they went to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.models import Entry
from organizations.models import Body
from organizations.states import BodyKind
from rounds.forms.feedback import ReceiveForm
from rounds.models import Round
from rounds.states.review import CopyState
from rounds.views.acting import Ask, ask_and_do, stand
from rounds.views.request import Request
from supervision import rules
from supervision.filters import CopyFilters
from supervision.forms.copy import SendForm
from supervision.models import Assessment, ResultCopy
from supervision.operations import copying as operations
from supervision.overseeing import overseers
from supervision.states import AssessmentState
from supervision.views.acting import ASKED, allowed, overtaken
from supervision.views.assessment import crumbs_of
from supervision.views.proxy import enterable, proxy_links, proxy_url
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = "sv.copy:V"
SCORES = "sv.score:V"
USUAL = (BodyKind.ORGANIZATION, BodyKind.DISCIPLINE)
LEAD = "送出时定稿，以后评估有变动的，另送一份；部门和领导可以在系统里签收，也可以凭签字的回执代录。"
COLUMNS: Columns = {
    "title": ("抄送内容", ("title", "-sent_on")),
    "recipient": ("收件人", ("recipient", "-sent_on")),
    "sent": ("送达日期", ("sent_on", "pk"), "day"),
    "received": ("签收日期", ("received_on", "pk"), "day"),
    "signer": ("签收人", None),
    "state": ("状态", ("state", "-sent_on"), "narrow"),
}


@dataclass(frozen=True)
class Copy:
    """One copy on the page of the ranking, and where its receipt may be entered from paper."""

    row: ResultCopy
    proxy_url: str


def copies_of(request: Request, round_: Round) -> dict[str, Any]:
    """Return the copies of a round that the person may see, and whether more may be sent."""
    by = request.actor
    rows = ResultCopy.objects.visible_to(by).filter(round=round_).defer("content")
    keys = enterable(by, round_)
    copies = [Copy(row, proxy_url(row) if row.pk in keys else "") for row in rows]
    return {"copies": copies, "may_send": rules.can_send_results(by, round_)}


@act(SEE)
@require_safe
def copy_list(request: Request) -> HttpResponse:
    """抄送的评估结果."""
    listing: Listing[ResultCopy] = Listing(
        request,
        ResultCopy.objects.visible_to(request.actor).defer("content"),
        sorts=COLUMNS,
        default_sort="-sent",
        filters=CopyFilters,
        search=("title__icontains", "recipient__icontains"),
    )
    facts = {"listing": listing, "crumbs": [("评估结果抄送", "")]}
    return show(request, "supervision/copy_list.html", facts, part="table")


@act(SEE)
@require_safe
def copy_detail(request: Request, pk: UUID) -> HttpResponse:
    """一份抄送的评估结果, as it was sent."""
    copy = _found(request, pk)
    facts = {
        "record": copy,
        "may_sign": rules.can_sign_result(request.actor, copy),
        "links": proxy_links(request.actor, copy),
        "entries": _trail(request, copy),
        "crumbs": _crumbs((str(copy), "")),
    }
    return show(request, "supervision/copy_detail.html", facts)


def _trail(request: Request, copy: ResultCopy) -> "QuerySet[Entry]":
    """Return who did what with a copy; who sees no more than the copy reads who signed for it."""
    rows: QuerySet[Entry] = Entry.objects.about(copy).select_related("user")
    return rows if held(request.actor, SCORES) else rows.filter(to_state=CopyState.RECEIVED)


@act(operations.SEND)
@require_http_methods(ASKED)
def copy_send(request: Request, pk: UUID) -> HttpResponse:
    """抄送评估结果."""
    by = request.actor
    round_: Round = get_object_or_404(Round.objects.visible_to(by), pk=pk)
    back, able = reverse("supervision:ranking", args=[round_.pk]), rules.can_send_results(by, round_)
    if not able and request.method != "POST":
        messages.info(request, "本轮还没有公布评估结果，公布以后才能抄送。")
        return redirect(back)
    allowed(request, able)
    form = _send_form(request, round_)
    facts = {"crumbs": crumbs_of((f"{round_}排名", back), ("抄送结果", "")), "lead": LEAD}
    asked = Ask(
        f"抄送评估结果：{round_}", "送出", back, "已送出，等待签收。", template="form.html", facts=facts
    )

    return ask_and_do(request, asked, form, lambda said: operations.send_results(round_, by=by, **said))


def _send_form(request: Request, round_: Round) -> SendForm:
    """Return the form: the bodies that usually get the ranking and have not got it are ticked."""
    by = request.actor
    every = Assessment.objects.filter(assignment__team__round=round_, state=AssessmentState.PUBLISHED)
    results = every.visible_to(by).select_related("assignment__unit")
    bodies: QuerySet[Body] = Body.objects.filter(office=round_.office_id)
    told = ResultCopy.objects.filter(round=round_, body__isnull=False).values("body")
    leaders = {key: str(person) for key, person in overseers(list(results), by).items()}
    return SendForm(
        request.POST if request.method == "POST" else None,
        initial={"bodies": bodies.filter(kind__in=USUAL).exclude(pk__in=told), "sent_on": by.on},
        bodies=bodies,
        results=results,
        leaders=leaders,
        whole=results.count() == every.count(),
    )


@act("sv.copy:S")
@require_http_methods(ASKED)
@overtaken
def copy_sign(request: Request, pk: UUID) -> HttpResponse:
    """签收抄送的评估结果."""
    copy, by = _found(request, pk), request.actor
    stand(copy, CopyState.SENT)
    allowed(request, rules.can_sign_result(by, copy))
    initial = {"received_on": by.on, "received_by": str(by.user)}
    form = ReceiveForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("supervision:copy_detail", args=[copy.pk])
    effects = [f"记下送{copy.recipient}的一份由谁、哪天签收，不能收回"]
    facts = {"crumbs": _crumbs((str(copy), back), ("签收", ""))}
    asked = Ask(f"签收：{copy}", "签收", back, "已签收。", effects, facts=facts)
    return ask_and_do(request, asked, form, lambda said: operations.sign_result(copy, by=by, **said))


def _found(request: Request, pk: UUID) -> ResultCopy:
    rows = ResultCopy.objects.visible_to(request.actor).select_related("round")
    copy: ResultCopy = get_object_or_404(rows, pk=pk)
    return copy


def _crumbs(*rest: tuple[str, str]) -> list[tuple[str, str]]:
    return [("评估结果抄送", reverse("supervision:copy_list")), *rest]
