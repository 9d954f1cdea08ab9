"""Shapes of the pages of assignments."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.models import PartyOrganization, Unit
from rounds.forms.record import RecordForm
from rounds.models import Assignment


class NewAssignmentForm(RecordForm):
    """下达任务."""

    model: ClassVar = Assignment
    names: ClassVar = ("party_organization", "unit", "mode", "enters_on", "leaves_on")

    def __init__(
        self, *args: Any, parties: "QuerySet[PartyOrganization]", units: "QuerySet[Unit]", **rest: Any
    ) -> None:
        """Offer these party organisations and units."""
        super().__init__(*args, **rest)
        self.choose("party_organization", parties)
        self.choose("unit", units).help_text = "应是所选党组织覆盖的单位；延伸对象在任务建立后选定"


class AssignmentForm(RecordForm):
    """调整任务."""

    model: ClassVar = Assignment
    names: ClassVar = ("mode", "enters_on", "leaves_on")


class ExtendedForm(forms.Form):
    """延伸对象."""

    extended = forms.ModelMultipleChoiceField(
        label="延伸对象",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="所属村（社区）等下级单位",
    )

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer these units."""
        super().__init__(*args, **rest)
        field: Any = self.fields["extended"]
        field.queryset = units
