"""Which office a person keeps records for."""

from django.shortcuts import get_object_or_404

from audit.actor import Actor
from organizations.models import Office, OfficePost


def own_office(by: Actor) -> Office:
    """Return the office in which the person has a post today; the city's before the county's."""
    posts = OfficePost.objects.on(by.on).filter(person__user=by.user.pk).order_by("office__level")
    found: Office = get_object_or_404(posts.select_related("office")[:1]).office
    return found
