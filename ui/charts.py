"""看板: figures and charts as facts; how they look is the template's and static/js/charts.js's concern."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["bar", "bars_across", "stacked", "line", "ring"]


@dataclass(frozen=True)
class Figure:
    """A headline number. `meaning` is its 口径; without `url` it opens nothing."""

    label: str
    value: str
    unit: str = ""
    meaning: str = ""
    url: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Mark:
    """One value of a chart and the rows it counted."""

    value: float | int | None
    url: str = ""


@dataclass(frozen=True)
class Series:
    name: str
    marks: Sequence[Mark]
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture that answers one question; `title` is the answer, `question` what was asked."""

    key: str
    title: str
    kind: Kind
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    question: str = ""
    meaning: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def data_id(self) -> str:
        return f"chart-{self.key}-data"

    def spec(self) -> dict[str, Any]:
        """What static/js/charts.js reads."""
        series = [
            {
                "name": one.name,
                "tone": one.tone,
                "data": [{"value": mark.value, "url": mark.url} for mark in one.marks],
            }
            for one in self.series
        ]
        return {
            "kind": self.kind,
            "unit": self.unit,
            "categories": list(self.categories),
            "series": series,
            **self.extra,
        }

    def rows(self) -> list[tuple[str, list[Mark]]]:
        """The table behind the picture: category, then one mark per series."""
        return [
            (category, [one.marks[place] for one in self.series])
            for place, category in enumerate(self.categories)
        ]
