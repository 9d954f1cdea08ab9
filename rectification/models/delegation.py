"""委托办理: a colleague of the unit who works on one item and sees that one only."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.actor import Actor
from organizations.models import Person
from organizations.models.dated import Dated, DatedQuerySet
from rounds.models import unrecused_q


class Delegation(Dated):
    """委托办理: from a day to a day; the rights end with the days."""

    item = models.ForeignKey(
        "rectification.Item", on_delete=models.PROTECT, related_name="delegations", verbose_name="整改事项"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="受托人")
    reason = models.TextField("委托理由")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="委托人"
    )

    objects: ClassVar[Any] = DatedQuerySet["Delegation"].as_manager()

    class Meta:
        """The oldest first."""

        verbose_name = "委托办理"
        verbose_name_plural = "委托办理"
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        """Name the colleague."""
        return str(self.person)


def delegated_q(by: Actor, path: str = "") -> Q:
    """Return the condition of rows whose item is delegated to the actor today.

    Args:
        by: who, on which day.
        path: the way from the row to its item, empty when the row is one.
    """
    step = f"{path}__" if path else ""
    mine = Delegation.objects.on(by.on).filter(person__user=by.user.pk).values("item")
    public = Q(**{f"{step}assignment__published_at__isnull": False})
    return Q(**{f"{step}pk__in": mine}) & public & unrecused_q(by, f"{step}assignment")
