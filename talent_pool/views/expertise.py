"""专长: the office's dictionary."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from organizations.views.handling import GET_POST, Request, fill
from talent_pool import operations, rules
from talent_pool.forms import ExpertiseForm
from talent_pool.models import Expertise, Member
from talent_pool.views.member import TO_POOL
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {"name": ("专长", "name"), "many": ("人数", ("many", "name"), "num")}
LIST = "talent_pool:expertise_list"


@act("pool.edit:C", "pool.edit:A")
@require_safe
def expertise_list(request: Request) -> HttpResponse:
    """专长."""
    mine = Member.objects.visible_to(request.actor)
    listing = Listing(
        request,
        Expertise.objects.annotate(many=Count("members", filter=Q(members__in=mine))),
        sorts=COLUMNS,
        default_sort="-many",
        search=("name__icontains",),
    )
    facts = {
        "listing": listing,
        "may_keep": rules.can_propose_member(request.actor),
        "crumbs": [*TO_POOL, ("专长", "")],
    }
    return show(request, "talent_pool/expertise_list.html", facts, part="table")


@act("pool.edit:C")
@require_http_methods(GET_POST)
def expertise_add(request: Request) -> HttpResponse:
    """登记专长."""
    form = ExpertiseForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.add_expertise(form.cleaned_data["name"], by=request.actor),
        done="已登记。",
        back=reverse(LIST),
        heading="登记专长",
        verb="登记",
        crumbs=[*TO_POOL, ("专长", reverse(LIST)), ("登记", "")],
    )


@act("pool.edit:E")
@require_http_methods(GET_POST)
def expertise_rename(request: Request, pk: Any) -> HttpResponse:
    """修改专长名称."""
    word = get_object_or_404(Expertise, pk=pk)
    form = ExpertiseForm(request.POST or None, initial={"name": word.name, "version": word.version})
    return fill(
        request,
        form,
        lambda: operations.rename_expertise(word, **form.cleaned_data, by=request.actor),
        done="已保存。",
        back=reverse(LIST),
        heading=f"修改专长：{word}",
        lead="改名以后，所有有这项专长的人员都显示新的名称。",
        verb="保存",
        crumbs=[*TO_POOL, ("专长", reverse(LIST)), (word.name, "")],
    )
