"""延伸对象: where within the reach of an assignment something was found."""

from django.db import models

from organizations.models import Unit
from rounds.models.assignment import AssignmentScoped


class Placed(AssignmentScoped):
    """A record with a title, found at one of its assignment's 延伸对象 or at the inspected unit itself.

    The place tells where, and opens nothing: who reads the record reads it.
    """

    place = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="延伸对象"
    )

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def titled(self) -> str:
        """The title, the extended object behind it in brackets."""
        return f"{self}（{self.place.short or self.place}）" if self.place else str(self)
