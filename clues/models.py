"""问题线索: a room of its own, because its secrecy is another one. Ids are random (v4), nothing guessable."""

from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts import grants
from accounts.grants import live_on
from accounts.models import Grant
from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Stateful, Versioned
from clues.states import CLUE_EDGES, FROM_OFFICE_ON, ClueState, Discipline, Disposal
from organizations.models import Body, OfficePost, Person, bodies_of
from organizations.states import OfficePostKind
from rounds.models import Assignment, Posting, assignment_q, unrecused_q
from rounds.states import PostingRole

READ = "read_clue"


class ClueQuerySet(ScopedQuerySet["Clue"]):
    """Questions put to the clues."""

    def handed_over(self) -> Self:
        """Clues with a hand-over date, the rows that published totals count."""
        return self.filter(handed_over_on__isnull=False)

    def key(self) -> Self:
        """重点线索."""
        return self.filter(is_key=True)


class Clue(Stateful):
    """问题线索: seen by the director and the team's leader and deputy; by the receiver as handed over."""

    EDGES: ClassVar = CLUE_EDGES
    VIEW: ClassVar = ("clue.read:V", "clue.draft:V")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="clues", verbose_name="巡察任务"
    )
    number = models.CharField("编号", max_length=30)
    is_key = models.BooleanField("重点线索", default=False)
    summary = models.TextField("反映问题")
    discipline = models.CharField("六项纪律", max_length=2, choices=Discipline.choices)
    received_from = models.CharField("来源", max_length=60, blank=True)
    registered_at = models.DateTimeField("登记时间")
    receiver = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="clues", verbose_name="承接部门"
    )
    handed_over_on = models.DateField("移交日期", null=True, blank=True)
    handover_number = models.CharField("移交单号", max_length=60, blank=True)
    sent_by = models.UUIDField("送审人", null=True, editable=False)
    received_on = models.DateField("签收日期", null=True, blank=True)
    disposal = models.CharField("处置方式", max_length=10, choices=Disposal.choices, blank=True)
    outcome = models.TextField("办理结果", blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=ClueState.choices, default=ClueState.REGISTERED)

    objects: ClassVar[Any] = ClueQuerySet.as_manager()

    class Meta:
        """``read_clue`` is the right of the custodian, granted clue by clue."""

        verbose_name = "问题线索"
        verbose_name_plural = "问题线索"
        ordering: ClassVar = ["-registered_at"]
        permissions: ClassVar = [(READ, "阅看线索")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "number"], name="clue_number_once")
        ]

    def __str__(self) -> str:
        """Name the clue by its number only."""
        return self.number

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """Nobody reaches a clue about oneself: for whom it names, it is not there at all (silent recusal)."""
        return cls._reach(scope, role, by) & ~Q(pk__in=about(by))

    @classmethod
    def _reach(cls, scope: Scope, role: Role, by: Actor) -> Q:
        """The director's, the team's; receivers' once handed over; leaders' and custodians' for a time."""
        if scope == Scope.STAND:
            return stands_in_q(role, by)
        if scope == Scope.CLUE and role == Role.RCV:
            return Q(receiver__in=bodies_of(by), handed_over_on__isnull=False) & unrecused_q(by)
        if scope == Scope.CLUE and role == Role.OST:
            return Q(pk__in=grants.granted(by, cls, READ)) & assignment_q(Scope.ALL, role, by)
        if scope == Scope.CLUE and role == Role.LDG:
            return assignment_q(Scope.ALL, role, by) & Q(state=ClueState.APPROVAL)
        if scope in {Scope.ALL, Scope.TASK}:
            return assignment_q(scope, role, by)
        return NOTHING


class ClueGrant(Grant):
    """guardian's grants on a clue file."""

    content_object = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="grants")


class Subject(Versioned):
    """被反映人: whom a clue concerns, and what became of it for this person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="subjects", verbose_name="线索")
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("单位及职务", max_length=120, blank=True)
    rank = models.CharField("职级", max_length=40, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认为本人",
    )
    filed_on = models.DateField("立案日期", null=True, blank=True)
    detained_on = models.DateField("留置日期", null=True, blank=True)
    penalty = models.CharField("处分或组织处理", max_length=120, blank=True)

    class Meta:
        """Listed by clue."""

        verbose_name = "被反映人"
        verbose_name_plural = "被反映人"

    def __str__(self) -> str:
        """Name the person as lists show it: surname and 某."""
        return f"{self.name[:1]}某"


def about(by: Actor) -> "QuerySet[Any, Any]":
    """Return the ids of the clues whose subject was confirmed to be the actor; a name alone is nobody."""
    return Subject.objects.filter(person__user=by.user.pk).values("clue")


def stands_in_q(role: Role, by: Actor) -> Q:
    """Return the condition of clues that bypass whom they name (代行): whoever remains takes their place.

    The deputy stands in for the leader of the team, the director for both, the leading group for the
    directors of the office: those named, and one who sent the clue in place of the team.
    """
    if role == Role.TDP:
        return assignment_q(Scope.TASK, role, by) & Q(pk__in=_naming_the_leader(by))
    if role == Role.ODR:
        team = Q(pk__in=_naming_the_leader(by)) & ~Q(state__in=FROM_OFFICE_ON)
        return assignment_q(Scope.ALL, role, by) & team & _without_deputy(by)
    if role == Role.LDG:
        office = assignment_q(Scope.ALL, role, by) & Q(assignment__office__in=_designated(by))
        return office & Q(state__in=FROM_OFFICE_ON) & _without_director(by)
    return NOTHING


def _unnamed() -> Q:
    """Return the condition of posts whose person the clue outside does not name."""
    return ~Q(Exists(Subject.objects.filter(clue=OuterRef(OuterRef("pk")), person=OuterRef("person"))))


def _without_deputy(by: Actor) -> Q:
    deputies = Posting.objects.on(by.on).filter(role=PostingRole.DEPUTY, team=OuterRef("assignment__team"))
    return ~Q(Exists(deputies.filter(_unnamed())))


def _naming_the_leader(by: Actor) -> "QuerySet[Any, Any]":
    return Subject.objects.filter(
        Q(person__postings__until__isnull=True) | Q(person__postings__until__gte=by.on),
        person__postings__since__lte=by.on,
        person__postings__role=PostingRole.LEADER,
        person__postings__team=F("clue__assignment__team"),
    ).values("clue")


def _designated(by: Actor) -> "QuerySet[Any, Any]":
    """Return the offices where the actor stands in; where nobody is designated, the leading group does."""
    posts = OfficePost.objects.on(by.on)
    named = posts.filter(kind=OfficePostKind.DESIGNATED)
    mine = posts.filter(person__user=by.user.pk)
    group = mine.filter(kind=OfficePostKind.LEADING_GROUP).exclude(office__in=named.values("office"))
    designated = mine.filter(kind=OfficePostKind.DESIGNATED)
    return OfficePost.objects.filter(Q(pk__in=designated) | Q(pk__in=group)).values("office")


def _without_director(by: Actor) -> Q:
    """Return the condition of clues that name a director of the office, or came from one, and leave none."""
    live = Q(person__user__holdings__role=Role.ODR, person__user__is_active=True)
    live &= Q(person__user__holdings__since__lte=by.on)
    live &= Q(person__user__holdings__until__isnull=True) | Q(person__user__holdings__until__gte=by.on)
    directors = OfficePost.objects.filter(live_on(by.on)).filter(live, kind=OfficePostKind.DIRECTOR)
    directors = directors.filter(office=OuterRef("assignment__office"))
    named = Q(Exists(directors.filter(~_unnamed()))) & ~Q(Exists(directors.filter(_unnamed())))
    # sent_by is empty where nobody sent it yet: compared with nothing, it leaves nobody out
    others = directors.filter(_unnamed()).exclude(person__user=OuterRef("sent_by"))
    sent = directors.filter(person__user=OuterRef("sent_by"))
    return named | (Q(state=ClueState.OFFICE) & Q(Exists(sent)) & ~Q(Exists(others)))
