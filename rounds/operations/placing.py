"""延伸对象: at which of them a paper's matter was found, and that what is merged was found there, too."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from organizations.models import Unit
from rounds.models import Assignment, WorkingPaper

ELSEWHERE = "只能并入在同一延伸对象发现的底稿，或者在被巡察单位本身发现的底稿，请另选一份。"


def hold(assignment: Assignment) -> None:
    """Keep others from numbering, placing and merging papers of an assignment until the act is done."""
    # Rows that refer to it may be written meanwhile: who signs a paper holds that and waits for nobody here
    Assignment.objects.select_for_update(no_key=True).filter(pk=assignment.pk).values_list("pk").get()


def check_place(assignment: Assignment, place: Unit | None, kept: UUID | None = None) -> None:
    """Refuse a place that is none of the assignment's extended objects; the one that a paper has may stay."""
    if place is None or place.pk == kept:
        return
    if not assignment.extended.filter(pk=place.pk).exists():
        raise ValidationError({"place": "只能选本任务的延伸对象，请重新选择。"})


def check_sources(paper: WorkingPaper, place: Unit | None) -> None:
    """Refuse a place at which something that was merged into the paper was not found."""
    elsewhere = paper.sources.exclude(place=place).first() if place else None
    if elsewhere:
        told = f"并入本底稿的《{elsewhere.title}》不是在{place}发现的，请选被巡察单位本身。"
        raise ValidationError({"place": told})


def takes_in(paper: WorkingPaper) -> Q:
    """Return the condition of papers to merge one into: found where it was, or at the unit itself."""
    return Q(place=None) | Q(place=paper.place_id)
