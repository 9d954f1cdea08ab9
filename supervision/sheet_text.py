"""评估打分表 as it is typed: one line for each row, parts divided by ｜ or by tabs, as Excel pastes them."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from supervision.scoring import Band, Line, Rater, Sheet
from supervision.states import Way

DIVIDER = re.compile(r"[|｜\t]")
WAYS = {way.label: way for way in Way}
LINES = "板块｜评分项目｜分值｜得分、加分或扣分（不写为得分）"
RATERS = "评分主体｜权重"
BANDS = "等次｜最低分｜结果运用"
BAND_NAME, CONSEQUENCE = 40, 200  # so many characters: an assessment keeps both
Rows = Iterator[tuple[int, list[str]]]


def read_sheet(lines: str, raters: str, vetoes: str, bands: str) -> Sheet:
    """Return the sheet that the texts say.

    Raises:
        ValidationError: by field: which line cannot be read, and how it should look.
    """
    return Sheet(
        tuple(_line(place, parts) for place, parts in _rows(lines)),
        tuple(_rater(place, parts) for place, parts in _rows(raters)),
        tuple(line.strip() for line in vetoes.splitlines() if line.strip()),
        tuple(_band(place, parts) for place, parts in _rows(bands)),
    )


def _rows(text: str) -> Rows:
    for place, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield place, [part.strip() for part in DIVIDER.split(line)]


def _line(place: int, parts: list[str]) -> Line:
    block, text, most, word = _parts(parts, 4, 3, "lines", place, LINES)
    if word and word not in WAYS:
        raise _unreadable("lines", place, LINES)
    return Line(block, text, _number(most, "lines", place, LINES), WAYS.get(word, Way.PLAIN))


def _rater(place: int, parts: list[str]) -> Rater:
    name, weight = _parts(parts, 2, 2, "raters", place, RATERS)
    return Rater(name, _number(weight, "raters", place, RATERS))


def _band(place: int, parts: list[str]) -> Band:
    name, least, consequence = _parts(parts, 3, 2, "bands", place, BANDS)
    if len(name) > BAND_NAME or len(consequence) > CONSEQUENCE:
        raise ValidationError(
            {"bands": f"第 {place} 行太长：等次不超过 {BAND_NAME} 个字，结果运用不超过 {CONSEQUENCE} 个字。"}
        )
    return Band(name, _number(least, "bands", place, BANDS), consequence)


def _parts(parts: list[str], many: int, needed: int, field: str, place: int, form: str) -> list[str]:
    """Return as many parts as the row has, empty ones where it may leave them out."""
    if len(parts) > many or not all(parts[:needed]) or len(parts) < needed:
        raise _unreadable(field, place, form)
    return parts + [""] * (many - len(parts))


def _number(text: str, field: str, place: int, form: str) -> Decimal:
    try:
        found = Decimal(text.removesuffix("分").removesuffix("%").removesuffix("％"))
    except InvalidOperation:
        raise _unreadable(field, place, form) from None
    if not found.is_finite() or found < 0 or found > 1000:
        raise ValidationError({field: f"第 {place} 行的数字应在 0 到 1000 之间。"})
    return found


def _unreadable(field: str, place: int, form: str) -> ValidationError:
    return ValidationError({field: f"第 {place} 行看不懂。每行写作：{form}"})
