"""人员与任职: list, page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from audit.models import Entry
from organizations import rules
from organizations.filters.registry import PersonFilters
from organizations.models import Person
from organizations.views.handling import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("姓名", ("pinyin", "name")),
    "sex": ("性别", ("sex", "pinyin")),
    "born": ("出生年月", "born_in", "day"),
    "post": ("单位及职务", ("post", "pinyin"), "long"),
    "rank": ("职级", ("rank", "pinyin")),
    "phone": ("电话", None),
}


def find_person(request: Request, pk: Any) -> Person:
    """Return a person whose record one may see."""
    rows = Person.objects.visible_to(request.actor).select_related("office", "user")
    found: Person = get_object_or_404(rows, pk=pk)
    return found


@act(*Person.VIEW)
@require_safe
def person_list(request: Request) -> HttpResponse:
    """人员与任职."""
    listing = Listing(
        request,
        Person.objects.visible_to(request.actor),
        filters=PersonFilters,
        sorts=COLUMNS,
        default_sort="name",
        search=("name__icontains", "pinyin__icontains", "post__icontains"),
        remember="people",
    )
    facts = {
        "listing": listing,
        "may_create": rules.can_keep_people(request.actor),
        "search_hint": "姓名、拼音、首字母或职务",
        "crumbs": [("人员与任职", "")],
    }
    return show(request, "organizations/person_list.html", facts, part="table")


@act(*Person.VIEW)
@require_safe
def person_detail(request: Request, pk: Any) -> HttpResponse:
    """一名人员."""
    person = find_person(request, pk)
    facts = {"record": person, "entries": Entry.objects.about(person).select_related("user")}
    return show(request, "organizations/person_detail.html", facts)
