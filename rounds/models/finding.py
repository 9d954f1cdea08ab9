"""底稿、问题、具体表现: entered once, and every paper and number follows from it."""

from typing import Any, ClassVar, Self

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.rules import held
from accounts.scopes import NOTHING, ScopedQuerySet, reached_above
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from organizations.models import Person
from rounds.models.assignment import Assignment, assignment_q
from rounds.models.placed import Placed
from rounds.models.taxonomy import Category
from rounds.states import FINDING_EDGES, PAPER_EDGES, Destination, FindingState, PaperState


class WorkingPaperQuerySet(ScopedQuerySet["WorkingPaper"]):
    """Questions put to the working papers."""

    def open(self) -> Self:
        """Papers that still wait for somebody."""
        return self.filter(state__in=[PaperState.DRAFT, PaperState.DEPUTY, PaperState.LEADER])

    def adopted(self) -> Self:
        """Signed papers, whatever became of them."""
        return self.filter(state=PaperState.NUMBERED)

    def awaiting(self, by: Actor) -> Self:
        """Papers that wait for this person: own drafts, others' to review as deputy, to sign as leader."""
        own = Q(author__user=by.user.pk)
        undertaken = WorkingPaper.undertakers.through.objects.filter(person__user=by.user.pk)
        others = ~own & ~Q(pk__in=undertaken.values("workingpaper"))
        drafts = self.reached_by(by, "find.draft:E").values("pk")
        waiting = Q(state=PaperState.DRAFT) & own & Q(pk__in=drafts)
        for state, act, role in (
            (PaperState.DEPUTY, "paper.review:A", Role.TDP),
            (PaperState.LEADER, "find.confirm:A", Role.TLD),
        ):
            if (role, Scope.TASK) in held(by, act):
                waiting |= Q(state=state) & assignment_q(Scope.TASK, role, by) & others
        return self.filter(waiting)


class WorkingPaper(Placed):
    """问题底稿: one matter, one paper, two undertakers or more; numbered at the leader's signature."""

    EDGES: ClassVar = PAPER_EDGES
    TONES: ClassVar = {state.value: state.tone for state in PaperState}
    VIEW: ClassVar = ("find.draft:V", "work.paper:V", "work.paper:C", "find.draft:C")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="papers", verbose_name="巡察任务"
    )
    draft_number = models.PositiveIntegerField("预编号")
    number = models.CharField("编号", max_length=30, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="papers", verbose_name="问题类别"
    )
    others = models.ManyToManyField(
        Category, related_name="papers_beside", verbose_name="其他分类", blank=True
    )
    title = models.CharField("问题标题", max_length=120, validators=[MinLengthValidator(4)])
    summary = models.TextField("问题概述", blank=True)
    facts = models.TextField("查证事实")
    basis = models.TextField("定性依据", blank=True)
    responsibility = models.TextField("责任分析", blank=True)
    source = models.CharField("问题来源", max_length=60, blank=True)
    amount = models.DecimalField("涉及金额（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    is_common = models.BooleanField("共性问题", default=False)
    undertakers = models.ManyToManyField(Person, related_name="papers", verbose_name="承办人")
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="papers_written", verbose_name="起草人"
    )
    destinations = models.JSONField("去向", default=list, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name="并入底稿",
    )
    written_at = models.DateTimeField("起草时间")
    state = models.CharField("状态", max_length=10, choices=PaperState.choices, default=PaperState.DRAFT)

    objects: ClassVar[Any] = WorkingPaperQuerySet.as_manager()

    class Meta:
        """Numbers are given once in an assignment; gaps are allowed."""

        verbose_name = "问题底稿"
        verbose_name_plural = "问题底稿"
        ordering: ClassVar = ["-draft_number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "draft_number"], name="paper_draft_number_once"),
            models.UniqueConstraint(
                fields=["assignment", "number"], condition=~Q(number=""), name="paper_number_once"
            ),
        ]

    def __str__(self) -> str:
        """Name the paper by its title."""
        return self.title

    @property
    def destination_labels(self) -> list[str]:
        """The destinations in words."""
        return [Destination(code).label for code in self.destinations]

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The team's papers, or those a member wrote or undertakes while serving in the team."""
        if scope == Scope.SELF:
            own = Q(author__user=by.user.pk) | Q(
                pk__in=WorkingPaper.undertakers.through.objects.filter(person__user=by.user.pk).values(
                    "workingpaper"
                )
            )
            return own & assignment_q(Scope.TASK, role, by)
        return assignment_q(scope, role, by) if scope == Scope.TASK else NOTHING


def _like(unit: Any, code: Any, name: Any) -> Q:
    """A scheme is copied from round to round: its classes keep their number and name, not their key."""
    return Q(assignment__unit=unit, category__code=code, category__name=name)


def _before() -> Any:
    """What was fed back in another round before the outer finding was."""
    rows = Finding.objects.published().exclude(assignment__team__round=OuterRef("assignment__team__round"))
    return rows.filter(assignment__published_at__lt=OuterRef("assignment__published_at"))


class FindingQuerySet(ScopedQuerySet["Finding"]):
    """Questions put to the findings."""

    def published(self) -> Self:
        """Findings that were fed back (口径 已反馈)."""
        return self.filter(state=FindingState.PUBLISHED)

    def repeated(self) -> Self:
        """Findings that a person confirmed as fed back before (屡查屡犯)."""
        return self.filter(repeats__isnull=False)

    def likely_repeats(self) -> Self:
        """Findings that look like an earlier one, and of which nobody has said whether they are."""
        names = ("assignment__unit", "category__code", "category__name")
        alike = _before().filter(_like(*map(OuterRef, names)))
        return self.published().filter(Exists(alike), repeats__isnull=True, repeat_settled=False)

    def with_earlier(self) -> Self:
        """Say of each whether anything was fed back to its unit before, as ``has_earlier``."""
        at_unit = _before().filter(assignment__unit=OuterRef("assignment__unit"))
        return self.annotate(has_earlier=Exists(at_unit))

    def earlier_at_unit(self, finding: "Finding") -> Self:
        """What was fed back to the same unit in other rounds, before a finding was."""
        rows = self.published().filter(assignment__unit=finding.assignment.unit_id)
        before = rows.exclude(assignment__team__round=finding.assignment.team.round_id)
        at = finding.assignment.published_at
        return before.filter(assignment__published_at__lt=at) if at else before

    def alike(self, finding: "Finding") -> Self:
        """Findings of the same unit and class, the class of another round's scheme by its name."""
        category = finding.category
        return self.filter(_like(finding.assignment.unit_id, category.code, category.name))


OFFICE_SEES = ("review", "final", "fed_back", "rectifying", "assessed", "archived")
LEADERS_SEE = OFFICE_SEES[1:]


class Finding(Placed):
    """问题: taken from a signed working paper into the report; one record for life."""

    EDGES: ClassVar = FINDING_EDGES
    TONES: ClassVar = {state.value: state.tone for state in FindingState}
    VIEW: ClassVar = ("find.view:V",)

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="findings", verbose_name="巡察任务"
    )
    paper = models.OneToOneField(
        WorkingPaper,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="finding",
        verbose_name="问题底稿",
    )
    number = models.CharField("编号", max_length=30)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="findings", verbose_name="问题类别"
    )
    others = models.ManyToManyField(
        Category, related_name="findings_beside", verbose_name="其他分类", blank=True
    )
    title = models.CharField("具体问题", max_length=120)
    amount = models.DecimalField("涉及金额（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    is_common = models.BooleanField("共性问题", default=False)
    key_focus = models.BooleanField("重点关注", default=False)
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name="屡查屡犯",
    )
    repeat_settled = models.BooleanField("屡查屡犯已核对", default=False, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices, default=FindingState.WAITING
    )

    objects: ClassVar[Any] = FindingQuerySet.as_manager()

    class Meta:
        """Numbered in an assignment."""

        verbose_name = "问题"
        verbose_name_plural = "问题"
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["state", "assignment"], name="finding_state"),
            models.Index(fields=["number", "id"], name="finding_number"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        """Name the finding by its title."""
        return self.title

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The team sees its own, the office what is in review, leaders what is final, others what is out.

        A reviewing body sees those of the plans that were sent to it, as long as it sees the plans; a unit
        those that it took over, too.
        """
        if scope == Scope.REVIEW:
            plans = reached_above(Assignment, "rectification_plan", scope, role, by)
            return Q(assignment__in=plans.values("assignment"))
        reach = assignment_q(scope, role, by)
        if scope in {Scope.UNIT, Scope.PORT}:
            return reach | Q(pk__in=reached_above(cls, "item", scope, role, by).values("finding"))
        if scope != Scope.ALL:
            return reach
        gate = LEADERS_SEE if role == Role.LDG else OFFICE_SEES
        return reach & Q(assignment__state__in=gate)


class Manifestation(Versioned):
    """具体表现: a concrete way in which a finding shows; part of the finding, published with it."""

    finding = models.ForeignKey(
        Finding,
        on_delete=models.PROTECT,
        related_name="manifestations",
        verbose_name="问题",
        null=True,
        blank=True,
    )
    paper = models.ForeignKey(
        WorkingPaper,
        on_delete=models.PROTECT,
        related_name="manifestations",
        verbose_name="问题底稿",
        null=True,
    )
    order = models.PositiveIntegerField("序", default=1)
    text = models.TextField("具体表现")

    class Meta:
        """In order."""

        verbose_name = "具体表现"
        verbose_name_plural = "具体表现"
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        """Tell the text."""
        return self.text
