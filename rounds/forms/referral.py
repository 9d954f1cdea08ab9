"""Shapes of the pages of referrals."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from organizations.models import Body
from rounds.forms.record import RecordForm
from rounds.models import Referral
from rounds.states import Adoption
from ui.forms import LongText


class ReferralForm(RecordForm):
    """移交部门建议."""

    model: ClassVar = Referral
    names: ClassVar = ("body", "title", "text")

    def __init__(self, *args: Any, bodies: "QuerySet[Body]", **rest: Any) -> None:
        """Offer these departments."""
        super().__init__(*args, **rest)
        self.choose("body", bodies)


class AnswerForm(forms.Form):
    """反馈办理情况."""

    adoption = forms.ChoiceField(label="采纳情况", choices=Adoption.choices)
    answer = LongText(label="办理情况", rows=8)
