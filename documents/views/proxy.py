"""代录: what waits for a second clerk, and all."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from audit.operations import IllegalMove
from documents import operations
from documents.filters import ProxyFilters
from documents.models import ProxyEntry
from documents.pages import Request, download
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

ENTRIES: Columns = {
    "subject": ("办理对象", "subject"),
    "signer": ("签署人", "signer"),
    "signed": ("签署日期", "signed_on", "day"),
    "number": ("文件编号", "number"),
    "entered": ("录入人", "proposal__proposed_by__name"),
    "state": ("状态", "proposal__state", "narrow"),
}


@act("proxy.enter:V")
@require_safe
def proxy_list(request: Request) -> HttpResponse:
    """代录: those that wait for me first, then all."""
    entries = ProxyEntry.objects.visible_to(request.actor).select_related("proposal__proposed_by", "scan")
    listing = Listing(
        request,
        entries,
        sorts=ENTRIES,
        default_sort="-signed",
        filters=ProxyFilters,
        search=("subject__icontains", "signer__icontains"),
    )
    awaiting = ProxyEntry.objects.awaiting(request.actor).select_related("proposal__proposed_by", "scan")
    facts = {
        "listing": listing,
        "awaiting": [(entry, confirm_url(entry)) for entry in awaiting],
        "crumbs": [("代录", "")],
    }
    return show(request, "documents/proxy_list.html", facts, part="table")


def confirm_url(entry: ProxyEntry) -> str:
    """Return the page where the entry's app has it confirmed; empty when the app has none."""
    app = entry.proposal.record_type.partition(".")[0]
    try:
        return reverse(f"{app}:proxy_confirm", args=[entry.pk])
    except NoReverseMatch:
        return ""


@act("proxy.enter:V")
@require_safe
def proxy_scan(request: Request, pk: UUID) -> HttpResponse:
    """下载代录的扫描件."""
    entries = ProxyEntry.objects.visible_to(request.actor).select_related("scan")
    entry = get_object_or_404(entries, pk=pk)
    return download(request, entry.scan, act="proxy.enter:V", about=entry)  # type: ignore[return-value]


@act("proxy.enter:C")
@require_POST
def proxy_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回自己的录入."""
    entry = get_object_or_404(ProxyEntry.objects.visible_to(request.actor).select_related("proposal"), pk=pk)
    try:
        operations.withdraw_proxy(entry, by=request.actor)
        messages.success(request, "已撤回，可以改正后重新录入。")
    except (IllegalMove, PermissionDenied) as refused:
        messages.error(request, str(refused))
    return redirect("documents:proxy_list")
