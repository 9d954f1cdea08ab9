"""问题分类: schemes, editions, categories."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from rounds.filters.records import SchemeFilters
from rounds.forms.taxonomy import CategoryForm, SchemeForm
from rounds.models import Category, Round, Scheme
from rounds.operations import taxonomy as operations
from rounds.operations.making import require
from rounds.rules import taxonomy as rules
from rounds.views.crumbs import Crumbs
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.office import own_office
from rounds.views.request import Request
from ui.forms import OpinionForm
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("分类体系", ("name", "edition")),
    "edition": ("版次", "edition", "num"),
    "kind": ("种类", "is_checklist", "narrow"),
    "many": ("类别数", "many", "num"),
    "rounds": ("使用轮次", "many_rounds", "num"),
    "source": ("来源", None, "long"),
    "retired": ("状态", "retired", "narrow"),
}


def find_scheme(request: Request, pk: Any) -> Scheme:
    """Return a scheme that the person may see."""
    return get_object_or_404(Scheme.objects.visible_to(request.actor), pk=pk)


def page_of(scheme: Scheme) -> str:
    """Return the address of a scheme's page."""
    return reverse("rounds:scheme_detail", args=[scheme.pk])


def way_to(scheme: Scheme, word: str = "") -> Crumbs:
    """Lead to a scheme, or to one of its pages."""
    first: Crumbs = [("问题分类", reverse("rounds:scheme_list"))]
    return [*first, (str(scheme), page_of(scheme)), (word, "")] if word else [*first, (str(scheme), "")]


@act("taxonomy.edit:V")
@require_safe
def scheme_list(request: Request) -> HttpResponse:
    """问题分类."""
    counted = {"many": Count("categories", distinct=True), "many_rounds": Count("rounds", distinct=True)}
    listing = Listing(
        request,
        Scheme.objects.visible_to(request.actor).annotate(**counted),
        sorts=COLUMNS,
        default_sort="name",
        filters=SchemeFilters,
        search=("name__icontains", "source__icontains"),
    )
    facts = {
        "listing": listing,
        "may_create": may(request.actor, "taxonomy.edit:C"),
        "crumbs": [("问题分类", "")],
    }
    return show(request, "rounds/scheme_list.html", facts, part="table")


@act("taxonomy.edit:V")
@require_safe
def scheme_detail(request: Request, pk: Any) -> HttpResponse:
    """一版分类: its tree and the rounds bound to it."""
    scheme, by = find_scheme(request, pk), request.actor
    bound = Round.objects.filter(schemes=scheme)
    facts = {
        "record": scheme,
        "categories": in_order(list(scheme.categories.select_related("parent"))),
        "rounds": bound.filter(pk__in=Round.objects.visible_to(by).values("pk")),
        "in_use": rules.is_in_use(scheme),
        "can_edit": rules.can_edit_scheme(by, scheme),
        "can_add": rules.can_edit_scheme(by, scheme) and rules.can_copy_scheme(by, scheme),
        "can_copy": rules.can_copy_scheme(by, scheme),
        "can_retire": rules.can_retire_scheme(by, scheme),
        "entries": history(scheme),
        "crumbs": way_to(scheme),
    }
    return show(request, "rounds/scheme_detail.html", facts)


def in_order(categories: list[Category]) -> list[Category]:
    """Return upper classes with those below them, by code."""
    return sorted(
        categories,
        key=lambda one: (one.parent.code if one.parent else one.code, one.parent_id is not None, one.code),
    )


@act("taxonomy.edit:C")
@require_http_methods(GET_POST)
def scheme_create(request: Request) -> HttpResponse:
    """新建分类体系."""
    form, office = SchemeForm(request.POST or None), own_office(request.actor)
    return handle(
        request,
        form,
        lambda: operations.create_scheme(office, **form.changes(), by=request.actor),
        then="rounds:scheme_detail",
        done="已建立，请逐项增加类别。",
        heading="新建分类体系",
        verb="建立",
        back=reverse("rounds:scheme_list"),
        crumbs=[("问题分类", reverse("rounds:scheme_list")), ("新建分类体系", "")],
    )


@act("taxonomy.edit:C")
@require_http_methods(GET_POST)
def scheme_copy(request: Request, pk: Any) -> HttpResponse:
    """建立新版次."""
    scheme = find_scheme(request, pk)
    require(rules.can_copy_scheme(request.actor, scheme))
    form = OpinionForm(request.POST if request.method == "POST" else None)
    return handle(
        request,
        form,
        lambda: operations.new_edition(scheme, reason=form.cleaned_data["opinion"], by=request.actor),
        then="rounds:scheme_detail",
        done="已建立新版次，可以在新版次中修改。",
        template="confirm.html",
        heading=f"建立新版次：{scheme.name}",
        verb="建立新版次",
        effects=["复制这一版的全部在用类别", "已有轮次仍使用原来的版次，不受影响"],
        back=page_of(scheme),
        crumbs=way_to(scheme, "建立新版次"),
    )


@act("taxonomy.edit:E")
@require_http_methods(GET_POST)
def scheme_retire(request: Request, pk: Any) -> HttpResponse:
    """停用或恢复."""
    scheme = find_scheme(request, pk)
    require(rules.can_retire_scheme(request.actor, scheme))
    act_, verb = (
        (operations.restore_scheme, "恢复使用") if scheme.retired else (operations.retire_scheme, "停用")
    )
    form = OpinionForm(request.POST if request.method == "POST" else None)
    return handle(
        request,
        form,
        lambda: act_(scheme, reason=form.cleaned_data["opinion"], by=request.actor),
        then="rounds:scheme_detail",
        done=f"已{verb}。",
        template="confirm.html",
        heading=f"{verb}：{scheme}",
        verb=verb,
        effects=["新设轮次时" + ("可以再选这一版" if scheme.retired else "不再提供这一版，已有轮次不受影响")],
        back=page_of(scheme),
        crumbs=way_to(scheme, verb),
    )


@act("taxonomy.edit:C")
@require_http_methods(GET_POST)
def category_add(request: Request, pk: Any) -> HttpResponse:
    """增加类别."""
    scheme = find_scheme(request, pk)
    admit(request, rules.can_edit_scheme(request.actor, scheme), operations.IN_USE)
    form = CategoryForm(request.POST or None, parents=scheme.categories.filter(parent=None, retired=False))

    def run() -> Scheme:
        operations.add_category(scheme, **form.changes(), by=request.actor)
        return scheme

    return handle(
        request,
        form,
        run,
        then="rounds:scheme_detail",
        done="已增加类别。",
        heading="增加类别",
        verb="增加",
        back=page_of(scheme),
        crumbs=way_to(scheme, "增加类别"),
    )


@act("taxonomy.edit:E")
@require_http_methods(GET_POST)
def category_edit(request: Request, pk: Any) -> HttpResponse:
    """修改类别."""
    seen = Scheme.objects.visible_to(request.actor)
    category = get_object_or_404(Category.objects.filter(scheme__in=seen).select_related("scheme"), pk=pk)
    scheme = category.scheme
    admit(request, rules.can_edit_scheme(request.actor, scheme), operations.IN_USE)
    parents = scheme.categories.filter(parent=None).exclude(pk=category.pk)
    form = CategoryForm(request.POST or None, record=category, parents=parents)

    def run() -> Scheme:
        version = form.cleaned_data["version"]
        operations.edit_category(category, changes=form.changes(), version=version, by=request.actor)
        return scheme

    return handle(
        request,
        form,
        run,
        then="rounds:scheme_detail",
        done="已保存。",
        heading="修改类别",
        verb="保存",
        back=page_of(scheme),
        crumbs=way_to(scheme, "修改类别"),
    )
