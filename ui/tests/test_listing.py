"""Lists: what the query string asks for is what the page holds."""

from typing import Any

import django_filters
import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.http import HttpRequest, QueryDict
from django.template import engines, loader
from django.test import RequestFactory

from ui.listing import Listing
from ui.neighbours import neighbours

pytestmark = pytest.mark.django_db


class GroupFilters(django_filters.FilterSet):  # type: ignore[misc]
    begins = django_filters.CharFilter(field_name="name", lookup_expr="startswith", label="开头")

    class Meta:
        model = Group
        fields: list[str] = []


def ask(query: str = "") -> HttpRequest:
    request = RequestFactory().get(f"/?{query}")
    request.session = SessionBase()
    return request


def listing(query: str = "", **rest: Any) -> Listing[Group]:
    options: dict[str, Any] = {
        "sorts": {"name": ("名称", "name"), "id": ("序号", F("id").asc(), "num"), "note": ("说明", None)},
        "default_sort": "name",
        "search": ("name__icontains",),
        "filters": GroupFilters,
    }
    return Listing(ask(query), Group.objects.all(), **(options | rest))


@pytest.fixture(autouse=True)
def groups() -> list[Group]:
    names = [f"第{number:03d}组" for number in range(1, 61)] + ["联络 甲", "联络 乙"]
    return Group.objects.bulk_create(Group(name=name) for name in names)


def names(page: Listing[Group]) -> list[str]:
    return [group.name for group in page.rows]


def test_first_page_holds_25_rows_in_the_default_order_and_the_exact_total() -> None:
    page = listing()
    assert page.total == 62
    assert names(page)[:2] == ["第001组", "第002组"]
    assert len(page.rows) == 25


@pytest.mark.parametrize(
    ("query", "number", "size"),
    [
        ("page=2", 2, 25),
        ("page=99", 3, 25),
        ("page=0", 1, 25),
        ("page=-3", 1, 25),
        ("page=x&size=7", 1, 25),
        ("page=²", 1, 25),
        ("page=999999999999", 1, 25),
        ("size=100", 1, 100),
        ("size=50&page=2", 2, 50),
    ],
)
def test_pages_forgive_what_the_address_asks(query: str, number: int, size: int) -> None:
    page = listing(query)
    assert (page.pager.number, page.pager.size) == (number, size)
    assert page.rows


def test_pages_together_hold_every_row_once() -> None:
    seen = [name for number in (1, 2, 3) for name in names(listing(f"page={number}"))]
    assert sorted(seen) == sorted(Group.objects.values_list("name", flat=True))
    assert len(seen) == 62


def test_last_page_costs_no_more_queries_than_the_first(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert listing("page=1").rows
    with django_assert_num_queries(2):
        assert listing("page=3").rows


def test_an_empty_list_asks_only_for_the_count(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = listing("q=没有这样的组")
        assert page.rows == []
    assert (page.pager.first, page.pager.last, page.pager.pages) == (0, 0, 1)


def test_every_search_word_must_occur() -> None:
    assert names(listing("q=联络+甲")) == ["联络 甲"]
    assert listing("q=联络").total == 2


def test_filters_narrow_and_their_chip_takes_them_off() -> None:
    page = listing("begins=联络&page=3&sort=-name")
    assert page.total == 2
    assert [(chip.label, chip.value) for chip in page.chips] == [("开头", "联络")]
    assert QueryDict(page.chips[0].query).dict() == {"sort": "-name"}


def test_search_chip_keeps_the_filter() -> None:
    page = listing("q=甲&begins=联络")
    assert [(chip.label, QueryDict(chip.query).dict()) for chip in page.chips] == [
        ("搜索", {"begins": "联络"}),
        ("开头", {"q": "甲"}),
    ]


def test_sort_links_turn_round_and_keep_the_query() -> None:
    page = listing("q=组&sort=name&page=2")
    by_name, by_number, note = page.heads
    assert (by_name.direction, QueryDict(by_name.query).dict()) == ("ascending", {"q": "组", "sort": "-name"})
    assert (by_number.direction, by_number.style) == ("", "num")
    assert note.query == ""


def test_sorting_backwards_turns_expressions_round_too() -> None:
    assert names(listing("sort=-name"))[0] == "联络 甲"
    backwards = [group.pk for group in listing("sort=-id&size=100").rows]
    assert backwards == sorted(backwards, reverse=True)


@pytest.mark.parametrize("key", ["nothing", "note", "-note", "password", "--name"])
def test_unknown_or_unsortable_keys_fall_back_to_the_default(key: str) -> None:
    assert names(listing(f"sort={key}"))[0] == "第001组"


def test_query_names_the_selection_without_the_page() -> None:
    page = listing("q=组&sort=-name&page=2&size=50")
    assert QueryDict(page.query).dict() == {"q": "组", "sort": "-name"}
    assert page.selection.count() == 60
    assert page.selection[0].name == "第060组"


def test_bare_drops_filters_and_keeps_order_and_size() -> None:
    page = listing("q=组&begins=第&sort=-name&size=50&page=2")
    assert QueryDict(page.bare).dict() == {"sort": "-name", "size": "50"}


def test_chosen_takes_ticked_rows_of_this_selection_only(groups: list[Group]) -> None:
    page = listing("begins=联络")
    inside, outside = Group.objects.get(name="联络 甲"), Group.objects.get(name="第001组")
    data = QueryDict(f"id={inside.pk}&id={outside.pk}&id=什么&id=")
    assert list(page.chosen(data)) == [inside]


def test_chosen_takes_everything_the_filters_leave_when_asked() -> None:
    assert listing("begins=联络").chosen(QueryDict("everything=yes")).count() == 2
    assert not listing("begins=联络").chosen(QueryDict("")).exists()


def test_ticked_keys_of_another_kind_are_dropped() -> None:
    page: Listing[ContentType] = Listing(
        ask(), ContentType.objects.all(), sorts={"m": ("类", "model")}, default_sort="m"
    )
    assert page.ticked(QueryDict("id=1&id=x")) == [1]


def test_remembered_filters_are_offered_when_the_list_opens_bare() -> None:
    first = ask("begins=联络")
    kept = Listing(
        first,
        Group.objects.all(),
        sorts={"name": ("名称", "name")},
        default_sort="name",
        filters=GroupFilters,
        remember="groups",
    )
    assert kept.previous_query == ""
    second = ask()
    second.session = first.session
    bare = Listing(
        second,
        Group.objects.all(),
        sorts={"name": ("名称", "name")},
        default_sort="name",
        filters=GroupFilters,
        remember="groups",
    )
    assert bare.previous_query == "begins=%E8%81%94%E7%BB%9C"


def test_a_list_that_remembers_nothing_leaves_the_session_alone() -> None:
    request = ask("begins=联络")
    page = Listing(
        request,
        Group.objects.all(),
        sorts={"name": ("名称", "name")},
        default_sort="name",
        filters=GroupFilters,
    )
    assert page.previous_query == ""
    assert "lists" not in request.session


def test_pager_shows_ends_neighbours_and_gaps() -> None:
    Group.objects.bulk_create(Group(name=f"另{number}") for number in range(500))
    leaves = listing("page=10").pager.leaves
    assert [leaf.number for leaf in leaves] == [1, 0, 8, 9, 10, 11, 12, 0, 23]
    assert [leaf.number for leaf in leaves if leaf.active] == [10]


def test_neighbours_lie_before_and_after_in_the_given_order() -> None:
    rows = Group.objects.all()
    second = Group.objects.get(name="第002组")
    keys = {name: Group.objects.get(name=name).pk for name in ("第001组", "第003组")}
    assert neighbours(rows, second, "name") == (keys["第001组"], keys["第003组"])


def test_the_ends_have_one_neighbour_and_hidden_rows_none() -> None:
    rows = Group.objects.filter(name__startswith="联络")
    first, last = rows.order_by("name")
    assert neighbours(rows, first, "name") == (None, last.pk)
    assert neighbours(rows, last, "name") == (first.pk, None)


class KindFilters(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        field_name="name", label="组别", choices=[("联络 甲", "甲组"), ("联络 乙", "乙组")]
    )
    group = django_filters.ModelChoiceFilter(field_name="pk", label="指定", queryset=Group.objects.all())
    begins = django_filters.CharFilter(field_name="name", lookup_expr="startswith", label="开头")

    class Meta:
        model = Group
        fields: list[str] = []

    @staticmethod
    def offered(request: HttpRequest) -> tuple[str, ...]:  # noqa: ARG004 -- as a list's own filters have it
        return ()


def drawn(page: Listing[Group]) -> str:
    bare = engines["django"].from_string("{% block table %}{% endblock %}")
    return loader.get_template("list.html").render({"listing": page, "layout": bare, "request": page.request})


UNKNOWN = "0199dead-beef-7000-8000-00000000feed"


@pytest.mark.parametrize("query", [f"kind={UNKNOWN}", f"group={UNKNOWN}", "kind=x&group=99999&begins=联络"])
def test_a_value_that_no_filter_knows_lists_nothing_and_is_named_without_it(query: str) -> None:
    page = listing(query, filters=KindFilters)
    assert (page.total, page.rows) == (0, [])
    assert not page.chosen(QueryDict("everything=yes")).exists()
    assert {one.label for one in page.wrong} == {
        {"kind": "组别", "group": "指定"}[name] for name in QueryDict(query) if name != "begins"
    }
    assert page.narrowed
    told = drawn(page)
    assert "不在可选范围内，没有列出记录" in told
    assert UNKNOWN not in told
    assert "没有记录" not in told


def test_one_wrong_filter_is_taken_off_by_itself_and_is_not_remembered() -> None:
    page = listing(f"kind={UNKNOWN}&begins=联络&sort=-name", filters=KindFilters, remember="groups")
    assert [QueryDict(one.query).dict() for one in page.wrong] == [{"begins": "联络", "sort": "-name"}]
    assert page.previous_query == ""
    assert "lists" not in page.request.session


def test_the_bar_of_a_list_that_is_wrong_is_not_that_of_one_that_is_right() -> None:
    key = Group.objects.get(name="联络 甲").pk
    right, gone = listing(f"group={key}", filters=KindFilters), listing(f"group={key}", filters=KindFilters)
    assert right.told == gone.told
    Group.objects.all().delete()
    assert listing(f"group={key}", filters=KindFilters).told != right.told


def test_a_known_value_still_narrows() -> None:
    page = listing("kind=联络 甲", filters=KindFilters)
    assert names(page) == ["联络 甲"]
    assert page.wrong == []
