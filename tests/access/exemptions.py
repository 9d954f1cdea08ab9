"""What may differ although the changed record is hidden: each with the cell of the table that gives it, and why."""

import re
from dataclasses import dataclass

from tests.access import oracle
from tests.access.cast import Player
from tests.access.hiding import Change

# A figure with its unit; few are told in words. No [件人]: among bytes a class is of bytes, not of characters
FIGURES = re.compile(r'不足3(?:件|人)|[0-9][0-9,.]*(?:<span class="figure-unit">(?:件|人)</span>)?'.encode())


@dataclass(frozen=True)
class Exemption:
    """Pages on which whoever holds an act of the table may see a difference.

    Attributes:
        name: what is seen there, in the office's words.
        pages: where.
        act: the cell that gives it, such as ``clue.count:M``.
        kinds: of which records the change may tell.
        why: in a sentence of the office.
        figures: nothing but figures may differ.
    """

    name: str
    pages: tuple[str, ...]
    act: str
    kinds: frozenset[str]
    why: str
    figures: bool = False

    def allows(self, change: Change, player: Player, page: str, before: bytes, after: bytes) -> bool:
        """Say whether the difference is one that the cell gives."""
        if not change.kinds <= self.kinds or page not in self.pages or not oracle.scopes(player, self.act):
            return False
        return not self.figures or FIGURES.sub(b"#", before) == FIGURES.sub(b"#", after)


EXEMPTIONS = (
    Exemption(
        "看板的线索总数",
        ("dashboards:board", "dashboards:home", "dashboards:indicator_list"),
        "clue.count:M",
        frozenset({"clue", "subject"}),
        "表中给了线索数量汇总，只许数字不同",
        figures=True,
    ),
    Exemption(
        "没有角色的账号数",
        ("dashboards:home",),
        "acct.grant:P",
        frozenset({"posting"}),
        "谁有什么角色写在账号清单里，表中给了提请角色的人；只许数字不同",
        figures=True,
    ),
    Exemption(
        "组员的单位及职务",
        ("rounds:team_detail", *(f"rounds:{one}_access" for one in ("team", "assignment", "report"))),
        "team.assign:V",
        frozenset({"person"}),
        "组员名单写明每人的单位及职务，表中给了组内查看",
    ),
)
# Whoever reads the trail reads of every change that somebody made it, never what: the pages are looked at apart
TRAIL = ("dashboards:entry_list", "dashboards:trail_check", "dashboards.trail")
READS_TRAIL = "audit.biz:V"
WHY_TRAIL = "每办一件事留一条痕，表中给了查看；看得到谁何时办了什么，看不到内容"


def is_trail(player: Player, page: str) -> bool:
    """Say whether the page is the trail, open to the person."""
    return page in TRAIL and bool(oracle.scopes(player, READS_TRAIL))
