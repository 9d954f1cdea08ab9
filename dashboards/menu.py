"""The menu: the life of a round, so that it teaches the work; each line names the acts that open it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.urls import reverse


@dataclass(frozen=True)
class Line:
    """One line of the menu: its word, its page, the acts that open it, and what else lies under it.

    Attributes:
        also: beginnings of addresses that belong to the line beside its own.
    """

    label: str
    page: str
    acts: tuple[str, ...]
    also: tuple[str, ...] = ()

    @cached_property
    def url(self) -> str:
        """Where the line leads."""
        return reverse(self.page)

    def holds(self, path: str) -> int:
        """Return how many letters of a page's address the line claims, 0 for none."""
        return max((len(begin) for begin in (self.url, *self.also) if path.startswith(begin)), default=0)


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
PUBLISHING = ("rect.publish:V", "rect.publish:C", "rect.publish:S", "rect.publish:A")
BOARD = ("dash.all:M",)

MENU: tuple[Chapter, ...] = (
    Chapter(
        "规划",
        "map",
        (
            Line("届次与覆盖", "rounds:term_list", PLAN, also=("/rounds/plan",)),
            Line(
                "单位名录",
                "organizations:unit_list",
                REGISTRY,
                also=("/organizations/tenures/", "/organizations/portfolios/"),
            ),
            Line("党组织", "organizations:party_list", REGISTRY, also=("/organizations/coverages/",)),
        ),
        stage=True,
    ),
    Chapter(
        "准备",
        "people",
        (
            Line("轮次", "rounds:round_list", ROUND),
            Line(
                "巡察组",
                "rounds:team_list",
                ("team.assign:V", "team.assign:P", "team.assign:A"),
                also=("/rounds/proposals/", "/rounds/postings/"),
            ),
            Line("上次未了事项", "supervision:carried_list", ("sv.carry:V",)),
            Line("问题分类", "rounds:scheme_list", ("taxonomy.edit:V",), also=("/rounds/categories/",)),
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
            Line("屡查屡犯", "rounds:repeat_list", ("find.repeat:E",)),
            Line("移交建议", "rounds:referral_list", ("referral.send:V",)),
        ),
        stage=True,
    ),
    Chapter(
        "整改",
        "check2-square",
        (
            Line(
                "整改台账",
                "rectification:item_list",
                ("rect.view:V",),
                also=(
                    "/rectification/measures/",
                    "/rectification/evidence/",
                    "/rectification/claim/",
                    "/rectification/delegations/",
                    "/rectification/reopenings/",
                ),
            ),
            Line(
                "整改方案",
                "rectification:plan_list",
                ("rect.plan:V", "rect.plan:C", "rect.plan:S", "rect.plan:A"),
                also=("/rectification/opinions/",),
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
            Line("抽查抽样", "rectification:draw_list", ("rect.close:P", "rect.close:A")),
            Line("专项材料", "rectification:unit_paper_list", ("rect.solemn:V",)),
            Line("事项划转", "rectification:transfer_list", ("rect.transfer:V",)),
            Line("整改公开", "rectification:publication_list", PUBLISHING),
            Line("公开晾晒", "rectification:airing_list", ("rect.airing:V",)),
            Line("整改成效", "rectification:outcome_list", ("rect.view:V",)),
            Line("成果认定", "rectification:result_list", ("rect.result:A",)),
            Line("督促文书", "rectification:pressing_list", ("press.paper:V",)),
            Line("县领导摘要", "rectification:briefing_list", ("brief.leaders:V",)),
        ),
        stage=True,
    ),
    Chapter(
        "评估归档",
        "archive",
        (
            Line(
                "回访督查",
                "supervision:visit_list",
                ("sv.note:V", "sv.note:C", "sv.note:E"),
                also=("/supervision/checks/",),
            ),
            Line(
                "整改评估",
                "supervision:assessment_list",
                ("sv.score:V",),
                also=("/supervision/ranking/", "/supervision/follow/"),
            ),
            Line("评估结果", "supervision:result_list", ("sv.result:V",)),
            Line("评估结果抄送", "supervision:copy_list", ("sv.copy:V",)),
            Line("评估打分表", "supervision:sheet_list", ("sv.sheet:V",)),
            Line("一轮一览", "dashboards:round_overview", ("dash.all:M",)),
        ),
        stage=True,
    ),
    Chapter(
        "队伍",
        "person-badge",
        (
            Line("人才库", "talent_pool:member_list", ("pool.view:V",), also=("/talent_pool/",)),
            Line("人才库概况", "talent_pool:pool_totals", ("pool.view:M",)),
            Line(
                "人员与任职",
                "organizations:person_list",
                ("person.registry:V",),
                also=("/organizations/kin/",),
            ),
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
            Line(
                "巡察机构",
                "organizations:office_list",
                ("person.registry:V",),
                also=("/organizations/office-posts/",),
            ),
            Line(
                "承接部门",
                "organizations:body_list",
                ("person.registry:V",),
                also=("/organizations/handlers/",),
            ),
            Line(
                "代录",
                "documents:proxy_list",
                ("proxy.enter:V",),
                also=("/rounds/proxy/", "/rectification/proxy/", "/clues/proxy/", "/supervision/proxy/"),
            ),
            Line("时限规则", "deadlines:rule_list", ("deadline.rule:V",)),
            Line("工作日历", "deadlines:calendar_list", ("deadline.rule:V",)),
        ),
    ),
    Chapter(
        "系统",
        "shield-lock",
        (
            Line("账号", "accounts:user_list", ("acct.manage:C", "acct.grant:P")),
            Line("授权", "accounts:grant_list", ("acct.grant:P", "acct.grant:A")),
            Line("口令重置", "accounts:reset_list", ("acct.reset:P", "acct.reset:A")),
            Line("安全策略", "documents:policy_show", ("sec.policy:E",)),
            Line("查阅告警", "documents:alarm_list", ("sec.policy:E", "audit.biz:V")),
            Line("外发未成功", "dashboards:delivery_list", ("sys.config:E",)),
            Line("留痕", "dashboards:entry_list", ("audit.biz:V", "audit.admin:V")),
        ),
    ),
)

LINES = tuple(line for chapter in MENU for line in chapter.lines)


@lru_cache(maxsize=2000)
def line_at(path: str) -> Line | None:
    """Return the line under which a page lies: the one that claims most of its address."""
    nearest = max(LINES, key=lambda line: line.holds(path))
    return nearest if nearest.holds(path) else None
