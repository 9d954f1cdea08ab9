"""What a published copy says: only what was decided for its audience, in the order of the problems."""

from collections.abc import Iterable
from typing import Any

from rectification.models import Publication, PublicationLine
from rectification.states.publication import Openness

CLOSING = "欢迎广大干部群众对巡察整改落实情况进行监督。如有意见建议，请在公示期内向我们反映。"
WAYS = {
    field.name: str(field.verbose_name)
    for field in Publication._meta.fields
    if field.name in {"telephone", "address", "mail"}
}


def opening_of(publication: Publication) -> str:
    """Return the words with which a copy usually begins."""
    assignment = publication.assignment
    return (
        f"根据县委统一部署，{assignment.team.round}{assignment.team}对{assignment.party_organization}进行了巡察，"
        "并反馈了巡察意见。按照党务公开原则和巡察工作有关要求，现将巡察整改进展情况予以公布。"
    )


def shown_to(lines: Iterable[PublicationLine], sphere: str) -> list[PublicationLine]:
    """Return the problems that an audience learns of."""
    return [line for line in lines if line.openness(sphere) != Openness.WITHHELD]


def content_of(publication: Publication, lines: Iterable[PublicationLine], sphere: str) -> dict[str, Any]:
    """Return the copy for an audience, as it is frozen: title, opening, problems, contact.

    A problem that is rewritten is told under its class: its title may say what the new words leave out.
    """
    return {
        "title": f"{publication.assignment.party_organization}关于巡察整改进展情况的通报",
        "signature": str(publication.assignment.party_organization),
        "opening": publication.opening,
        "problems": [[_heading(line, sphere), line.told(sphere)] for line in shown_to(lines, sphere)],
        "closing": CLOSING,
        "contact": contact_of(publication),
    }


def _heading(line: PublicationLine, sphere: str) -> str:
    finding = line.item.finding
    return finding.title if line.openness(sphere) == Openness.FULL else f"{finding.category.name}方面的问题"


def contact_of(publication: Publication) -> list[str]:
    """Return the ways to answer, each with its word."""
    ways = [(name, getattr(publication, name)) for name in WAYS]
    return [f"{WAYS[name]}：{value}" for name, value in ways if value]
