"""队伍."""

from dashboards import counted
from dashboards.indicators.base import APPRAISAL_COLUMNS, MEMBER_COLUMNS, Indicator
from talent_pool.states import Grade, PoolKind, RankGroup

EVERY_INSPECTOR = [PoolKind.INSPECTOR, PoolKind.BACKBONE]

PEOPLE: tuple[Indicator, ...] = (
    Indicator(
        "leaders_and_deputies_at_start",
        "建库时组长、副组长",
        "建库时入库的组长、副组长库人员",
        "人",
        counted.members(pools=[PoolKind.LEADER], founding=True),
        counted.POOL,
        MEMBER_COLUMNS,
    ),
    Indicator(
        "inspectors_at_start",
        "建库时巡察干部",
        "建库时入库的巡察干部",
        "人",
        counted.members(pools=EVERY_INSPECTOR, founding=True),
        counted.POOL,
        MEMBER_COLUMNS,
    ),
    Indicator(
        "leaders_and_deputies_added",
        "增补组长、副组长",
        "建库后入库的组长、副组长库人员",
        "人",
        counted.members(pools=[PoolKind.LEADER], founding=False),
        counted.POOL,
        MEMBER_COLUMNS,
    ),
    Indicator(
        "backbone_added",
        "增补业务骨干",
        "建库后入库的巡察干部和业务骨干",
        "人",
        counted.members(pools=EVERY_INSPECTOR, founding=False),
        counted.POOL,
        MEMBER_COLUMNS,
    ),
    Indicator(
        "removed_as_unfit",
        "调整出库",
        "因不适合巡察工作调整出库的",
        "人",
        counted.unfit,
        counted.POOL,
        MEMBER_COLUMNS,
    ),
    Indicator(
        "in_pool_after", "在库人员", "在库和抽调中的", "人", counted.in_pool, counted.POOL, MEMBER_COLUMNS
    ),
    Indicator(
        "section_level",
        "上年度考核科级干部",
        "上年度考核的科级干部",
        "人",
        counted.appraised(rank_group=RankGroup.SECTION),
        ("pool.appraise:V",),
        APPRAISAL_COLUMNS,
    ),
    Indicator(
        "general",
        "上年度考核一般干部",
        "上年度考核的一般干部",
        "人",
        counted.appraised(rank_group=RankGroup.GENERAL),
        ("pool.appraise:V",),
        APPRAISAL_COLUMNS,
    ),
    Indicator(
        "rated_excellent",
        "上年度考核优秀",
        "上年度考核评为优秀的",
        "人",
        counted.appraised(grade=Grade.EXCELLENT),
        ("pool.appraise:V",),
        APPRAISAL_COLUMNS,
    ),
)
