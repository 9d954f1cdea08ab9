"""Parts that are drawn once and shown again as long as what they show is the same."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.template import loader
from django.utils.safestring import SafeString

TOKEN = "form-token-goes-here"  # noqa: S105 -- the place of one


class Sketch:
    """What to draw: a template and its context, equal to another one when all that is told apart is equal."""

    def __init__(self, template: str, told: Hashable, context: dict[str, Any]) -> None:
        """Name the template, what its context comes down to, and the context."""
        self.template, self.told, self.context = template, told, context

    def __hash__(self) -> int:
        return hash((self.template, self.told))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sketch) and (self.template, self.told) == (other.template, other.told)


@lru_cache(maxsize=128)
def _drawn(sketch: Sketch) -> str:
    context, sketch.context = sketch.context, {}  # a kept key keeps nothing else alive
    return str(loader.get_template(sketch.template).render({**context, "csrf_token": TOKEN}))


def draw(template: str, told: Hashable, context: dict[str, Any], token: object = "") -> SafeString:
    """Return the part; `told` must hold every value that the template shows. A form token is put in last."""
    part = _drawn(Sketch(template, told, context))
    return SafeString(part.replace(TOKEN, str(token)) if TOKEN in part else part)
