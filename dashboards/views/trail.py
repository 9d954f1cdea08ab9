"""留痕: who did what, when; for the auditor and the security administrator. Texts are never shown here."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import act
from accounts.matrix import act_name
from accounts.models import RoleHolding
from accounts.rules import may
from accounts.states import ADMINISTRATORS
from audit.actor import Actor
from audit.models import Entry, EntryKind
from audit.sealing import sealed_until
from dashboards.naming import kind_of
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "at": ("办理时间", ("at", "id"), "day"),
    "user": ("办理人", ("user__name", "at")),
    "act": ("动作", ("act", "at")),
    "type": ("对象", ("record_type", "at")),
    "kind": ("种类", ("kind", "at"), "narrow"),
    "sealed": ("封存序号", None, "num"),
}


class EntryFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By kind and days."""

    kind = django_filters.ChoiceFilter(label="种类", choices=EntryKind.choices, empty_label="全部")
    since = django_filters.DateFilter(label="自", field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="至", field_name="at", lookup_expr="date__lte")

    class Meta:
        """Declared above."""

        model = Entry
        fields: tuple[str, ...] = ()


def trail_of(by: Actor) -> "QuerySet[Entry]":
    """Return the entries a viewer may read: of business users, of the three administrators, or both."""
    administrators = RoleHolding.objects.filter(role__in=ADMINISTRATORS).values("user")
    reach = Q(pk__in=())
    if may(by, "audit.biz:V"):
        reach |= ~Q(user__in=administrators)
    if may(by, "audit.admin:V"):
        reach |= Q(user__in=administrators)
    return Entry.objects.filter(reach)


@act("audit.biz:V", "audit.admin:V")
@require_safe
def entry_list(request: Request) -> HttpResponse:
    """留痕."""
    rows = trail_of(request.actor).select_related("user", "seal")
    searched = ("user__name__icontains", "user__username__icontains")
    listing: Listing[Any] = Listing(
        request, rows, sorts=COLUMNS, default_sort="-at", filters=EntryFilters, search=searched
    )
    for row in listing.rows:
        row.act_word, row.type_word = act_name(row.act), kind_of(row.record_type)
    facts = {"listing": listing, "sealed": sealed_until(), "crumbs": [("留痕", "")]}
    return show(request, "dashboards/entry_list.html", facts, part="table")
