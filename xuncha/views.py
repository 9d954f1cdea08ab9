"""Pages of the house that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acts import open_to_all


@open_to_all
@never_cache
@require_safe
def health_show(_request: HttpRequest) -> HttpResponse:
    """Say that the web process lives; shows no data and asks none of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
