"""Shapes of signed papers: what the form takes, keeps until the second clerk agrees, and gives back."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from documents.forms import FileField, ProxyForm
from documents.intake.kinds import SCANS
from documents.tests.factories import PDF, County, upload
from organizations.models import Unit
from ui.forms import Day

TODAY = dt.date(2026, 5, 6)
PAPER = {"signer": "周明", "post": "县委书记", "signed_on": "2026-05-06", "number": "批〔2026〕3号"}


class FullForm(ProxyForm):
    decision = forms.ChoiceField(label="决定", choices=[("agree", "同意")])
    due_on = Day(label="时限", required=False)
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.all(), required=False)
    units = forms.ModelMultipleChoiceField(label="单位们", queryset=Unit.objects.all(), required=False)
    public = forms.BooleanField(label="公开", required=False)
    amount = forms.DecimalField(label="金额", required=False)


def filled(form: type[ProxyForm] = ProxyForm, scan: Any = None, **facts: Any) -> ProxyForm:
    return form({**PAPER, **facts}, {"scan": scan or upload("a.pdf")}, today=TODAY)


def test_a_whole_paper_is_taken() -> None:
    form = filled()
    assert form.is_valid()
    assert form.paper == {**PAPER, "signed_on": TODAY}
    assert form.payload == {}


@pytest.mark.parametrize("name", ["signer", "post", "signed_on", "number"])
def test_nothing_of_the_paper_may_be_left_out(name: str) -> None:
    form = filled(ProxyForm, None, **{name: ""})
    assert list(form.errors) == [name]


@pytest.mark.parametrize(("day", "good"), [("2026-05-06", True), ("2020-01-01", True), ("2026-05-07", False)])
def test_the_day_of_signing_has_come(day: str, *, good: bool) -> None:
    assert filled(signed_on=day).is_valid() == good


@pytest.mark.parametrize("ending", ["docx", "xlsx", "doc", "wps"])
def test_a_scan_is_a_picture_of_paper(ending: str) -> None:
    form = filled(scan=upload(f"a.{ending}"))
    assert "可以上传：pdf、jpg、jpeg、png、ofd" in form.errors["scan"][0]


def test_the_field_says_what_it_takes() -> None:
    field = FileField(label="扫描件", endings=SCANS)
    assert field.help_text == "可以上传：pdf、jpg、jpeg、png、ofd"
    assert field.widget.attrs["accept"] == ".pdf,.jpg,.jpeg,.png,.ofd"


def test_the_field_hands_over_what_it_looked_at_whole() -> None:
    assert FileField().clean(upload("a.pdf")).read() == PDF


def test_the_field_may_be_left_empty_when_it_is_not_asked_for() -> None:
    assert FileField(required=False).clean(None) is None
    with pytest.raises(ValidationError):
        FileField().clean(None)


@pytest.mark.django_db
def test_fields_of_the_act_come_back_as_they_were(county: County) -> None:
    form = filled(
        FullForm, decision="agree", due_on="2026-06-01", unit=str(county.unit.pk), units=[str(county.unit.pk)],
        public="on", amount="1.50",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    stored = {
        name: str(value) if name in {"due_on", "amount"} else value for name, value in form.payload.items()
    }
    back = FullForm.revive(stored)
    assert back.pop("units").get() == county.unit
    assert {name: str(value) for name, value in back.items()} == {
        "decision": "agree", "due_on": "2026-06-01", "unit": "云岭镇", "public": "True", "amount": "1.50",
    }  # fmt: skip


@pytest.mark.django_db
def test_fields_of_the_act_are_told_in_words(county: County) -> None:
    told = FullForm.told(
        {"decision": "agree", "due_on": "2026-06-01", "unit": str(county.unit.pk), "public": True}
    )
    assert dict(told) == {
        "决定": "同意", "时限": "2026-06-01", "单位": "云岭镇", "单位们": "—", "公开": "是", "金额": "—",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_choice_that_is_gone_meanwhile_is_refused_at_the_second_look(county: County) -> None:
    stored = {"decision": "agree", "unit": str(county.unit.pk)}
    Unit.objects.all().delete()
    with pytest.raises(ValidationError):
        FullForm.revive(stored)
    with pytest.raises(ValidationError):
        FullForm.revive({"decision": "forged"})
