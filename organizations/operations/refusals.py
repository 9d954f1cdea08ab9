"""How the registry refuses: no right, or a name that stands already."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction


def require(allowed: bool, why: str = "名录由巡察办干部维护。") -> None:
    """Refuse an act that the rule does not allow."""
    if not allowed:
        raise PermissionDenied(why)


@contextmanager
def once(words: str, field: str = "") -> Iterator[None]:
    """Say in words that a row of this name stands already; nothing of the act remains."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError({field: words} if field else words) from None
