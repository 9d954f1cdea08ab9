"""整改事项: what carries a published finding on, until it is closed and re-checked."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from accounts.scopes import ScopedQuerySet, waiting_q
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from documents.models import StoredFile
from organizations.models import Person, Unit
from rectification.models.delegation import delegated_q
from rectification.models.duty import duty_q
from rectification.models.plan import RectificationPlan, reviewed_q
from rectification.states import (
    EVIDENCE_EDGES,
    ITEM_EDGES,
    PLANNED_IN,
    EvidenceState,
    ItemState,
    Progress,
    tones_of,
)
from rectification.states.closing import SiteFinding
from rounds.models import Assignment, AssignmentScoped, Finding, Manifestation


def name_place(found_at: str, answers: str) -> str:
    """Name the unit where a problem was found, and the one that answers now if it is another one."""
    return found_at if found_at == answers else f"{found_at}（现由{answers}负责）"


def unseen_q() -> Q:
    """Return the condition of items that somebody has yet to look at on site."""
    return (Q(sampled=True) | Q(state=ItemState.SAMPLED)) & Q(site_found="")


class ItemQuerySet(ScopedQuerySet["Item"]):
    """Questions put to the items; overdue is computed, never stored."""

    def unfinished(self) -> Self:
        """Items that are not closed."""
        return self.exclude(state=ItemState.CLOSED)

    def unread(self, by: Actor) -> Self:
        """Items of plans that are written out of sight of the actor: goal and measures are not read."""
        seen = RectificationPlan.objects.visible_to(by)
        return self.filter(state__in=PLANNED_IN).exclude(assignment__in=seen.values("assignment"))

    def closed(self) -> Self:
        """Items that are closed."""
        return self.filter(state=ItemState.CLOSED)

    def overdue(self, on: dt.date) -> Self:
        """Unfinished items past their date; long-term ones (常态化坚持) are not."""
        return self.unfinished().filter(due_on__lt=on, long_term=False)

    def awaiting(self, by: Actor) -> Self:
        """Items whose next step is the actor's: to claim, to mend, to check, to see on site, to close."""
        steps = {
            ItemState.UNCLAIMED: ("rect.claim:S",),
            ItemState.FIXING: ("rect.apply:S", "rect.progress:E"),
            ItemState.APPLIED: ("rect.close:P",),
        }
        decided = {ItemState.CHECKED: ("rect.close:A",), ItemState.SAMPLED: ("rect.close:A",)}
        seen = dict.fromkeys(decided, ("rect.close:P",))
        office = Q(state__in=[ItemState.APPLIED, *decided])
        own = office & (Q(applied_by=by.user.pk) | Q(checked_by=by.user.pk))
        to_close = waiting_q(self.model, decided, by) & ~unseen_q()
        mine = (waiting_q(self.model, steps, by) | to_close) & ~own
        return self.filter(mine | (waiting_q(self.model, seen, by) & unseen_q()))

    def to_look_at(self, on: dt.date) -> Self:
        """Unfinished long-term items whose day to be looked at again has come."""
        return self.unfinished().filter(long_term=True, look_at_on__lte=on)

    def due_within(self, on: dt.date, days: int) -> Self:
        """Unfinished items that fall due from today to so many days on."""
        last = on + dt.timedelta(days=days)
        return self.unfinished().filter(due_on__range=(on, last), long_term=False)

    def hidden_from(self, by: Actor) -> Self:
        """Items out of the actor's sight, as of a unit from which one must keep away."""
        return self.exclude(pk__in=Item.objects.visible_to(by).values("pk"))


class Item(AssignmentScoped):
    """整改事项: one for each published finding."""

    EDGES: ClassVar = ITEM_EDGES
    TONES: ClassVar = tones_of(ItemState, Progress)
    VIEW: ClassVar = ("rect.view:V",)

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="items", verbose_name="巡察任务"
    )
    finding = models.OneToOneField(
        Finding, on_delete=models.PROTECT, related_name="item", verbose_name="问题"
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="items",
        verbose_name="责任单位",
        help_text="负责整改的单位；划转以前就是被巡察单位",
    )
    goal = models.TextField("整改目标", blank=True)
    leader = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任领导"
    )
    department = models.CharField("责任部门", max_length=80, blank=True)
    handler = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items_handled",
        verbose_name="责任人",
    )
    due_on = models.DateField("整改时限", null=True, blank=True)
    long_term = models.BooleanField("常态化坚持", default=False)
    look_at_on = models.DateField("下次查看日期", null=True, blank=True)
    progress = models.CharField("完成程度", max_length=8, choices=Progress.choices, default=Progress.UNDONE)
    done_text = models.TextField("完成情况", blank=True)
    applied_by = models.UUIDField("销号申请人", null=True, editable=False)
    checked_by = models.UUIDField("初核人", null=True, editable=False)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    reopened = models.PositiveIntegerField("撤销销号次数", default=0)
    sampled = models.BooleanField("须现场抽查", default=False, editable=False)
    site_found = models.CharField(
        "现场抽查结论", max_length=8, choices=SiteFinding.choices, blank=True, editable=False
    )
    state = models.CharField("状态", max_length=10, choices=ItemState.choices, default=ItemState.UNCLAIMED)

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Meta:
        """Read by assignment, by state and by date."""

        verbose_name = "整改事项"
        verbose_name_plural = "整改事项"
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="item_state_due"),
            models.Index(fields=["due_on", "id"], name="item_due"),
            models.Index(fields=["closed_on", "due_on", "id"], name="item_open_first"),
        ]

    def __str__(self) -> str:
        """Name the item by its finding."""
        return self.finding.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The unit that answers; a reviewing body what was sent to it, a colleague what was delegated."""
        if scope == Scope.SELF:
            return delegated_q(by)
        return reviewed_q(by, "assignment") if scope == Scope.REVIEW else duty_q(scope, role, by)

    @property
    def placed(self) -> str:
        """被巡察单位, and the unit that answers now if it is another one."""
        return name_place(str(self.assignment.unit), str(self.unit))

    @property
    def cycle(self) -> int:
        """Which beginning the item is in: each revocation of its closing starts the next."""
        return self.reopened + 1

    @property
    def is_sampled(self) -> bool:
        """Say whether the item may be closed only after somebody was there."""
        return self.sampled or self.state == ItemState.SAMPLED

    def is_overdue(self, on: dt.date) -> bool:
        """Say whether the item is late on a day."""
        return (
            self.state != ItemState.CLOSED
            and not self.long_term
            and self.due_on is not None
            and self.due_on < on
        )


class ManifestationProgress(Versioned):
    """具体表现的完成程度: the ledger is judged on 问题 → 具体表现 → 措施."""

    TONES: ClassVar = tones_of(Progress)

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="aspects", verbose_name="整改事项")
    manifestation = models.OneToOneField(
        Manifestation, on_delete=models.PROTECT, related_name="rectified", verbose_name="具体表现"
    )
    progress = models.CharField("完成程度", max_length=8, choices=Progress.choices, default=Progress.UNDONE)

    class Meta:
        """One for each manifestation."""

        verbose_name = "具体表现完成程度"
        verbose_name_plural = "具体表现完成程度"

    def __str__(self) -> str:
        """Tell how far it is."""
        return self.get_progress_display()


class ItemScoped(AssignmentScoped):
    """A record of one item, reached as the item's assignment is."""

    class Meta:
        """No table of its own."""

        abstract = True

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """As the item; the record has a foreign key ``item``."""
        if scope == Scope.SELF:
            return delegated_q(by, "item")
        if scope == Scope.REVIEW:
            return reviewed_q(by, "item__assignment")
        return duty_q(scope, role, by, path="item")


class EvidenceQuerySet(ScopedQuerySet["Evidence"]):
    """Questions put to the evidence."""


class Evidence(ItemScoped):
    """佐证材料: withdrawn only before it is handed in; afterwards a new one is added."""

    EDGES: ClassVar = EVIDENCE_EDGES
    TONES: ClassVar = tones_of(EvidenceState)
    VIEW: ClassVar = ("rect.evidence:V", "rect.evidence:C")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="evidence", verbose_name="整改事项")
    measure = models.ForeignKey(
        "rectification.Measure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name="整改措施",
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    note = models.CharField("说明", max_length=200, blank=True)
    added_at = models.DateTimeField("上传时间")
    state = models.CharField(
        "状态", max_length=10, choices=EvidenceState.choices, default=EvidenceState.DRAFT
    )

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()

    class Meta:
        """Newest first."""

        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering: ClassVar = ["-added_at"]

    def __str__(self) -> str:
        """Name the evidence."""
        return self.note or "佐证材料"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """What is handed in; the unit sees what it has not handed in yet and what it took back."""
        reach = super().scope_q(scope, role, by)
        return reach if scope in {Scope.UNIT, Scope.SELF} else reach & Q(state=EvidenceState.SUBMITTED)
