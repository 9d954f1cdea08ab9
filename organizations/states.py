"""Kinds of offices, party organisations, units, posts; states of a recusal."""

from django.db import models


class OfficeLevel(models.TextChoices):
    """巡察机构层级."""

    CITY = "city", "市级"
    COUNTY = "county", "县级"


class PartyKind(models.TextChoices):
    """党组织类别."""

    COMMITTEE = "committee", "党委"
    GROUP = "group", "党组"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"


class UnitKind(models.TextChoices):
    """单位类别."""

    TOWNSHIP = "township", "乡镇（街道）"
    DEPARTMENT = "department", "县直部门"
    ENTERPRISE = "enterprise", "国有企业"
    INSTITUTION = "institution", "学校与医院"
    VILLAGE = "village", "村（社区）"
    VERTICAL = "vertical", "垂直管理单位"


class TenureKind(models.TextChoices):
    """任职类别, as the rounds need it."""

    HEAD = "head", "主要负责人"
    LEADER = "leader", "班子成员"
    LIAISON = "liaison", "巡察联络员"
    STAFF = "staff", "工作人员"


class OfficePostKind(models.TextChoices):
    """巡察机构任职类别."""

    DIRECTOR = "director", "主任"
    CLERK = "clerk", "干部"
    LEADING_GROUP = "leading_group", "领导小组"
    DESIGNATED = "designated", "领导小组指定人员"
    SUPERVISOR = "supervisor", "督查组"
    ADMINISTRATOR = "administrator", "系统三员"


class BodyKind(models.TextChoices):
    """承接或联审部门类别."""

    DISCIPLINE = "discipline", "纪委监委"
    ORGANIZATION = "organization", "组织部"
    PUBLICITY = "publicity", "宣传部"
    FINANCE = "finance", "财政局"
    AUDIT = "audit", "审计局"
    PETITION = "petition", "信访局"
    SUPERVISION = "supervision", "督查组"
    OTHER = "other", "其他部门"


class Kinship(models.TextChoices):
    """亲属关系. Source: the recusal rules of roles.md."""

    SPOUSE = "spouse", "配偶"
    LINEAL = "lineal", "直系血亲"
    COLLATERAL = "collateral", "三代以内旁系血亲"
    INLAW = "inlaw", "近姻亲"


# What is chosen first when a recusal is declared; the rest is written beside it
RECUSAL_GROUNDS = (
    "与该单位人员有亲属关系",
    "近三年在该单位工作过",
    "曾在该单位工作满三年",
    "与该单位领导近三年有上下级关系",
    "籍贯在该单位所在地",
    "被巡察单位提出异议",
    "其他可能影响公正的情形",
)


class Trigger(models.TextChoices):
    """回避情形, as the paper counts them; and the declaration of one's own. Source: roles.md, «Recusal»."""

    SPOUSE = "spouse", "配偶在该单位"
    KIN = "kin", "直系血亲、三代以内旁系血亲在该单位"
    INLAW = "inlaw", "近姻亲在该单位"
    WORKED = "worked", "近年在该单位工作过，或者曾在该单位长期工作"
    SUPERIOR = "superior", "与该单位领导近年有上下级关系"
    NATIVE = "native", "籍贯在该单位所在地"
    NAMED = "named", "来信、线索、问题反映到本人"
    BODY = "body", "承接部门人员被线索反映"
    OBJECTION = "objection", "被巡察单位提出异议"
    DECLARED = "declared", "本人申报"


class Effect(models.TextChoices):
    """回避情形的效力."""

    DENY = "deny", "应当回避"
    WARN = "warn", "提醒，须书面说明"
    DECIDED = "decided", "经核准后回避"
    NONE = "none", "不限制"


class RecusalState(models.TextChoices):
    """回避申报的状态."""

    DECLARED = "declared", "待核准"
    GRANTED = "granted", "准予回避"
    REFUSED = "refused", "不予回避"
    ENDED = "ended", "回避结束"


RECUSAL_EDGES: dict[str, dict[str, str]] = {
    RecusalState.DECLARED: {
        RecusalState.GRANTED: "recuse.decide:A",
        RecusalState.REFUSED: "recuse.decide:A",
    },
    RecusalState.GRANTED: {RecusalState.ENDED: "recuse.decide:A"},
    RecusalState.REFUSED: {},
    RecusalState.ENDED: {},
}
