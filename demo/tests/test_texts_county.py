"""The people and places of the demo county: complete, consistent, fictional."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter

from demo.texts import county
from demo.texts.tables import DATA, rows

AS_OF = dt.date(2026, 11, 23)
INSPECTED = [one for one in county.units() if one.organization and one.covered]


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
