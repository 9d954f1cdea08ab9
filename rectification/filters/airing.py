"""公开晾晒: the units as the address narrows the list, for the page and the workbook."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from rectification.filters.places import InPlaces
from rectification.models import Item, PublishedEdition
from rectification.models.airing import aired
from rectification.states.publication import Sphere
from rounds.filters.finding import quick_choice
from rounds.models import Assignment
from ui.listing import Listing
from ui.sorting import Columns

AIRING = "rect.airing:V"
COLUMNS: Columns = {
    "unit": ("被巡察单位", ("unit__name", "pk"), "unit"),
    "round": ("轮次", ("team__round__number", "unit__name"), "narrow"),
    "problems": ("反馈问题", ("problems", "unit__name"), "num"),
    "repeated": ("屡查屡犯", ("repeated", "unit__name"), "num"),
    "closed": ("已销号", ("closed", "unit__name"), "num"),
    "share": ("整改率", None, "num"),
    "overdue": ("逾期", ("overdue", "unit__name"), "num"),
    "reopened": ("曾撤销", ("reopened", "unit__name"), "num"),
    "systems": ("制度（项）", ("systems", "unit__name"), "num"),
    "money": ("挽回损失（万元）", ("money", "unit__name"), "num"),
    "persons": ("追责（人）", ("persons", "unit__name"), "num"),
    "party": ("党内公开", ("party_since", "unit__name"), "day"),
    "public": ("向社会公开", ("public_since", "unit__name"), "day"),
}


class AiringFilters(InPlaces):
    """By round and unit, and by what has been published."""

    round = quick_choice("轮次", "team__round")
    unit = quick_choice("被巡察单位", "unit")
    told = django_filters.ChoiceFilter(
        label="公开",
        choices=[("public", "已向社会公开"), ("none", "未向社会公开")],
        method="by_told",
        empty_label="全部",
    )

    class Meta:
        """Declared above."""

        model = Assignment
        fields: tuple[str, ...] = ()

    def by_told(self, rows: "QuerySet[Assignment]", _name: str, value: str) -> "QuerySet[Assignment]":
        """Units that the public has been told of, or has not."""
        out = PublishedEdition.objects.put_up().filter(
            publication__assignment=OuterRef("pk"), sphere=Sphere.PUBLIC
        )
        return rows.filter(Exists(out) if value == "public" else ~Exists(out))


def airing_listed(request: HttpRequest) -> "Listing[Assignment]":
    """Return the units whose rectification is laid open, in sight of the person."""
    by = request.actor  # type: ignore[attr-defined]
    found = Assignment.objects.reached_by(by, AIRING).published().select_related("unit", "team__round")
    # Not by the number of problems: it would be counted for every unit before a page is cut from them
    found = found.filter(Exists(Item.objects.filter(assignment=OuterRef("pk"))))
    rows: Any = aired(found, by.on)
    return Listing(
        request,
        rows,
        sorts=COLUMNS,
        default_sort="-round",
        filters=AiringFilters,
        search=("unit__name__icontains",),
        remember="airing",
    )
