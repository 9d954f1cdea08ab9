"""The only door to guardian: grants on containers, given and taken by operations."""

import datetime as dt
from typing import Any, cast

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from guardian.utils import get_user_obj_perms_model

from accounts.models import Grant, User
from audit.actor import Actor


def _ledger(container: models.Model | type[models.Model]) -> type[Grant]:
    return cast("type[Grant]", get_user_obj_perms_model(cast("Any", container)))


def _permission(container: models.Model | type[models.Model], codename: str) -> Permission:
    meta = container._meta
    return Permission.objects.get(
        content_type__app_label=meta.app_label, content_type__model=meta.model_name, codename=codename
    )


def grant(
    codename: str,
    user: User,
    container: models.Model,
    *,
    by: Actor,
    since: dt.date,
    until: dt.date | None = None,
    reason: str = "",
) -> Grant:
    """授权: open a container to a user between two days, saying who gave it and why."""
    row: Grant = _ledger(container)._default_manager.update_or_create(
        permission=_permission(container, codename),
        user=user,
        content_object=container,
        defaults={"since": since, "until": until, "reason": reason, "giver_id": by.user.pk},
    )[0]
    return row


def live_on(day: dt.date) -> Q:
    """Return the condition of a grant, posting or holding that is live on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def granted(by: Actor, model: type[models.Model], codename: str) -> "models.QuerySet[Any, Any]":
    """Return the ids of the containers of a type that are open to the actor now."""
    rows = _ledger(model)._default_manager.filter(user_id=by.user.pk, permission__codename=codename)
    return rows.filter(live_on(by.on)).values("content_object_id")


def holders_of(container: models.Model) -> "models.QuerySet[Any]":
    """谁能看到这份材料: every grant on a container, ended ones too."""
    return (
        _ledger(container)
        ._default_manager.filter(content_object=container)
        .select_related("user", "giver", "permission")
    )
