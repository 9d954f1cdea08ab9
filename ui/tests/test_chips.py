"""Chips: each filter that narrows says so in words and knows the way to take itself off."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Group
from django.http import QueryDict

from ui.chips import chips, choice_label, words
from ui.query import changed, without

LEVELS = [("", "全部"), ("a", "甲"), ("b", "乙")]
GROUPED = [("县直", [("1", "水利局"), ("2", "教育局")]), ("乡镇", [("3", "清漪乡")])]


class Sought(forms.Form):
    level = forms.ChoiceField(label="等次", choices=LEVELS, required=False)
    units = forms.MultipleChoiceField(label="单位", choices=GROUPED, required=False)
    since = forms.DateField(label="自", required=False)
    late = forms.BooleanField(label="逾期", required=False)
    name = forms.CharField(label="姓名", required=False)


def shown(query: str) -> list[tuple[str, str]]:
    data = QueryDict(query)
    return [(chip.label, chip.value) for chip in chips(Sought(data), data)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("level=&name=", []),
        ("page=3&sort=-name&size=50", []),
        ("level=a", [("等次", "甲")]),
        ("units=1&units=3", [("单位", "水利局、清漪乡")]),
        ("since=2026-05-06", [("自", "2026-05-06")]),
        ("late=on", [("逾期", "是")]),
        ("name=+周+", [("姓名", "周")]),
        ("q=+灌区 水费+", [("搜索", "灌区 水费")]),
        ("q=%20%20", []),
    ],
)
def test_only_what_narrows_is_shown_and_in_words(query: str, expected: list[tuple[str, str]]) -> None:
    assert shown(query) == expected


def test_what_the_form_refuses_narrows_nothing_and_shows_no_chip() -> None:
    assert shown("level=zzz&since=昨天") == []


def test_each_chip_takes_off_itself_and_returns_to_the_first_page() -> None:
    data = QueryDict("level=a&units=1&units=2&page=4&sort=name&q=水")
    left = {chip.label: QueryDict(chip.query) for chip in chips(Sought(data), data)}
    assert left["单位"].urlencode() == QueryDict("level=a&sort=name&q=水").urlencode()
    assert left["等次"].getlist("units") == ["1", "2"]
    assert all("page" not in query for query in left.values())
    assert "q" not in left["搜索"]


def test_a_range_takes_off_both_its_ends() -> None:
    class Span(forms.Form):
        due = forms.CharField(label="时限", required=False)

    data = QueryDict("due=x&due_min=2026-01-01&due_max=2026-02-01&duel=keep")
    (chip,) = chips(Span(data), data)
    assert QueryDict(chip.query).dict() == {"duel": "keep"}


def test_without_a_form_only_the_search_is_shown() -> None:
    assert [chip.value for chip in chips(None, QueryDict("q=水&level=a"))] == ["水"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (slice(dt.date(2026, 1, 1), None), "2026-01-01 至 不限"),
        (slice(None, dt.date(2026, 2, 1)), "不限 至 2026-02-01"),
        (None, ""),
        ("", ""),
        (False, ""),
        (0, "0"),
        ([], ""),
        (["甲", "乙"], "甲、乙"),
    ],
)
def test_values_of_every_kind_are_said(value: Any, said: str) -> None:
    assert words(forms.CharField(), value) == said


@pytest.mark.django_db
def test_a_record_is_said_as_its_choice_shows_it() -> None:
    class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
        def label_from_instance(self, record: Any) -> str:
            return f"〔{record.name}〕"

    field = Named(Group.objects.all())
    assert words(field, Group(name="第一组")) == "〔第一组〕"


def test_a_value_that_is_no_choice_is_said_as_it_is() -> None:
    field = forms.ChoiceField(choices=GROUPED)
    assert choice_label(field, "3") == "清漪乡"
    assert choice_label(field, "9") == "9"


def test_a_query_changes_only_what_it_is_told() -> None:
    params = QueryDict("a=1&b=2&b=3&c=")
    assert changed(params, {"a": "9"}) == QueryDict("b=2&b=3&a=9").urlencode()
    assert changed(params, {"b": None}) == "a=1"
    assert without(params, ["a", "b", "none"]) == ""
    assert params.urlencode() == "a=1&b=2&b=3&c="
