"""Shapes of the pages of the pool."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.forms.record import PersonField, RecordForm
from organizations.models import Person
from talent_pool.models import Appraisal, Expertise, Member
from ui.forms import LongText, ReasonForm, VersionedForm

YEARS = 5


def _words() -> forms.ModelMultipleChoiceField:  # type: ignore[type-arg]
    return forms.ModelMultipleChoiceField(
        label="专长",
        queryset=Expertise.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class MemberForm(RecordForm):
    """库别、专长."""

    model: ClassVar = Member
    names: ClassVar = ("pool", "recommended_by")

    def __init__(self, *args: Any, record: Member | None = None, **rest: Any) -> None:
        """Tick the expertise that the member has."""
        first = {"expertise": list(record.expertise.all())} if record else {}
        super().__init__(*args, record=record, initial=first, **rest)
        self.fields["expertise"] = _words()


class ProposeForm(MemberForm):
    """推荐入库: somebody who is not in the pool."""

    field_order = ["person", "pool", "recommended_by", "expertise"]

    def __init__(self, *args: Any, people: "QuerySet[Person]", **rest: Any) -> None:
        """Offer these people."""
        super().__init__(*args, **rest)
        self.fields["person"] = PersonField(label="人员", help_text="名单里没有的，请先在“人员与任职”登记")
        self.offer(person=people)
        self.order_fields(self.field_order)


class RemovalForm(ReasonForm):
    """提请出库."""

    unfit = forms.BooleanField(label="因不适合从事巡察工作调整出库", required=False)
    field_order = ["reason", "unfit"]


class AppraisalForm(RecordForm):
    """参巡考核, after a round or for a year."""

    model: ClassVar = Appraisal
    names: ClassVar = ("year", "round_name", "rank_group", "grade", "remark")

    def __init__(self, *args: Any, member: Member, year: int, **rest: Any) -> None:
        """Offer the rounds in which the member served, and the last years."""
        super().__init__(*args, **rest)
        served = dict.fromkeys(service.round_name for service in member.services.all())
        self.fields["year"] = forms.TypedChoiceField(
            label="年度",
            coerce=int,
            choices=[(str(one), f"{one}年") for one in range(year, year - YEARS, -1)],
        )
        self.fields["round_name"] = forms.ChoiceField(
            label="轮次",
            required=False,
            choices=[("", "年度考核，不限一轮"), *((name, name) for name in served)],
        )
        self.fields["remark"] = LongText(
            label="评语", rows=4, max_length=500, required=False, help_text="基本称职、不称职的必须写明理由"
        )


class ExpertiseForm(VersionedForm):
    """专长名称."""

    name = forms.CharField(label="专长", max_length=30, help_text="例如：财务审计、工程项目、信访接待")
