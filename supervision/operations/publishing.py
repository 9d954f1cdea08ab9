"""公布评估结果: of a round, to each unit its own."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit import operations as audit
from audit.actor import Actor
from deadlines.operations import notify
from deadlines.states import Audience
from organizations.models import Portfolio
from rectification.operations.people import people_of, unit_of
from rectification.operations.refusal import require
from rounds.models import Round
from supervision import rules
from supervision.models import Assessment
from supervision.operations.duty import keep_assessment
from supervision.states import AssessmentState

TOLD = (Audience.HANDLER, Audience.HEAD)


def publish_assessments(round_: Round, *, by: Actor, opinion: str = "") -> list[Assessment]:
    """公布评估结果: each unit of the round learns its own points and band, and its county leader with it."""
    waiting = Assessment.objects.visible_to(by).unpublished().filter(assignment__team__round=round_)
    rows = list(waiting.select_related("assignment__unit", "assignment__party_organization"))
    if not rows:
        raise ValidationError("本轮没有已评定、还没有公布的单位。")
    for row in rows:
        require(rules.can_publish_assessment(by, row))
    with transaction.atomic():
        changes = {"published_on": by.on}
        made = audit.move_all(rows, AssessmentState.PUBLISHED, by=by, reason=opinion, changes=changes)
        for row in made:
            keep_assessment(row, by=by)
            _tell(row, by)
    return made


def _tell(assessment: Assessment, by: Actor) -> None:
    for user in _seeing(assessment, by):
        notify(
            user,
            title=f"{assessment.assignment.unit}的整改评估结果已公布",
            at=by.at,
            key=f"assessment:{assessment.pk}",
            url=reverse("supervision:result_detail", args=[assessment.pk]),
            about=assessment.assignment.party_organization,
        )


def _seeing(assessment: Assessment, by: Actor) -> Iterable[User]:
    """Return those at the unit and above it who see the result today: whoever is recused is told nothing."""
    unit = unit_of(assessment)
    people = people_of(assessment.assignment, by.on, unit)
    leaders = Portfolio.objects.on(by.on).filter(unit=unit).values("person__user")
    told = {user.pk: user for one in TOLD for user in people[one]}
    told |= {user.pk: user for user in User.objects.filter(pk__in=leaders, is_active=True)}
    mine = Assessment.objects.filter(pk=assessment.pk)
    return [
        user for user in told.values() if mine.reached_by(Actor(user=user, at=by.at), "sv.result:V").exists()
    ]
