"""我的文件, 任务进度, 代录."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act, ask_again, asks_again, signed_in
from accounts.rules import is_fresh
from audit.operations import IllegalMove
from documents import operations, rules
from documents.faces import JobFace
from documents.models import Job, ProxyEntry
from documents.pages import Request, download
from documents.papers import wake
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

FILES: Columns = {
    "title": ("文件", "title"),
    "number": ("编号", "number", "narrow"),
    "state": ("状态", "state", "narrow"),
    "made": ("申请时间", "made_at", "day"),
    "until": ("下载截止", "expires_at", "day"),
}
ENTRIES: Columns = {
    "subject": ("办理对象", "subject"),
    "signer": ("签署人", "signer"),
    "signed": ("签署日期", "signed_on", "day"),
    "number": ("文件编号", "number"),
    "entered": ("录入人", "proposal__proposed_by__name"),
    "state": ("状态", "proposal__state", "narrow"),
}


@signed_in
@require_safe
def file_list(request: Request) -> HttpResponse:
    """我的文件."""
    jobs = Job.objects.visible_to(request.actor).select_related("result")
    listing = Listing(
        request, jobs, sorts=FILES, default_sort="-made", search=("title__icontains", "number__icontains")
    )
    facts = {"listing": listing, "at": request.actor.at, "crumbs": [("我的文件", "")]}
    return show(request, "documents/file_list.html", facts, part="table")


def _own(request: Request, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.actor).select_related("result"), pk=pk)


@signed_in
@require_safe
def job_show(request: Request, pk: UUID) -> HttpResponse:
    """任务进度."""
    job = _own(request, pk)
    facts = {
        "job": JobFace.of(job, request.actor.at),
        "record": job,
        "job_url": request.path,
        "result_url": reverse("documents:job_download", args=[pk]),
        "files_url": reverse("documents:file_list"),
        "crumbs": [("我的文件", reverse("documents:file_list")), (job.title, "")],
    }
    return show(request, "documents/job_show.html", facts, part="job")


@signed_in
@require_safe
def job_download(request: Request, pk: UUID) -> HttpResponse:
    """下载: owner, right, sight of every record and date are asked again."""
    job = _own(request, pk)
    if job.result is None:
        raise Http404
    if not rules.can_download(request.actor, job):
        messages.error(request, rules.download_refusal(request.actor, job))
        return redirect("documents:file_list")
    if asks_again(job.act) and not is_fresh(request.actor):
        return ask_again(request)
    return download(request, job.result, act=job.act, about=job, number=job.number)  # type: ignore[return-value]


@signed_in
@require_POST
def job_retry(request: Request, pk: UUID) -> HttpResponse:
    """重新生成."""
    job = _own(request, pk)
    try:
        operations.retry_job(job, by=request.actor)
    except IllegalMove as moved:
        messages.error(request, str(moved))
    except PermissionDenied:
        messages.error(request, rules.NO_LONGER)
    else:
        transaction.on_commit(lambda: wake(job), robust=True)
    return redirect("documents:job_show", pk)


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
