"""The way from a record's page to 谁能看到这份材料."""

from typing import Any

from django.urls import reverse

from accounts.rules import may
from audit.actor import Actor

SHOW = "access.show:V"


def access_link(by: Actor, record: Any, page: str, act_name: str = SHOW) -> list[tuple[str, str]]:
    """Return word and address of the page, for whom it is open."""
    return [("谁能看到", reverse(page, args=[record.pk]))] if may(by, act_name, record) else []
