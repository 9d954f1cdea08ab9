"""Style sheets: readable for everyone, known names only, nothing that an older Chromium lacks."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text()))
SHEETS = sorted(CSS.glob("*.css"))
ON_PAPER = ["ink", "ink-soft", "ink-quiet", "link", "link-dark", "red"]
TONES = ["done", "going", "soon", "late", "idle", "returned"]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str) -> float:
    dark, light = sorted([luminance(TOKENS[ink]), luminance(TOKENS[ground])])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["paper", "desk", "shade"])
@pytest.mark.parametrize("ink", ON_PAPER)
def test_words_on_paper_and_desk_meet_aa(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_words_in_a_tone_meet_aa(tone: str, ground: str) -> None:
    assert contrast(f"tone-{tone}-ink", ground if ground == "paper" else f"tone-{tone}-wash") >= 4.5


def test_white_on_red_meets_aa() -> None:
    assert contrast("paper", "red") >= 4.5


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_names_that_exist_are_used(sheet: Path) -> None:
    used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text()))
    assert {name for name in used if not name.startswith("bs-")} <= TOKENS.keys()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_nothing_newer_than_chromium_86(sheet: Path) -> None:
    text = sheet.read_text()
    newer = r"@layer|@container|:has\(|:is\(|:where\(|color-mix|aspect-ratio|\binset\s*:|\d[dsl]v[hw]\b|accent-color|text-wrap|&[\s.:]"
    assert not re.search(newer, text)
    assert not re.search(r"https?:|@import", text)


@pytest.mark.parametrize(
    "sheet", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name
)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    text = sheet.read_text()
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", text)) <= {"#fff", "#000", "#999"}


@pytest.mark.parametrize("script", sorted((CSS.parent / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_write_no_markup_and_run_no_text(script: Path) -> None:
    text = script.read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(.style",
        text,
    )
    assert not re.search(r"https?://", text)
