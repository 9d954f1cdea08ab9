"""Words of the deadlines: units, scopes, who is reminded, kinds of notice. Nothing here has a state."""

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
