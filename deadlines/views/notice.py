"""通知: everybody's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import signed_in
from deadlines import operations
from deadlines.filters import NoticeFilters
from deadlines.models import Notice
from deadlines.views.request import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "title": ("通知", None, "long"),
    "kind": ("种类", ("kind", "-created_at"), "narrow"),
    "at": ("时间", "created_at", "narrow"),
    "read": ("状态", ("read_at", "-created_at"), "narrow"),
}


def _listing(request: Request) -> Listing[Notice]:
    return Listing(
        request,
        Notice.objects.visible_to(request.actor),
        sorts=COLUMNS,
        default_sort="-at",
        filters=NoticeFilters,
        search=("title__icontains", "text__icontains"),
    )


@signed_in
@require_safe
def notice_list(request: Request) -> HttpResponse:
    """我的通知."""
    facts = {
        "listing": _listing(request),
        "bulk": [("标为已读", reverse("deadlines:notice_read"))],
        "unread": Notice.objects.unread_of(request.user).count(),
        "crumbs": [("通知", "")],
    }
    return show(request, "deadlines/notice_list.html", facts, part="table")


@signed_in
@require_safe
def notice_open(request: Request, pk: Any) -> HttpResponse:
    """打开通知: to open it is to have read it, the one fact that following a link leaves behind."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    operations.read_notice(notice, by=request.actor)
    return redirect(notice.url or "deadlines:notice_list")


@signed_in
@require_POST
def notice_read(request: Request) -> HttpResponse:
    """标为已读: the ticked ones, or all that the filters leave."""
    count = operations.read_all(_listing(request).chosen(request.POST), by=request.actor)
    messages.success(request, f"已将 {count} 条通知标为已读。" if count else "所选通知都已读过。")
    return redirect("deadlines:notice_list")
