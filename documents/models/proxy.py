"""代录: a paper signed by somebody who does not sign in, entered by one clerk and confirmed by another."""

from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.matrix import act_name
from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Proposal, Versioned
from audit.states import ProposalState
from documents.models.file import StoredFile
from organizations.models import Office
from organizations.models.body import offices_of


def _in_sight(by: Actor) -> Q:
    """Return the condition of entries about records that the actor sees, whatever their app."""
    # Without the order of the entries, by which each would be a kind of its own
    kinds = ProxyEntry._base_manager.order_by().values_list("proposal__record_type", flat=True).distinct()
    seen = NOTHING
    for kind in kinds:
        model: Any = apps.get_model(kind)
        keys = model._default_manager.visible_to(by).order_by().values("pk")
        seen |= Q(proposal__record_type=kind, proposal__record_id__in=keys)
    return seen


class ProxyEntryQuerySet(ScopedQuerySet["ProxyEntry"]):
    """Questions put to the entries."""

    def visible_to(self, by: Actor) -> Self:
        """Entries of one's reach about records that one sees: a clue's paper shows that there is a clue."""
        return super().visible_to(by).filter(_in_sight(by))

    def pending(self) -> Self:
        """Those that wait for the second clerk."""
        return self.filter(proposal__state=ProposalState.PENDING)

    def awaiting(self, by: Actor) -> Self:
        """Those that this clerk may confirm: entered by another, within reach."""
        rows = self.visible_to(by).reached_by(by, "proxy.enter:A").pending()
        return rows.exclude(proposal__proposed_by_id=by.user.pk)


class ProxyEntry(Versioned):
    """代录: the signed, stamped scan behind a proposal, and who signed it when."""

    VIEW: ClassVar = ("proxy.enter:V",)

    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, related_name="proxy_entry", verbose_name="提请事项"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name="巡察机构")
    kind = models.CharField("事项", max_length=60, blank=True)
    title = models.CharField("办理事项", max_length=60, blank=True)
    subject = models.CharField("办理对象", max_length=200)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="扫描件")
    signer = models.CharField("签署人", max_length=40)
    post = models.CharField("签署人职务", max_length=80)
    signed_on = models.DateField("签署日期")
    number = models.CharField("文件编号", max_length=60)

    objects: ClassVar[Any] = ProxyEntryQuerySet.as_manager()

    class Meta:
        """Oldest first: those wait longest."""

        verbose_name = "代录"
        verbose_name_plural = "代录"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        """Name the paper by act and object."""
        return f"{self.title or self.act_name}：{self.subject}"

    @property
    def act_name(self) -> str:
        """The Chinese name of the act that was signed."""
        return act_name(self.proposal.act)

    @property
    def signed_as(self) -> str:
        """Signer and post, as the trail says them."""
        return f"{self.signer}（{self.post}）"

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """Entries of the own office and those below."""
        return Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING
