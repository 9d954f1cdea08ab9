"""整改公开: what of a unit's rectification is published, to whom, and the copy that was."""

import json
from hashlib import sha256
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from rectification.models.duty import answered_q
from rectification.models.handed import handed_q
from rectification.models.item import Item
from rectification.states import tones_of
from rectification.states.publication import PUBLICATION_EDGES, Openness, PublicationState, Sphere
from rounds.models import Assignment, AssignmentScoped

SEE = ("rect.publish:V", "rect.publish:C", "rect.publish:S", "rect.publish:A")


class PublicationQuerySet(ScopedQuerySet["Publication"]):
    """Questions put to the publications."""

    def awaiting(self, by: Actor) -> Self:
        """Publications that wait for this person: to be written and signed, approved, put up."""
        writing = ("rect.publish:C", "rect.publish:S")
        steps = {
            PublicationState.DRAFT: writing,
            PublicationState.RETURNED: writing,
            PublicationState.SUBMITTED: ("rect.publish:A",),
            PublicationState.APPROVED: ("rect.publish:E",),
        }
        return self.filter(waiting_q(self.model, steps, by))


class Publication(AssignmentScoped):
    """整改公开 of one assignment: proposed by the unit problem by problem, approved by the office."""

    EDGES: ClassVar = PUBLICATION_EDGES
    TONES: ClassVar = tones_of(PublicationState, Openness)
    VIEW: ClassVar = SEE
    HANDED_IN: ClassVar = (
        PublicationState.SUBMITTED,
        PublicationState.APPROVED,
        PublicationState.PUBLISHED,
    )

    assignment = models.OneToOneField(
        Assignment, on_delete=models.PROTECT, related_name="publication", verbose_name="巡察任务"
    )
    opening = models.TextField("开头", blank=True)
    telephone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("通信地址", max_length=120, blank=True)
    mail = models.EmailField("电子邮箱", blank=True)
    signed_by = models.CharField("签发人", max_length=140, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    opinion = models.TextField("退回意见", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )

    objects: ClassVar[Any] = PublicationQuerySet.as_manager()

    class Meta:
        """One for each assignment."""

        verbose_name = "整改公开"
        verbose_name_plural = "整改公开"

    def __str__(self) -> str:
        """Name the unit."""
        return f"{self.assignment.unit}整改公开"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Whoever answers for any of its problems."""
        return answered_q(scope, role, by) & handed_q(cls.HANDED_IN, scope, role)


class PublicationLine(Versioned):
    """公开事项: one problem, and how it is published within the party and to the public."""

    TONES: ClassVar = tones_of(Openness)

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="lines", verbose_name="整改公开"
    )
    item = models.OneToOneField(
        Item, on_delete=models.PROTECT, related_name="publication_line", verbose_name="整改事项"
    )
    text = models.TextField("整改情况", blank=True)
    party = models.CharField("党内公开", max_length=8, choices=Openness.choices, default=Openness.FULL)
    party_text = models.TextField("党内公开的替换文字", blank=True)
    party_reason = models.TextField("党内改写或不公开的理由", blank=True)
    public = models.CharField("向社会公开", max_length=8, choices=Openness.choices, default=Openness.FULL)
    public_text = models.TextField("向社会公开的替换文字", blank=True)
    public_reason = models.TextField("向社会改写或不公开的理由", blank=True)

    class Meta:
        """In the order of the problems."""

        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        ordering: ClassVar = ["item__finding__number"]

    def __str__(self) -> str:
        """Name the problem."""
        return str(self.item)

    def openness(self, sphere: str) -> Openness:
        """Return how the problem is published to an audience."""
        return Openness(getattr(self, sphere))

    def told(self, sphere: str) -> str:
        """Return the text for an audience."""
        text = self.text if self.openness(sphere) == Openness.FULL else getattr(self, f"{sphere}_text")
        return str(text)


class EditionQuerySet(ScopedQuerySet["PublishedEdition"]):
    """Questions put to the editions."""

    def put_up(self) -> Self:
        """Editions that are published."""
        return self.filter(since__isnull=False)


class Frozen:
    """定稿: a copy that says by its digest whether it still is what it was; the record has both fields."""

    content: Any
    digest: Any

    @property
    def is_intact(self) -> bool:
        """The copy is still what was frozen."""
        return bool(self.digest == digest_of(self.content))

    @property
    def check_number(self) -> str:
        """The digest as a number that is read out over the telephone."""
        digits = f"{int(self.digest[:12], 16) % 10**12:012d}"
        return " ".join(digits[place : place + 4] for place in (0, 4, 8))


class PublishedEdition(Frozen, Versioned):
    """公开稿: the copy as approved, for one audience; frozen, then put up for a time at a place."""

    VIEW: ClassVar = SEE

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="editions", verbose_name="整改公开"
    )
    sphere = models.CharField("公开范围", max_length=8, choices=Sphere.choices)
    content = models.JSONField("公开稿内容", editable=False)
    digest = models.CharField("校验码", max_length=64, editable=False)
    frozen_at = models.DateTimeField("定稿时间")
    place = models.CharField("公开载体", max_length=200, blank=True)
    since = models.DateField("公开日期", null=True, blank=True)
    until = models.DateField("公示截止", null=True, blank=True)

    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta:
        """One for each audience, the party's first."""

        verbose_name = "公开稿"
        verbose_name_plural = "公开稿"
        ordering: ClassVar = ["sphere"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "sphere"], name="edition_once")
        ]

    def __str__(self) -> str:
        """Name unit and audience."""
        return f"{self.publication.assignment.unit}公开稿（{self.get_sphere_display()}）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As the publication."""
        return answered_q(scope, role, by, path="publication__assignment")


def digest_of(content: Any) -> str:
    """Return the digest of a copy; it does not depend on how the database keeps it."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
