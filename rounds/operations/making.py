"""What every act of this app that stores a record shares: the constraints speak before the database does."""

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from audit import operations as audit
from audit.actor import Actor
from audit.models import Versioned
from audit.refusing import check_fields

R = TypeVar("R", bound=models.Model)
V = TypeVar("V", bound=Versioned)

TAKEN = "刚刚有人登记了相同的内容，请刷新后核对。"


def require(allowed: bool, refusal: str = "") -> None:
    """Refuse unless the rule allows."""
    if not allowed:
        raise PermissionDenied(refusal)


def make(record: R, *, by: Actor, act: str, reason: str = "", **facts: object) -> R:
    """新建: store a record; what its constraints refuse is said in their words."""
    record.validate_constraints()
    try:
        with transaction.atomic():
            return audit.create(record, by=by, act=act, reason=reason, **facts)
    except IntegrityError:
        raise ValidationError(TAKEN) from None


def change(
    record: V,
    *,
    by: Actor,
    act: str,
    changes: Mapping[str, object],
    version: int | None = None,
    reason: str = "",
) -> V:
    """修改: change fields of a record; what its constraints refuse is said in their words."""
    for name, value in changes.items():
        setattr(record, name, value)
    check_fields(record)
    record.validate_constraints()
    try:
        with transaction.atomic():
            return audit.edit(record, by=by, act=act, changes=changes, version=version, reason=reason)
    except IntegrityError:
        raise ValidationError(TAKEN) from None
