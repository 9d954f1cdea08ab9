"""延期申请: asked for by the unit, looked into and approved by the office."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from audit.actor import Actor
from rectification.models.item import Item, ItemScoped
from rectification.states import EXTENSION_EDGES, ExtensionState, tones_of


class ExtensionQuerySet(ScopedQuerySet["ExtensionRequest"]):
    """Questions put to the requests."""

    def under_way(self) -> Self:
        """Requests on which nobody has decided."""
        return self.exclude(state__in=[ExtensionState.APPROVED, ExtensionState.REFUSED])

    def awaiting(self, by: Actor) -> Self:
        """Requests that wait for this person: to sign, to look into, to approve what another looked into."""
        steps = {
            ExtensionState.DRAFT: ("rect.extend:S",),
            ExtensionState.APPLIED: ("rect.extend:P",),
            ExtensionState.PROPOSED: ("rect.extend:A",),
        }
        own = Q(state=ExtensionState.PROPOSED, proposed_by=by.user.pk)
        return self.filter(waiting_q(self.model, steps, by)).exclude(own)


class ExtensionRequest(ItemScoped):
    """延期申请: the original date stays in the deadline."""

    EDGES: ClassVar = EXTENSION_EDGES
    TONES: ClassVar = tones_of(ExtensionState)
    VIEW: ClassVar = ("rect.view:V",)

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="extensions", verbose_name="整改事项"
    )
    new_due = models.DateField("申请延至")
    reason = models.TextField("理由")
    stage_goal = models.TextField("阶段目标", blank=True)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.UUIDField("申请人", editable=False)
    proposed_by = models.UUIDField("审核人", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=ExtensionState.choices, default=ExtensionState.DRAFT
    )

    objects: ClassVar[Any] = ExtensionQuerySet.as_manager()

    class Meta:
        """Newest first; one under way at a time."""

        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state__in=["draft", "applied", "proposed"]),
                name="one_extension_under_way",
                violation_error_message="这一事项已有一件延期申请在办理",
            )
        ]

    def __str__(self) -> str:
        """Tell the new date."""
        return f"延至 {self.new_due:%Y-%m-%d}"
