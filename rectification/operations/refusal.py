"""Saying no in one line."""

from django.core.exceptions import PermissionDenied, ValidationError


def require(allowed: bool, why: str = "") -> None:
    """Refuse an act that the rule does not allow."""
    if not allowed:
        raise PermissionDenied(why or "您没有办理这一步的权限，或者这一步已经办过。")


def require_words(text: str, field: str, message: str) -> str:
    """Refuse an empty reason, naming the field."""
    if not text.strip():
        raise ValidationError({field: message})
    return text.strip()


def refuse_if(why: str) -> None:
    """Refuse an act for a reason; an empty one is none."""
    require(not why, why)
