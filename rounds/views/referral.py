"""移交部门建议: list, page, drafting."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry, EntryKind
from deadlines.models import Deadline
from organizations.models import Body, offices_of
from rounds.filters.records import ReferralFilters
from rounds.forms.referral import ReferralForm
from rounds.models import Finding, Referral
from rounds.operations import referral as operations
from rounds.rules import referral as rules
from rounds.views.crumbs import Crumbs
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.office import own_office
from rounds.views.proxy import proxy_links
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "title": ("事项", "title", "long"),
    "body": ("承接部门", ("body__name", "-sent_on")),
    "sent": ("移交日期", "sent_on", "day"),
    "adoption": ("采纳情况", "adoption", "narrow"),
    "state": ("状态", ("state", "-sent_on"), "narrow"),
}


def find_referral(request: Request, pk: Any) -> Referral:
    """Return a referral that the person may see."""
    rows = Referral.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("body", "finding__assignment__unit"), pk=pk)


def page_of(referral: Referral) -> str:
    """Return the address of a referral's page."""
    return reverse("rounds:referral_detail", args=[referral.pk])


def way_to(referral: Referral, word: str = "") -> Crumbs:
    """Lead to a referral, or to one of its pages."""
    first: Crumbs = [("移交部门建议", reverse("rounds:referral_list"))]
    return [*first, (str(referral), page_of(referral)), (word, "")] if word else [*first, (str(referral), "")]


@act("referral.send:V")
@require_safe
def referral_list(request: Request) -> HttpResponse:
    """移交部门建议."""
    listing = Listing(
        request,
        Referral.objects.visible_to(request.actor).select_related("body"),
        sorts=COLUMNS,
        default_sort="-sent",
        filters=ReferralFilters,
        search=("title__icontains", "text__icontains", "body__name__icontains"),
    )
    facts = {
        "listing": listing,
        "may_create": may(request.actor, "referral.send:C"),
        "crumbs": [("移交部门建议", "")],
    }
    return show(request, "rounds/referral_list.html", facts, part="table")


@act("referral.send:V")
@require_safe
def referral_detail(request: Request, pk: Any) -> HttpResponse:
    """一件移交建议."""
    referral, by = find_referral(request, pk), request.actor
    sees_finding = referral.finding_id and Finding.objects.visible_to(by).filter(pk=referral.finding_id)
    facts = {
        "record": referral,
        "finding": referral.finding if sees_finding else None,
        "deadline": Deadline.objects.about(referral).open().first(),
        "can_edit": rules.can_edit_referral(by, referral),
        "can_send": rules.can_send_referral(by, referral),
        "can_receive": rules.can_receive_referral(by, referral),
        "can_start": rules.can_start_referral(by, referral),
        "can_answer": rules.can_answer_referral(by, referral),
        "can_close": rules.can_close_referral(by, referral),
        "proxies": proxy_links(by, referral),
        "entries": _trail(by, referral),
        "crumbs": way_to(referral),
    }
    return show(request, "rounds/referral_detail.html", facts)


def _trail(by: Actor, referral: Referral) -> "QuerySet[Entry]":
    """Return the whole trail for the office; for the receiving body what came after the drafting."""
    rows = Entry.objects.about(referral).select_related("user")
    return rows if referral.office_id in offices_of(by) else rows.filter(kind=EntryKind.MOVE)


@act("referral.send:C")
@require_http_methods(GET_POST)
def referral_create(request: Request) -> HttpResponse:
    """拟移交建议; from a finding when the address names one."""
    by, office = request.actor, own_office(request.actor)
    finding = _finding(request)
    start = {"title": str(finding)} if finding else {}
    form = ReferralForm(request.POST or None, bodies=Body.objects.filter(office=office), initial=start)
    back = reverse("rounds:referral_list")
    return handle(
        request,
        form,
        lambda: operations.draft_referral(office, finding=finding, **form.changes(), by=by),
        then="rounds:referral_detail",
        done="已保存草稿，等待主任签批。",
        heading="拟移交部门建议",
        lead=f"来源问题：{finding}" if finding else "",
        verb="保存草稿",
        draft=f"referral-{finding.pk if finding else 'new'}",
        back=back,
        crumbs=[("移交部门建议", back), ("拟稿", "")],
    )


def _finding(request: Request) -> Finding | None:
    asked = request.GET.get("finding")
    if not asked:
        return None
    return get_object_or_404(Finding.objects.visible_to(request.actor), pk__iexact=asked)


@act("referral.send:E")
@require_http_methods(GET_POST)
def referral_edit(request: Request, pk: Any) -> HttpResponse:
    """修改移交建议."""
    referral = find_referral(request, pk)
    admit(request, rules.can_edit_referral(request.actor, referral), "已移交的建议不能修改。")
    bodies = Body.objects.filter(office=referral.office)
    form = ReferralForm(request.POST or None, record=referral, bodies=bodies)
    return handle(
        request,
        form,
        lambda: operations.edit_referral(
            referral, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:referral_detail",
        done="已保存。",
        heading="修改移交建议",
        verb="保存",
        draft=f"referral-{referral.pk}",
        back=page_of(referral),
        crumbs=way_to(referral, "修改"),
    )
