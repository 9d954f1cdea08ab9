"""The menu: the life of a round, so that it teaches the work; each line names the acts that open it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the menu: its word, its page, and the acts of which one must be held."""

    label: str
    page: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """A heading of the menu; the seven stages of a round are drawn as one line."""

    label: str
    icon: str
    lines: tuple[Line, ...]
    stage: bool = False


ROUND = ("round.edit:V", "round.edit:C", "round.edit:A")
PLAN = ("term.plan:V",)
FINDING = ("find.view:V",)
REGISTRY = ("unit.registry:A", "unit.registry:C")
BOARD = ("dash.all:M",)

MENU: tuple[Chapter, ...] = (
    Chapter(
        "规划",
        "map",
        (
            Line("届次与覆盖", "rounds:term_list", PLAN),
            Line("单位名录", "organizations:unit_list", REGISTRY),
            Line("党组织", "organizations:party_list", REGISTRY),
        ),
        stage=True,
    ),
    Chapter(
        "准备",
        "people",
        (
            Line("轮次", "rounds:round_list", ROUND),
            Line("巡察组", "rounds:team_list", ("team.assign:V", "team.assign:P", "team.assign:A")),
            Line("问题分类", "rounds:scheme_list", ("taxonomy.edit:V",)),
        ),
        stage=True,
    ),
    Chapter(
        "进驻",
        "geo-alt",
        (
            Line("巡察任务", "rounds:assignment_list", ("assign.progress:V",)),
            Line("问题底稿", "rounds:paper_list", ("find.draft:V", "work.paper:C", "find.draft:C")),
            Line("问题线索", "clues:clue_list", ("clue.read:V", "clue.draft:V")),
        ),
        stage=True,
    ),
    Chapter(
        "报告",
        "file-earmark-text",
        (
            Line("巡察报告", "rounds:report_list", ("report.draft:V", "report.approve:A")),
            Line("会议与批示", "rounds:decision_list", ("decision.record:V",)),
        ),
        stage=True,
    ),
    Chapter(
        "反馈移交",
        "send",
        (
            Line("反馈意见", "rounds:feedback_list", ("feedback.view:V",)),
            Line("问题清单", "rounds:finding_list", FINDING),
            Line("移交建议", "rounds:referral_list", ("referral.send:V",)),
        ),
        stage=True,
    ),
    Chapter(
        "整改",
        "check2-square",
        (
            Line("整改台账", "rectification:item_list", ("rect.view:V",)),
            Line(
                "整改方案",
                "rectification:plan_list",
                ("rect.plan:V", "rect.plan:C", "rect.plan:S", "rect.plan:A"),
            ),
            Line(
                "整改月报",
                "rectification:monthly_list",
                ("rect.monthly:V", "rect.monthly:C", "rect.monthly:S"),
            ),
            Line(
                "延期申请",
                "rectification:extension_list",
                ("rect.extend:A", "rect.extend:P", "rect.extend:C", "rect.extend:S"),
            ),
            Line("成果认定", "rectification:result_list", ("rect.result:A",)),
        ),
        stage=True,
    ),
    Chapter(
        "评估归档",
        "archive",
        (Line("一轮一览", "dashboards:round_overview", ("dash.all:M",)),),
        stage=True,
    ),
    Chapter(
        "队伍",
        "person-badge",
        (
            Line("人才库", "talent_pool:member_list", ("pool.view:V",)),
            Line("人员与任职", "organizations:person_list", ("person.registry:V",)),
            Line(
                "回避",
                "organizations:recusal_list",
                ("recuse.declare:C", "recuse.decide:P", "recuse.decide:A"),
            ),
        ),
    ),
    Chapter(
        "看板",
        "bar-chart",
        (
            Line("全局看板", "dashboards:board", BOARD),
            Line("指标", "dashboards:indicator_list", BOARD),
        ),
    ),
    Chapter(
        "办公室",
        "gear",
        (
            Line("代录", "documents:proxy_list", ("proxy.enter:V",)),
            Line("时限规则", "deadlines:rule_list", ("deadline.rule:V",)),
            Line("工作日历", "deadlines:calendar_list", ("deadline.rule:V",)),
        ),
    ),
    Chapter(
        "系统",
        "shield-lock",
        (
            Line("账号", "accounts:user_list", ("acct.manage:C", "acct.grant:P")),
            Line("留痕", "dashboards:entry_list", ("audit.biz:V", "audit.admin:V")),
        ),
    ),
)
