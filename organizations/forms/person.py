"""Shapes of the pages of people, posts, bodies, offices, recusals."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from organizations.forms.record import PersonField, RecordForm
from organizations.models import (
    Body,
    BodyPost,
    Kin,
    Office,
    OfficePost,
    PartyOrganization,
    Person,
    Portfolio,
    Tenure,
    Unit,
)
from organizations.states import RECUSAL_GROUNDS, TenureKind
from ui.forms import LongText

MONTH = RegexValidator(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", "请按“1980-05”的样子填写出生年月。")
PHONE = RegexValidator(r"^[0-9\- ]{5,20}$", "电话只填数字、空格和短横，例如 0871-6812345。")


class PersonForm(RecordForm):
    """人员."""

    model: ClassVar = Person
    names: ClassVar = ("name", "sex", "born_in", "native_place", "rank", "post", "phone")

    def __init__(self, *args: Any, **rest: Any) -> None:
        """Ask for dates and numbers as they are written."""
        super().__init__(*args, **rest)
        self.fields["born_in"].validators.append(MONTH)
        self.fields["phone"].validators.append(PHONE)


class PostForm(RecordForm):
    """A person takes a post, from a day on."""

    names: ClassVar[tuple[str, ...]] = ("person", "title", "since")

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer these people, each with the post."""
        super().__init__(*args, **rest)
        self.fields["person"] = PersonField(label="人员")
        self.offer(person=people)


class TenureForm(PostForm):
    """任职 at a unit."""

    model: ClassVar = Tenure
    names: ClassVar = ("kind", "person", "title", "since", "until")


class HeadForm(PostForm):
    """主要负责人到任."""

    model: ClassVar = Tenure

    def __init__(self, *args: Any, **rest: Any) -> None:
        """Call the first day by its name."""
        super().__init__(*args, **rest)
        self.fields["since"].label = "到任日期"


class CareerForm(RecordForm):
    """任职 of a person, at any unit."""

    model: ClassVar = Tenure
    names: ClassVar = ("unit", "kind", "title", "since", "until")

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer these units."""
        super().__init__(*args, **rest)
        self.offer(unit=units)
        self.fields["kind"].initial = TenureKind.STAFF


class PortfolioForm(PostForm):
    """分管县领导."""

    model: ClassVar = Portfolio
    names: ClassVar = ("person", "since")


class BodyForm(RecordForm):
    """承接部门."""

    model: ClassVar = Body
    names: ClassVar = ("name", "kind")


class HandlerForm(PostForm):
    """部门经办人."""

    model: ClassVar = BodyPost


class OfficeForm(RecordForm):
    """下级巡察机构, or the own one."""

    model: ClassVar = Office
    names: ClassVar = ("name", "short", "paper_mark")


class OfficePostForm(PostForm):
    """巡察机构任职."""

    model: ClassVar = OfficePost
    names: ClassVar = ("kind", "person", "title", "since", "until")


class KinForm(RecordForm):
    """亲属."""

    model: ClassVar = Kin
    names: ClassVar = ("kinship", "name", "unit", "post")

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **rest: Any) -> None:
        """Offer these units."""
        super().__init__(*args, **rest)
        self.offer(unit=units)


class RecusalForm(forms.Form):
    """申报回避: from which party organisation, on what ground."""

    party_organization = forms.ModelChoiceField(
        label="回避的党组织", queryset=PartyOrganization.objects.none()
    )
    ground = forms.ChoiceField(
        label="事由", choices=[("", "请选择"), *((word, word) for word in RECUSAL_GROUNDS)]
    )
    detail = LongText(label="说明", rows=4, max_length=500, required=False)

    def __init__(self, *args: Any, parties: "QuerySet[PartyOrganization]", **rest: Any) -> None:
        """Offer these party organisations."""
        super().__init__(*args, **rest)
        self.fields["party_organization"].queryset = parties  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask what the ground is where none of the usual ones is."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("ground") == RECUSAL_GROUNDS[-1] and not said.get("detail", "").strip():
            self.add_error("detail", "选择“其他情形”的，请写明具体情况。")
        return said


class RegisterForm(RecusalForm):
    """代为登记回避: about somebody else."""

    person = PersonField(label="应当回避的人员")
    field_order = ["person", "party_organization", "ground", "detail"]

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer these people."""
        super().__init__(*args, **rest)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """回避核对: who, where to."""

    person = PersonField(label="人员")
    party_organization = forms.ModelChoiceField(label="拟派往", queryset=PartyOrganization.objects.none())

    def __init__(
        self,
        *args: Any,
        people: "QuerySet[Person]",
        parties: "QuerySet[PartyOrganization]",
        **rest: Any,
    ) -> None:
        """Offer these people and party organisations."""
        super().__init__(*args, **rest)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["party_organization"].queryset = parties  # type: ignore[attr-defined]
