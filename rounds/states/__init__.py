"""States of plans, rounds, assignments, papers, reports, feedback: read this first.

Each edge names its act in docs/permission_matrix.csv.
"""

from itertools import pairwise

from django.db import models

Edges = dict[str, dict[str, str]]

# What was not found at one of the 延伸对象
OWN_PLACE = "被巡察单位本身"


class RoundKind(models.TextChoices):
    """巡察种类."""

    REGULAR = "regular", "常规巡察"
    SPECIAL = "special", "专项巡察"
    MOBILE = "mobile", "机动巡察"
    LOOK_BACK = "look_back", "巡察回头看"


class RoundMode(models.TextChoices):
    """巡察方式; several may apply."""

    PLAIN = "plain", "常规方式"
    RAISED = "raised", "提级巡察"
    CROSS = "cross", "交叉巡察"
    SYSTEM = "system", "系统巡察"
    EXTENDED = "extended", "延伸巡察（巡乡带村）"
    JOINT = "joint", "联动巡察"
    AUDIT = "audit", "巡审联动"


class PlanState(models.TextChoices):
    """规划与年度计划."""

    DRAFT = "draft", "草拟"
    SUBMITTED = "submitted", "报批中"
    APPROVED = "approved", "已批准"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "submitted": "soon"}.get(self.value, "done")


PLAN_EDGES: Edges = {
    PlanState.DRAFT: {PlanState.SUBMITTED: "term.plan:S"},
    PlanState.SUBMITTED: {PlanState.APPROVED: "term.plan:A", PlanState.DRAFT: "term.plan:A"},
    PlanState.APPROVED: {},
}


class RoundState(models.TextChoices):
    """轮次."""

    PREPARING = "preparing", "筹备"
    DEPLOYED = "deployed", "已部署"
    ON_SITE = "on_site", "进驻中"
    REPORTING = "reporting", "报告中"
    FED_BACK = "fed_back", "已反馈"
    RECTIFYING = "rectifying", "整改中"
    ASSESSING = "assessing", "评估中"
    ARCHIVED = "archived", "已归档"
    PAUSED = "paused", "暂停"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"preparing": "idle", "paused": "returned", "archived": "done", "fed_back": "done"}
        return tones.get(self.value, "going")


_ROUND_WAY = [state for state in RoundState if state != RoundState.PAUSED]
ROUND_EDGES: Edges = {
    state: {following: "round.edit:A", RoundState.PAUSED: "round.edit:A"}
    for state, following in pairwise(_ROUND_WAY)
}
ROUND_EDGES[RoundState.ARCHIVED] = {}
# Where a paused round goes back to is checked by the operation: only where it was.
ROUND_EDGES[RoundState.PAUSED] = dict.fromkeys(_ROUND_WAY, "round.edit:A")


class AssignmentState(models.TextChoices):
    """巡察任务: one team at one party organisation."""

    WAITING = "waiting", "待进驻"
    ON_SITE = "on_site", "进驻中"
    LEFT = "left", "已撤离"
    REVIEW = "review", "报告审核"
    FINAL = "final", "已定稿"
    FED_BACK = "fed_back", "已反馈"
    RECTIFYING = "rectifying", "整改中"
    ASSESSED = "assessed", "已评估"
    ARCHIVED = "archived", "已归档"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"waiting": "idle", "assessed": "done", "archived": "done", "fed_back": "done"}
        return tones.get(self.value, "going")


ASSIGNMENT_EDGES: Edges = {
    AssignmentState.WAITING: {AssignmentState.ON_SITE: "assign.progress:E"},
    AssignmentState.ON_SITE: {AssignmentState.LEFT: "assign.progress:E"},
    AssignmentState.LEFT: {
        AssignmentState.REVIEW: "report.advance:S",
        AssignmentState.ON_SITE: "assign.progress:E",
    },
    AssignmentState.REVIEW: {
        AssignmentState.FINAL: "report.approve:A",
        AssignmentState.LEFT: "report.approve:A",
    },
    AssignmentState.FINAL: {AssignmentState.FED_BACK: "feedback.publish:A"},
    AssignmentState.FED_BACK: {AssignmentState.RECTIFYING: "rect.claim:S"},
    AssignmentState.RECTIFYING: {AssignmentState.ASSESSED: "rect.close:A"},
    AssignmentState.ASSESSED: {
        AssignmentState.ARCHIVED: "archive:A",
        AssignmentState.RECTIFYING: "rect.reopen:A",
    },
    AssignmentState.ARCHIVED: {},
}


class PostingRole(models.TextChoices):
    """组内职务; the values are the role codes of the permission matrix."""

    LEADER = "TLD", "组长"
    DEPUTY = "TDP", "副组长"
    LIAISON = "TCO", "联络员"
    MEMBER = "TMB", "成员"


class PaperState(models.TextChoices):
    """问题底稿."""

    DRAFT = "draft", "草稿"
    DEPUTY = "deputy", "副组长审核"
    LEADER = "leader", "组长审签"
    NUMBERED = "numbered", "已编号"
    DROPPED = "dropped", "不采用"
    MERGED = "merged", "已并入"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "numbered": "done", "dropped": "idle", "merged": "idle"}.get(
            self.value, "soon"
        )


PAPER_EDGES: Edges = {
    PaperState.DRAFT: {PaperState.DEPUTY: "paper.submit:S", PaperState.MERGED: "find.confirm:A"},
    PaperState.DEPUTY: {
        PaperState.LEADER: "paper.review:A",
        PaperState.DRAFT: "paper.review:A",  # 退回; the author's own withdrawal is checked by the operation
    },
    PaperState.LEADER: {
        PaperState.NUMBERED: "find.confirm:A",
        PaperState.DRAFT: "find.confirm:A",
        PaperState.DROPPED: "find.confirm:A",
        PaperState.MERGED: "find.confirm:A",
    },
    PaperState.NUMBERED: {},
    PaperState.DROPPED: {PaperState.LEADER: "find.confirm:A"},
    PaperState.MERGED: {},
}


class Destination(models.TextChoices):
    """底稿去向; several may apply."""

    REPORT = "report", "进报告"
    CLUE = "clue", "进线索"
    IMMEDIATE = "immediate", "立行立改"
    GENERAL = "general", "面上问题"
    SPECIAL = "special", "专题报告"


class FindingState(models.TextChoices):
    """问题."""

    WAITING = "waiting", "待反馈"
    PUBLISHED = "published", "已反馈"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return "done" if self.value == "published" else "idle"


FINDING_EDGES: Edges = {
    FindingState.WAITING: {FindingState.PUBLISHED: "feedback.publish:A"},
    FindingState.PUBLISHED: {},
}


class ReportState(models.TextChoices):
    """巡察报告."""

    DRAFT = "draft", "起草"
    TEAM = "team", "组务会"
    OFFICE = "office", "组办会商"
    GROUP = "group", "领导小组"
    SECRETARY = "secretary", "书记专题会"
    FINAL = "final", "定稿"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "final": "done"}.get(self.value, "soon")


REPORT_EDGES: Edges = {
    ReportState.DRAFT: {ReportState.TEAM: "report.advance:S"},
    ReportState.TEAM: {ReportState.OFFICE: "report.advance:S", ReportState.DRAFT: "report.advance:S"},
    ReportState.OFFICE: {ReportState.GROUP: "report.approve:P", ReportState.DRAFT: "report.approve:P"},
    ReportState.GROUP: {ReportState.SECRETARY: "report.approve:A", ReportState.DRAFT: "report.approve:A"},
    ReportState.SECRETARY: {ReportState.FINAL: "report.approve:A", ReportState.DRAFT: "report.approve:A"},
    ReportState.FINAL: {},
}


class FeedbackState(models.TextChoices):
    """反馈意见."""

    DRAFT = "draft", "草拟"
    PROPOSED = "proposed", "待发布"
    PUBLISHED = "published", "已发布"
    RECEIVED = "received", "已签收"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "proposed": "soon"}.get(self.value, "done")


FEEDBACK_EDGES: Edges = {
    FeedbackState.DRAFT: {FeedbackState.PROPOSED: "feedback.publish:P"},
    FeedbackState.PROPOSED: {
        FeedbackState.PUBLISHED: "feedback.publish:A",
        FeedbackState.DRAFT: "feedback.publish:A",
    },
    FeedbackState.PUBLISHED: {FeedbackState.RECEIVED: "feedback.receive:S"},
    FeedbackState.RECEIVED: {},
}


class DecisionKind(models.TextChoices):
    """会议与批示."""

    LEADING_GROUP = "leading_group", "领导小组会议"
    SECRETARY = "secretary", "书记专题会议"
    STANDING = "standing", "常委会会议"
    INSTRUCTION = "instruction", "书记批示"
    CIRCULAR = "circular", "面上问题通报"
    QUESTIONING = "questioning", "公开质询"


class ReferralState(models.TextChoices):
    """移交部门建议."""

    DRAFT = "draft", "待签批"
    SENT = "sent", "已移交"
    RECEIVED = "received", "已签收"
    WORKING = "working", "办理中"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "办结"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "answered": "done", "closed": "done"}.get(self.value, "soon")


class Adoption(models.TextChoices):
    """承接部门对建议的采纳情况."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINED = "declined", "不采纳"


REFERRAL_EDGES: Edges = {
    ReferralState.DRAFT: {ReferralState.SENT: "referral.send:A"},
    ReferralState.SENT: {ReferralState.RECEIVED: "referral.send:S"},
    ReferralState.RECEIVED: {ReferralState.WORKING: "referral.send:S"},
    ReferralState.WORKING: {ReferralState.ANSWERED: "referral.send:S"},
    ReferralState.ANSWERED: {
        ReferralState.CLOSED: "referral.send:A",
        ReferralState.WORKING: "referral.send:A",
    },
    ReferralState.CLOSED: {},
}
