"""The words of the demo county: enough of them, all different, fitting, and the same on every run."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import json
import re
from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from demo.texts import checklist, clues, county, patterns, problems, referrals, remarks
from demo.texts.slots import Filler
from demo.texts.tables import DATA, rows, toml

YEAR = 2025
AS_OF = dt.date(2026, 11, 23)
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


# ---------------------------------------------------------------- the county


def test_county_has_about_sixty_units_and_reasons_for_what_is_left_out() -> None:
    kinds = Counter(one.kind for one in county.units())
    assert len(county.units()) >= 60
    assert len(INSPECTED) >= 50
    assert kinds["town"] == 16
    assert kinds["vertical"] == 4
    assert all(one.reason for one in county.units() if not one.covered)
    assert all(one.reason for one in county.units() if not one.organization)


def test_one_party_organisation_leads_two_departments() -> None:
    doubled = [one for one in county.organizations() if len(one.units) > 1]
    assert [one.units for one in doubled] == [("D13", "D14")]
    assert county.unit("D14").words["org"] == county.unit("D13").words["org"] == "县农业农村局党组"


def test_units_name_their_party_bodies_rightly() -> None:
    assert county.unit("T12").words["self"] == "该乡"
    assert county.unit("D17").words["meeting"] == "党委会"
    assert county.unit("S04").words["leader"] == "党总支书记"
    assert county.unit("T03-01").words["org"] == "石燕村党支部"


def test_villages_are_extended_objects_of_two_towns() -> None:
    assert Counter(one.town for one in county.villages()) == {"T03": 14, "T05": 11}
    assert all(len(one.villages) >= 6 for one in county.units() if one.kind == "town")


def test_offices_stand_one_above_the_other() -> None:
    levels = {one.code: (one.level, one.parent) for one in county.offices()}
    assert levels["X01"] == ("county", "X00")
    assert levels["X00"] == ("city", "")


def test_people_are_many_and_nobody_is_there_twice() -> None:
    names = [one.name for one in county.people()]
    names += [one.name for one in county.leaders()] + [row["name"] for row in rows("subjects")]
    assert len(county.people()) >= 200
    assert len(set(names)) == len(names)
    assert {"单", "解", "仇"} <= {name[0] for name in names}
    assert len({name[0] for name in names}) >= 100
    assert all(2 <= len(name) <= 4 for name in names)


def test_people_are_of_working_age_and_live_in_the_county_s_tables() -> None:
    homes = {one.code for one in county.units()} | {one.code for one in county.bodies()}
    homes |= {one.code for one in county.offices()}
    for one in county.people():
        assert 25 <= AS_OF.year - int(one.born[:4]) <= 60, one
        assert one.unit in homes, one
        assert one.sex in {"男", "女"}, one
        assert 1 <= int(one.born[5:]) <= 12, one


def test_talent_pool_has_the_published_figures() -> None:
    published = json.loads((DATA / "reference_cases.json").read_text(encoding="utf-8"))["nanzhang"][
        "talent_pool"
    ]
    first = Counter(one.pool == "骨干" for one in county.pool("1"))
    second = Counter(one.pool == "骨干" for one in county.pool("2"))
    assert first == {
        False: published["leaders_and_deputies_at_start"],
        True: published["inspectors_at_start"],
    }
    assert second == {False: published["leaders_and_deputies_added"], True: published["backbone_added"]}
    assert len(county.pool()) - published["removed_as_unfit"] == published["in_pool_after"]
    assert len({one.expertise for one in county.pool()}) == 8


def test_heads_follow_each_other_without_gap_or_overlap() -> None:
    held: dict[str, list[county.TenureText]] = {}
    for one in county.tenures(AS_OF):
        held.setdefault(one.unit, []).append(one)
    assert set(held) == {one.code for one in county.units()}
    assert sum(len(of) > 1 for of in held.values()) >= 20
    for of in held.values():
        secretaries = sorted((one for one in of if one.until or one.is_secretary), key=lambda one: one.since)
        assert all(a.until == b.since for a, b in itertools.pairwise(secretaries))
        assert all(one.since < AS_OF for one in of)


def test_tenures_move_with_the_day_they_are_reckoned_from() -> None:
    earlier = county.tenures(dt.date(2025, 11, 23))
    assert [one.since.year for one in earlier] == [one.since.year - 1 for one in county.tenures(AS_OF)]


def test_department_whose_head_is_not_the_secretary() -> None:
    heads = [one for one in county.tenures(AS_OF) if one.unit == "D03" and one.until is None]
    assert Counter(one.is_secretary for one in heads) == {True: 1, False: 1}


def test_career_ends_at_home_and_has_no_gap() -> None:
    for one in county.pool()[::9]:
        steps = county.career(one, AS_OF)
        assert (steps[-1].unit, steps[-1].post, steps[-1].until) == (one.unit, one.post, None)
        assert all(
            a.until and a.until + dt.timedelta(days=1) == b.since for a, b in itertools.pairwise(steps)
        )
        assert steps == county.career(one, AS_OF)


def test_every_inspected_unit_answers_to_one_county_leader() -> None:
    answering = Counter(code for one in county.leaders() for code in one.units)
    assert answering == dict.fromkeys((one.code for one in INSPECTED), 1)


def test_receiving_bodies_are_the_ones_the_papers_name() -> None:
    names = {one.short for one in county.bodies()}
    assert {
        "县纪委监委",
        "县委组织部",
        "县委宣传部",
        "县财政局",
        "县审计局",
        "县信访局",
        "县委督查组",
    } <= names


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


# ---------------------------------------------------------------- clues


@pytest.fixture(scope="module")
def reported() -> tuple[clues.ClueText, ...]:
    plan = [clues.CluePlan(INSPECTED[n % len(INSPECTED)], 2022 + n % 4, n < 90) for n in range(140)]
    return clues.clues(plan, seed=5)


def test_clues_are_enough_and_each_names_another_person(reported: tuple[clues.ClueText, ...]) -> None:
    assert len({one.subject for one in reported}) == 140
    assert len({one.text for one in reported}) == 140
    assert sum(one.key for one in reported) == 90
    assert {one.nature for one in reported} == {"P1", "P2", "P3", "P4", "P5", "P6"}
    assert not {one.subject for one in reported} & {one.name for one in county.people()}


def test_clue_texts_are_whole_and_plausible(reported: tuple[clues.ClueText, ...]) -> None:
    for one in reported:
        assert one.subject in one.title
        assert one.subject in one.text
        assert one.post in one.title
        assert not PLACEHOLDER.search(one.title + one.text), one
        assert 70 <= len(one.text) <= 180, (len(one.text), one.text)


def test_clues_are_the_same_again(reported: tuple[clues.ClueText, ...]) -> None:
    plan = [clues.CluePlan(INSPECTED[n % len(INSPECTED)], 2022 + n % 4, n < 90) for n in range(140)]
    assert clues.clues(plan, seed=5) == reported
    assert clues.clues(plan, seed=6) != reported


def test_more_clues_than_people_is_refused() -> None:
    with pytest.raises(ValueError, match="被反映人"):
        clues.clues([clues.CluePlan(INSPECTED[0], YEAR, key=True)] * 1000, seed=1)


def test_disposals_and_outcomes_speak_of_the_person(reported: tuple[clues.ClueText, ...]) -> None:
    for one in reported[:30]:
        said = [clues.opinion(kind, one, seed=1) for kind in ("拟办意见", "退回补充", "改派", "暂存", "并案")]
        said += [
            clues.disposal(kind, one, seed=1) for kind in ("谈话函询", "初步核实", "暂存待查", "予以了结")
        ]
        said += [clues.outcome(kind, one, seed=1) for kind in ("留置", "移送", "了结")]
        assert not [text for text in said if PLACEHOLDER.search(text)]
        assert one.subject in clues.outcome("立案", one, seed=1)
        assert one.subject in clues.outcome("党纪处分", one, seed=1)


# ---------------------------------------------------------------- remarks, referrals, dictionaries


@pytest.mark.parametrize("kind", list(remarks.Remark))
def test_remarks_of_every_kind_are_whole_and_fit_the_unit(kind: remarks.Remark) -> None:
    for unit, seed in itertools.product((None, *OBJECTS[::8]), range(6)):
        said = remarks.remark(kind, seed=seed, year=YEAR, unit=unit, topic="公务接待")
        assert not PLACEHOLDER.search(said)
        assert not said.startswith("@")
        assert said == remarks.remark(kind, seed=seed, year=YEAR, unit=unit, topic="公务接待")
    assert len(set(remarks.remarks(kind))) == len(remarks.remarks(kind)) >= 3


def test_remarks_of_villages_are_not_made_to_a_hospital() -> None:
    hospital = county.unit("H01")
    said = {remarks.remark(remarks.Remark.IMMEDIATE, seed=n, year=YEAR, unit=hospital) for n in range(60)}
    assert not [text for text in said if "村民" in text or "山塘" in text]
    assert [text for text in said if "急诊通道" in text]


def test_progress_of_each_month_has_its_own_words() -> None:
    unit = county.unit("D11")
    said = [
        {remarks.progress(month, seed=n, year=YEAR, unit=unit, topic="公务接待") for n in range(12)}
        for month in range(1, 7)
    ]
    assert all(len(words) >= 3 for words in said)
    assert not said[0] & said[5]
    later = remarks.progress(9, seed=1, year=YEAR, unit=unit, topic="公务接待")
    assert not PLACEHOLDER.search(later)


def test_meetings_and_instructions_number_as_published() -> None:
    published = json.loads((DATA / "reference_cases.json").read_text(encoding="utf-8"))["nanzhang"]
    held = Counter(one.kind for one in remarks.meetings())
    assert held == {
        "书记专题会": published["secretary_special_meetings"],
        "常委会": published["standing_committee_meetings"],
        "领导小组会": published["leading_group_meetings"],
    }
    assert len(set(remarks.instructions())) == published["secretary_instructions"]
    assert len({one.title for one in remarks.meetings()}) == 24


@pytest.mark.parametrize(("body", "count"), [("organization", 68), ("finance", 13)])
def test_referrals_number_as_published_and_never_to_oneself(body: str, count: int) -> None:
    made = referrals.referrals(body, county.units(), count=count, seed=2, year=YEAR)  # type: ignore[arg-type] # the two names are typed literals
    assert len({one.title for one in made}) == count
    covered = {one.code for one in INSPECTED}
    assert all(one.unit in covered and not PLACEHOLDER.search(one.title + one.problem) for one in made)
    if body == "finance":
        assert "D07" not in {one.unit for one in made}


def test_systems_have_distinct_titles_over_all_units() -> None:
    made = referrals.systems(INSPECTED, count=146, seed=2)
    assert len({one.title for one in made}) == 146
    assert {one.unit for one in made} == {one.code for one in INSPECTED}
    assert 0 < sum(one.revised for one in made) < 146
    assert not [one.title for one in made if "管理管理" in one.title or "制度制度" in one.title]


def test_checklist_and_schemes() -> None:
    listed = checklist.checklist()
    assert (len({one.category for one in listed}), len(listed)) == (5, 23)
    assert [one.number for one in listed] == list(range(1, 24))
    assert len([one for one in checklist.schemes() if one.scheme == "六类问题"]) == 6
    classes = {one.code for one in checklist.schemes() if one.scheme == "六类问题"}
    assert {checklist.six_class_of(code) for code in patterns.categories()} == classes


def test_sources_of_copied_files_are_named() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert "taxonomy.csv" in readme
    assert "reference_cases.json" in readme
    assert (
        json.loads((DATA / "reference_cases.json").read_text(encoding="utf-8"))["note"].split(".")[0]
        in readme
    )


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
