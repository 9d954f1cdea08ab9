"""The glossary: every term of the code stands in it, and no Chinese term stands for two things."""

import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from accounts.matrix import matrix
from dashboards.glossary import Row, acts, deeds, glossary, spoken, states, table, things

PAGE = (Path(settings.BASE_DIR) / "docs" / "glossary.md").read_text(encoding="utf-8")
CHINESE = re.compile(r"[一-鿿]")
AGAIN = "run `manage.py glossary --write`"


def missing(rows: list[Row]) -> list[Row]:
    return [row for row in rows if f"| {row[0]} | {row[1]} |" not in PAGE]


def test_every_model_stands_in_the_glossary() -> None:
    assert len(things()) > 50
    assert missing(things()) == [], AGAIN


def test_every_state_stands_in_the_glossary() -> None:
    found = states()
    assert {"finding state", "item state", "clue state", "round state"} <= {name for name, _, _ in found}
    assert [name for name, place, _ in found if f"### {name} — {place}" not in PAGE] == [], AGAIN
    assert [row for _, _, rows in found for row in missing(rows)] == [], AGAIN


def test_every_act_stands_in_the_glossary() -> None:
    assert len(acts()) == len(matrix())
    assert missing(acts()) == [], AGAIN


def test_a_term_stands_for_one_thing_and_a_thing_has_one_word() -> None:
    for place in (0, 1):
        many = Counter(row[place] for row in things())
        assert [word for word, count in many.items() if count > 1] == []
    assert [row for row in things() if not CHINESE.match(row[0])] == []
    for name, _, rows in states():
        labels = [label for label, _, _ in rows]
        assert len(set(labels)) == len(labels), name
        assert all(CHINESE.search(label) for label in labels), name


def test_operations_are_listed_under_the_offices_word() -> None:
    words = {(word, english) for word, english, _ in deeds()}
    assert {("登记线索", "register clue"), ("移交", "hand over")} <= words
    assert len(words) > 150


@pytest.mark.parametrize(
    ("name", "words"), [("MonthlyReport", "monthly report"), ("publish_feedback", "publish feedback")]
)
def test_names_are_said_as_words(name: str, words: str) -> None:
    assert spoken(name) == words


def test_a_table_keeps_to_its_heads() -> None:
    assert table([("甲", "a", "x")], "Chinese", "English") == "| Chinese | English |\n|---|---|\n| 甲 | a |\n"


def test_the_command_prints_the_page() -> None:
    told = StringIO()
    call_command("glossary", stdout=told)
    assert told.getvalue().rstrip() == glossary().rstrip()
