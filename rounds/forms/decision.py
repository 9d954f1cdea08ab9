"""Shapes of the pages of decisions."""

from typing import Any, ClassVar

from django.db.models import QuerySet

from rounds.forms.record import RecordForm
from rounds.models import Decision, Round


class DecisionForm(RecordForm):
    """会议与批示."""

    model: ClassVar = Decision
    names: ClassVar = ("kind", "held_on", "title", "signer", "round", "text")

    def __init__(self, *args: Any, rounds: "QuerySet[Round]", **rest: Any) -> None:
        """Offer these rounds."""
        super().__init__(*args, **rest)
        self.choose("round", rounds).empty_label = "不属于某一轮"
