"""时限规则: what is due how long after which event, for whom, and who is reminded when."""

import datetime as dt
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.scopes import NOTHING, ScopedQuerySet
from accounts.states import Role, Scope
from audit.actor import Actor
from audit.models import Versioned
from deadlines.states import Audience, OffsetUnit, PaperKind, RuleScope
from organizations.models import Office, offices_of

OF_ALL = Q(office__isnull=True)


class DeadlineRuleQuerySet(ScopedQuerySet["DeadlineRule"]):
    """Questions put to the rules."""

    def in_force(self, on: dt.date) -> Self:
        """Rules that are switched on and effective on a day."""
        return self.filter(active=True, effective_from__lte=on)

    def applying_to(self, term_id: UUID | None, round_id: UUID | None, unit_id: UUID | None) -> Self:
        """Rules for everybody, and those made for this term, round or unit."""
        reach = Q(scope=RuleScope.SYSTEM)
        narrower = {RuleScope.TERM: term_id, RuleScope.ROUND: round_id, RuleScope.UNIT: unit_id}
        for scope, key in narrower.items():
            if key is not None:
                reach |= Q(scope=scope, scope_id=key)
        return self.filter(reach)


class DeadlineRule(Versioned):
    """时限规则: one row for each code, scope and effective date."""

    VIEW: ClassVar = ("deadline.rule:V",)

    code = models.CharField("规则代号", max_length=40, editable=False)
    name = models.CharField("事项", max_length=60)
    anchor = models.CharField("起算事件", max_length=60)
    offset = models.SmallIntegerField(
        "期限",
        validators=[MinValueValidator(-400), MaxValueValidator(2000)],
        help_text="负数表示在起算事件之前；每月固定日填 1，表示起算后的第一个固定日",
    )
    unit = models.CharField("期限单位", max_length=10, choices=OffsetUnit.choices)
    fixed_day = models.PositiveSmallIntegerField(
        "每月几日",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="只在期限单位为“每月固定日”时填写；当月没有这一天的，为当月最后一天",
    )
    not_after = models.CharField("不晚于", max_length=60, blank=True, help_text="例如：撤离之日")
    scope = models.CharField(
        "适用范围", max_length=10, choices=RuleScope.choices, default=RuleScope.SYSTEM, editable=False
    )
    scope_id = models.UUIDField("适用对象", null=True, blank=True, editable=False)
    scope_name = models.CharField("适用对象名称", max_length=100, blank=True, editable=False)
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单独规定的机构",
        editable=False,
    )
    effective_from = models.DateField("生效日期")
    active = models.BooleanField("启用", default=True)
    source = models.CharField("依据", max_length=300, blank=True)

    objects: ClassVar[Any] = DeadlineRuleQuerySet.as_manager()

    class Meta:
        """One rule for each code, scope and day of effect."""

        verbose_name = "时限规则"
        verbose_name_plural = "时限规则"
        ordering: ClassVar = ["code", "scope", "-effective_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "effective_from"],
                condition=Q(scope_id__isnull=True),
                name="system_rule_once",
                violation_error_message="同一事项在这一天已有一条规则生效，请改用别的生效日期",
            ),
            models.UniqueConstraint(
                fields=["code", "scope", "scope_id", "effective_from"],
                condition=Q(scope_id__isnull=False),
                name="scoped_rule_once",
                violation_error_message="该对象在这一天已有一条规则生效，请改用别的生效日期",
            ),
        ]

    def __str__(self) -> str:
        """Name what is due."""
        return self.name

    @property
    def period(self) -> str:
        """The period as a person says it: 15 工作日, 每月 5 日, 提前 10 天."""
        if self.unit == OffsetUnit.MONTHLY:
            return f"每月 {self.fixed_day} 日"
        words = f"{abs(self.offset)} {self.get_unit_display()}"
        return f"提前 {words}" if self.offset < 0 else words

    @property
    def applies_to(self) -> str:
        """The scope in words."""
        return self.scope_name or ("全部" if self.scope == RuleScope.SYSTEM else self.get_scope_display())

    @property
    def ladder(self) -> str:
        """The steps in one line; no query where they were prefetched."""
        return "、".join(str(step) for step in self.steps.all() if step.active)

    def clean(self) -> None:
        """Refuse a rule that cannot be reckoned."""
        monthly = self.unit == OffsetUnit.MONTHLY
        if monthly and not self.fixed_day:
            raise ValidationError({"fixed_day": "请填写每月几日。"})
        if monthly and self.offset < 1:
            raise ValidationError({"offset": "每月固定日的期限至少填 1，表示起算后的第一个固定日。"})
        if not monthly and self.offset == 0:
            raise ValidationError({"offset": "期限不能为零。"})

    @classmethod
    def scope_q(cls, scope: Scope, role: Role, by: Actor) -> Q:  # noqa: ARG003 -- the same for every role
        """The rules of all, and those that the own office, or one below it, made for itself."""
        return OF_ALL | Q(office__in=offices_of(by)) if scope == Scope.ALL else NOTHING


class ReminderStepQuerySet(models.QuerySet["ReminderStep"]):
    """Questions put to the ladder."""

    def live(self) -> Self:
        """Steps that are switched on."""
        return self.filter(active=True)


class ReminderStep(models.Model):
    """提醒台阶: so many days before or after the due day, who is told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rule = models.ForeignKey(
        DeadlineRule, on_delete=models.PROTECT, related_name="steps", verbose_name="时限规则"
    )
    offset_days = models.SmallIntegerField(
        "距到期天数",
        validators=[MinValueValidator(-400), MaxValueValidator(400)],
        help_text="负数为到期前，正数为逾期后",
    )
    to_handler = models.BooleanField("经办人", default=False)
    to_leader = models.BooleanField("分管负责人", default=False)
    to_head = models.BooleanField("党组织主要负责人", default=False)
    to_office = models.BooleanField("巡察办", default=False)
    repeat_weekly = models.BooleanField("每周重复", default=False, help_text="只用于逾期以后")
    by_mail = models.BooleanField("电子邮件", default=True)
    by_messenger = models.BooleanField("企业通讯", default=False)
    paper = models.CharField(
        "起草文书", max_length=14, choices=PaperKind.choices, blank=True, help_text="起草后待批，不自动发出"
    )
    active = models.BooleanField("启用", default=True)

    objects: ClassVar[Any] = ReminderStepQuerySet.as_manager()

    class Meta:
        """From the earliest to the latest; one step a day."""

        verbose_name = "提醒台阶"
        verbose_name_plural = "提醒台阶"
        ordering: ClassVar = ["offset_days"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "offset_days"],
                name="step_once_a_day",
                violation_error_message="同一天只能有一级提醒",
            )
        ]

    def __str__(self) -> str:
        """Say when it is: 到期前 20 天."""
        if self.offset_days == 0:
            return "到期当天"
        when = "到期前" if self.offset_days < 0 else "逾期第"
        return f"{when} {abs(self.offset_days)} 天" + ("起每周" if self.repeat_weekly else "")

    @property
    def key(self) -> str:
        """Its name in the key of a notice; the day of the occurrence stands beside it."""
        return f"{self.offset_days:+d}"

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Who is told."""
        return tuple(audience for audience in Audience if getattr(self, f"to_{audience.value}"))

    @property
    def audience_names(self) -> str:
        """Who is told, in words."""
        return "、".join(str(audience.label) for audience in self.audiences)

    @property
    def channel_names(self) -> str:
        """By which ways beside the list inside the house, in words."""
        ways = ((True, "站内"), (self.by_mail, "电子邮件"), (self.by_messenger, "企业通讯"))
        return "、".join(word for on, word in ways if on)

    def clean(self) -> None:
        """Refuse a step that tells nobody, or that would repeat before the due day."""
        if self.active and not self.audiences:
            raise ValidationError(f"{self}：请至少选择一个提醒对象。")
        if self.repeat_weekly and self.offset_days < 1:
            raise ValidationError(f"{self}：只有逾期以后的提醒可以每周重复。")
        if self.paper and self.offset_days < 1:
            raise ValidationError(f"{self}：督促文书只在逾期以后起草。")
