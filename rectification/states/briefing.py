"""States of the briefing that county leaders read each week."""

from django.db import models

from rectification.states import Edges


class BriefingState(models.TextChoices):
    """县领导摘要."""

    DRAFT = "draft", "待审发"
    RELEASED = "released", "已发布"

    @property
    def tone(self) -> str:
        """The colour family that the badge takes."""
        return {"draft": "soon", "released": "done"}[self.value]


BRIEFING_EDGES: Edges = {
    BriefingState.DRAFT: {BriefingState.RELEASED: "brief.leaders:A"},
    BriefingState.RELEASED: {},
}
