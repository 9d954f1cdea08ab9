"""回避: list, page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from organizations import rules
from organizations.filters.recusal import RecusalFilters
from organizations.forms.person import CheckForm, RecusalForm, RegisterForm
from organizations.models import PartyOrganization, Person, Recusal
from organizations.operations import recusal as operations
from organizations.operations.refusals import require
from organizations.recusal import hits
from organizations.views.crumbs import TO_RECUSALS
from organizations.views.handling import GET_POST, Request, fill
from ui.forms import OpinionForm, ReasonForm
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "person": ("申报人", ("person__pinyin", "-declared_at")),
    "party": ("回避的党组织", ("party_organization__name", "-declared_at")),
    "ground": ("事由", None, "long"),
    "declared": ("申报日期", "declared_at", "day"),
    "state": ("状态", ("state", "-declared_at")),
}


LIST: Any = reverse_lazy("organizations:recusal_list")
NOT_YOURS = "不能办理本人的或自己登记的回避，或者这一步已经办过。请由另一人办理或刷新查看。"


def page_of(recusal: Recusal) -> str:
    """Return the address of a recusal's page."""
    return reverse("organizations:recusal_detail", args=[recusal.pk])


def find_recusal(request: Request, pk: Any) -> Recusal:
    """Return a recusal that the person may see."""
    rows = Recusal.objects.visible_to(request.actor).select_related("person", "party_organization")
    found: Recusal = get_object_or_404(rows, pk=pk)
    return found


@act(*Recusal.VIEW)
@require_safe
def recusal_list(request: Request) -> HttpResponse:
    """回避: one's own, and for the office those of its people."""
    listing = Listing(
        request,
        Recusal.objects.visible_to(request.actor).select_related("person", "party_organization"),
        filters=RecusalFilters,
        sorts=COLUMNS,
        default_sort="-declared",
        search=(
            "person__name__icontains",
            "person__pinyin__icontains",
            "party_organization__name__icontains",
        ),
    )
    by = request.actor
    facts = {
        "listing": listing,
        "may_declare": rules.can_declare_recusal(by) and Person.objects.own(by).exists(),
        "may_register": may(by, "recuse.decide:P"),
        "may_check": rules.can_check_recusal(by),
        "may_see_triggers": may(by, "recuse.rule:V"),
        "crumbs": [("回避", "")],
    }
    return show(request, "organizations/recusal_list.html", facts, part="table")


@act(*Recusal.VIEW)
@require_safe
def recusal_detail(request: Request, pk: Any) -> HttpResponse:
    """一件回避申报."""
    recusal, by = find_recusal(request, pk), request.actor
    can_decide = rules.can_decide_recusal(by, recusal)
    checked = can_decide and rules.can_see_kin(by, recusal.person)  # the check tells of kin
    facts = {
        "record": recusal,
        "own": recusal.person.user_id == by.user.pk,
        "can_decide": can_decide,
        "checked": checked,
        "hits": hits(recusal.person, recusal.party_organization, by.on) if checked else [],
        "can_end": rules.can_end_recusal(by, recusal),
        "entries": history(recusal),
        "crumbs": [*TO_RECUSALS, (str(recusal.person), "")],
    }
    return show(request, "organizations/recusal_detail.html", facts)


@act("recuse.declare:C")
@require_http_methods(GET_POST)
def recusal_declare(request: Request) -> HttpResponse:
    """申报回避: one's own."""
    by = request.actor
    person: Person = get_object_or_404(Person.objects.own(by))
    form = RecusalForm(request.POST or None, parties=PartyOrganization.objects.open_to_declare(by))
    return fill(
        request,
        form,
        lambda: operations.declare_recusal(person, **form.cleaned_data, by=by),
        then="organizations:recusal_detail",
        done="已申报，等待核准。核准之前请主动不接触有关材料。",
        back=LIST,
        heading="申报本人回避",
        verb="申报",
        crumbs=[*TO_RECUSALS, ("申报本人回避", "")],
    )


@act("recuse.decide:P")
@require_http_methods(GET_POST)
def recusal_register(request: Request) -> HttpResponse:
    """代为登记: an objection by a unit, or what the check found."""
    by = request.actor
    people = Person.objects.visible_to(by).exclude(user=by.user.pk).order_by("pinyin")
    parties = PartyOrganization.objects.visible_to(by).standing(by.on)
    first = {name: request.GET.get(name, "") for name in ("person", "party_organization")}
    form = RegisterForm(request.POST or None, parties=parties, people=people, initial=first)
    return fill(
        request,
        form,
        lambda: operations.register_recusal(**form.cleaned_data, by=by),
        then="organizations:recusal_detail",
        done="已登记，由另一人核准后生效。",
        back=LIST,
        heading="代为登记回避",
        lead="被巡察单位提出异议，或者核对中发现应当回避的，由巡察办登记，另一人核准后生效。",
        verb="登记",
        crumbs=[*TO_RECUSALS, ("代为登记", "")],
    )


@act("recuse.decide:A")
@require_http_methods(GET_POST)
def recusal_grant(request: Request, pk: Any) -> HttpResponse:
    """准予回避."""
    recusal = find_recusal(request, pk)
    require(rules.can_decide_recusal(request.actor, recusal), NOT_YOURS)
    form = OpinionForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.decide_recusal(
            recusal, grants=True, opinion=form.cleaned_data["opinion"], by=request.actor
        ),
        done="已准予回避，立即生效。",
        back=page_of(recusal),
        template="confirm.html",
        heading=f"准予回避：{recusal.person}",
        verb="准予",
        effects=[
            f"{recusal.person}立即看不到{recusal.party_organization}的任何材料",
            "提请组队时会提示，不能派往该党组织",
        ],
        crumbs=_at(recusal, "准予"),
    )


@act("recuse.decide:A")
@require_http_methods(GET_POST)
def recusal_refuse(request: Request, pk: Any) -> HttpResponse:
    """不予回避, with the reason."""
    recusal = find_recusal(request, pk)
    require(rules.can_decide_recusal(request.actor, recusal), NOT_YOURS)
    form = ReasonForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.decide_recusal(
            recusal, grants=False, opinion=form.cleaned_data["reason"], by=request.actor
        ),
        done="已作出不予回避的决定。",
        back=page_of(recusal),
        template="confirm.html",
        heading=f"不予回避：{recusal.person}",
        verb="不予回避",
        effects=[f"{recusal.person}照常参加对{recusal.party_organization}的巡察", "理由由申报人看到"],
        crumbs=_at(recusal, "不予回避"),
    )


@act("recuse.decide:A")
@require_http_methods(GET_POST)
def recusal_end(request: Request, pk: Any) -> HttpResponse:
    """结束回避."""
    recusal = find_recusal(request, pk)
    require(rules.can_end_recusal(request.actor, recusal), NOT_YOURS)
    form = ReasonForm(request.POST or None)
    return fill(
        request,
        form,
        lambda: operations.end_recusal(recusal, reason=form.cleaned_data["reason"], by=request.actor),
        done="已结束回避。",
        back=page_of(recusal),
        template="confirm.html",
        heading=f"结束回避：{recusal.person}",
        verb="结束",
        effects=[f"{recusal.person}可以重新派往{recusal.party_organization}", "原申报和核准的记录保留"],
        crumbs=_at(recusal, "结束回避"),
    )


@act("person.registry:E", "person.registry:A")
@require_safe
def recusal_check(request: Request) -> HttpResponse:
    """回避核对: what speaks against sending a person, told to the office only."""
    by = request.actor
    form = CheckForm(
        request.GET or None,
        people=Person.objects.visible_to(by).order_by("pinyin"),
        parties=PartyOrganization.objects.visible_to(by).standing(by.on),
    )
    asked = form.is_bound and form.is_valid()
    said = form.cleaned_data if asked else {}
    found = hits(said["person"], said["party_organization"], by.on, leads=True) if asked else []
    facts = {
        "form": form,
        "asked": asked,
        "hits": found,
        "may_register": may(by, "recuse.decide:P"),
        "back": LIST,
        "crumbs": [*TO_RECUSALS, ("回避核对", "")],
    }
    return show(request, "organizations/recusal_check.html", facts)


def _at(recusal: Recusal, word: str) -> list[tuple[str, str]]:
    return [*TO_RECUSALS, (str(recusal.person), page_of(recusal)), (word, "")]
