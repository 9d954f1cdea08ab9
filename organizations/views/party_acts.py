"""党组织: registering, changing, what it covers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.forms.unit import (
    CoverageForm,
    CoverForm,
    DissolveForm,
    LastDayForm,
    PartyForm,
    PartyNewForm,
)
from organizations.models import Coverage, PartyOrganization, Unit
from organizations.operations import coverage
from organizations.views.crumbs import TO_PARTIES
from organizations.views.handling import GET_POST, Request, fill, own_office
from organizations.views.party import find_party, page_of
from organizations.views.unit import to_choose

CHANGE = "unit.registry:E"


def _at(party: PartyOrganization, word: str) -> list[tuple[str, str]]:
    return [*TO_PARTIES, (party.name, page_of(party)), (word, "")]


@act("unit.registry:C")
@require_http_methods(GET_POST)
def party_create(request: Request) -> HttpResponse:
    """登记党组织."""
    units, office = to_choose(request), own_office(request.actor)
    first = {"units": request.GET.getlist("unit")} if request.GET.get("unit") else {}
    form = PartyNewForm(request.POST or None, units=units, initial={"in_coverage": True, **first})

    def run() -> PartyOrganization:
        said = form.cleaned_data
        party = PartyOrganization(office=office, **form.facts())
        return coverage.register_party_organization(
            party, said["units"], since=said["since"], by=request.actor
        )

    return fill(
        request,
        form,
        run,
        then="organizations:party_detail",
        done="已登记党组织。",
        back=reverse("organizations:party_list"),
        heading="登记党组织",
        verb="登记",
        draft="party-new",
        crumbs=[*TO_PARTIES, ("登记党组织", "")],
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def party_edit(request: Request, pk: Any) -> HttpResponse:
    """修改党组织."""
    party = find_party(request, pk)
    form = PartyForm(request.POST or None, record=party)
    return fill(
        request,
        form,
        lambda: coverage.edit_party(
            party, changes=form.facts(), version=form.cleaned_data["version"], by=request.actor
        ),
        done="已保存。",
        back=page_of(party),
        heading=f"修改党组织：{party}",
        verb="保存",
        draft=f"party-{party.pk}",
        crumbs=_at(party, "修改"),
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def party_coverage(request: Request, pk: Any) -> HttpResponse:
    """纳入或移出全覆盖."""
    party = find_party(request, pk)
    enters = not party.in_coverage
    form = CoverageForm(request.POST or None, enters=enters, initial={"version": party.version})

    word = "纳入全覆盖" if enters else "移出全覆盖"
    told = "列入届内应巡察的党组织" if enters else "不再计入届内应巡察的党组织，理由写在名录里"
    return fill(
        request,
        form,
        lambda: coverage.set_coverage(party, in_coverage=enters, **form.cleaned_data, by=request.actor),
        done=f"已{word}。",
        back=page_of(party),
        template="confirm.html",
        heading=f"{word}：{party}",
        verb=word,
        effects=[f"{party}{told}"],
        crumbs=_at(party, word),
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def party_end(request: Request, pk: Any) -> HttpResponse:
    """登记撤销."""
    party = find_party(request, pk)
    form = DissolveForm(request.POST or None, initial={"version": party.version})
    return fill(
        request,
        form,
        lambda: coverage.dissolve(party, **form.cleaned_data, by=request.actor),
        done="已登记撤销。",
        back=page_of(party),
        template="confirm.html",
        heading=f"登记撤销：{party}",
        verb="登记撤销",
        grave=True,
        effects=[
            f"{party}从撤销之日起不再存续，不再覆盖任何单位",
            "历次巡察的记录保留不变",
            "没有其他党组织覆盖的单位会在名录里标为空白",
        ],
        crumbs=_at(party, "登记撤销"),
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def cover_add(request: Request, pk: Any) -> HttpResponse:
    """增加覆盖单位."""
    party = find_party(request, pk)
    covered = Coverage.objects.filter(party_organization=party, until__isnull=True)
    units = to_choose(request).exclude(pk__in=covered.values("unit"))
    form = CoverForm(request.POST or None, units=units)
    return fill(
        request,
        form,
        lambda: coverage.cover(party, **form.cleaned_data, by=request.actor),
        done="已增加覆盖单位。",
        back=page_of(party),
        heading=f"增加覆盖单位：{party}",
        verb="增加",
        crumbs=_at(party, "增加覆盖单位"),
    )


@act(CHANGE)
@require_http_methods(GET_POST)
def cover_end(request: Request, pk: Any) -> HttpResponse:
    """终止覆盖."""
    parties = PartyOrganization.objects.visible_to(request.actor)
    rows = Coverage.objects.filter(party_organization__in=parties, until__isnull=True)
    link = get_object_or_404(rows.select_related("unit", "party_organization"), pk=pk)
    party = link.party_organization
    others = Unit.objects.filter(coverages__in=Coverage.objects.on(request.actor.on).exclude(pk=link.pk))
    effects = [f"{party}从次日起不再覆盖{link.unit}"]
    if not others.filter(pk=link.unit_id).exists():
        effects.append(f"{link.unit}没有其他党组织覆盖，将在名录里标为空白")
    form = LastDayForm(request.POST or None, initial={"version": link.version})
    return fill(
        request,
        form,
        lambda: coverage.end_cover(link, **form.cleaned_data, by=request.actor),
        done="已终止覆盖。",
        back=page_of(party),
        template="confirm.html",
        heading=f"终止覆盖：{link.unit}",
        verb="终止",
        effects=effects,
        crumbs=_at(party, "终止覆盖"),
    )
