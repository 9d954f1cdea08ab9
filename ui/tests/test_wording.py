"""Words for dates, sums, states: always a word, never a code."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from ui import wording
from ui.tones import Tone, tone_of, tone_of_label

TODAY = dt.date(2026, 5, 6)


def rendered(text: str, **context: object) -> str:
    return Template(text).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-5, "逾期 5 天", Tone.LATE),
        (-1, "逾期 1 天", Tone.LATE),
        (0, "今天到期", Tone.SOON),
        (3, "还有 3 天", Tone.SOON),
        (10, "还有 10 天", Tone.SOON),
        (11, "还有 11 天", Tone.IDLE),
    ],
)
def test_due_says_how_far(days: int, words: str, tone: Tone) -> None:
    left = wording.due(TODAY + dt.timedelta(days=days), TODAY)
    assert (left.words, left.tone) == (words, tone)


def test_an_instant_late_in_the_utc_day_belongs_to_the_local_next_day() -> None:
    at = dt.datetime(2026, 5, 6, 17, 30, tzinfo=dt.UTC)
    assert wording.cn_date(at) == "2026年5月7日"
    assert wording.cn_time(at) == "2026年5月7日 01:30"
    assert wording.due(at, TODAY).words == "还有 1 天"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("1234.50"), "1,234.5 万元"),
        (Decimal(0), "0 万元"),
        (Decimal("0.004"), "0 万元"),
        (Decimal(100), "100 万元"),
        (38.6, "38.6 万元"),
        (None, "—"),
        ("", "—"),
        ("约三十", "约三十 万元"),
    ],
)
def test_money_is_grouped_and_ends_with_its_unit(value: object, words: str) -> None:
    assert wording.money(value) == words  # type: ignore[arg-type]


def test_nothing_is_shown_as_a_dash_never_as_none() -> None:
    text = rendered("{% cn_date x %}{% cn_time x %}{% day x %}{% text x %}{% money x %}", x=None)
    assert text == "—————"


def test_text_keeps_a_zero() -> None:
    assert rendered("{% text x %}", x=0) == "0"


def test_due_takes_today_from_the_actor_of_the_request() -> None:
    request = RequestFactory().get("/")
    request.actor = type("Actor", (), {"on": TODAY})()  # type: ignore[attr-defined]
    text = rendered("{% due d %}", d=dt.date(2026, 5, 1), request=request)
    assert "逾期 5 天" in text
    assert "due-late" in text


def test_due_takes_the_day_it_is_given() -> None:
    assert "还有 2 天" in rendered("{% due d on %}", d=dt.date(2026, 5, 8), on=TODAY)
    assert "未定时限" in rendered("{% due d on %}", d=None, on=TODAY)


@pytest.mark.parametrize(
    ("label", "tone"),
    [
        ("已销号", Tone.DONE),
        ("申请销号", Tone.GOING),
        ("撤销销号", Tone.RETURNED),
        ("联审退回", Tone.RETURNED),
        ("待认领", Tone.IDLE),
        ("草稿", Tone.IDLE),
        ("整改中", Tone.GOING),
        ("组长审签", Tone.GOING),
        ("未完成", Tone.IDLE),
        ("基本完成", Tone.GOING),
        ("已完成", Tone.DONE),
        ("已归档", Tone.DONE),
        ("暂停", Tone.SOON),
        ("不予认定", Tone.RETURNED),
        ("已认定", Tone.DONE),
        ("待批准", Tone.IDLE),
        ("报批中", Tone.GOING),
        ("已签收", Tone.GOING),
        ("已撤回", Tone.IDLE),
    ],
)
def test_a_label_suggests_its_tone(label: str, tone: Tone) -> None:
    assert tone_of_label(label) == tone


class Record:
    """As a record with a state looks to a tag."""

    state = "closed"

    def get_state_display(self) -> str:
        return "<已>销号"


def test_badge_shows_the_label_escaped_never_the_code() -> None:
    assert rendered("{% badge r %}", r=Record()) == '<span class="tone tone-done">&lt;已&gt;销号</span>'


def test_a_kind_is_grey_where_a_state_would_be_under_way() -> None:
    assert tone_of_label("常规巡察", Tone.IDLE) == Tone.IDLE
    assert tone_of_label("已反馈") == Tone.GOING


def test_a_model_may_name_the_tone_itself() -> None:
    class Named(Record):
        TONES = {"closed": "late"}

    assert tone_of(Named()) == Tone.LATE  # type: ignore[arg-type]
