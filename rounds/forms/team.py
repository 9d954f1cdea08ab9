"""Shapes of the pages of teams and postings."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.models import Person
from rounds.forms.record import RecordForm
from rounds.models import Team
from rounds.operations.team import Seat
from rounds.states import PostingRole
from ui.forms import Day, LongText

ROWS = 8


class TeamForm(RecordForm):
    """组别."""

    model: ClassVar = Team
    names: ClassVar = ("number", "name", "authorization", "authorized_on")


class CandidateField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person with the post, so that namesakes are told apart."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the person and where from."""
        return f"{obj.name}（{obj.post}）" if obj.post else str(obj.name)


class PostingsForm(forms.Form):
    """提请组队: up to eight people with their roles, for the same days."""

    since = Day(label="起")
    until = Day(label="止", required=False, help_text="通常到本轮归档为止；到期后自动不能再打开本组材料")
    reason = LongText(label="依据", rows=2, max_length=200, required=False)

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer these people in every row."""
        super().__init__(*args, **rest)
        options = [("", "—"), *PostingRole.choices]
        shared = CandidateField(queryset=people, required=False, empty_label="—")
        choices: Any = list(shared.choices)  # type: ignore[arg-type]
        for row in range(1, ROWS + 1):
            person = CandidateField(queryset=people, required=False, label=f"人员{row}", empty_label="—")
            person.widget.choices = choices
            role = forms.ChoiceField(choices=options, required=False, label=f"组内职务{row}")
            for field in (person, role):
                field.widget.attrs |= {"class": "form-select form-select-sm", "aria-label": field.label}
            self.fields |= {f"person_{row}": person, f"role_{row}": role}

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the pairs of person and role, as the page sets them."""
        return [(self[f"person_{row}"], self[f"role_{row}"]) for row in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Ask for the role of each person who is chosen."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(1, ROWS + 1):
            if said.get(f"person_{row}") and not said.get(f"role_{row}"):
                self.add_error(f"role_{row}", "请选定这名人员的组内职务。")
        return said

    def seats(self) -> list[Seat]:
        """Return the people as the operation takes them."""
        said = self.cleaned_data
        since: dt.date = said["since"]
        chosen = [row for row in range(1, ROWS + 1) if said.get(f"person_{row}")]
        return [
            Seat(said[f"person_{row}"], said[f"role_{row}"], since=since, until=said["until"])
            for row in chosen
        ]


class LeavingForm(forms.Form):
    """离组."""

    on = Day(label="自何日起不再在组", help_text="填今天即刻生效")
    reason = LongText(label="原因", rows=3, max_length=200)
