"""延伸对象 in the ledger: which village a problem was found at, on the page, on paper, and village by village."""

import io
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from documents.paper import Work
from organizations.models import Unit
from organizations.states import UnitKind
from organizations.tests.factories import make_unit
from rectification.exports import PAPERS
from rectification.tests.factories import Mending, closed, make_fed_back, make_fixing, page, sign_in
from rounds.models import Finding

pytestmark = pytest.mark.django_db
FIRST, SECOND = "柳溪村", "石桥村"


def village(mending: Mending, name: str, *numbers: str) -> Unit:
    """Return a village of the task's town, at which the problems of these numbers were found."""
    unit = make_unit(mending.county.office, f"{mending.assignment.unit}{name}", UnitKind.VILLAGE)
    Unit.objects.filter(pk=unit.pk).update(parent=mending.assignment.unit, short=name)
    mending.assignment.extended.add(unit)
    Finding.objects.filter(assignment=mending.assignment, number__in=numbers).update(place=unit)
    return unit


def words(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(client: Client, query: str) -> list[str]:
    listing = client.get(f"{page('item_list')}?{query}").context["listing"]
    return [row.finding.number for row in listing.rows]


def test_ledger_is_narrowed_and_sorted_by_village() -> None:
    mending = make_fixing(3)
    first, second = village(mending, FIRST, "001", "002"), village(mending, SECOND)
    client = sign_in(mending, "clerk")
    assert numbers(client, f"place={first.pk}&sort=number") == ["001", "002"]
    assert numbers(client, "place=own") == ["003"]
    assert numbers(client, f"place={second.pk}") == []
    Finding.objects.filter(number="001").update(place=None)
    Finding.objects.filter(number="003").update(place=second)
    assert numbers(client, "sort=place") == ["002", "003", "001"]
    assert numbers(client, "sort=-place") == ["001", "003", "002"]
    text = words(client, f"{page('item_list')}?place={first.pk}")
    assert f"延伸对象：<b>{first}</b>" in text
    assert text.count(f'<td data-label="延伸对象">{first}</td>') == 1


def test_ledger_tells_nothing_of_villages_to_whoever_sees_none() -> None:
    mending, other = make_fixing(2), make_fixing(1, name="临川")
    found = village(mending, FIRST, "001")
    client = sign_in(other, "clerk")
    listing = client.get(page("item_list")).context["listing"]
    assert ("place" in listing.columns, "place" in listing.form.fields) == (False, False)
    asked = client.get(f"{page('item_list')}?place={found.pk}")
    assert asked.context["listing"].total == 0
    assert FIRST not in asked.content.decode()
    assert "place" in sign_in(mending, "unit_head").get(page("item_list")).context["listing"].form.fields


def test_ledger_asks_no_more_for_three_villages_than_for_one() -> None:
    mending = make_fixing(3)
    village(mending, FIRST, "001")
    client, counts = sign_in(mending, "clerk"), []
    for name, number in ((SECOND, "002"), ("白鹤村", "003")):
        client.get(page("item_list"))
        with CaptureQueriesContext(connection) as asked:
            client.get(page("item_list"))
        counts.append(len(asked))
        village(mending, name, number)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["clerk", "unit_head", "unit_liaison", "leadership"])
def test_item_page_tells_the_village_to_whoever_sees_the_item(who: str) -> None:
    mending = make_fixing(2)
    found = village(mending, FIRST, "001")
    here, plain = mending.items
    client = sign_in(mending, who)
    assert f"<dt>延伸对象</dt><dd>{found}</dd>" in words(client, page("item_detail", here))
    assert "延伸对象</dt>" not in words(client, page("item_detail", plain))


def test_claim_page_names_the_village_behind_the_problem() -> None:
    mending = make_fed_back(2)
    village(mending, FIRST, "001")
    text = words(sign_in(mending, "unit_liaison"), page("claim", mending.assignment))
    assert f"问题之1（{FIRST}）" in text
    assert "问题之2（" not in text


def test_plan_page_counts_what_is_open_and_closed_at_each_village() -> None:
    mending = make_fixing(4)
    first = village(mending, FIRST, "001", "002")
    village(mending, SECOND, "003")
    village(mending, "白鹤村")
    closed(mending, mending.items[1])
    client = sign_in(mending, "clerk")
    answer = client.get(page("plan_detail", mending.plan))
    unit = mending.assignment.unit
    assert [(line.name, line.numbers) for line in answer.context["spread"]] == [
        ("被巡察单位本身", (1, 1, 0)),
        (f"{unit}{FIRST}", (2, 1, 1)),
        (f"{unit}{SECOND}", (1, 1, 0)),
    ]
    text = answer.content.decode()
    assert f"问题之1（{FIRST}）</a>" in text
    for key, total in ((first.pk, 2), ("own", 1)):
        query = f"assignment={mending.assignment.pk}&amp;place={key}"
        assert f'<a href="{page("item_list")}?{query}">{total}</a>' in text
        assert len(numbers(client, query.replace("&amp;", "&"))) == total


def test_plan_page_has_no_table_where_every_problem_is_the_units_own() -> None:
    mending = make_fixing(2)
    village(mending, FIRST)
    assert "各延伸对象" not in words(sign_in(mending, "clerk"), page("plan_detail", mending.plan))


def test_ledger_on_paper_has_a_column_of_villages(tmp_path: Path) -> None:
    mending = make_fixing(2)
    found = village(mending, FIRST, "002")
    work = Work(mending.by("clerk"), {"query": "sort=number"}, "20261123-001", tmp_path, lambda *_: None)
    made = PAPERS["rectification.ledger"].build(work)
    sheet = load_workbook(io.BytesIO(made.path.read_bytes())).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if row[0] == "序号")
    place = heads.index("延伸对象")
    assert [row[place] for row in rows if isinstance(row[0], int)] == [None, found.name]
    only = Work(work.by, {"query": f"place={found.pk}"}, "20261123-002", tmp_path, lambda *_: None)
    assert len(PAPERS["rectification.ledger"].build(only).ids) == 1
