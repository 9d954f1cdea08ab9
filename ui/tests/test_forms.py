"""Forms: what was typed stays, what is wrong is said beside it, and two texts are shown when two wrote."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from ui.forms import Day, LongText, ReasonForm, VersionedForm, conflict
from ui.held import Held


class Paper(VersionedForm):
    title = forms.CharField(label="标题", help_text="一句话", max_length=20)
    on = Day(label="日期", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲类"), ("b", "乙类")])
    body = LongText(label="事实", max_length=300, required=False)
    paper = forms.FileField(label="附件", required=False)
    grave = forms.BooleanField(label="重点", required=False)


class Stored:
    """The record as another person saved it."""

    version = 7
    title = "旧题"
    kind = "b"
    on = dt.date(2026, 5, 6)
    body = "经过"
    grave = True

    def get_kind_display(self) -> str:
        return "乙类"


def rendered(text: str, **context: Any) -> str:
    return Template(text).render(Context(context))


def test_each_field_says_label_need_hint_and_error() -> None:
    text = rendered("{% field form.title %}", form=Paper({"title": ""}))
    assert 'for="id_title"' in text
    assert "必填" in text
    assert 'aria-describedby="id_title_hint id_title_error"' in text
    assert 'id="id_title_error"' in text
    assert "is-invalid" in text


def test_optional_is_said_too() -> None:
    text = rendered("{% field form.on %}", form=Paper())
    assert "选填" in text
    assert 'type="date"' in text


@pytest.mark.parametrize(
    ("name", "warns"), [("body", True), ("paper", True), ("title", False), ("kind", False)]
)
def test_long_texts_and_uploads_forbid_secrets(name: str, warns: bool) -> None:
    text = rendered("{% field bound %}", bound=Paper()[name])
    assert ("涉密" in text) is warns


def test_the_summary_jumps_to_the_field_and_says_what_was_kept() -> None:
    form = Paper({"title": "", "kind": "a"})
    text = rendered("{% errors form %}", form=form)
    assert '<a href="#id_title">标题</a>' in text
    assert "附件需要重新选择" in text
    assert rendered("{% errors form %}", form=Paper()).strip() == ""


def test_all_fields_carry_the_version_along() -> None:
    text = rendered("{% fields form %}", form=Paper(initial={"version": 3}))
    assert '<input type="hidden" name="version" value="3"' in text
    assert text.count('class="field') == 6


def test_a_date_is_kept_in_the_browser_s_form() -> None:
    text = rendered("{% field form.on %}", form=Paper(initial={"on": dt.date(2026, 5, 6)}))
    assert 'value="2026-05-06"' in text


def test_conflict_shows_both_texts_and_moves_the_version_on() -> None:
    form = Paper(QueryDict("title=新题&kind=a&on=2026-05-06&body=经过&grave=on&version=5"))
    assert form.is_valid()
    found = conflict(form, Stored())  # type: ignore[arg-type]
    assert [(one.label, one.mine, one.theirs) for one in found.differences] == [
        ("标题", "新题", "旧题"),
        ("类别", "甲类", "乙类"),
    ]
    assert found.version == 7
    assert form["version"].value() == "7"
    assert form["title"].value() == "新题"


def test_conflict_of_equal_texts_has_no_differences() -> None:
    form = Paper(QueryDict("title=旧题&kind=b&on=2026-05-06&body=经过&grave=on&version=5"))
    assert form.is_valid()
    assert conflict(form, Stored()).differences == []  # type: ignore[arg-type]


def test_a_reason_must_be_given() -> None:
    assert ReasonForm({"reason": "  "}).errors["reason"]
    assert ReasonForm({"reason": "材料不全"}).is_valid()


def test_held_takes_everything_typed_but_no_secret_and_no_file() -> None:
    scan = SimpleUploadedFile("扫描件.pdf", b"x")
    request = RequestFactory().post(
        "/p/?a=1",
        {"title": "题", "tag": ["甲", "乙"], "password": "x", "csrfmiddlewaretoken": "y", "paper": scan},
    )
    held = Held.of(request)
    assert held.target == "/p/?a=1"
    assert held.fields == [("title", "题"), ("tag", "甲"), ("tag", "乙")]
    assert held.files == ["扫描件.pdf"]


def test_held_is_read_again_from_the_sign_in_form() -> None:
    first = Held("/p/", [("title", "题"), ("tag", "甲"), ("tag", "乙")], ["扫描件.pdf"])
    data = {
        "username": "a",
        "held_target": first.target,
        "held_files": first.files,
        "held-title": "题",
        "held-tag": ["甲", "乙"],
    }
    assert Held.read(RequestFactory().post("/in/", data)) == first


@pytest.mark.parametrize(
    "target", ["", "https://evil.example/p/", "//evil.example/p/", "javascript:alert(1)"]
)
def test_held_never_leads_elsewhere(target: str) -> None:
    request = RequestFactory().post("/in/", {"held_target": target, "held-title": "题"})
    assert Held.read(request) is None


def test_an_act_is_a_link_or_a_form_of_one_button() -> None:
    link = rendered('{% act_button "/a/" "提交" primary=True %}')
    assert '<a class="btn btn-primary" href="/a/">提交</a>' in link
    form = rendered('{% act_button "/a/" "提交" method="post" %}', csrf_token="t")
    assert 'method="post" action="/a/"' in form
    assert 'name="csrfmiddlewaretoken" value="t"' in form


def test_an_act_may_be_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.templatetags.ui.reverse", lambda name, args: f"/{name}/{args[0]}/")
    assert 'href="/rounds:round_open/7/"' in rendered('{% act_to "rounds:round_open" "开启" 7 %}')


@pytest.mark.parametrize(("filled_by", "person", "his"), [("7", 7, True), ("7", 8, False), (None, 8, True)])
def test_what_a_colleague_typed_is_not_handed_to_who_signs_in(
    filled_by: str | None, person: int, his: bool
) -> None:
    fields = [("title", "题")] + ([("filled_by", filled_by)] if filled_by else [])
    assert Held("/p/", fields).belongs_to(person) is his


class Blank(forms.Form):
    group = forms.ModelChoiceField(Group.objects.none(), label="组", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "---------"), ("a", "甲类")], required=False)
    none = forms.ChoiceField(label="去向", choices=[("", "不采用"), ("a", "甲类")], required=False)


@pytest.mark.parametrize(("tag", "words"), [("field", "请选择"), ("filter_field", "全部")])
@pytest.mark.django_db
def test_a_row_of_dashes_is_said_in_words(tag: str, words: str) -> None:
    form = Blank()
    text = "".join(rendered(f"{{% {tag} bound %}}", bound=bound) for bound in form)
    assert "---" not in text
    assert text.count(f">{words}</option>") == 2
    assert ">不采用</option>" in text


def test_every_plain_date_gets_the_browser_s_calendar() -> None:
    class Span(forms.Form):
        since = forms.DateField(label="自", initial=dt.date(2026, 5, 6))

    text = rendered("{% filter_field form.since %}", form=Span())
    assert 'type="date"' in text
    assert 'value="2026-05-06"' in text


@pytest.mark.parametrize(
    ("day", "right"), [("1899-12-31", False), ("1900-01-01", True), ("9999-12-31", False)]
)
def test_a_year_that_cannot_be_meant_is_asked_about(day: str, right: bool) -> None:
    form = Paper({"title": "题", "kind": "a", "on": day})
    assert form.is_valid() is right
    assert right or "请核对年份" in str(form.errors["on"])
