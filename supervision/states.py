"""States of visits, sheets, assessments: read this first. Edges name acts of docs/permission_matrix.csv."""

from django.db import models

from rounds.states.review import CopyState

Edges = dict[str, dict[str, str]]


class VisitKind(models.TextChoices):
    """双督查: the team goes back, the county's supervision group checks again."""

    REVISIT = "revisit", "回访"
    RECHECK = "recheck", "再检查"


class VisitState(models.TextChoices):
    """回访督查."""

    OPEN = "open", "检查中"
    SUBMITTED = "submitted", "待接收"
    ACCEPTED = "accepted", "已接收"
    DROPPED = "dropped", "已作废"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        tones = {"open": "going", "submitted": "soon", "accepted": "done"}
        return tones.get(self.value, "idle")


VISIT_EDGES: Edges = {
    VisitState.OPEN: {VisitState.SUBMITTED: "sv.note:E", VisitState.DROPPED: "sv.order:A"},
    VisitState.SUBMITTED: {
        VisitState.ACCEPTED: "sv.order:A",
        VisitState.OPEN: "sv.order:A",  # 退回
    },
    VisitState.ACCEPTED: {},
    VisitState.DROPPED: {},
}


class Drawn(models.TextChoices):
    """Why a problem stands on the list."""

    OPEN = "open", "尚未销号"
    SAMPLED = "sampled", "已销号抽查"


class Agreement(models.TextChoices):
    """What was found, beside what the unit reported."""

    SAME = "same", "与上报一致"
    DIFFERENT = "different", "与上报不符"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return "done" if self.value == "same" else "late"


class SheetState(models.TextChoices):
    """评估打分表: what is in force is not changed; another edition follows it."""

    DRAFT = "draft", "草拟"
    IN_FORCE = "in_force", "启用"
    RETIRED = "retired", "停用"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "soon", "in_force": "done"}.get(self.value, "idle")


SHEET_EDGES: Edges = {
    SheetState.DRAFT: {SheetState.IN_FORCE: "sv.sheet:A"},
    SheetState.IN_FORCE: {SheetState.RETIRED: "sv.sheet:A"},
    SheetState.RETIRED: {},
}


class Way(models.TextChoices):
    """How the points of a line count."""

    PLAIN = "plain", "得分"
    ADD = "add", "加分"
    DEDUCT = "deduct", "扣分"


class AssessmentState(models.TextChoices):
    """整改评估."""

    SCORING = "scoring", "打分中"
    PROPOSED = "proposed", "待评定"
    DECIDED = "decided", "已评定"
    PUBLISHED = "published", "已公布"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"scoring": "going", "proposed": "soon"}.get(self.value, "done")


ASSESSMENT_EDGES: Edges = {
    AssessmentState.SCORING: {AssessmentState.PROPOSED: "sv.score:P"},
    AssessmentState.PROPOSED: {
        AssessmentState.DECIDED: "sv.score:A",
        AssessmentState.SCORING: "sv.score:A",  # 退回
    },
    AssessmentState.DECIDED: {AssessmentState.PUBLISHED: "sv.score:A"},
    AssessmentState.PUBLISHED: {},
}
STANDING = (AssessmentState.DECIDED, AssessmentState.PUBLISHED)


class FollowKind(models.TextChoices):
    """结果运用: what was done with a unit after its assessment."""

    INTERVIEW = "interview", "约谈"
    QUESTIONING = "questioning", "公开质询"
    ACCOUNT = "account", "述责"
    LOOK_BACK = "look_back", "回头看"


class CopyTo(models.TextChoices):
    """抄送对象 of a result: those who judge the leaders of the units."""

    LEADER = "leader", "分管县领导"
    BODY = "body", "有关部门"


COPY_EDGES: Edges = {
    CopyState.SENT: {CopyState.RECEIVED: "sv.copy:S"},
    CopyState.RECEIVED: {},
}


class FollowState(models.TextChoices):
    """结果运用登记: one that was entered by mistake is withdrawn, and stays to be read."""

    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤销"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return "done" if self.value == "recorded" else "idle"


FOLLOW_EDGES: Edges = {
    FollowState.RECORDED: {FollowState.WITHDRAWN: "sv.withdraw:E"},
    FollowState.WITHDRAWN: {},
}
