"""Shapes of the pages after the feedback meeting: who came, to whom copies go, who signs for them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import Body
from rounds.models import Attendance
from rounds.operations.copies import Addressee, Came
from rounds.states.review import CopyKind, Guests
from ui.forms import Day, VersionedForm

NAMED = (CopyKind.HEAD, CopyKind.LEADERS, CopyKind.FORMER, CopyKind.SUPERVISOR)


class AttendanceForm(VersionedForm):
    """登记参会情况: a number and names for each group."""

    def __init__(self, *args: Any, standing: Mapping[str, Attendance], **rest: Any) -> None:
        """Begin with what stands."""
        super().__init__(*args, **rest)
        for group in Guests:
            row = standing.get(group)
            self.fields[f"{group}_number"] = forms.IntegerField(
                label=f"{group.label}人数",
                min_value=0,
                max_value=2000,
                required=False,
                initial=row.number if row else None,
            )
            self.fields[f"{group}_names"] = forms.CharField(
                label=f"{group.label}姓名", max_length=500, required=False, initial=row.names if row else ""
            )

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each group with its two fields, as the page draws them."""
        return [(group.label, self[f"{group}_number"], self[f"{group}_names"]) for group in Guests]

    def came(self) -> list[Came]:
        """Return who came."""
        data = self.cleaned_data
        return [Came(group, data[f"{group}_number"] or 0, data[f"{group}_names"]) for group in Guests]


class CopiesForm(forms.Form):
    """抄送: names by kind, departments from the office's list."""

    sent_on = Day(label="送达日期", help_text="反馈会当天或之后，不晚于今天")
    bodies = forms.ModelMultipleChoiceField(
        label="有关部门",
        queryset=Body.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, bodies: "QuerySet[Body]", **rest: Any) -> None:
        """Offer these departments, and a box for each of the others."""
        super().__init__(*args, **rest)
        departments: Any = self.fields["bodies"]
        departments.queryset = bodies
        for kind in NAMED:
            self.fields[str(kind)] = forms.CharField(
                label=kind.label, max_length=80, required=False, help_text="姓名和职务；不送的留空"
            )
        self.order_fields([*NAMED, "bodies", "sent_on"])

    def addressees(self) -> list[Addressee]:
        """Return to whom copies go."""
        data = self.cleaned_data
        named = [Addressee(kind, data[kind]) for kind in NAMED]
        return named + [Addressee(CopyKind.DEPARTMENT, str(body), body) for body in data["bodies"]]
