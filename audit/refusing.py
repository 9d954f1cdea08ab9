"""Why a record is not kept or moved, in words: a wrong value, somebody faster, a step that is not due."""

from typing import Any

from django.db import models

FASTER = "该事项已被他人办理，当前状态不能这样办理。请刷新后查看最新情况。"


def not_due(record: models.Model, now: str) -> str:
    """Say that a step is not due in the state in which a record stands."""
    words = {str(value): label for state in _states(record) for value, label in state.flatchoices}
    stands = f"目前的状态是“{words[now]}”，" if now in words else ""
    return f"{stands}还没有到这一步，或者这一步已经过去，现在不能办理。"


def check_fields(record: models.Model) -> None:
    """Refuse values that the record's fields do not allow, in the words of the fields."""
    foreign = [field.name for field in record._meta.fields if field.is_relation]
    record.clean_fields(exclude=foreign)
    record.clean()


def _states(record: models.Model) -> list[Any]:
    return [field for field in record._meta.fields if field.name == "state"]
