"""The words of the demo county: enough of them, all different, fitting, and the same on every run."""

from __future__ import annotations

import difflib
import itertools
import re
from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from demo.texts import county, patterns, problems
from demo.texts.slots import Filler
from demo.texts.tables import toml

YEAR = 2025
PLACEHOLDER = re.compile(r"[{}]|某某|[XxＸ×]{1,3}(?=[镇乡村局县年月])|TODO|待填|=>|\bNone\b")
INSPECTED = [one for one in county.units() if one.organization and one.covered]
OBJECTS = [*INSPECTED, *county.villages()]


def everything_said(text: problems.ProblemText) -> list[str]:
    measures = [one for shown in text.manifestations for one in shown.measures]
    return [
        text.title, text.summary, text.facts, text.basis, text.duty, text.desk,
        *(shown.text for shown in text.manifestations),
        *itertools.chain.from_iterable((m.goal, m.text, m.done, m.evidence, m.system) for m in measures),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def findings() -> dict[str, tuple[problems.ProblemText, ...]]:
    return {one.code: problems.problems(one, count=24, seed=7, year=YEAR) for one in INSPECTED}


@pytest.fixture(scope="module")
def every_pattern() -> list[tuple[county.UnitText, problems.ProblemText]]:
    """Each pattern at each of two units it suits, so that no branch of the wording stays unread."""
    return [
        (one, problems.problem(one, pattern, seed=seed, year=YEAR))
        for pattern in patterns.patterns()
        for seed, one in enumerate([o for o in OBJECTS if pattern.suits(o)][::7])
    ]


# ---------------------------------------------------------------- problems


def test_every_second_level_category_has_six_patterns_and_its_own_words() -> None:
    count = Counter(one.category for one in patterns.patterns())
    assert set(count) == set(patterns.categories())
    assert min(count.values()) >= 6
    assert len({one.topic for one in patterns.patterns()}) >= 220


def test_thirteen_hundred_findings_differ(findings: dict[str, tuple[problems.ProblemText, ...]]) -> None:
    every = [one for of in findings.values() for one in of]
    assert len(every) >= 1300
    assert len({(one.title, one.facts) for one in every}) == len(every)
    assert len({one.facts for one in every}) == len(every)


def test_titles_within_a_unit_are_not_alike(findings: dict[str, tuple[problems.ProblemText, ...]]) -> None:
    for of in findings.values():
        for a, b in itertools.combinations([one.title for one in of], 2):
            assert difflib.SequenceMatcher(None, a, b).quick_ratio() < 0.75, (a, b)


def test_same_seed_same_words_other_seed_other_words() -> None:
    unit = county.unit("D10")
    once = problems.problems(unit, count=20, seed=3, year=YEAR)
    assert once == problems.problems(unit, count=20, seed=3, year=YEAR)
    assert once != problems.problems(unit, count=20, seed=4, year=YEAR)


def test_no_slot_is_left_and_no_placeholder_is_read(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    assert {one.pattern for _, one in every_pattern} == {one.code for one in patterns.patterns()}
    for _, one in every_pattern:
        for said in everything_said(one):
            assert not PLACEHOLDER.search(said), (one.pattern, said)


def test_lengths_are_those_of_a_working_paper(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    for _, one in every_pattern:
        assert 80 <= len(one.facts) <= 200, (one.pattern, len(one.facts))
        assert 12 <= len(one.title) <= 60, (one.pattern, one.title)
        assert 30 <= len(one.summary) <= 160, (one.pattern, one.summary)
        assert re.search(r"\d", one.facts), one.pattern
        assert 1 <= len(one.manifestations) <= 3, one.pattern
        assert all(1 <= len(shown.measures) <= 3 for shown in one.manifestations), one.pattern


def test_reported_years_lie_before_the_entry(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    for _, one in every_pattern:
        years = [int(year) for year in re.findall(r"(\d{4})年", one.title + one.facts)]
        assert all(2000 < year < YEAR for year in years), (one.pattern, years)


def test_results_are_typed_and_what_came_back_is_not_more_than_was_lost(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    seen: Counter[str] = Counter()
    for _, one in every_pattern:
        for measure in (m for shown in one.manifestations for m in shown.measures):
            seen[measure.result] += 1
            assert measure.quantity > 0, (one.pattern, measure)
            assert bool(measure.system) == (measure.result == "建章立制"), (one.pattern, measure)
            if measure.result == "挽回损失" and one.amount:
                assert measure.quantity <= one.amount, (one.pattern, measure)
    assert set(seen) == set(problems.RESULTS.values())


def test_what_came_back_is_said_with_the_figure_that_is_counted(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    for _, one in every_pattern:
        for measure in (m for shown in one.manifestations for m in shown.measures):
            if measure.result in {"挽回损失", "追责问责"}:
                assert f"{measure.quantity}" in measure.done, (one.pattern, measure)


def test_measures_of_one_problem_are_not_repeated(
    findings: dict[str, tuple[problems.ProblemText, ...]],
) -> None:
    for one in itertools.chain.from_iterable(findings.values()):
        texts = [m.text for shown in one.manifestations for m in shown.measures]
        assert len(set(texts)) == len(texts), one.pattern


def test_problems_fit_the_kind_of_unit() -> None:
    collective = [one for one in patterns.patterns() if one.category == "B05"]
    assert {kind for one in collective for kind in one.fit} == {"town", "village", "agri"}
    school, hospital = county.unit("S01"), county.unit("H01")
    assert not {"A04", "B05", "B08", "C08"} & {one.category for one in patterns.suitable(hospital)} - {
        "B08",
        "C08",
    }
    assert "医德医风建设" not in {one.topic for one in patterns.suitable(school)}
    assert "工程招标投标" in {one.topic for one in patterns.suitable(county.unit("D10"))}
    assert "工程招标投标" not in {one.topic for one in patterns.suitable(county.unit("D25"))}
    for village in county.villages():
        assert all("village" in one.fit for one in patterns.suitable(village))


def test_words_are_those_of_the_unit(
    every_pattern: list[tuple[county.UnitText, problems.ProblemText]],
) -> None:
    for unit, one in every_pattern:
        said = "".join(everything_said(one))
        if unit.kind in {"school", "hospital", "soe", "town"}:
            assert "股室" not in said, (unit.code, one.pattern)
        if unit.kind == "dept":
            assert "该镇" not in said, (unit.code, one.pattern)


def test_patterns_used_before_are_left_out_on_request_and_running_out_is_said() -> None:
    unit = county.unit("T05")
    first = problems.problems(unit, count=30, seed=1, year=2022)
    used = frozenset(one.pattern for one in first)
    again = problems.problems(unit, count=30, seed=1, year=YEAR, without=used)
    assert not used & {one.pattern for one in again}
    with pytest.raises(ValueError, match="不够 500 个"):
        problems.problems(unit, count=500, seed=1, year=YEAR)


def test_findings_of_a_unit_spread_over_the_categories(
    findings: dict[str, tuple[problems.ProblemText, ...]],
) -> None:
    for of in findings.values():
        assert max(Counter(one.category for one in of).values()) <= problems.PER_CATEGORY
    focus = Counter(one.category[0] for of in findings.values() for one in of)
    assert set(focus) == set("ABCDE")
    assert focus["B"] == max(focus.values())


# ---------------------------------------------------------------- slots


def test_slot_keeps_its_value_and_sums_have_two_decimals() -> None:
    filler = Filler(Random(1), YEAR, {})
    assert len(set(re.findall(r"\d+", filler.fill("{n:3-90}、{n}、{n:5-6}")))) == 1
    assert re.fullmatch(r"\d+\.\d\d", filler.fill("{w:5-60}"))
    assert filler.number("w") == Decimal(filler.said["w"])
    assert int(filler.fill("{k:1-n}")) < int(filler.said["n"])


def test_unknown_slot_is_an_error_not_a_gap() -> None:
    with pytest.raises(KeyError):
        Filler(Random(1), YEAR, {}).fill("{nobody}")


def test_texts_hold_no_two_equal_titles() -> None:
    titles = [title for one in patterns.patterns() for title in one.titles]
    assert len(set(titles)) == len(titles)
    assert len(set(toml("phrases")["summary"])) == 4
