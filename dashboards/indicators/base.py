"""指标: what one number is, and what its rows show."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.rules import held
from audit.actor import Actor
from dashboards.counted import Rows

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
