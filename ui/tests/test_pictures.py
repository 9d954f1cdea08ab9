"""Charts, stage bars, the trail: facts in, words and places out."""

import datetime as dt
import json
import re
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group
from django.template import Context, Template

from ui.charts import Chart, Figure, Mark, Series
from ui.stages import Bar, Row, StageChart

CHART = Chart(
    "by-unit",
    "三家占一半",
    "stacked",
    ["水利局", "教育局"],
    [Series("逾期", [Mark(3, "/late/"), Mark(0)], "late"), Series("按期", [Mark(5), Mark(None)], "done")],
    unit="个",
    meaning="未销号",
)
STAGES = StageChart(
    [
        Row(
            "县水利局",
            [
                Bar("进驻", dt.date(2026, 3, 1), dt.date(2026, 4, 30)),
                Bar("报告", dt.date(2026, 5, 1), dt.date(2026, 5, 1), "late"),
            ],
            "/a/",
        )
    ],
    today=dt.date(2026, 5, 31),
)


def rendered(text: str, **context: Any) -> str:
    return Template(text).render(Context(context))


def test_a_chart_carries_its_facts_and_the_table_behind_it() -> None:
    text = rendered("{% chart c %}", c=CHART)
    found = re.search(r'id="chart-by-unit-data" type="application/json">(.*?)</script>', text)
    assert found
    spec = json.loads(found[1])
    assert spec["series"][0] == {
        "name": "逾期",
        "tone": "late",
        "data": [{"value": 3, "url": "/late/"}, {"value": 0, "url": ""}],
    }
    assert '<a href="/late/">3</a>' in text
    assert "口径：未销号" in text
    assert "None" not in text


def test_a_figure_without_rows_has_no_link() -> None:
    assert "<a" not in rendered("{% figure f %}", f=Figure("线索", "90", "件"))
    assert '<a href="/r/">90</a>' in rendered("{% figure f %}", f=Figure("线索", "90", "件", url="/r/"))


def test_bars_lie_on_one_scale_of_whole_months() -> None:
    assert (STAGES.begins, STAGES.ends) == (dt.date(2026, 3, 1), dt.date(2026, 6, 1))
    assert [month.label for month in STAGES.months] == ["2026年3月", "4月", "5月"]
    (row, (field, report)) = STAGES.placed[0]
    assert row.label == "县水利局"
    assert field.left == 0
    assert round(field.width + field.left, 2) == round(report.left, 2)
    assert STAGES.today_x == "98.91%"


def test_stage_bars_are_drawn_with_words_for_who_cannot_see_them() -> None:
    text = rendered("{% stages c %}", c=STAGES)
    assert "进驻 2026-03-01 至 2026-04-30" in text
    assert "bar-late" in text
    assert "style=" not in text


def entry(**rest: Any) -> SimpleNamespace:
    usual = {
        "at": dt.datetime(2026, 5, 6, 6, 3, tzinfo=dt.UTC),
        "user": "周敏",
        "act": "rect.close:P",
        "from_state": "",
        "to_state": "",
        "reason": "",
        "acting_for": "",
        "get_kind_display": lambda: "流转",
    }
    return SimpleNamespace(**{**usual, **rest})


def test_the_timeline_says_who_when_why_and_for_whom() -> None:
    entries = [entry(reason="材料齐全", acting_for="何志远")]
    text = rendered("{% timeline entries %}", entries=entries, act_name=lambda _: "销号审批")
    for words in ("周敏", "2026-05-06 14:03", "材料齐全", "代录 · 何志远", "销号审批"):
        assert words in text


def test_an_act_without_a_word_shows_its_kind_never_its_code() -> None:
    assert "rect.close" not in rendered("{% timeline entries %}", entries=[entry()])
    text = rendered("{% timeline entries %}", entries=[entry()], act_name=lambda act: act)
    assert "rect.close" not in text
    assert "流转" in text


def test_a_record_without_history_says_so() -> None:
    assert "还没有办理记录" in rendered("{% timeline entries %}", entries=[])


def test_an_edit_names_the_fields_it_touched_in_their_words() -> None:
    edited = entry(facts={"fields": ["name", "gone"]}, get_kind_display=lambda: "修改")
    text = rendered("{% timeline entries record %}", entries=[edited], record=Group(name="甲"))
    assert f"修改了{Group._meta.get_field('name').verbose_name}" in text
    assert "gone" not in text
