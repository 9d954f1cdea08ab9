"""指标: each number the office reports, defined once. Board, papers, command and drill-down all call it.

The codes are those of the published case (demo/data/reference_cases.json).
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.rules import held
from audit.actor import Actor
from dashboards import counted
from dashboards.counted import Rows
from organizations.states import BodyKind
from rounds.states import DecisionKind
from talent_pool.states import Grade, PoolKind, RankGroup

Column = tuple[str, str]


@dataclass(frozen=True)
class Indicator:
    """One number: its name, its 口径, its unit, the rows it counts, and the act by which they may be opened.

    Attributes:
        code: the name machines know it by.
        rows: the rows that are counted, for a viewer at an instant.
        opens: acts that let the viewer open the rows; whoever holds only the M of the table sees the total.
        columns: what the drill-down shows of a row: heading and attribute.
        secret: a count under 3 reads 不足3件 outside the office.
    """

    code: str
    name: str
    wording: str
    unit: str
    rows: Callable[[Actor], Rows]
    opens: tuple[str, ...]
    columns: tuple[Column, ...]
    secret: bool = False

    def count(self, by: Actor) -> int:
        """Return the number: exactly as many as the rows."""
        return self.rows(by).count()

    def may_open(self, by: Actor) -> bool:
        """Say whether the number is a link for the viewer."""
        return any(held(by, act) for act in self.opens)


ASSIGNMENT_COLUMNS = (("单位", "unit"), ("组", "team"), ("状态", "get_state_display"))
DECISION_COLUMNS = (("日期", "held_on"), ("标题", "title"), ("主持或签批人", "signer"))
REFERRAL_COLUMNS = (
    ("移交日期", "sent_on"),
    ("事项", "title"),
    ("承接部门", "body"),
    ("状态", "get_state_display"),
)
MEMBER_COLUMNS = (
    ("姓名", "person"),
    ("库别", "get_pool_display"),
    ("入库", "joined_on"),
    ("状态", "get_state_display"),
)
APPRAISAL_COLUMNS = (("姓名", "member"), ("年度", "year"), ("等次", "get_grade_display"))
PARTY_COLUMNS = (("党组织", "name"), ("类别", "get_kind_display"))
ITEM_COLUMNS = (
    ("单位", "assignment.unit"),
    ("问题", "finding"),
    ("时限", "due_on"),
    ("状态", "get_state_display"),
)
EVERY_INSPECTOR = [PoolKind.INSPECTOR, PoolKind.BACKBONE]

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "rounds",
        "巡察轮次",
        "有单位已发布反馈的轮次",
        "轮",
        counted.rounds,
        counted.BOARD,
        (("轮次", "name"),),
    ),
    Indicator(
        "units_inspected",
        "巡察单位",
        "已发布反馈的被巡察单位，同一单位计一次，不含延伸对象",
        "家",
        counted.units,
        counted.BOARD,
        (("单位", "name"), ("类别", "get_kind_display")),
    ),
    Indicator(
        "findings",
        "发现问题",
        "已发布反馈的具体问题",
        "个",
        counted.findings,
        counted.FINDINGS,
        (("编号", "number"), ("单位", "assignment.unit"), ("问题", "title"), ("类别", "category")),
    ),
    Indicator(
        "key_clues_handed_over",
        "移交重点线索",
        "标为重点、已有移交日期的线索",
        "件",
        counted.key_clues,
        counted.CLUES,
        (
            ("编号", "number"),
            ("单位", "assignment.unit"),
            ("移交日期", "handed_over_on"),
            ("承接部门", "receiver"),
        ),
        secret=True,
    ),
    Indicator(
        "persons_filed",
        "立案人数",
        "移交线索中已有立案日期的被反映人，同一人计一次",
        "人",
        counted.filed,
        counted.CLUES,
        (("被反映人", "__str__"), ("线索", "clue"), ("立案日期", "filed_on")),
        secret=True,
    ),
    Indicator(
        "systems_established_by_units",
        "建立健全制度",
        "巡察办已认定的新建和修订制度，只申报未认定的不计",
        "项",
        counted.systems,
        ("rect.view:V",),
        (
            ("单位", "item.assignment.unit"),
            ("制度", "title"),
            ("类型", "get_kind_display"),
            ("申报", "claimed_on"),
        ),
    ),
    Indicator(
        "secretary_instructions",
        "书记批示",
        "登记为书记批示的",
        "件",
        counted.decisions(DecisionKind.INSTRUCTION),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "standing_committee_meetings",
        "常委会会议",
        "研究巡察工作的县委常委会会议",
        "次",
        counted.decisions(DecisionKind.STANDING),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "secretary_special_meetings",
        "书记专题会议",
        "听取巡察情况的书记专题会议",
        "次",
        counted.decisions(DecisionKind.SECRETARY),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "leading_group_meetings",
        "领导小组会议",
        "巡察工作领导小组会议",
        "次",
        counted.decisions(DecisionKind.LEADING_GROUP),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "circulars",
        "面上问题通报",
        "已印发的面上问题通报",
        "次",
        counted.decisions(DecisionKind.CIRCULAR),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "public_questioning",
        "公开质询",
        "已举行的公开质询",
        "次",
        counted.decisions(DecisionKind.QUESTIONING),
        ("decision.record:V",),
        DECISION_COLUMNS,
    ),
    Indicator(
        "general_findings_to_organization_department",
        "移交组织部问题",
        "已移交组织部的面上问题",
        "个",
        counted.referrals(BodyKind.ORGANIZATION),
        ("referral.send:V",),
        REFERRAL_COLUMNS,
    ),
    Indicator(
        "findings_to_finance_bureau",
        "移交财政局问题",
        "已移交财政局的面上问题",
        "个",
        counted.referrals(BodyKind.FINANCE),
        ("referral.send:V",),
        REFERRAL_COLUMNS,
    ),
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
    Indicator(
        "rectification_items",
        "整改事项",
        "已发布反馈问题的整改事项",
        "项",
        counted.items,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_closed",
        "已销号",
        "已销号的整改事项",
        "项",
        counted.closed,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_overdue",
        "逾期未销号",
        "超过时限、未销号且非常态化坚持的事项",
        "项",
        counted.overdue,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "rectification_open",
        "未销号",
        "尚未销号的整改事项，含常态化坚持的",
        "项",
        counted.items_open,
        ("rect.view:V",),
        ITEM_COLUMNS,
    ),
    Indicator(
        "parties_due",
        "应巡党组织",
        "纳入本届全覆盖、未撤销的党组织",
        "个",
        counted.parties_due,
        counted.BOARD,
        PARTY_COLUMNS,
    ),
    Indicator(
        "parties_inspected",
        "已巡党组织",
        "应巡党组织中已发布反馈的",
        "个",
        counted.parties_inspected,
        counted.BOARD,
        PARTY_COLUMNS,
    ),
    Indicator(
        "parties_left",
        "未巡党组织",
        "应巡党组织中尚未发布反馈的",
        "个",
        counted.parties_left,
        counted.BOARD,
        PARTY_COLUMNS,
    ),
    Indicator(
        "assignments_in_progress",
        "在巡单位（未计入）",
        "尚未发布反馈的巡察任务，不计入已巡各项",
        "家",
        counted.running,
        counted.BOARD,
        ASSIGNMENT_COLUMNS,
    ),
)


def indicator(code: str) -> Indicator:
    """Return one indicator.

    Raises:
        StopIteration: there is none of that code.
    """
    return next(found for found in INDICATORS if found.code == code)


def figures(by: Actor) -> dict[str, int]:
    """Return every number that the viewer's reach gives, code → value."""
    return {found.code: found.count(by) for found in INDICATORS}
