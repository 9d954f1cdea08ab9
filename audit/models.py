"""The trail: who did what to which record, when and why; and the base of every record that has a state."""

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from audit.states import ProposalState


def type_name(record: models.Model | type[models.Model]) -> str:
    """Return the name under which the trail files a record, such as ``rounds.finding``."""
    return record._meta.label_lower


class Versioned(models.Model):
    """A record that knows its version, so that nobody overwrites what another just wrote."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True


class Stateful(Versioned):
    """A record with a life of its own: states, edges, and the act that each edge names."""

    EDGES: ClassVar[dict[str, dict[str, str]]] = {}

    state: models.Field  # type: ignore[type-arg]

    class Meta:
        """No table of its own."""

        abstract = True


class EntryKind(models.TextChoices):
    """What an entry of the trail tells."""

    CREATE = "create", "新建"
    EDIT = "edit", "修改"
    MOVE = "move", "流转"
    NOTE = "note", "办理"
    READ = "read", "查阅"
    TAKE = "take", "下载"


LOOKS = (EntryKind.READ, EntryKind.TAKE)
NO_RECORD = UUID(int=0)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions put to the trail."""

    def about(self, record: models.Model) -> Self:
        """What was done to one record, the newest first; who looked at it is the auditor's to know."""
        return self.acts_on(type_name(record), record.pk)

    def acts_on(self, kind: str, key: UUID) -> Self:
        """The same, by what names the record."""
        return self._of(kind, key).exclude(kind__in=LOOKS)

    def looks_at(self, record: models.Model) -> Self:
        """Who read one record or took it home, the newest first."""
        return self._of(type_name(record), record.pk).filter(kind__in=LOOKS)

    def _of(self, kind: str, key: UUID) -> Self:
        return self.filter(record_type=kind, record_id=key).order_by("-at", "-id")

    def who_took(self, record: models.Model, to: str) -> object:
        """Return who took a record to a state last; none when it was entered from a signed paper."""
        last = self.about(record).filter(to_state=to).values_list("user_id", "acting_for").first()
        return last[0] if last and not last[1] else None

    def signers_of(self, records: Sequence[models.Model]) -> dict[UUID, str]:
        """Return who signed the paper from which an act on a record of one model was entered (代录)."""
        if not records:
            return {}
        here = self.filter(record_type=type_name(records[0]), record_id__in=[row.pk for row in records])
        told = here.exclude(acting_for="").order_by("at", "id").values_list("record_id", "acting_for")
        return dict(told)

    def recorded_since(self, instant: dt.datetime) -> Self:
        """Acts that were written down since an instant, whenever they are dated; a look changes nothing."""
        return self.filter(recorded_at__gte=instant).exclude(kind__in=LOOKS)

    def unsealed(self) -> Self:
        """Entries not yet in the hash chain."""
        return self.filter(seal__isnull=True)


class Entry(models.Model):
    """One act, written in the transaction of the act and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间", default=timezone.now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )
    acting_for = models.CharField("代录签署人", max_length=120, blank=True)
    kind = models.CharField("种类", max_length=8, choices=EntryKind.choices)
    act = models.CharField("动作", max_length=40)
    record_type = models.CharField("对象类别", max_length=60)
    record_id = models.UUIDField("对象")  # NO_RECORD for a list
    from_state = models.CharField("原状态", max_length=30, blank=True)
    to_state = models.CharField("现状态", max_length=30, blank=True)
    reason = models.TextField("意见", blank=True)
    facts = models.JSONField("事实", default=dict, encoder=DjangoJSONEncoder)

    objects = EntryQuerySet.as_manager()

    class Meta:
        """Read by record and by person."""

        verbose_name = "留痕"
        verbose_name_plural = "留痕"
        indexes: ClassVar = [
            models.Index(fields=["record_type", "record_id", "at"], name="entry_record"),
            models.Index(fields=["user", "at"], name="entry_user"),
            models.Index(fields=["recorded_at"], name="entry_recorded"),
            models.Index(fields=["at", "id"], name="entry_at"),
            models.Index(fields=["act", "at"], name="entry_act"),
        ]

    def __str__(self) -> str:
        """Name the act and its time."""
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class Seal(models.Model):
    """A link of the hash chain over one committed entry."""

    seq = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal", verbose_name="留痕")
    previous = models.CharField("前一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        """In order of the chain."""

        verbose_name = "封存"
        verbose_name_plural = "封存"

    def __str__(self) -> str:
        """Name the link by its place in the chain."""
        return f"第 {self.seq} 条"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions put to the proposals."""

    def pending(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(state=ProposalState.PENDING)

    def about(self, record: models.Model) -> Self:
        """Those on one record, the newest first."""
        return self.filter(record_type=type_name(record), record_id=record.pk).order_by("-proposed_at")


class Proposal(Versioned):
    """An act that takes two persons: one proposes, another decides (双人办理, 代录复核)."""

    act = models.CharField("动作", max_length=40)
    record_type = models.CharField("对象类别", max_length=60)
    record_id = models.UUIDField("对象")
    payload = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField("理由", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ProposalState.choices, default=ProposalState.PENDING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提请人"
    )
    proposed_at = models.DateTimeField("提请时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="复核人", null=True
    )
    decided_at = models.DateTimeField("复核时间", null=True)
    opinion = models.TextField("复核意见", blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        """One open proposal for each act on a record."""

        verbose_name = "提请事项"
        verbose_name_plural = "提请事项"
        indexes: ClassVar = [models.Index(fields=["record_type", "record_id"], name="proposal_record")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["act", "record_type", "record_id"],
                condition=models.Q(state=ProposalState.PENDING),
                name="one_pending_proposal",
                violation_error_message="该事项已有一件提请在等待复核",
            )
        ]

    def __str__(self) -> str:
        """Name the act that is proposed."""
        return self.act
