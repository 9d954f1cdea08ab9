"""得分与等次: one function, and what must hold of it for every sheet and all marks."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from supervision.scoring import (
    Band,
    Line,
    Marks,
    Outcome,
    Rater,
    Sheet,
    lowest,
    outcome,
    ranked,
    shares,
    wrong_with,
)
from supervision.standing import usual_lowest
from supervision.states import Way
from tests.turns import FIRST_PASS

pytestmark = FIRST_PASS  # no database is touched

D = Decimal
POINTS = st.integers(0, 400).map(lambda cents: D(cents) / 10)


@st.composite
def sheets(draw: Any) -> Sheet:
    """A sheet that can be used: weights make 100, the last band begins at 0."""
    lines = draw(
        st.lists(st.builds(Line, st.just("块"), st.just("项"), POINTS, st.sampled_from(Way)), max_size=6)
    )
    lines.append(Line("块", "项", D(40), Way.PLAIN))
    cuts = sorted(draw(st.lists(st.integers(1, 99), max_size=3, unique=True)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    edges = sorted(draw(st.lists(st.integers(1, 40), max_size=3, unique=True)), reverse=True)
    bands = [Band(f"等次{edge}", D(edge), "") for edge in (*edges, 0)]
    raters = tuple(Rater(f"主体{place}", D(weight)) for place, weight in enumerate(weights))
    return Sheet(tuple(lines), raters, ("瞒报", "抵制"), tuple(bands))


@st.composite
def marked(draw: Any) -> tuple[Sheet, dict[str, dict[str, Decimal]]]:
    """A sheet with marks from every rater, each within the most of its line."""
    sheet = draw(sheets())
    given_ = {
        str(rater): {
            str(place): line.most * draw(st.integers(0, 10)) / 10 for place, line in enumerate(sheet.lines, 1)
        }
        for rater in range(1, len(sheet.raters) + 1)
    }
    return sheet, given_


def with_mark(marks: dict[str, dict[str, Decimal]], rater: str, place: str, points: Decimal) -> Marks:
    return {**marks, rater: {**marks[rater], place: points}}


@given(marked())
def test_total_lies_between_nothing_and_the_most(case: tuple[Sheet, Marks]) -> None:
    sheet, marks = case
    assert 0 <= outcome(sheet, marks).total <= sheet.most


@given(marked(), st.data())
def test_one_point_more_counts_by_its_way_and_by_the_weight_of_who_gave_it(
    case: tuple[Sheet, dict[str, dict[str, Decimal]]], data: st.DataObject
) -> None:
    sheet, marks = case
    rater = data.draw(st.integers(1, len(sheet.raters)))
    place = data.draw(st.integers(1, len(sheet.lines)))
    line, now = sheet.lines[place - 1], marks[str(rater)][str(place)]
    before = outcome(sheet, marks)
    after = outcome(sheet, with_mark(marks, str(rater), str(place), now + 1))
    if line.way == Way.DEDUCT:
        assert after.total <= before.total
        assume(before.by_rater[rater - 1] >= 1)
    else:
        assume(sum(one for one in before.by_rater) > 0 and before.by_rater[rater - 1] > 0)
    step = after.by_rater[rater - 1] - before.by_rater[rater - 1]
    assert step == (-1 if line.way == Way.DEDUCT else 1)
    expected = sheet.raters[rater - 1].weight / 100 * step
    assert abs(after.total - before.total - expected) <= D("0.01")


@given(marked())
def test_raters_who_agree_make_that_total_whatever_their_weights(case: tuple[Sheet, Marks]) -> None:
    sheet, marks = case
    same = {str(place): marks["1"] for place in range(1, len(sheet.raters) + 1)}
    found = outcome(sheet, same)
    assert abs(found.total - found.by_rater[0]) <= D("0.005")


@given(marked())
def test_band_is_the_highest_whose_line_is_reached(case: tuple[Sheet, Marks]) -> None:
    sheet, marks = case
    found = outcome(sheet, marks)
    assert found.total >= found.band.least
    above = sheet.bands[: sheet.bands.index(found.band)]
    assert all(band.least > found.total for band in above)


@given(marked(), st.sets(st.sampled_from(["1", "2"]), min_size=1))
def test_a_veto_gives_the_lowest_band_and_leaves_the_points(
    case: tuple[Sheet, Marks], vetoes: set[str]
) -> None:
    sheet, marks = case
    found = outcome(sheet, marks, vetoes)
    assert (found.vetoed, found.band) == (True, sheet.bands[-1])
    assert found.total == outcome(sheet, marks).total
    assert not outcome(sheet, marks).vetoed
    assert outcome(sheet, marks, {"9"}) == outcome(sheet, marks)


@given(marked())
def test_every_sheet_that_is_drawn_here_can_be_used(case: tuple[Sheet, Marks]) -> None:
    assume(case[0].bands[0].least <= case[0].most)
    assert wrong_with(case[0]) == []


SHEET = Sheet(
    (
        Line("责任落实", "方案落实", D(60), Way.PLAIN),
        Line("整改成效", "问题销号", D(40), Way.PLAIN),
        Line("加分", "经验推广", D(5), Way.ADD),
        Line("扣分", "逾期", D(10), Way.DEDUCT),
    ),
    (Rater("巡察办", D(60)), Rater("督查组", D(40))),
    ("虚假整改",),
    (Band("好", D(90), "通报表扬"), Band("一般", D(60), ""), Band("差", D(0), "约谈")),
)


def found(first: list[object], second: list[object], vetoes: tuple[str, ...] = ()) -> Outcome:
    marks = {
        str(rater): {str(place): D(str(points)) for place, points in enumerate(row, 1)}
        for rater, row in enumerate((first, second), 1)
    }
    return outcome(SHEET, marks, vetoes)


@pytest.mark.parametrize(
    ("first", "second", "total", "band"),
    [
        ([60, 40, 0, 0], [60, 40, 0, 0], "100.00", "好"),
        ([60, 40, 5, 0], [60, 40, 5, 0], "105.00", "好"),
        ([50, 40, 0, 0], [60, 40, 0, 10], "90.00", "好"),
        ([50, 40, 0, 0], [60, 40, 0, "10.02"], "89.99", "一般"),
        ([50, "39.99", 0, 0], [60, 40, 0, 10], "89.99", "一般"),
        ([0, 0, 0, 10], [60, 40, 0, 0], "40.00", "差"),  # never below zero for one rater
        ([], [], "0.00", "差"),
        (["33.333", 0, 0, 0], ["33.333", 0, 0, 0], "33.33", "差"),
        (["0.005", 0, 0, 0], ["0.005", 0, 0, 0], "0.01", "差"),  # half a cent goes up
    ],
)
def test_totals_reckoned_by_hand(first: list[object], second: list[object], total: str, band: str) -> None:
    got = found(first, second)
    assert (str(got.total), got.band.name) == (total, band)


def test_full_leaves_additions_out_and_most_counts_them() -> None:
    assert (SHEET.full, SHEET.most) == (D(100), D(105))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"lines": SHEET.lines[2:]}, "至少要有一个评分项目"),
        ({"raters": SHEET.raters[:1]}, "权重合计应为 100"),
        ({"raters": ()}, "权重合计应为 100"),
        ({"bands": SHEET.bands[:2]}, "从 0 分起"),
        ({"bands": ()}, "从 0 分起"),
        ({"bands": (SHEET.bands[1], *SHEET.bands)}, "从高到低"),
        ({"bands": (SHEET.bands[0], *SHEET.bands)}, "从高到低"),
        ({"bands": (Band("特优", D("105.01"), ""), *SHEET.bands)}, "超过了能得到的最高分"),
        ({"lines": (*SHEET.lines, Line("块", "项", D("895.1"), Way.PLAIN))}, "不能超过 1000 分"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said(change: dict[str, Any], word: str) -> None:
    assert [line for line in wrong_with(replace(SHEET, **change)) if word in line]


def test_a_band_at_the_very_top_can_still_be_reached() -> None:
    top = replace(SHEET, bands=(Band("特优", D(105), ""), *SHEET.bands))
    assert wrong_with(top) == wrong_with(SHEET) == []


totals = st.lists(st.integers(0, 20).map(Decimal), max_size=12)


@given(totals)
def test_rank_counts_who_is_before(rows: list[Decimal]) -> None:
    for total, rank in zip(rows, ranked(rows), strict=True):
        assert rank == 1 + len([other for other in rows if other > total])


@given(totals, st.integers(-1, 14))
def test_lowest_are_so_many_and_their_equals(rows: list[Decimal], many: int) -> None:
    low = lowest(rows, many)
    assert len(low) >= min(max(many, 0), len(rows))
    inside = [rows[place] for place in low]
    outside = [total for place, total in enumerate(rows) if place not in low]
    assert not inside or not outside or max(inside) < min(outside)
    if inside:
        assert len([total for total in inside if total < max(inside)]) < many


def test_ranks_and_lowest_by_hand() -> None:
    rows = [D(80), D(95), D(80), D(60)]
    assert ranked(rows) == [2, 1, 2, 4]
    assert lowest(rows, 1) == {3}
    assert lowest(rows, 2) == {0, 2, 3}
    assert lowest(rows, 0) == lowest([], 3) == set()


# ---------------------------------------------------------------- 扣分情况


@given(marked())
def test_shares_add_up_to_the_total_where_no_rater_fell_below_nothing(
    case: tuple[Sheet, dict[str, dict[str, Decimal]]],
) -> None:
    sheet, marks = case
    found = shares(sheet, marks)
    assert [one.line for one in found] == list(sheet.lines)
    assert all(one.lost >= 0 and one.points >= 0 for one in found)
    plain = [one for one in found if one.line.way == Way.PLAIN]
    assert all(one.points + one.lost == one.line.most for one in plain)
    if all(points > 0 for points in outcome(sheet, marks).by_rater):
        taken = sum((one.lost for one in found if one.line.way == Way.DEDUCT), D(0))
        added = sum((one.points for one in found), D(0))
        # each line is rounded to a hundredth by itself
        assert abs(added - taken - outcome(sheet, marks).total) <= D("0.005") * (len(found) + 1)


def test_shares_of_a_line_that_nobody_marked_are_lost() -> None:
    sheet = Sheet(
        (Line("块", "项", D(40), Way.PLAIN), Line("块", "加", D(5), Way.ADD)), (Rater("办", D(100)),), (), ()
    )
    assert [(one.points, one.lost) for one in shares(sheet, {})] == [(D(0), D(40)), (D(0), D(0))]


@pytest.mark.parametrize(("units", "marked"), [(1, 1), (2, 1), (9, 3), (30, 10), (200, 10)])
def test_no_more_than_a_third_are_marked_as_the_lowest_and_at_most_ten(units: int, marked: int) -> None:
    assert usual_lowest(units) == marked
