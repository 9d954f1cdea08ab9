"""A task and a page that take their time, and leave a mark when they begin and when they are through."""

import time
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.acts import open_to_all


@shared_task(name="test.mark_slowly")
def mark_slowly(folder: str, *, seconds: float) -> None:
    Path(folder, "begun").touch()
    time.sleep(seconds)
    Path(folder, "done").touch()


@open_to_all
def answer_slowly(_request: HttpRequest) -> HttpResponse:
    mark_slowly(str(settings.DATA), seconds=6)
    return HttpResponse("done\n" * 100_000)


urlpatterns = [path("slow/", answer_slowly)]
