"""我的文件, 任务进度."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import ask_again, asks_again, signed_in
from accounts.rules import is_fresh
from audit.operations import IllegalMove
from documents import operations, rules
from documents.faces import JobFace
from documents.models import Job
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
