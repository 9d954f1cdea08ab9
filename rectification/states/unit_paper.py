"""Papers that a unit owes once: its 专题民主生活会 and its head's own report."""

from django.db import models

from rectification.states import Edges


class UnitPaperKind(models.TextChoices):
    """专项材料."""

    MEETING = "meeting", "专题民主生活会"
    HEAD = "head", "主要负责人组织落实整改情况报告"

    @property
    def file_word(self) -> str:
        """What is scanned and handed in with it."""
        return {"meeting": "会议记录", "head": "签字页"}[self.value]


class UnitPaperState(models.TextChoices):
    """How far such a paper is."""

    DRAFT = "draft", "待填报"
    SUBMITTED = "submitted", "待查收"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已查收"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "idle", "submitted": "soon", "returned": "returned", "accepted": "done"}[self.value]


UNIT_PAPER_EDGES: Edges = {
    UnitPaperState.DRAFT: {UnitPaperState.SUBMITTED: "rect.solemn:S"},
    UnitPaperState.RETURNED: {UnitPaperState.SUBMITTED: "rect.solemn:S"},
    UnitPaperState.SUBMITTED: {
        UnitPaperState.ACCEPTED: "rect.solemn:A",
        UnitPaperState.RETURNED: "rect.solemn:A",
    },
    UnitPaperState.ACCEPTED: {},
}
