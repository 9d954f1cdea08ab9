"""Shapes of what the pages of sheets and assessments send."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from supervision.models import Assessment, ScoreSheet
from supervision.operations.assessment import SATISFACTION
from supervision.scoring import Line, Sheet
from supervision.sheet_text import BANDS, LINES, RATERS, read_sheet
from ui.forms import LongText, VersionedForm


class SheetForm(VersionedForm):
    """评估打分表 as lines of text."""

    lines = LongText(label="评分项目", rows=12, max_length=8000, help_text=f"每行写作：{LINES}")
    raters = LongText(
        label="评分主体", rows=4, max_length=2000, help_text=f"每行写作：{RATERS}；权重合计 100"
    )
    vetoes = LongText(label="一票否决", rows=4, max_length=3000, required=False, help_text="每行一种情形")
    bands = LongText(
        label="等次", rows=4, max_length=2000, help_text=f"每行写作：{BANDS}；从高到低，最低的从 0 分起"
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be read, beside the field and with the number of the line."""
        said = super().clean() or self.cleaned_data
        texts = [said.get(name, "") for name in ("lines", "raters", "vetoes", "bands")]
        read_sheet(*texts)
        return said


class NewSheetForm(SheetForm):
    """草拟打分表."""

    name = forms.CharField(
        label="名称", max_length=80, help_text="与已有的同名，就是它的下一版", initial="巡察整改评估打分表"
    )
    field_order = ("name", "lines", "raters", "vetoes", "bands")


class StartForm(forms.Form):
    """开始评估."""

    sheet = forms.ModelChoiceField(label="评估打分表", queryset=ScoreSheet.objects.none())

    def __init__(self, *args: Any, sheets: "QuerySet[ScoreSheet]", **rest: Any) -> None:
        """Offer the sheets in force; the only one is chosen already."""
        super().__init__(*args, **rest)
        field: Any = self.fields["sheet"]
        field.queryset = sheets
        if len(sheets) == 1:
            field.initial = sheets[0]


class InterviewForm(forms.Form):
    """起草约谈: how many of the lowest."""

    many = forms.IntegerField(label="约谈最后几家", min_value=1, max_value=100)


def _points(most: Decimal, label: str) -> forms.DecimalField:
    look = {"class": "form-control form-control-sm", "aria-label": label, "step": "0.1"}
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs=look),
    )


class MarksForm(VersionedForm):
    """打分: a field for each rater and line, the vetoes, 满意度."""

    sent = forms.IntegerField(label="测评表发放（份）", min_value=0, max_value=100_000)
    returned = forms.IntegerField(label="收回（份）", min_value=0, max_value=100_000)
    satisfied = forms.IntegerField(label="满意（份）", min_value=0, max_value=100_000)
    mostly = forms.IntegerField(label="基本满意（份）", min_value=0, max_value=100_000)
    dissatisfied = forms.IntegerField(label="不满意（份）", min_value=0, max_value=100_000)
    remark = LongText(label="说明", rows=4, max_length=2000, required=False)

    def __init__(self, data: Any, *, assessment: Assessment) -> None:
        """Make the fields that the sheet asks for, filled with what was given."""
        initial = {name: getattr(assessment, name) for name in (*SATISFACTION, "remark", "version")}
        super().__init__(data, initial=initial)
        self.sheet: Sheet = assessment.sheet.sheet
        given = assessment.marks
        for rater, line, name in self._cells():
            label = f"{self.sheet.raters[rater - 1].name}：{self.sheet.lines[line - 1].text}"
            self.fields[name] = _points(self.sheet.lines[line - 1].most, label)
            self.initial[name] = given.get(str(rater), {}).get(str(line))
        choices = [(str(place), text) for place, text in enumerate(self.sheet.vetoes, 1)]
        self.fields["vetoed_by"] = forms.MultipleChoiceField(
            label="一票否决情形", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self.initial["vetoed_by"] = assessment.vetoed_by

    def _cells(self) -> list[tuple[int, int, str]]:
        raters, lines = range(1, len(self.sheet.raters) + 1), range(1, len(self.sheet.lines) + 1)
        return [(rater, line, f"m-{rater}-{line}") for rater in raters for line in lines]

    @property
    def rows(self) -> "list[tuple[Line, Sequence[forms.BoundField]]]":
        """The lines of the sheet, each with a field for every rater."""
        raters = range(1, len(self.sheet.raters) + 1)
        return [
            (line, [self[f"m-{rater}-{place}"] for rater in raters])
            for place, line in enumerate(self.sheet.lines, 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a number of sheets that does not add up, beside the number."""
        said = super().clean() or self.cleaned_data
        three = [said.get(name) for name in ("satisfied", "mostly", "dissatisfied")]
        if None not in three and said.get("returned") not in {None, sum(three)}:  # type: ignore[arg-type]
            raise ValidationError({"returned": "满意、基本满意、不满意三项合计应等于收回的份数。"})
        return said

    def said(self) -> dict[str, Any]:
        """Return what was typed, as the operation takes it."""
        marks: dict[str, dict[str, Decimal]] = {}
        for rater, line, name in self._cells():
            if self.cleaned_data.get(name) is not None:
                marks.setdefault(str(rater), {})[str(line)] = self.cleaned_data[name]
        return {
            "marks": marks,
            "vetoed_by": self.cleaned_data["vetoed_by"],
            "satisfaction": {name: self.cleaned_data[name] for name in SATISFACTION},
            "remark": self.cleaned_data["remark"],
            "version": self.cleaned_data["version"],
        }
