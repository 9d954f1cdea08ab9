"""具体表现: as many boxes as there are lines, and one more when asked; works without scripts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from ui.forms import refuse_mark

LONGEST = 1000


class Boxes(forms.Textarea):
    """Several boxes of one name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 -- Django's signature
        """Return the text of every box."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002 -- as above
        """Say whether the page had no such box."""
        return name not in data


class LinesField(forms.Field):
    """A list of short texts; empty boxes count for nothing."""

    widget = Boxes

    def clean(self, value: Any) -> list[str]:
        """Return the texts that are not empty."""
        lines = [str(text).strip() for text in value or [] if str(text).strip()]
        if self.required and not lines:
            raise ValidationError("请至少写一条。")
        refuse_mark("\n".join(lines))
        if any(len(text) > LONGEST for text in lines):
            raise ValidationError(f"每条不超过 {LONGEST} 字，请分成几条。")
        return lines


def reshaped(data: QueryDict, name: str) -> list[str] | None:
    """Return the boxes after 「再加一条」 or 「去掉这一条」; None when the form is really sent."""
    asked = data.get("line", "")
    if not asked:
        return None
    lines = data.getlist(name)
    verb, _, place = asked.partition("-")
    if verb == "remove" and place.isdecimal() and int(place) < len(lines):
        return [text for at, text in enumerate(lines) if at != int(place)]
    return [*lines, ""]
