"""What a page of any app needs: order a paper, hand out a file."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from audit.actor import Actor
from documents import operations
from documents.models import StoredFile
from documents.paper import Paper
from documents.papers import wake
from documents.states import JobState

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


class Request(HttpRequest):
    """A request as the middleware leaves it."""

    actor: Actor


def order(
    request: Request, paper: Paper, params: Mapping[str, Any], *, reason: str = "", scope: str = ""
) -> HttpResponse:
    """Put a paper into the queue, or before the second person, and show its progress."""
    try:
        job = operations.request_job(paper, params, by=request.actor, reason=reason, scope=scope)
    except ValidationError as refused:
        messages.error(request, "；".join(refused.messages))
        return redirect("documents:file_list")
    if job.state != JobState.HELD:
        transaction.on_commit(partial(wake, job), robust=True)
    return redirect("documents:job_show", job.pk)


def download(
    request: Request, file: StoredFile, *, act: str, about: models.Model | None = None, number: str = ""
) -> FileResponse:
    """Hand a file out, never to be shown in the browser, and write it into the trail.

    The caller has asked whether the person may see the record it hangs on.
    """
    try:
        content = file.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    operations.note_download(file, by=request.actor, act=act, about=about, number=number)
    answer = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cache-Control"] = "private, no-store"
    answer["X-Frame-Options"] = "DENY"
    return answer
