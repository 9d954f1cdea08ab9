"""Roles and scopes: the columns and the @words of the permission matrix."""

from django.db import models


class Role(models.TextChoices):
    """角色. Source: the columns of docs/permission_matrix.csv."""

    SYS = "SYS", "系统管理员"
    SEC = "SEC", "安全保密管理员"
    AUD = "AUD", "安全审计员"
    ODR = "ODR", "巡察办主任"
    OST = "OST", "巡察办干部"
    LDG = "LDG", "领导小组"
    TLD = "TLD", "巡察组组长"
    TDP = "TDP", "巡察组副组长"
    TCO = "TCO", "巡察组联络员"
    TMB = "TMB", "巡察组成员"
    UNH = "UNH", "被巡察单位主要负责人"
    UNL = "UNL", "被巡察单位联络员"
    SUP = "SUP", "分管县领导"
    RCV = "RCV", "承接部门经办人"
    SVG = "SVG", "县委督查组"
    PUB = "PUB", "公众"


TEAM_ROLES = frozenset({Role.TLD, Role.TDP, Role.TCO, Role.TMB})
# 代录: whose acts the office may enter from a signed paper (roles.md, «代录»)
SIGNS_ON_PAPER = frozenset({Role.LDG, Role.UNH, Role.SUP, Role.RCV})
ADMINISTRATORS = frozenset({Role.SYS, Role.SEC, Role.AUD})


class Level(models.TextChoices):
    """密级档 of what an act touches, 安全标记 of an account. Source: roles.md, «Levels»; ordered by name."""

    S1 = "S1", "一档（日常）"
    S2 = "S2", "二档（内部）"
    S3 = "S3", "三档（敏感）"
    S4 = "S4", "四档（封存）"


class Scope(models.TextChoices):
    """范围: which records a right reaches. Source: roles.md, «Scopes»."""

    ALL = "all", "本办及下级"
    TASK = "task", "本人在任的巡察任务"
    SELF = "self", "本人"
    UNIT = "unit", "本单位"
    PORT = "port", "分管范围"
    CLUE = "clue", "移交给本部门"
    REVIEW = "review", "送本部门联审"
    SV = "sv", "本督查任务"
    STAND = "stand", "组长、主任回避时代行"
    NEW = "new", "新建"


class Change(models.TextChoices):
    """What a proposal of the security administrator changes."""

    GIVE = "give", "授予角色"
    END = "end", "收回角色"
    CLEARANCE = "clearance", "调整安全标记"


class Ending(models.TextChoices):
    """How a session came to its end."""

    OUT = "out", "本人退出"
    ELSEWHERE = "elsewhere", "本人从别处结束"
    REVOKED = "revoked", "安全保密管理员结束"
    PASSWORD = "password", "口令已更换"
    FACTOR = "factor", "动态验证码被重置"
    SWITCHED = "switched", "账号已停用"
    IDLE = "idle", "久未操作"
    LONG = "long", "登录时间过长"
