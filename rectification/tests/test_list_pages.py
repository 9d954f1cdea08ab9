"""The long lists: as many questions for many rows as for few, and a way to narrow each of them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.models import Job
from documents.states import JobState
from rectification.models import Draw, Item, MonthlySummary, UnitPaper
from rectification.states import ItemState
from rectification.states.unit_paper import UnitPaperKind
from rectification.tests.factories import (
    DAY,
    Mending,
    ask_extension,
    checked,
    claim_result,
    closed,
    draw,
    make_fixing,
    page,
    sign_in,
    sum_up,
    today,
)
from rectification.tests.factories_transfer import make_successor, transferred
from rounds.tests.factories import make_assignment, make_team

pytestmark = pytest.mark.django_db
MANY = 5


def extensions(mending: Mending, items: list[Item]) -> None:
    for item in items:
        ask_extension(mending, item)


def results(mending: Mending, items: list[Item]) -> None:
    for item in items:
        claim_result(mending, item)


def papers(mending: Mending, items: list[Item]) -> None:
    for _ in items:
        number = 30 + UnitPaper.objects.count()
        told = make_assignment(make_team(mending.county.round, number), mending.assignment.unit)
        UnitPaper.objects.create(assignment=told, kind=UnitPaperKind.HEAD)


def summaries(mending: Mending, items: list[Item]) -> None:
    for _ in items:
        Job.objects.update(state=JobState.DONE)
        MonthlySummary.objects.update(ordered_at=timezone.now() - DAY)
        sum_up(mending)
    MonthlySummary.objects.update(ordered_at=timezone.now())


@pytest.mark.parametrize(
    ("name", "add", "there"),
    [
        ("extension_list", extensions, 0),
        ("result_list", results, 0),
        ("unit_paper_list", papers, 2),
        ("summary_list", summaries, 0),
    ],
)
def test_list_asks_a_constant_number_of_questions(
    name: str, add: Callable[[Mending, list[Item]], None], there: int
) -> None:
    mending = make_fixing(1 + MANY)
    first, *rest = mending.items
    client, counts, total = sign_in(mending, "clerk"), [], 0
    for lot in ([first], rest):
        add(mending, lot)
        client.get(page(name))  # what is remembered while nobody acts is looked up
        with CaptureQueriesContext(connection) as asked:
            total = client.get(page(name)).context["listing"].total
        counts.append(len(asked))
    assert (total, counts[0]) == (there + 1 + MANY, counts[1])


def test_choices_of_a_long_list_are_asked_for_once_while_nobody_acts() -> None:
    mending = make_fixing(1)
    ask_extension(mending)
    client = sign_in(mending, "clerk")
    client.get(page("extension_list"))
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(page("plan_list")).content.decode()
    assert f">{mending.assignment.unit}</option>" in shown
    assert not [one for one in asked if 'FROM "organizations_unit"' in one["sql"]]


# ---------------------------------------------------------------- 划转 and 抽样, narrowed


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 3),
        ("unit={from}", 3),
        ("unit={to}", 1),
        ("kind=split", 3),
        ("kind=merged", 0),
        ("on_after={today}", 3),
        ("on_before={yesterday}", 0),
        ("round={round}&unit={to}", 1),
    ],
)
def test_transfers_are_narrowed_by_the_unit_on_either_side_by_kind_and_day(query: str, total: int) -> None:
    mending = make_fixing(4)
    first, *rest = [item.pk for item in mending.items[:3]]
    to = make_successor(mending)
    transferred(mending, to, (first,))
    transferred(mending, make_successor(mending, "红岩镇"), tuple(rest))
    known = {
        "from": mending.assignment.unit_id,
        "to": to.pk,
        "round": mending.county.round.pk,
        "today": f"{today():%Y-%m-%d}",
        "yesterday": f"{today() - DAY:%Y-%m-%d}",
    }
    client = sign_in(mending, "clerk")
    answer = client.get(f"{page('transfer_list')}?{query.format(**known)}")
    assert answer.context["listing"].total == total
    assert f">{to}</option>" in answer.content.decode()


def test_draws_are_narrowed_by_place_day_and_whether_it_was_drawn_before() -> None:
    mending = make_fixing(3)
    for item in mending.items:
        checked(mending, item)
    draw(mending)
    Item.objects.update(state=ItemState.CHECKED, sampled=False)
    draw(mending, reason="再抽")
    made = Draw.objects.order_by("drawn_at", "pk").first()
    assert made is not None
    Draw.objects.filter(pk=made.pk).update(drawn_at=timezone.now() - dt.timedelta(days=40))
    client, url = sign_in(mending, "clerk"), page("draw_list")
    round_, yesterday = mending.county.round.pk, today() - DAY
    for query, total in (
        (f"round={round_}", 2),
        ("again=True", 1),
        ("again=False", 1),
        (f"at_after={yesterday:%Y-%m-%d}", 1),
        (f"at_before={yesterday:%Y-%m-%d}", 1),
        (f"unit={mending.assignment.unit_id}", Draw.objects.exclude(assignment=None).count()),
    ):
        assert client.get(f"{url}?{query}").context["listing"].total == total, query


def test_airing_is_narrowed_to_a_unit_and_leaves_out_a_unit_without_problems() -> None:
    mending = make_fixing(2)
    closed(mending)
    bare = make_assignment(make_team(mending.county.round, 40), mending.assignment.unit)
    type(bare).objects.filter(pk=bare.pk).update(published_at=timezone.now())
    client, url = sign_in(mending, "clerk"), page("airing_list")
    assert client.get(url).context["listing"].total == 1
    (row,) = client.get(f"{url}?unit={mending.assignment.unit_id}").context["listing"].rows
    assert (row.problems, row.closed) == (2, 1)
