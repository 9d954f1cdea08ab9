"""Shapes of the pages of clues."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from clues.operations import Named
from clues.states import Discipline, Disposal
from documents.forms import ProxyForm
from organizations.forms.record import PersonField
from organizations.models import Body, Office, Person
from ui.forms import Day, LongText, VersionedForm

COLUMNS = 3
COMPARE = "填写的姓名与名录中的人员相同。请逐一核对，勾选就是被反映人本人的，再提交一次。"
NAME = re.compile(r"[\w·•]+")  # of some peoples with a dot between
PEOPLE_HELP = "一行一人：姓名，单位及职务，职级。用逗号隔开，后两项可以不写；不清楚姓名的写“待查”"


def plain_name(text: str) -> str:
    """Return a name as the register has it, empty for what is more than a name.

    “庞　征” is 庞征; with “庞征　某局局长” or “庞征、戚立群” nobody would ever be recognised.
    """
    parts = text.split()
    spaced = len(parts) > 1 and any(len(part) > 1 for part in parts)
    name = "".join(parts)
    return name if not spaced and NAME.fullmatch(name) else ""


class People(LongText):
    """被反映人: one person a line."""

    def __init__(self, **rest: Any) -> None:
        """Offer a few lines."""
        rest.setdefault("help_text", PEOPLE_HELP)
        super().__init__(rows=3, max_length=1000, **rest)

    def clean(self, value: Any) -> list[Named]:
        """Return the people; a line that begins with a comma names nobody."""
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        return [self._named(line) for line in lines]

    def _named(self, line: str) -> Named:
        parts = [part.strip() for part in line.replace(",", "，").split("，")]
        name = plain_name(parts[0])
        if not name or len(parts) > COLUMNS:
            raise ValidationError(
                f"“{line}”看不明白。请按“姓名，单位及职务，职级”填写，用逗号隔开，一行一人；姓名中不写其他标点。"
            )
        _, post, rank = (*parts, "", "")[:COLUMNS]
        return Named(name, post, rank)


class SamePeople(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """同名人员: each with the post; ticked are those who are meant."""

    def __init__(self, people: "QuerySet[Person]") -> None:
        """Offer these people."""
        super().__init__(
            people,
            label="同名人员核对",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="勾选的是被反映人本人；不勾选的，是同名的其他人，或者暂不能确定",
        )

    def label_from_instance(self, obj: Any) -> str:
        """Name the person and where from."""
        return f"{obj.name}（{obj.post}）" if obj.post else str(obj.name)


class ClueForm(forms.Form):
    """登记线索."""

    people = People(label="被反映人")
    discipline = forms.ChoiceField(label="六项纪律", choices=Discipline.choices)
    summary = LongText(label="反映问题", rows=8)
    received_from = forms.CharField(
        label="来源", max_length=60, required=False, help_text="例如：来信、个别谈话"
    )
    is_key = forms.BooleanField(label="重点线索", required=False)

    def __init__(self, *args: Any, office: Office, **rest: Any) -> None:
        """Ask who is meant where the register holds people of a name that was typed."""
        super().__init__(*args, **rest)
        found = Person.objects.filter(office=office, name__in=self._typed()) if self.is_bound else None
        if found:
            self.fields |= {"same": SamePeople(found), "compared": forms.BooleanField(label="已逐一核对")}
            self.fields["compared"].error_messages["required"] = COMPARE

    def _typed(self) -> list[str]:
        lines = str(self.data.get("people", "")).replace(",", "，").splitlines()
        return [plain_name(line.split("，")[0]) for line in lines]

    def clean(self) -> dict[str, Any]:
        """Put each person who is meant beside the name; of two namesakes only one can be."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        same, _ = list(said.pop("same", ())), said.pop("compared", None)
        meant = {person.name: person for person in same}
        if len(meant) < len(same):
            self.add_error("same", "同一姓名只能确认一人，请再核对。")
        people = said.get("people", [])
        said["people"] = [replace(one, person=meant.get(one.name)) for one in people]
        return said


class IdentityForm(forms.Form):
    """确认身份."""

    person = PersonField(label="就是名录中的", required=False, empty_label="不是名录中的人，或者尚不能确定")
    reason = LongText(label="依据", rows=3, max_length=200)

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer the people of this name."""
        super().__init__(*args, **rest)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ClueEditForm(VersionedForm):
    """修改线索."""

    summary = LongText(label="反映问题", rows=8)
    is_key = forms.BooleanField(label="重点线索", required=False)


class HandoverForm(forms.Form):
    """移交."""

    receiver = forms.ModelChoiceField(label="承接部门", queryset=Body.objects.none())
    on = Day(label="移交日期")
    number = forms.CharField(label="移交单号", max_length=60)

    def __init__(self, *args: Any, bodies: "QuerySet[Body]", **rest: Any) -> None:
        """Offer these bodies."""
        super().__init__(*args, **rest)
        self.fields["receiver"].queryset = bodies  # type: ignore[attr-defined]


class CustodianForm(forms.Form):
    """指定线索专管员."""

    person = forms.ModelChoiceField(label="专管员", queryset=Person.objects.none())
    until = Day(label="截止日期", help_text="当日有效，次日起看不到这件线索")
    reason = LongText(label="理由", rows=3, max_length=200, help_text="例如：承接部门以纸件签收，需两人代录")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer these people."""
        super().__init__(*args, **rest)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class DisposalForm(forms.Form):
    """处置方式."""

    disposal = forms.ChoiceField(label="处置方式", choices=Disposal.choices)


class OutcomeForm(forms.Form):
    """办理情况."""

    outcome = LongText(label="办理情况", rows=8)


class FilingForm(forms.Form):
    """立案."""

    filed_on = Day(label="立案日期")

    def __init__(self, *args: Any, today: dt.date, **rest: Any) -> None:
        """Know the day."""
        super().__init__(*args, **rest)
        self.today = today

    def clean_filed_on(self) -> dt.date:
        """Refuse a day that has not come."""
        day: dt.date = self.cleaned_data["filed_on"]
        if day > self.today:
            raise ValidationError("立案日期晚于今天，请核对。")
        return day


class DisposalProxy(ProxyForm):
    """处置方式, as the signed paper says."""

    disposal = forms.ChoiceField(label="处置方式", choices=Disposal.choices)


class OutcomeProxy(ProxyForm):
    """办理情况, as the signed paper says."""

    outcome = LongText(label="办理情况", rows=8)


class FilingProxy(ProxyForm):
    """立案, as the signed paper says."""

    subject = forms.CharField(label="立案对象", max_length=40, help_text="照纸件填写被反映人的姓名")
    filed_on = Day(label="立案日期")
