"""What is published of a unit, at every step, for the tests of this app."""

from typing import Any

from rectification.models import Publication, PublicationLine, PublishedEdition
from rectification.operations import publication as operations
from rectification.states.publication import Sphere
from rectification.tests.factories import Mending

FULL: dict[str, str] = {
    "text": "滞留资金已全部兑付。",
    "party": "full",
    "party_text": "",
    "party_reason": "",
    "public": "full",
    "public_text": "",
    "public_reason": "",
}
CONTACT = {
    "opening": "现将巡察整改进展情况予以公布。",
    "telephone": "0871-6512345",
    "address": "云岭县青石镇人民路1号",
    "mail": "qs@yunling.gov.cn",
}


def drafted(mending: Mending) -> Publication:
    """Return a publication that the unit has begun."""
    return operations.start_publication(mending.plan, by=mending.by("unit_liaison"))


def lines_of(publication: Publication) -> list[PublicationLine]:
    rows = publication.lines.select_related("item__finding", "publication")
    return list(rows.order_by("item__finding__number"))


def say(mending: Mending, line: PublicationLine, **rest: str) -> PublicationLine:
    """Decide one line: everything open unless said otherwise."""
    return operations.edit_line(line, changes={**FULL, **rest}, by=mending.by("unit_liaison"))


def written(mending: Mending, **rest: str) -> Publication:
    """Return a publication that lacks nothing; ``rest`` is said of the last line."""
    made = drafted(mending)
    operations.edit_publication(made, changes=CONTACT, by=mending.by("unit_liaison"))
    *others, last = lines_of(made)
    for line in others:
        say(mending, line)
    say(mending, last, **rest)
    return made


def handed_in(mending: Mending, **rest: str) -> Publication:
    """Return a publication that lies with the office."""
    return operations.submit_publication(written(mending, **rest), by=mending.by("unit_head"))


def approved(mending: Mending, **rest: str) -> Publication:
    """Return a publication whose copies are frozen."""
    return operations.approve_publication(handed_in(mending, **rest), by=mending.by("director"))


def edition_of(publication: Publication, sphere: Sphere = Sphere.PARTY) -> PublishedEdition:
    rows = PublishedEdition.objects.select_related("publication__assignment__team__round")
    found: PublishedEdition = rows.get(publication=publication, sphere=sphere)
    return found


def put_up(mending: Mending, edition: PublishedEdition, **rest: Any) -> PublishedEdition:
    """Register a copy as put up today."""
    by = mending.by("unit_liaison")
    said: dict[str, Any] = {"place": "县政府网站", "since": by.on}
    return operations.put_up_edition(edition, by=by, **{**said, **rest})
