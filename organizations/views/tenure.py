"""任职与分管: who comes to a unit and who leaves."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.forms.person import CareerForm, HeadForm, PortfolioForm, TenureForm
from organizations.forms.unit import LastDayForm
from organizations.models import Person, Portfolio, Tenure, Unit
from organizations.operations import registry, tenure
from organizations.states import TenureKind
from organizations.views.crumbs import TO_PEOPLE, TO_UNITS
from organizations.views.handling import GET_POST, Request, fill
from organizations.views.person import find_person
from organizations.views.unit import find_unit, page_of

ADD, CHANGE = "person.registry:C", "person.registry:E"


def people(request: Request) -> "QuerySet[Person]":
    """Return the people that a form may offer."""
    rows: QuerySet[Person] = Person.objects.visible_to(request.actor).order_by("pinyin", "name")
    return rows


def _at(unit: Unit, word: str) -> list[tuple[str, str]]:
    return [*TO_UNITS, (unit.name, page_of(unit)), (word, "")]


@act(ADD)
@require_http_methods(GET_POST)
def head_appoint(request: Request, pk: Any) -> HttpResponse:
    """主要负责人到任: the former head's time ends the day before."""
    unit = find_unit(request, pk)
    form = HeadForm(request.POST or None, people=people(request))
    now = Tenure.objects.on(request.actor.on).filter(unit=unit, kind=TenureKind.HEAD).first()

    def run() -> Tenure:
        row = Tenure(unit=unit, kind=TenureKind.HEAD, **form.facts())
        return tenure.appoint(row, by=request.actor)

    effects = ["新任主要负责人从到任之日起，对整改事项负责并可查看本单位页面"]
    if now:
        effects = [f"{now.person}的任期到新任到任的前一日为止，谁在何时负责始终可查", *effects]
    return fill(
        request,
        form,
        run,
        done="已登记到任。",
        back=page_of(unit),
        template="confirm.html",
        heading=f"主要负责人到任：{unit}",
        verb="登记到任",
        effects=effects,
        crumbs=_at(unit, "主要负责人到任"),
    )


@act(ADD)
@require_http_methods(GET_POST)
def tenure_add(request: Request, pk: Any) -> HttpResponse:
    """登记任职: liaison, leader, staff, or a former head."""
    unit = find_unit(request, pk)
    kind = {"kind": TenureKind.LIAISON}
    form = TenureForm(request.POST or None, people=people(request), initial=kind)
    return fill(
        request,
        form,
        lambda: tenure.appoint(Tenure(unit=unit, **form.facts()), by=request.actor),
        done="已登记任职。",
        back=page_of(unit),
        heading=f"登记任职：{unit}",
        verb="登记",
        crumbs=_at(unit, "登记任职"),
    )


@act(ADD)
@require_http_methods(GET_POST)
def career_add(request: Request, pk: Any) -> HttpResponse:
    """登记履历: a post of a person, now or in the past, at any unit of the registry."""
    person = find_person(request, pk)
    rows = Unit.objects.visible_to(request.actor).order_by("kind", "pinyin")
    form = CareerForm(request.POST or None, units=rows)
    back = reverse("organizations:person_detail", args=[person.pk])
    return fill(
        request,
        form,
        lambda: tenure.appoint(Tenure(person=person, **form.facts()), by=request.actor),
        done="已登记任职。",
        back=back,
        heading=f"登记任职：{person}",
        verb="登记",
        crumbs=[*TO_PEOPLE, (person.name, back), ("登记任职", "")],
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def tenure_end(request: Request, pk: Any) -> HttpResponse:
    """登记离任."""
    units = Unit.objects.visible_to(request.actor)
    rows = Tenure.objects.filter(unit__in=units, until__isnull=True).select_related("unit", "person")
    row = get_object_or_404(rows, pk=pk)
    form = LastDayForm(request.POST or None, initial={"version": row.version})
    return fill(
        request,
        form,
        lambda: registry.end_tenure(row, **form.cleaned_data, by=request.actor),
        done="已登记离任。",
        back=page_of(row.unit),
        template="confirm.html",
        heading=f"登记离任：{row}",
        verb="登记离任",
        effects=[f"{row.person}在{row.unit}的权限从次日起终止", "任职记录保留，谁在何时负责始终可查"],
        crumbs=_at(row.unit, "登记离任"),
    )


@act(ADD)
@require_http_methods(GET_POST)
def portfolio_assign(request: Request, pk: Any) -> HttpResponse:
    """登记分管县领导."""
    unit = find_unit(request, pk)
    form = PortfolioForm(request.POST or None, people=people(request))
    return fill(
        request,
        form,
        lambda: tenure.assign_portfolio(Portfolio(unit=unit, **form.facts()), by=request.actor),
        done="已登记分管。",
        back=page_of(unit),
        heading=f"登记分管县领导：{unit}",
        lead="原分管县领导的分管到前一日为止，记录保留。",
        verb="登记",
        crumbs=_at(unit, "登记分管"),
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def portfolio_end(request: Request, pk: Any) -> HttpResponse:
    """终止分管."""
    units = Unit.objects.visible_to(request.actor)
    rows = Portfolio.objects.filter(unit__in=units, until__isnull=True).select_related("unit", "person")
    row = get_object_or_404(rows, pk=pk)
    form = LastDayForm(request.POST or None, initial={"version": row.version})

    def run() -> Portfolio:
        tenure.end_post(row, **form.cleaned_data, by=request.actor)
        return row

    return fill(
        request,
        form,
        run,
        done="已登记。",
        back=page_of(row.unit),
        template="confirm.html",
        heading=f"终止分管：{row.person}",
        verb="终止",
        effects=[f"{row.person}从次日起不再分管{row.unit}，也不再看到它的材料"],
        crumbs=_at(row.unit, "终止分管"),
    )
