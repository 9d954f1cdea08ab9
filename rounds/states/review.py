"""What a feedback passes beside its own states: the review before it goes out, its copies afterwards."""

from django.db import models


class PointKind(models.TextChoices):
    """一对照、二审核、三查看: the three steps of the review before a feedback goes out."""

    COMPARE = "compare", "对照"
    EXAMINE = "examine", "审核"
    LOOK = "look", "查看"


class Guests(models.TextChoices):
    """参会人员 of the feedback meeting, by group."""

    HEAD = "head", "主要负责人"
    LEADERS = "leaders", "领导班子其他成员"
    FORMER = "former", "原主要负责人"
    SUPERVISOR = "supervisor", "分管县领导"
    TEAM = "team", "巡察组"
    OFFICE = "office", "巡察办"
    DEPARTMENTS = "departments", "有关部门"
    STAFF = "staff", "干部职工代表"


class CopyKind(models.TextChoices):
    """抄送对象 of a feedback."""

    HEAD = "head", "主要负责人"
    LEADERS = "leaders", "领导班子"
    FORMER = "former", "原主要负责人"
    SUPERVISOR = "supervisor", "分管县领导"
    DEPARTMENT = "department", "有关部门"


class CopyState(models.TextChoices):
    """抄送件: a copy of a feedback, or of the result of an assessment."""

    SENT = "sent", "待签收"
    RECEIVED = "received", "已签收"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"sent": "soon", "received": "done"}[self.value]


# Whose copies are the unit's to sign for, and whose the county leader's; the rest is signed for on paper
TO_UNIT = (CopyKind.HEAD, CopyKind.LEADERS)
TO_SUPERVISOR = (CopyKind.SUPERVISOR,)
COPY_EDGES: dict[str, dict[str, str]] = {
    CopyState.SENT: {CopyState.RECEIVED: "feedback.copy:S"},
    CopyState.RECEIVED: {},
}
