"""整改公开: the list; one publication with its lines and copies; a copy as Word; 公开晾晒."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import act
from accounts.rules import held
from audit.models import Entry
from deadlines.models import Deadline
from documents.pages import order
from rectification.exports import AIRING, PAPERS, PUBLISHING
from rectification.filters.airing import airing_listed
from rectification.filters.records import PublicationFilters
from rectification.models import Publication, PublicationLine, PublishedEdition
from rectification.publishing import content_of, shown_to
from rectification.rules import publication as rules
from rectification.states.publication import Sphere
from rectification.views.acting import Line, Request, as_read, buttons
from rectification.views.proxy import pending_on, proxy_links
from rounds.views.places import places
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

SEE = Publication.VIEW
COLUMNS: Columns = {
    "unit": ("被巡察单位", "assignment__unit__name"),
    "round": ("轮次", ("assignment__team__round__number", "assignment__unit__name")),
    "submitted": ("报送日期", ("submitted_on", "assignment__unit__name"), "day"),
    "approved": ("批准日期", ("approved_on", "assignment__unit__name"), "day"),
    "editions": ("公开情况", None),
    "state": ("状态", ("state", "assignment__unit__name"), "narrow"),
}
ACTS: list[Line] = [
    (rules.can_decide_publication, "publication_approve", "批准公开", "get"),
    (rules.can_submit_publication, "publication_submit", "签发报送", "get"),
    (rules.can_edit_publication, "publication_edit", "编写开头和联系方式", "get"),
    (rules.can_decide_publication, "publication_return", "退回修改", "get"),
]


@act(*SEE)
@require_safe
def publication_list(request: Request) -> HttpResponse:
    """整改公开."""
    rows = Publication.objects.visible_to(request.actor)
    listing: Listing[Publication] = Listing(
        request,
        rows.select_related("assignment__unit", "assignment__team__round").prefetch_related(
            Prefetch("editions", PublishedEdition.objects.defer("content"))
        ),
        sorts=COLUMNS,
        default_sort="-round",
        filters=PublicationFilters,
        search=("assignment__unit__name__icontains",),
        remember="publications",
    )
    facts = {"listing": listing, "crumbs": [("整改公开", "")]}
    return show(request, "rectification/publication_list.html", facts, part="table")


@act(*SEE)
@require_safe
def publication_detail(request: Request, pk: UUID) -> HttpResponse:
    """一个单位的整改公开."""
    publication, by = found(request, pk), request.actor
    rows = publication.lines.select_related("item__finding__category")
    lines = list(rows.order_by("item__finding__number"))
    editions = [(row, rules.can_put_up_edition(by, row)) for row in publication.editions.all()]
    facts = {
        "record": publication,
        "acts": as_read(buttons(ACTS, by, publication), "publication_approve", publication),
        "can_edit": rules.can_edit_publication(by, publication),
        "lines": lines,
        "previews": [] if editions else _previews(publication, lines),
        "editions": editions,
        "unpublished": "" if not editions or len(editions) == len(Sphere) else Sphere.PUBLIC.label,
        "deadline": Deadline.objects.about(publication).order_by("-due").first(),
        "links": proxy_links(by, publication),
        "pending": pending_on(publication),
        "entries": Entry.objects.about(publication).select_related("user"),
        "crumbs": places(by, publication.assignment, ("整改公开", "")),
    }
    return show(request, "rectification/publication_detail.html", facts)


def _previews(publication: Publication, lines: list[PublicationLine]) -> list[tuple[str, Any]]:
    """Return the copies as they would be frozen now, with the word of each audience."""
    heard = [sphere for sphere in Sphere if shown_to(lines, sphere)]
    return [(str(sphere.label), content_of(publication, lines, sphere)) for sphere in heard]


@act(PUBLISHING)
@require_POST
def edition_letter(request: Request, pk: UUID) -> HttpResponse:
    """生成公开稿: as Word."""
    edition = edition_found(request, pk)
    return order(request, PAPERS["rectification.edition_word"], {"edition": str(edition.pk)})  # type: ignore[arg-type]


@act(PUBLISHING)
@require_POST
def publication_report(request: Request, pk: UUID) -> HttpResponse:
    """生成整改情况报告: as Word."""
    publication = found(request, pk)
    paper = PAPERS["rectification.report_word"]
    return order(request, paper, {"publication": str(publication.pk)})  # type: ignore[arg-type]


@act("rect.airing:V")
@require_safe
def airing_list(request: Request) -> HttpResponse:
    """公开晾晒: the units side by side, for the meeting."""
    facts = {
        "listing": airing_listed(request),
        "may_export": bool(held(request.actor, AIRING)),
        "crumbs": [("公开晾晒", "")],
    }
    return show(request, "rectification/airing_list.html", facts, part="table")


@act(AIRING)
@require_POST
def airing_export(request: Request) -> HttpResponse:
    """导出公开晾晒表: exactly what the list shows."""
    params = {"query": airing_listed(request).query}
    return order(request, PAPERS["rectification.airing"], params)  # type: ignore[arg-type]


def found(request: Request, pk: UUID) -> Publication:
    """Return a publication that the person may see, with what its pages name."""
    rows = Publication.objects.visible_to(request.actor).select_related(
        "assignment__unit", "assignment__team__round__term", "assignment__party_organization"
    )
    publication: Publication = get_object_or_404(rows, pk=pk)
    return publication


def edition_found(request: Request, pk: UUID) -> PublishedEdition:
    """Return a copy that the person may see."""
    rows = PublishedEdition.objects.visible_to(request.actor).select_related(
        "publication__assignment__team__round__term", "publication__assignment__unit"
    )
    edition: PublishedEdition = get_object_or_404(rows, pk=pk)
    return edition
