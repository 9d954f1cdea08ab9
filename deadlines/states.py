"""Words of the deadlines: units, scopes, who is reminded, papers, channels. Nothing here has a state."""

from django.db import models


class OffsetUnit(models.TextChoices):
    """时限单位. 工作日 follow the calendar of the office."""

    DAYS = "days", "天"
    WORKDAYS = "workdays", "工作日"
    MONTHS = "months", "个月"
    MONTHLY = "monthly", "每月固定日"


class RuleScope(models.TextChoices):
    """适用范围, from the widest to the narrowest: the narrowest rule in force decides."""

    SYSTEM = "system", "系统"
    TERM = "term", "届"
    ROUND = "round", "轮次"
    UNIT = "unit", "单位"


NARROWNESS = {scope: rank for rank, scope in enumerate(RuleScope)}


class Audience(models.TextChoices):
    """提醒对象: which person that is, the app of the record knows."""

    HANDLER = "handler", "经办人"
    LEADER = "leader", "分管负责人"
    HEAD = "head", "党组织主要负责人"
    OFFICE = "office", "巡察办"


class NoticeKind(models.TextChoices):
    """通知种类."""

    REMINDER = "reminder", "到期提醒"
    OVERDUE = "overdue", "逾期提醒"
    MESSAGE = "message", "办理通知"


class Channel(models.TextChoices):
    """外发渠道, beside the list inside the house, which nobody can switch off."""

    MAIL = "mail", "电子邮件"
    MESSENGER = "messenger", "企业通讯"


class PaperKind(models.TextChoices):
    """督促文书, from the mildest to the gravest: the clock drafts, a person lets it go out."""

    REMINDER = "reminder", "提醒书"
    SUPERVISION = "supervision", "督办函"
    ADMONITION = "admonition", "告诫书"
    INTERVIEW = "interview", "约谈通知"
    ACCOUNTABILITY = "accountability", "问责建议"

    @property
    def is_grave(self) -> bool:
        """From 约谈 on the leading group lets it go out, after the director."""
        return self in {PaperKind.INTERVIEW, PaperKind.ACCOUNTABILITY}
