"""巡察机构: the city's and the counties', who works there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from organizations import rules
from organizations.forms.person import OfficeForm, OfficePostForm
from organizations.forms.unit import LastDayForm
from organizations.models import Office, OfficePost, offices_of
from organizations.operations import registry, tenure
from organizations.states import OfficeLevel
from organizations.views.crumbs import TO_OFFICES
from organizations.views.handling import GET_POST, Request, fill
from organizations.views.tenure import people
from ui.pages import show

LIST = "organizations:office_list"


def offices(request: Request) -> "QuerySet[Office]":
    """Return the own offices and those below, the city's first."""
    rows = Office.objects.filter(pk__in=offices_of(request.actor)).select_related("parent")
    return rows.order_by("level", "name")


@act("person.registry:V")
@require_safe
def office_list(request: Request) -> HttpResponse:
    """巡察机构: each with its people."""
    rows = offices(request)
    posts: dict[Any, list[OfficePost]] = {}
    for post in OfficePost.objects.filter(office__in=rows).select_related("person").order_by("-since"):
        posts.setdefault(post.office_id, []).append(post)
    facts = {
        "offices": [(office, posts.get(office.pk, [])) for office in rows],
        "can_keep": rules.can_keep_people(request.actor),
        "crumbs": [("巡察机构", "")],
    }
    return show(request, "organizations/office_list.html", facts)


@act("person.registry:C")
@require_http_methods(GET_POST)
def office_create(request: Request, pk: Any) -> HttpResponse:
    """登记下级巡察机构, under a city's office."""
    above = get_object_or_404(offices(request).filter(level=OfficeLevel.CITY), pk=pk)
    form = OfficeForm(request.POST or None)

    def run() -> Office:
        office = Office(level=OfficeLevel.COUNTY, parent=above, **form.facts())
        registry.enter(office, by=request.actor)
        return office

    return fill(
        request,
        form,
        run,
        done="已登记。",
        back=reverse(LIST),
        heading=f"登记下级巡察机构：{above}",
        verb="登记",
        crumbs=[*TO_OFFICES, ("登记下级巡察机构", "")],
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def office_edit(request: Request, pk: Any) -> HttpResponse:
    """修改巡察机构."""
    office = get_object_or_404(offices(request), pk=pk)
    form = OfficeForm(request.POST or None, record=office)

    def run() -> Office:
        version = form.cleaned_data["version"]
        registry.revise(office, changes=form.facts(), version=version, by=request.actor)
        return office

    return fill(
        request,
        form,
        run,
        done="已保存。",
        back=reverse(LIST),
        heading=f"修改巡察机构：{office}",
        verb="保存",
        crumbs=[*TO_OFFICES, (office.short, "")],
    )


@act("person.registry:C")
@require_http_methods(GET_POST)
def office_post_add(request: Request, pk: Any) -> HttpResponse:
    """登记巡察机构任职."""
    office = get_object_or_404(offices(request), pk=pk)
    form = OfficePostForm(request.POST or None, people=people(request))

    def run() -> Office:
        registry.enter(OfficePost(office=office, **form.facts()), by=request.actor)
        return office

    return fill(
        request,
        form,
        run,
        done="已登记任职。",
        back=reverse(LIST),
        heading=f"登记任职：{office}",
        lead="登记任职只记明在哪个机构工作；系统角色另由安全保密管理员授予。",
        verb="登记",
        crumbs=[*TO_OFFICES, ("登记任职", "")],
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def office_post_end(request: Request, pk: Any) -> HttpResponse:
    """登记离开巡察机构."""
    rows = OfficePost.objects.filter(office__in=offices(request), until__isnull=True)
    post = get_object_or_404(rows.select_related("office", "person"), pk=pk)
    form = LastDayForm(request.POST or None, initial={"version": post.version})

    def run() -> Office:
        tenure.end_post(post, **form.cleaned_data, by=request.actor)
        return post.office

    return fill(
        request,
        form,
        run,
        done="已登记离任。",
        back=reverse(LIST),
        template="confirm.html",
        heading=f"登记离任：{post.person}",
        verb="登记离任",
        effects=[f"{post.person}从次日起看不到{post.office}的材料", "任职记录保留"],
        crumbs=[*TO_OFFICES, ("登记离任", "")],
    )
