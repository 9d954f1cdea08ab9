"""人才库: list, page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.acts import act
from audit.models import Entry
from organizations.views.handling import Request
from talent_pool.models import Member
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("姓名", ("person__pinyin", "person__name")),
    "pool": ("库别", ("pool", "person__pinyin")),
    "state": ("状态", ("state", "person__pinyin")),
}


def find_member(request: Request, pk: Any) -> Member:
    """Return a member of the pool whose record one may see."""
    rows = Member.objects.visible_to(request.actor).select_related("person__office", "office")
    found: Member = get_object_or_404(rows, pk=pk)
    return found


@act(*Member.VIEW)
@require_safe
def member_list(request: Request) -> HttpResponse:
    """人才库."""
    listing = Listing(
        request,
        Member.objects.visible_to(request.actor).select_related("person"),
        sorts=COLUMNS,
        default_sort="name",
        search=("person__name__icontains", "person__pinyin__icontains", "person__post__icontains"),
    )
    facts = {"listing": listing, "crumbs": [("人才库", "")]}
    return show(request, "talent_pool/member_list.html", facts, part="table")


@act(*Member.VIEW)
@require_safe
def member_detail(request: Request, pk: Any) -> HttpResponse:
    """一名入库人员."""
    member = find_member(request, pk)
    facts = {"record": member, "entries": Entry.objects.about(member).select_related("user")}
    return show(request, "talent_pool/member_detail.html", facts)
