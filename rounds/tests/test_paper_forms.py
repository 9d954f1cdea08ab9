"""Shapes: lines of 具体表现, categories in two levels, quick selects, and what a form hands to an operation."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test.html import parse_html

from rounds.forms.feedback import PublishForm
from rounds.forms.lines import LONGEST, LinesField, reshaped
from rounds.forms.paper import MergeForm, PaperForm, SignForm, as_filled, as_typed, paper_label
from rounds.forms.quick import QuickSelect
from rounds.forms.report import AdvanceForm
from rounds.models import WorkingPaper
from rounds.tests.factories_papers import FACTS, World, make_paper, make_scheme, make_world, signed
from rounds.views.acting import refuse
from ui.forms import conflict


def sent(text: str) -> QueryDict:
    return QueryDict(text, mutable=True)


class Sheet(forms.Form):
    lines = LinesField(required=False)


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("lines=一&lines=&lines=二", ["一", "二"]),
        ("lines=%20%20", []),
        ("", []),
        ("lines=%20首尾空格%20", ["首尾空格"]),
    ],
)
def test_lines_that_are_empty_count_for_nothing(query: str, lines: list[str]) -> None:
    form = Sheet(sent(query))
    assert form.is_valid()
    assert form.cleaned_data["lines"] == lines


def test_a_line_has_a_limit_that_is_said() -> None:
    with pytest.raises(ValidationError, match=f"不超过 {LONGEST} 字"):
        LinesField().clean(["长" * (LONGEST + 1)])
    with pytest.raises(ValidationError, match="至少写一条"):
        LinesField().clean([" "])


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("m=一&m=二", None),
        ("m=一&m=二&line=add", ["一", "二", ""]),
        ("m=一&m=二&line=remove-0", ["二"]),
        ("m=一&m=二&line=remove-1", ["一"]),
        ("m=一&line=remove-7", ["一", ""]),
        ("m=一&line=remove-x", ["一", ""]),
        ("line=add", [""]),
    ],
)
def test_boxes_are_added_and_taken_away(query: str, lines: list[str] | None) -> None:
    assert reshaped(sent(query), "m") == lines


def test_a_quick_select_says_the_same_as_djangos_and_escapes() -> None:
    choices: Any = [("", "全部"), ("组", [("1", "甲<b>"), ("2", '乙"')])]
    quick = QuickSelect(choices=choices).render("unit", "2", {"id": "id_unit", "class": "form-select"})
    plain = forms.Select(choices=choices).render("unit", "2", {"id": "id_unit", "class": "form-select"})
    assert parse_html(quick) == parse_html(plain)
    assert "甲&lt;b&gt;" in quick


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def filled(world: World, **rest: Any) -> QueryDict:
    data = sent("manifestations=一处&manifestations=二处")
    data.update({"title": "议事规则执行不严格", "category": str(world.category.pk), "facts": FACTS})
    data.update({name: str(value) for name, value in rest.items()})
    return data


def form_of(world: World, data: QueryDict | None = None, **rest: Any) -> PaperForm:
    return PaperForm(data, assignment=world.assignment, by=world.by("member"), **rest)


def test_the_form_hands_over_what_the_operation_takes(world: World) -> None:
    form = form_of(world, filled(world, amount="3.5"))
    assert form.is_valid(), form.errors
    texts = form.texts()
    assert texts["manifestations"] == ["一处", "二处"]
    assert (texts["category"], str(texts["amount"]), texts["is_common"]) == (world.category, "3.5", False)
    assert "checklist" not in texts


def test_an_entry_of_the_checklist_makes_the_problem_a_common_one(world: World) -> None:
    checklist = make_scheme(world.office, "共性问题清单", is_checklist=True)
    world.round.schemes.add(checklist)
    entry = checklist.categories.get(code="A02")
    form = form_of(world, filled(world, checklist=entry.pk))
    assert form.is_valid(), form.errors
    assert (form.texts()["others"], form.texts()["is_common"]) == ([entry], True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "短"),
        ("title", "长" * 121),
        ("amount", "-1"),
        ("amount", "1.234"),
        ("category", "00000000-0000-7000-8000-000000000000"),
        ("facts", ""),
    ],
)
def test_the_form_refuses_beside_the_field(world: World, name: str, value: str) -> None:
    form = form_of(world, filled(world, **{name: value}))
    assert not form.is_valid()
    assert list(form.errors) == [name]


def test_upper_classes_and_retired_ones_are_not_offered(world: World) -> None:
    upper, retired = world.scheme.categories.get(code="A"), world.scheme.categories.get(code="A02")
    retired.retired = True
    retired.save()
    for category in (upper, retired):
        assert not form_of(world, filled(world, category=category.pk)).is_valid()


def test_categories_stand_under_their_upper_class(world: World) -> None:
    field: Any = form_of(world).fields["category"]
    groups = [head for head, rows in field.choices if isinstance(rows, list)]
    assert groups == ["四个聚焦 · 聚焦决策部署落实", "四个聚焦 · 聚焦群众身边不正之风"]


def test_a_paper_opens_as_it_was_saved(world: World) -> None:
    beside = world.scheme.categories.get(code="B01")
    paper = make_paper(world, others=[beside], amount="2.50", source="调阅资料")
    shown = as_filled(WorkingPaper.objects.get(pk=paper.pk))
    assert shown["manifestations"] == ["三次会议没有会议记录", "两个项目会前没有酝酿"]
    assert (shown["others"], shown["checklist"], shown["source"]) == ([beside], None, "调阅资料")
    assert shown["version"] == paper.version


def test_what_is_typed_comes_back_whole() -> None:
    data = sent("title=半句&undertakers=1&undertakers=2&manifestations=一&is_common=on")
    assert as_typed(data) == {
        "title": "半句",
        "undertakers": ["1", "2"],
        "manifestations": ["一"],
        "is_common": "on",
    }


def test_a_conflict_names_only_what_differs(world: World) -> None:
    paper = make_paper(world, undertakers=[])
    form = form_of(world, filled(world, title="我写的标题是这样", version="1"))
    assert form.is_valid(), form.errors
    told = {one.label: (one.mine, one.theirs) for one in conflict(form, paper).differences}
    assert told["问题标题"] == ("我写的标题是这样", "党委会议事规则执行不严格")
    assert told["具体表现"] == ("一处、二处", "三次会议没有会议记录、两个项目会前没有酝酿")
    assert "查证事实" not in told


def test_a_destination_is_asked_and_must_be_known() -> None:
    assert not SignForm(sent("reason=")).is_valid()
    assert not SignForm(sent("destinations=moon")).is_valid()
    form = SignForm(sent("destinations=report&destinations=clue"))
    assert form.is_valid()
    assert form.cleaned_data["destinations"] == ["report", "clue"]


def test_merging_offers_papers_by_number_or_draft_number(world: World) -> None:
    draft, numbered = make_paper(world), signed(world)
    assert paper_label(draft) == "预编号 1 党委会议事规则执行不严格"
    assert paper_label(numbered) == "6-2-001 党委会议事规则执行不严格"
    form = MergeForm(
        sent(f"into={numbered.pk}&reason=同一问题"), targets=WorkingPaper.objects.exclude(pk=draft.pk)
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["into"] == numbered


@pytest.mark.parametrize(("reckoned", "asks"), [(True, False), (False, True)])
def test_numbers_are_asked_only_while_they_do_not_agree(*, reckoned: bool, asks: bool) -> None:
    assert ("findings_count" in AdvanceForm(reckoned=reckoned).fields) == asks


def test_publishing_asks_for_day_people_and_number() -> None:
    form = PublishForm(sent("meeting_on=2026-06-08"))
    assert not form.is_valid()
    assert set(form.errors) == {"attendance", "number"}


def test_a_refusal_stands_beside_its_field_or_on_top() -> None:
    form = PublishForm(sent("meeting_on=2026-06-08&attendance=班子&number=5号"))
    assert form.is_valid()
    refuse(form, ValidationError({"number": "文号已经用过", "undertakers": "不在本组"}))
    refuse(form, ValidationError("还没有定稿"))
    assert form.errors["number"] == ["文号已经用过"]
    assert form.non_field_errors() == ["不在本组", "还没有定稿"]
