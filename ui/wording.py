"""Dates, sums and spans as the office writes them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from ui.tones import Tone

SOON_DAYS = 10
NOTHING = "—"


def local_day(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(value) if isinstance(value, dt.datetime) else value


def cn_date(value: dt.date | dt.datetime | None) -> str:
    """2026年5月6日."""
    if value is None:
        return NOTHING
    day = local_day(value)
    return f"{day.year}年{day.month}月{day.day}日"


def cn_time(value: dt.datetime | None) -> str:
    """2026年5月6日 14:03."""
    if value is None:
        return NOTHING
    return f"{cn_date(value)} {timezone.localtime(value):%H:%M}"


def day(value: dt.date | dt.datetime | None) -> str:
    """2026-05-06, for tables."""
    return NOTHING if value is None else f"{local_day(value):%Y-%m-%d}"


def money(value: Decimal | float | str | None, unit: str = "万元") -> str:
    """1,234.5 万元."""
    if value is None or value == "":
        return NOTHING
    return f"{number(value)} {unit}"


def number(value: Decimal | float | str) -> str:
    """1,234.5: grouped, at most two decimals, none that say nothing."""
    try:
        text = f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Due:
    """How far a due date lies from today, in words and tone."""

    on: dt.date
    words: str
    tone: Tone


def due(date: dt.date | dt.datetime, today: dt.date) -> Due:
    on = local_day(date)
    left = (on - today).days
    if left < 0:
        return Due(on, f"逾期 {-left} 天", Tone.LATE)
    if left == 0:
        return Due(on, "今天到期", Tone.SOON)
    return Due(on, f"还有 {left} 天", Tone.SOON if left <= SOON_DAYS else Tone.IDLE)
