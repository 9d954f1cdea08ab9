"""One way to answer with a page, whole or in part."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, engines, loader
from django.utils.cache import patch_vary_headers


class Page(HttpResponse):
    """An answer that still knows what it shows, for whoever keeps a record of what was read."""

    shown: Mapping[str, Any] = {}


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    part: str | None = None,
    status: int = 200,
) -> Page:
    """Show the whole page; when htmx asks, only the partial or the block called `part`."""
    facts = dict(context or {})
    page = None
    if part and asks_for_part(request):
        page = _partial(template, part)
        facts["layout"] = _only(part)
    page = page or loader.get_template(template)
    response = Page(page.render(facts, request), status=status)
    response.shown = facts
    # Back and forward must not show a part kept under the address of the page.
    patch_vary_headers(response, ["HX-Request"])
    return response


def asks_for_part(request: HttpRequest) -> bool:
    """True for a swap; a boosted link or a restored history wants the whole page."""
    headers = request.headers
    whole = headers.get("HX-Boosted") or headers.get("HX-History-Restore-Request")
    return headers.get("HX-Request") == "true" and not whole


def _partial(template: str, part: str) -> Any | None:
    try:
        return loader.get_template(f"{template}#{part}")
    except TemplateDoesNotExist:
        loader.get_template(template)
        return None


def _only(part: str) -> Any:
    """A layout that has nothing but the one block."""
    return engines["django"].from_string(f"{{% block {part} %}}{{% endblock %}}")
