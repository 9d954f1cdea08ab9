"""人员与任职: list, page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act, signed_in
from accounts.history import history
from organizations import rules
from organizations.filters.registry import PersonFilters
from organizations.forms.person import KinForm, PersonForm
from organizations.models import Kin, Person, Recusal, Unit
from organizations.operations import registry
from organizations.views.crumbs import TO_PEOPLE
from organizations.views.handling import GET_POST, Request, fill, in_sight, own_office
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


def page_of(person: Person) -> str:
    """Return the address of a person's page."""
    return reverse("organizations:person_detail", args=[person.pk])


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


def facts_of(request: Request, person: Person) -> dict[str, Any]:
    """Return what the page of a person shows to this reader; kin only where the rule says so."""
    by = request.actor
    sees_kin = rules.can_see_kin(by, person)
    keeps = rules.can_keep_people(by)
    tenures = list(person.tenures.select_related("unit").order_by("-since"))
    portfolios = list(person.portfolios.select_related("unit").order_by("-since"))
    units = [*(row.unit_id for row in tenures), *(row.unit_id for row in portfolios)]
    return {
        "record": person,
        "tenures": tenures,
        "office_posts": person.office_posts.select_related("office").order_by("-since"),
        "body_posts": person.body_posts.select_related("body").order_by("-since"),
        "portfolios": portfolios,
        "sees_kin": sees_kin,
        "kin": person.kin.select_related("unit") if sees_kin else [],
        "recusals": Recusal.objects.visible_to(by).filter(person=person).select_related("party_organization"),
        "can_keep": keeps,
        "can_register": rules.can_register_recusal(by, person),
        "opens": in_sight(Unit, units, by),
    }


@act(*Person.VIEW)
@require_safe
def person_detail(request: Request, pk: Any) -> HttpResponse:
    """一名人员: career, offices held, kin for those who may read it."""
    person = find_person(request, pk)
    facts = {
        **facts_of(request, person),
        "entries": history(person),
        "crumbs": [*TO_PEOPLE, (person.name, "")],
    }
    return show(request, "organizations/person_detail.html", facts)


@signed_in
@require_safe
def person_self(request: Request) -> HttpResponse:
    """本人登记信息: what the office keeps about oneself, kin included."""
    person: Person = get_object_or_404(Person.objects.own(request.actor).select_related("office", "user"))
    entries = history(person)
    facts = {**facts_of(request, person), "own": True, "entries": entries, "crumbs": [("本人登记信息", "")]}
    return show(request, "organizations/person_detail.html", facts)


@act("person.registry:C")
@require_http_methods(GET_POST)
def person_create(request: Request) -> HttpResponse:
    """登记人员."""
    office = own_office(request.actor)
    form = PersonForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: registry.register_person(Person(office=office, **form.facts()), by=request.actor),
        then="organizations:person_detail",
        done="已登记，请接着登记履历；有亲属在被巡察单位的一并登记。",
        back=reverse("organizations:person_list"),
        heading="登记人员",
        verb="登记",
        draft="person-new",
        crumbs=[*TO_PEOPLE, ("登记人员", "")],
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def person_edit(request: Request, pk: Any) -> HttpResponse:
    """修改人员."""
    person = find_person(request, pk)
    form = PersonForm(request.POST or None, record=person)
    return fill(
        request,
        form,
        lambda: registry.edit_person(
            person, changes=form.facts(), version=form.cleaned_data["version"], by=request.actor
        ),
        done="已保存。",
        back=page_of(person),
        heading=f"修改人员：{person}",
        verb="保存",
        draft=f"person-{person.pk}",
        crumbs=[*TO_PEOPLE, (person.name, page_of(person)), ("修改", "")],
    )


@act("person.registry:C")
@require_http_methods(GET_POST)
def kin_add(request: Request, pk: Any) -> HttpResponse:
    """登记亲属."""
    person = find_person(request, pk)
    return _kin_form(
        request,
        person,
        None,
        lambda form: registry.enter(Kin(person=person, **form.facts()), by=request.actor),
    )


@act("person.registry:E")
@require_http_methods(GET_POST)
def kin_edit(request: Request, pk: Any) -> HttpResponse:
    """修改亲属."""
    people = Person.objects.visible_to(request.actor)
    kin: Kin = get_object_or_404(Kin.objects.filter(person__in=people).select_related("person"), pk=pk)
    return _kin_form(
        request,
        kin.person,
        kin,
        lambda form: registry.revise(
            kin, changes=form.facts(), version=form.cleaned_data["version"], by=request.actor
        ),
    )


def _kin_form(
    request: Request, person: Person, kin: Kin | None, do: Callable[[KinForm], None]
) -> HttpResponse:
    units = Unit.objects.visible_to(request.actor).standing(request.actor.on).order_by("kind", "pinyin")
    form = KinForm(request.POST or None, record=kin, units=units)
    word = "修改亲属" if kin else "登记亲属"

    def run() -> Person:
        do(form)
        return person

    return fill(
        request,
        form,
        run,
        done="已保存。",
        back=page_of(person),
        heading=f"{word}：{person}",
        lead="只登记配偶、直系血亲、三代以内旁系血亲和近姻亲。只有本人、巡察办主任和干部能看到。",
        verb="保存",
        sensitive=True,
        crumbs=[*TO_PEOPLE, (person.name, page_of(person)), (word, "")],
    )
