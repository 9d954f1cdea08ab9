"""States of a clue. Source: lifecycle.md §3 «Clue 线索»."""

from django.db import models


class ClueState(models.TextChoices):
    """问题线索."""

    REGISTERED = "registered", "登记"
    TEAM = "team", "组务会研判"
    OFFICE = "office", "巡察办审核"
    APPROVAL = "approval", "领导审批"
    APPROVED = "approved", "待移交"
    HANDED = "handed", "已移交（待签收）"
    RECEIVED = "received", "已签收"
    WORKING = "working", "办理中"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "办结"
    KEPT = "kept", "暂存"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"registered": "idle", "kept": "idle", "answered": "done", "closed": "done"}.get(
            self.value, "soon"
        )


AFTER_HANDOVER = (
    ClueState.HANDED,
    ClueState.RECEIVED,
    ClueState.WORKING,
    ClueState.ANSWERED,
    ClueState.CLOSED,
)

# Where the office has a part in it: until then a clue is the team's
FROM_OFFICE_ON = (ClueState.OFFICE, ClueState.APPROVAL, ClueState.APPROVED, *AFTER_HANDOVER)

CLUE_EDGES: dict[str, dict[str, str]] = {
    ClueState.REGISTERED: {ClueState.TEAM: "clue.handover:E", ClueState.KEPT: "clue.handover:E"},
    ClueState.TEAM: {
        ClueState.OFFICE: "clue.approve:P",
        ClueState.REGISTERED: "clue.handover:E",
        ClueState.KEPT: "clue.handover:E",
    },
    ClueState.OFFICE: {ClueState.APPROVAL: "clue.approve:P", ClueState.TEAM: "clue.approve:P"},
    ClueState.APPROVAL: {ClueState.APPROVED: "clue.approve:A", ClueState.OFFICE: "clue.approve:A"},
    ClueState.APPROVED: {ClueState.HANDED: "clue.handover:E"},
    ClueState.HANDED: {ClueState.RECEIVED: "clue.receipt:S", ClueState.APPROVED: "clue.receipt:S"},
    ClueState.RECEIVED: {ClueState.WORKING: "clue.result:C"},
    ClueState.WORKING: {ClueState.ANSWERED: "clue.result:C"},
    ClueState.ANSWERED: {ClueState.CLOSED: "clue.result:C", ClueState.WORKING: "clue.result:C"},
    ClueState.CLOSED: {},
    ClueState.KEPT: {ClueState.TEAM: "clue.handover:E"},
}


class Discipline(models.TextChoices):
    """六项纪律."""

    POLITICAL = "P1", "政治纪律"
    ORGANIZATION = "P2", "组织纪律"
    INTEGRITY = "P3", "廉洁纪律"
    MASSES = "P4", "群众纪律"
    WORK = "P5", "工作纪律"
    LIFE = "P6", "生活纪律"


class Disposal(models.TextChoices):
    """处置方式."""

    TALK = "talk", "谈话函询"
    VERIFY = "verify", "初步核实"
    KEEP = "keep", "暂存待查"
    DISMISS = "dismiss", "予以了结"
