"""搜索: what words find among units, people, papers, findings and items within reach."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from audit.actor import Actor
from organizations.models import Person, Unit
from rectification.models import Item
from rounds.models import Finding, WorkingPaper

MOST = 12


@dataclass(frozen=True)
class Hits:
    """What one kind of record answers: word, rows with their page, and how many there are."""

    word: str
    lines: list[tuple[str, str, str]]
    total: int
    more_url: str = ""


def _hits(word: str, rows: Any, page: str, told: Any, more: str = "") -> Hits | None:
    found = list(rows[: MOST + 1])
    if not found:
        return None
    lines = [(str(row), told(row), reverse(page, args=[row.pk])) for row in found[:MOST]]
    return Hits(word, lines, len(found), more if len(found) > MOST else "")


def hits_of(words: str, by: Actor) -> list[Hits]:
    """Return what the words find among the records that the person may see."""
    units = Unit.objects.visible_to(by).filter(Q(name__icontains=words) | Q(pinyin__icontains=words))
    people = Person.objects.visible_to(by).filter(Q(name__icontains=words) | Q(pinyin__icontains=words))
    findings = Finding.objects.visible_to(by).filter(Q(title__icontains=words) | Q(number__icontains=words))
    items = Item.objects.visible_to(by).filter(finding__title__icontains=words)
    papers = WorkingPaper.objects.visible_to(by).filter(title__icontains=words)
    place = "assignment__unit"
    found = [
        _hits("单位", units, "organizations:unit_detail", lambda row: row.get_kind_display()),
        _hits("人员", people, "organizations:person_detail", lambda row: row.post),
        _hits(
            "底稿", papers.select_related(place), "rounds:paper_detail", lambda row: str(row.assignment.unit)
        ),
        _hits(
            "问题",
            findings.select_related(place),
            "rounds:finding_detail",
            lambda row: str(row.assignment.unit),
        ),
        _hits(
            "整改事项",
            items.select_related("finding", place),
            "rectification:item_detail",
            lambda row: str(row.assignment.unit),
        ),
    ]
    return [one for one in found if one]
