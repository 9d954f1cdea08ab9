"""Who may propose, approve and put up what is published of a unit's rectification."""

from accounts.rules import may
from audit.actor import Actor
from audit.models import Entry
from rectification.models import Publication, PublishedEdition, RectificationPlan
from rectification.states import PlanState
from rectification.states.publication import PublicationState

EDITABLE = {PublicationState.DRAFT, PublicationState.RETURNED}


def can_start_publication(by: Actor, plan: RectificationPlan) -> bool:
    """公开 is begun once, when the plan of rectification is accepted."""
    begins = plan.state == PlanState.ACCEPTED and may(by, "rect.publish:C", plan)
    return begins and not Publication.objects.filter(assignment=plan.assignment_id).exists()


def can_edit_publication(by: Actor, publication: Publication) -> bool:
    """公开稿 is written by the unit's liaison until it is handed in."""
    return publication.state in EDITABLE and may(by, "rect.publish:E", publication)


def can_submit_publication(by: Actor, publication: Publication) -> bool:
    """公开稿 is signed by the unit's head."""
    return publication.state in EDITABLE and may(by, "rect.publish:S", publication)


def can_decide_publication(by: Actor, publication: Publication) -> bool:
    """公开 is approved or returned by the director, never by who signed it for the unit."""
    if publication.state != PublicationState.SUBMITTED or not may(by, "rect.publish:A", publication):
        return False
    return bool(Entry.objects.who_took(publication, PublicationState.SUBMITTED) != by.user.pk)


def can_put_up_edition(by: Actor, edition: PublishedEdition) -> bool:
    """公开 is registered by the unit, edition by edition, once, after the approval."""
    waits = edition.publication.state == PublicationState.APPROVED and edition.since is None
    return waits and may(by, "rect.publish:E", edition.publication)
