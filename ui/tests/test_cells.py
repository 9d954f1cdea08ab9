"""Cells draw what the tags of the templates draw, and escape what they show."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template

from ui import cells
from ui.drawn import draw

HOSTILE = '<b onclick="x">&\'</b>'
SAFE = "&lt;b onclick=&quot;x&quot;&gt;&amp;&#x27;&lt;/b&gt;"
TODAY = dt.date(2026, 5, 6)


@pytest.mark.parametrize(
    "cell", [cells.plain("name"), cells.link("name", "documents:job_show"), cells.plain("unit.name")]
)
def test_a_cell_escapes_its_value(cell: Any) -> None:
    row = SimpleNamespace(pk=1, name=HOSTILE, unit=SimpleNamespace(name=HOSTILE))
    drawn = cell(row)
    assert SAFE in drawn
    assert "<b" not in drawn


@pytest.mark.parametrize("days", [-3, 0, 4, 40, None])
def test_a_due_day_is_drawn_as_the_tag_draws_it(days: int | None) -> None:
    on = None if days is None else TODAY + dt.timedelta(days=days)
    template = Template("{% due on today %}")
    assert template.render(Context({"on": on, "today": TODAY})) == cells.due(on, TODAY)


def test_marks_stand_only_where_the_field_says_so() -> None:
    cell = cells.marks(("focus", "重点", "late"), ("common", "共性", "going"))
    drawn = cell(SimpleNamespace(focus=False, common=True))
    assert drawn == '<span class="tone tone-going">共性</span>'


def test_a_row_names_each_column_for_the_phone() -> None:
    drawn = cells.row_of([("编号", ' class="narrow"', cells.plain("number"))], SimpleNamespace(number="1-2"))
    assert drawn == '<td class="narrow" data-label="编号">1-2</td>'


def test_a_part_is_drawn_anew_only_when_what_it_shows_differs() -> None:
    def shown(head: Any, told: str) -> str:
        return draw("components/head.html", ("head", told), {"head": head})

    first = shown(SimpleNamespace(label="编号"), "编号")
    assert shown(SimpleNamespace(label="别的"), "编号") == first
    assert "别的" in shown(SimpleNamespace(label="别的"), "别的")


def test_a_kept_part_carries_the_form_token_of_the_reader() -> None:
    frame = SimpleNamespace(sign_out_url="/out", person="周敏")
    parts = [draw("components/person.html", "周敏", {"frame": frame}, token) for token in ("one", "two")]
    assert parts[0] != parts[1]
    assert 'value="two"' in parts[1]
