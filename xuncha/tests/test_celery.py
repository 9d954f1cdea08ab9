"""Beat rings only for tasks that exist, and a task carries nothing but what JSON can."""

from django.conf import settings

from xuncha.celery import app


def test_every_ring_of_beat_has_its_task() -> None:
    app.loader.import_default_modules()
    rings = {line["task"] for line in settings.CELERY_BEAT_SCHEDULE.values()}
    assert rings - set(app.tasks) == set()


def test_rings_are_not_kept_for_later() -> None:
    lines = settings.CELERY_BEAT_SCHEDULE.values()
    assert [line["task"] for line in lines if not 0 < line["options"]["expires"] < 3600] == []


def test_only_json_is_taken() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result
