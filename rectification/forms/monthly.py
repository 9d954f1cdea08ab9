"""Shapes of what the pages of a monthly report send: words of the month, its lines, what hangs on them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

from documents.forms import FileField
from rectification.models import ManifestationProgress, Measure, MonthlyLine
from rectification.operations.month_after import OF_LINE, OF_REPORT
from rectification.states import ItemState, MonthFigure, Progress
from ui.forms import LongText, VersionedForm

LONGEST = 1000


class MonthlyForm(VersionedForm):
    """本月整改情况、下月计划."""

    summary = LongText(label="本月整改情况", rows=5, max_length=3000, required=False)
    next_steps = LongText(label="下月计划", rows=4, max_length=3000, required=False)

    def is_multipart(self) -> bool:
        """The lines below it bring files."""
        return True


def _named(css: str, word: str, **rest: str) -> dict[str, str]:
    """Return what a control in a row needs: its look, and its name for those who do not see the head."""
    return {"class": f"{css} {css}-sm", "aria-label": word, **rest}


def _level(*, required: bool = True) -> forms.ChoiceField:
    """Return the three levels side by side: one click."""
    widget = forms.RadioSelect(attrs={"class": "month-level"})
    return forms.ChoiceField(choices=Progress.choices, widget=widget, required=required)


class ManyFiles(forms.FileInput):
    """Several files from one dialog of the browser."""

    allow_multiple_selected = True


class Files(FileField):
    """佐证: any number of files, each looked at as one alone would be."""

    def __init__(self, **rest: Any) -> None:
        """Say what is taken."""
        super().__init__(**rest)
        accept = self.widget.attrs.get("accept", "")
        self.widget = ManyFiles(attrs=_named("form-control", "本月佐证", accept=accept))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files in a list, none when none was chosen."""
        return [super(Files, self).clean(one, initial) for one in data or ()]


class LineForm(forms.Form):
    """一个问题的本月进展."""

    progress = _level()
    text = LongText(
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs=_named("form-control", "本月进展", rows="2")),
    )
    late_reason = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_named("form-control", "逾期原因", placeholder="逾期原因")),
    )
    proofs = Files(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a problem that is done without a word of how."""
        said = super().clean() or self.cleaned_data
        if said.get("progress") == Progress.DONE and not said.get("text", "").strip():
            raise ValidationError({"text": "登记为已完成的，请写明完成情况。"})
        return said


class MeasureForm(forms.Form):
    """一条措施的完成程度."""

    progress = _level(required=False)
    text = LongText(
        required=False, widget=forms.Textarea(attrs=_named("form-control", "措施完成情况", rows="1"))
    )


class Shows(Protocol):
    """具体表现, how far it is, and its measures."""

    @property
    def text(self) -> str:
        """What was found."""

    @property
    def aspect(self) -> ManifestationProgress | None:
        """How far it is."""

    @property
    def measures(self) -> list[Measure]:
        """What is done about it."""


class MeasureRow:
    """A measure beside its form."""

    def __init__(self, measure: Measure, data: Mapping[str, Any] | None) -> None:
        """Prefill with how far it is."""
        self.measure = measure
        initial = {"progress": measure.progress, "text": measure.done_text}
        self.form = MeasureForm(data, initial=initial, prefix=f"m-{measure.pk.hex}")


def level_name(line: MonthlyLine) -> str:
    """Return the name under which a page sends how far a problem is."""
    return f"{_prefix(line)}-progress"


def _prefix(line: MonthlyLine) -> str:
    return f"l-{line.pk.hex}"


class Row:
    """A line of the report beside its form, last month's line, and the measures of its item."""

    def __init__(
        self,
        line: MonthlyLine,
        data: Mapping[str, Any] | None,
        files: Any = None,
        *,
        late: bool,
        before: MonthlyLine | None = None,
        shows: Sequence[Shows] = (),
    ) -> None:
        """Prefill with what stands in the line; where nobody wrote in it yet, with the ledger of today."""
        self.line, self.late, self.before = line, late, before
        self.form = LineForm(data, files, initial=_initial(line), prefix=_prefix(line))
        self.mending = line.item.state == ItemState.FIXING
        self.shows = [(one, [MeasureRow(measure, data) for measure in one.measures]) for one in shows]
        if not late:  # the page does not ask for it: what is sent all the same is not kept
            del self.form.fields["late_reason"]
        if not self.mending:
            del self.form.fields["progress"]
        if line.item.state not in {ItemState.FIXING, ItemState.APPLIED}:
            del self.form.fields["proofs"]

    @property
    def measures(self) -> list[MeasureRow]:
        """All measures that may be told of."""
        return [row for _, rows in self.shows for row in rows] if self.mending else []

    @property
    def done(self) -> int:
        """How many measures are done."""
        return sum(row.measure.progress == Progress.DONE for row in self.measures)

    @property
    def ledger_differs(self) -> bool:
        """The ledger was moved on after this line was written."""
        item = self.line.item
        told = (self.form.initial["progress"], self.form.initial["text"])
        return self.mending and told != (item.progress, item.done_text[:LONGEST])

    def is_valid(self) -> bool:
        """Look at the line and at every measure, so that each says what is wrong with it."""
        return min([self.form.is_valid(), *(row.form.is_valid() for row in self.measures)])


def _initial(line: MonthlyLine) -> dict[str, str]:
    untouched = line.version == 1 and line.item.done_text
    source = (line.item.progress, line.item.done_text) if untouched else (line.progress, line.text)
    return {"progress": source[0], "text": source[1][:LONGEST], "late_reason": line.late_reason}


def all_valid(rows: Iterable[Row]) -> bool:
    """Look at every line, so that each says what is wrong with it."""
    return min((row.is_valid() for row in rows), default=True)


def said(rows: Iterable[Row]) -> dict[UUID, dict[str, Any]]:
    """Return what was typed, by line."""
    return {
        row.line.pk: {name: value for name, value in row.form.cleaned_data.items() if name != "proofs"}
        for row in rows
    }


def measures_said(rows: Iterable[Row]) -> dict[UUID, dict[str, Any]]:
    """Return what was said of measures, by measure; of those only that the page asked about."""
    return {
        one.measure.pk: one.form.cleaned_data
        for row in rows
        for one in row.measures
        if one.form.cleaned_data["progress"]
    }


def files_said(rows: Iterable[Row]) -> dict[UUID, list[File]]:  # type: ignore[type-arg]
    """Return the files that were chosen, by line."""
    chosen = {row.line.pk: row.form.cleaned_data.get("proofs") or [] for row in rows}
    return {key: files for key, files in chosen.items() if files}


class HandBackForm(forms.Form):
    """退回."""

    reason = LongText(label="需要修改、补充的内容", rows=4, max_length=500)


class ReviewForm(forms.Form):
    """审阅."""

    opinion = LongText(label="审阅意见", rows=4, max_length=500, required=False, help_text="可以只签已阅")


class CorrectionForm(forms.Form):
    """更正."""

    what = forms.ChoiceField(label="更正哪一项")
    new = LongText(
        label="更正为",
        rows=4,
        max_length=3000,
        help_text="数据只填数字；完成程度填“未完成”“基本完成”或“已完成”",
    )
    reason = LongText(label="更正理由", rows=3, max_length=500, help_text="单位和县领导都看得到")

    def __init__(self, data: Any, *, lines: Iterable[MonthlyLine]) -> None:
        """Offer every figure, every text, every line."""
        super().__init__(data)
        field: Any = self.fields["what"]
        field.choices = [
            ("整体", [(one.value, one.label) for one in OF_REPORT]),
            ("本月数据", MonthFigure.choices),
            *[
                (
                    f"{line.item.finding.number} {line.item}",
                    [(f"{line.pk.hex} {one}", one.label) for one in OF_LINE],
                )
                for line in lines
            ],
        ]

    @property
    def target(self) -> tuple[str, str]:
        """Return what is put right, and the key of the line, if it is one of a line."""
        key, _, what = self.cleaned_data["what"].rpartition(" ")
        return what, key
