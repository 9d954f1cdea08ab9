"""承接部门 and 巡察机构: who sits there, from when to when."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from organizations import rules
from organizations.filters.registry import BodyFilters
from organizations.forms.person import BodyForm, HandlerForm
from organizations.forms.unit import LastDayForm
from organizations.models import Body, BodyPost
from organizations.operations import registry, tenure
from organizations.views.crumbs import TO_BODIES
from organizations.views.handling import GET_POST, Request, fill, own_office
from organizations.views.tenure import people
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("部门", "name"),
    "kind": ("类别", ("kind", "name")),
    "handlers": ("经办人", "many", "num"),
}


def find_body(request: Request, pk: Any) -> Body:
    """Return a body that the person may see."""
    found: Body = get_object_or_404(Body.objects.visible_to(request.actor), pk=pk)
    return found


def page_of(body: Body) -> str:
    """Return the address of a body's page."""
    return reverse("organizations:body_detail", args=[body.pk])


def _counted(request: Request) -> "QuerySet[Any]":
    on = request.actor.on
    live = Q(posts__since__lte=on) & (Q(posts__until__isnull=True) | Q(posts__until__gte=on))
    rows: QuerySet[Any] = Body.objects.visible_to(request.actor)
    counted: QuerySet[Any] = rows.annotate(many=Count("posts", filter=live))
    return counted


@act(*Body.VIEW)
@require_safe
def body_list(request: Request) -> HttpResponse:
    """承接部门."""
    listing = Listing(
        request,
        _counted(request),
        filters=BodyFilters,
        sorts=COLUMNS,
        default_sort="kind",
        search=("name__icontains",),
    )
    keep = rules.can_keep_people(request.actor)
    facts = {"listing": listing, "may_create": keep, "crumbs": [("承接部门", "")]}
    return show(request, "organizations/body_list.html", facts, part="table")


@act(*Body.VIEW)
@require_safe
def body_detail(request: Request, pk: Any) -> HttpResponse:
    """一个部门: who handles for it."""
    body = find_body(request, pk)
    facts = {
        "record": body,
        "posts": body.posts.select_related("person").order_by("-since"),
        "can_keep": rules.can_keep_people(request.actor),
        "entries": history(body),
        "crumbs": [*TO_BODIES, (body.name, "")],
    }
    return show(request, "organizations/body_detail.html", facts)


@act("person.registry:C")
@require_http_methods(GET_POST)
def body_create(request: Request) -> HttpResponse:
    """登记承接部门."""
    office = own_office(request.actor)
    form = BodyForm(request.POST or None)

    def run() -> Body:
        body = Body(office=office, **form.facts())
        registry.enter(body, by=request.actor)
        return body

    return fill(
        request,
        form,
        run,
        then="organizations:body_detail",
        done="已登记，请接着登记经办人。",
        back=reverse("organizations:body_list"),
        heading="登记承接部门",
        verb="登记",
        crumbs=[*TO_BODIES, ("登记承接部门", "")],
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def body_edit(request: Request, pk: Any) -> HttpResponse:
    """修改承接部门."""
    body = find_body(request, pk)
    form = BodyForm(request.POST or None, record=body)

    def run() -> Body:
        version = form.cleaned_data["version"]
        registry.revise(body, changes=form.facts(), version=version, by=request.actor)
        return body

    return fill(
        request,
        form,
        run,
        done="已保存。",
        back=page_of(body),
        heading=f"修改承接部门：{body}",
        verb="保存",
        crumbs=[*TO_BODIES, (body.name, page_of(body)), ("修改", "")],
    )


@act("person.registry:C")
@require_http_methods(GET_POST)
def handler_add(request: Request, pk: Any) -> HttpResponse:
    """登记经办人."""
    body = find_body(request, pk)
    form = HandlerForm(request.POST or None, people=people(request))

    def run() -> Body:
        registry.enter(BodyPost(body=body, **form.facts()), by=request.actor)
        return body

    return fill(
        request,
        form,
        run,
        done="已登记经办人。",
        back=page_of(body),
        heading=f"登记经办人：{body}",
        verb="登记",
        crumbs=[*TO_BODIES, (body.name, page_of(body)), ("登记经办人", "")],
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def handler_end(request: Request, pk: Any) -> HttpResponse:
    """经办人卸任."""
    bodies = Body.objects.visible_to(request.actor)
    rows = BodyPost.objects.filter(body__in=bodies, until__isnull=True).select_related("body", "person")
    post = get_object_or_404(rows, pk=pk)
    form = LastDayForm(request.POST or None, initial={"version": post.version})

    def run() -> Body:
        tenure.end_post(post, **form.cleaned_data, by=request.actor)
        return post.body

    return fill(
        request,
        form,
        run,
        done="已登记卸任。",
        back=page_of(post.body),
        template="confirm.html",
        heading=f"经办人卸任：{post.person}",
        verb="登记卸任",
        effects=[f"{post.person}从次日起看不到移交给{post.body}的材料", "经办期间的记录保留"],
        crumbs=[*TO_BODIES, (post.body.name, page_of(post.body)), ("经办人卸任", "")],
    )
