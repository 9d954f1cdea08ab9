"""States of a pool member, kinds of pools, grades of appraisal."""

from django.db import models


class PoolKind(models.TextChoices):
    """人才库类别."""

    LEADER = "leader", "组长、副组长库"
    INSPECTOR = "inspector", "巡察干部库"
    BACKBONE = "backbone", "业务骨干库"


class MemberState(models.TextChoices):
    """入库人员."""

    PROPOSED = "proposed", "推荐"
    VETTING = "vetting", "审查"
    IN_POOL = "in_pool", "在库"
    POSTED = "posted", "抽调中"
    LEFT = "left", "出库"
    REFUSED = "refused", "未入库"


MEMBER_EDGES: dict[str, dict[str, str]] = {
    MemberState.PROPOSED: {MemberState.VETTING: "pool.edit:P", MemberState.REFUSED: "pool.edit:A"},
    MemberState.VETTING: {MemberState.IN_POOL: "pool.edit:A", MemberState.REFUSED: "pool.edit:A"},
    MemberState.IN_POOL: {MemberState.POSTED: "team.assign:A", MemberState.LEFT: "pool.edit:A"},
    MemberState.POSTED: {MemberState.IN_POOL: "team.assign:A"},  # 归库
    MemberState.LEFT: {},
    MemberState.REFUSED: {},
}


class Grade(models.TextChoices):
    """考核等次."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    UNFIT = "unfit", "不称职"


class RankGroup(models.TextChoices):
    """职级分组, as appraisal figures are published."""

    SECTION = "section", "科级干部"
    GENERAL = "general", "一般干部"
