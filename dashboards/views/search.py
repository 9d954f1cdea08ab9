"""搜索: one box for everything within reach."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import signed_in
from dashboards.searching import hits_of
from rounds.views.request import Request
from ui.pages import show

LONGEST = 60


@signed_in
@require_safe
def search_show(request: Request) -> HttpResponse:
    """搜索."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    hits = hits_of(words, request.actor) if words else []
    return show(request, "dashboards/search.html", {"words": words, "hits": hits, "crumbs": [("搜索", "")]})
