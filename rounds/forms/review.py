"""Shapes of the pages on which feedback is reviewed, and of the points it is reviewed by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from rounds.forms.record import RecordForm
from rounds.models import ReviewMark, ReviewPoint
from rounds.operations.review import Said
from ui.forms import Day, LongText, VersionedForm


@dataclass(frozen=True)
class Row:
    """One point on the page: what stands there, and its two fields."""

    point: ReviewPoint
    mark: ReviewMark | None
    passed: forms.BoundField
    remark: forms.BoundField


class ReviewForm(VersionedForm):
    """反馈前审核: each point with its tick and what is to be said about it."""

    def __init__(
        self,
        *args: Any,
        points: Iterable[ReviewPoint],
        marks: Mapping[UUID, ReviewMark],
        **rest: Any,
    ) -> None:
        """Offer these points, as they are marked now."""
        super().__init__(*args, **rest)
        self.points, self.marks = list(points), marks
        for point in self.points:
            mark = marks.get(point.pk)
            tick, words = self._names(point)
            self.fields[tick] = forms.BooleanField(
                label=f"{point}{'' if point.required else '（可选）'}",
                required=False,
                initial=bool(mark and mark.passed),
            )
            self.fields[words] = forms.CharField(
                label="审核说明", max_length=300, required=False, initial=mark.remark if mark else ""
            )

    @property
    def rows(self) -> list[Row]:
        """The points as the page draws them."""
        return [
            Row(point, self.marks.get(point.pk), *(self[name] for name in self._names(point)))
            for point in self.points
        ]

    def said(self) -> list[Said]:
        """Return what was said about each point."""
        names = ((point, *self._names(point)) for point in self.points)
        data = self.cleaned_data
        return [Said(point, data[tick], data[words]) for point, tick, words in names]

    @staticmethod
    def _names(point: ReviewPoint) -> tuple[str, str]:
        return f"passed-{point.pk}", f"remark-{point.pk}"


class PointForm(RecordForm):
    """审核要点: added, or read differently from a day on."""

    model: ClassVar = ReviewPoint
    names: ClassVar = ("kind", "order", "text", "required")
    since = Day(label="起用日期", help_text="不早于今天；已经审核的反馈意见不受影响")
    field_order = (*names, "since")

    def __init__(self, *args: Any, **rest: Any) -> None:
        """The day stands last."""
        super().__init__(*args, **rest)
        self.order_fields(self.field_order)


class PointEndForm(forms.Form):
    """停用审核要点."""

    until = Day(label="最后适用日期", help_text="这一天以后不再审核这一项")
    reason = LongText(label="理由", rows=3, max_length=500)
