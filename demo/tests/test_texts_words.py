"""Clues, remarks, referrals and dictionaries of the demo county."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter

import pytest

from demo.texts import checklist, clues, county, patterns, referrals, remarks
from demo.texts.tables import DATA

YEAR = 2025
PLACEHOLDER = re.compile(r"[{}]|某某|[XxＸ×]{1,3}(?=[镇乡村局县年月])|TODO|待填|=>|\bNone\b")
INSPECTED = [one for one in county.units() if one.organization and one.covered]
OBJECTS = [*INSPECTED, *county.villages()]


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
