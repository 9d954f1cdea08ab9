"""单位名录: list, page, making, changing, merging away."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from audit.actor import Actor
from organizations import rules
from organizations.filters.registry import UnitFilters
from organizations.forms.unit import UnitEndForm, UnitForm
from organizations.models import Body, Coverage, PartyOrganization, Tenure, Unit
from organizations.operations import registry
from organizations.states import TenureKind
from organizations.views.crumbs import TO_UNITS
from organizations.views.handling import GET_POST, Request, fill, in_sight, own_office
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("单位", ("pinyin", "name")),
    "kind": ("类别", ("kind", "pinyin")),
    "head": ("主要负责人", None),
    "parties": ("覆盖党组织", None, "long"),
    "coverage": ("全覆盖", None),
    "ended": ("存续", "ended_on"),
}


AFTER_THE_END = (
    "历次巡察、任职和问题的记录保留不变，仍可查看",
    "未了的整改事项请在「整改事项划转」中办理划转",
)


def find_unit(request: Request, pk: Any) -> Unit:
    """Return a unit that the person may see."""
    rows = Unit.objects.visible_to(request.actor).select_related("parent", "successor", "office")
    found: Unit = get_object_or_404(rows, pk=pk)
    return found


def page_of(unit: Unit) -> str:
    """Return the address of a unit's page."""
    return reverse("organizations:unit_detail", args=[unit.pk])


def to_choose(request: Request) -> "QuerySet[Unit]":
    """Return the standing units that a form may offer."""
    rows: QuerySet[Unit] = Unit.objects.visible_to(request.actor).standing(request.actor.on)
    return rows.order_by("kind", "pinyin")


def with_heads(rows: "QuerySet[Unit]", request: Request) -> "QuerySet[Any]":
    """Add the name of today's head to each unit."""
    heads = Tenure.objects.on(request.actor.on).filter(unit=OuterRef("pk"), kind=TenureKind.HEAD)
    return rows.annotate(head_name=Subquery(heads.order_by("-since").values("person__name")[:1]))


def _link(units: list[Any], request: Request) -> None:
    """Tell each unit of a page which party organisations cover it today."""
    links: dict[Any, list[Coverage]] = {}
    live = Coverage.objects.on(request.actor.on).filter(unit__in=units)
    for link in live.select_related("party_organization"):
        links.setdefault(link.unit_id, []).append(link)
    for unit in units:
        unit.links = links.get(unit.pk, [])
        unit.in_coverage = any(link.party_organization.in_coverage for link in unit.links)


@act(*Unit.VIEW)
@require_safe
def unit_list(request: Request) -> HttpResponse:
    """单位名录."""
    rows = with_heads(Unit.objects.visible_to(request.actor), request)
    listing = Listing(
        request,
        rows,
        filters=UnitFilters,
        sorts=COLUMNS,
        default_sort="kind",
        search=("name__icontains", "short__icontains", "pinyin__icontains"),
        remember="units",
    )
    _link(listing.rows, request)
    facts = {
        "listing": listing,
        "may_create": rules.can_keep_units(request.actor),
        "opens_bodies": any(may(request.actor, one) for one in Body.VIEW),
        "blank": Unit.objects.visible_to(request.actor).blank(request.actor.on).count(),
        "search_hint": "名称、拼音或首字母",
        "crumbs": [("单位名录", "")],
    }
    return show(request, "organizations/unit_list.html", facts, part="table")


def _beside(unit: Unit, by: Actor) -> dict[str, Any]:
    """Return what a unit hangs together with, and which of it the person may open."""
    villages, predecessors = list(unit.villages.order_by("pinyin")), list(unit.predecessors.all())
    links = list(unit.coverages.select_related("party_organization").order_by("-since"))
    units = [unit.parent_id, unit.successor_id, *(one.pk for one in (*villages, *predecessors))]
    parties = [link.party_organization_id for link in links]
    opens = in_sight(Unit, units, by) | in_sight(PartyOrganization, parties, by)
    return {"villages": villages, "predecessors": predecessors, "links": links, "opens": opens}


@act(*Unit.VIEW)
@require_safe
def unit_detail(request: Request, pk: Any) -> HttpResponse:
    """一个单位: who leads it and led it, what covers it, who oversees it."""
    unit, by = find_unit(request, pk), request.actor
    tenures = list(unit.tenures.select_related("person").order_by("-since"))
    keep = not unit.ended_on and rules.can_keep_people(by)
    facts = {
        "record": unit,
        "stands": not unit.ended_on or by.on < unit.ended_on,
        "heads": [row for row in tenures if row.kind == TenureKind.HEAD],
        "others": [row for row in tenures if row.kind != TenureKind.HEAD],
        "portfolios": unit.portfolios.select_related("person").order_by("-since"),
        **_beside(unit, by),
        "can_keep": rules.can_keep_units(by),
        "can_appoint": keep,
        "opens_people": may(by, "person.registry:V"),
        "entries": history(unit) if rules.can_read_registry_trail(by) else [],
        "cover_url": f"{reverse('organizations:party_create')}?unit={unit.pk}",
        "crumbs": [*TO_UNITS, (unit.name, "")],
    }
    return show(request, "organizations/unit_detail.html", facts)


@act("unit.registry:C")
@require_http_methods(GET_POST)
def unit_create(request: Request) -> HttpResponse:
    """登记单位."""
    office = own_office(request.actor)
    form = UnitForm(request.POST or None, units=to_choose(request))
    return fill(
        request,
        form,
        lambda: registry.register_unit(Unit(office=office, **form.facts()), by=request.actor),
        then="organizations:unit_detail",
        done="已登记，请接着登记主要负责人和覆盖它的党组织。",
        back=reverse("organizations:unit_list"),
        heading="登记单位",
        verb="登记",
        draft="unit-new",
        crumbs=[*TO_UNITS, ("登记单位", "")],
    )


@act("unit.registry:E")
@require_http_methods(GET_POST)
def unit_edit(request: Request, pk: Any) -> HttpResponse:
    """修改单位."""
    unit = find_unit(request, pk)
    form = UnitForm(request.POST or None, record=unit, units=to_choose(request).exclude(pk=unit.pk))
    return fill(
        request,
        form,
        lambda: registry.edit_unit(
            unit, changes=form.facts(), version=form.cleaned_data["version"], by=request.actor
        ),
        done="已保存。",
        back=page_of(unit),
        heading=f"修改单位：{unit}",
        verb="保存",
        draft=f"unit-{unit.pk}",
        crumbs=[*TO_UNITS, (unit.name, page_of(unit)), ("修改", "")],
    )


@act("unit.registry:E")
@require_http_methods(GET_POST)
def unit_end(request: Request, pk: Any) -> HttpResponse:
    """登记撤并."""
    unit = find_unit(request, pk)
    form = UnitEndForm(request.POST or None, units=to_choose(request).exclude(pk=unit.pk))

    def run() -> Unit:
        said = {name: form.cleaned_data[name] for name in ("ended_on", "successor", "reason")}
        return registry.end_unit(unit, **said, by=request.actor)

    return fill(
        request,
        form,
        run,
        done="已登记撤并。",
        back=page_of(unit),
        template="confirm.html",
        heading=f"登记撤并：{unit}",
        verb="登记撤并",
        grave=True,
        effects=[f"{unit}从撤并之日起不再存续，党组织对它的覆盖到前一日为止", *AFTER_THE_END],
        crumbs=[*TO_UNITS, (unit.name, page_of(unit)), ("登记撤并", "")],
    )
