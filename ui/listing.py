"""What every list page shares: scope in, one page of rows out."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from ui import chips, paging, query, sorting
from ui.cells import Cells, row_of

M = TypeVar("M", bound=Model)
LONGEST_SEARCH = 60
PLAIN = frozenset({"q", "sort", "page", "size"})
IN_SIGHT = 5  # filters beside the search box; as in components/filters.html


class Filters(Protocol):
    """The part of a django-filter FilterSet that a list needs."""

    @property
    def form(self) -> forms.Form: ...

    @property
    def qs(self) -> QuerySet[Any]: ...


@lru_cache(maxsize=500)
def only(offers: Any, names: tuple[str, ...]) -> Any:
    """The same filters without those that nobody asks for: each that is built costs time."""
    rest = dict.fromkeys(name for name in offers.base_filters if name not in names)
    return type(offers.__name__, (offers,), {**rest, "Meta": offers.Meta})


class Listing(Generic[M]):
    """A page of rows with exact total, filters, search and order, all told by the query string.

    `queryset` is already what the person may see. Counting is one query, a page another:
    the keys of a page below the rows themselves, so that the last page costs little more than the first.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        *,
        sorts: sorting.Columns,
        default_sort: str,
        filters: Callable[..., Filters] | None = None,
        search: Sequence[str] = (),
        remember: str = "",
        cells: Cells | None = None,
        shown: Sequence[str] = (),
    ) -> None:
        self.request = request
        self.params: QueryDict = request.GET
        self.queryset = queryset
        self.columns = sorts
        self.search = tuple(search)
        self.remember = remember
        self.cells = cells or {}
        self.shown = shown  # the columns that the cells read; all, when none is named
        self.sort = sorting.asked(self.params, sorts, default_sort)
        self.offers = filters

    @cached_property
    def filters(self) -> Filters | None:
        """Those filters that the address asks for."""
        names = self._asked() if self.offers else ()
        return self._filters(only(self.offers, names)) if self.offers and names else None

    @cached_property
    def form(self) -> forms.Form | None:
        """All filters, for the bar."""
        return self._filters(self.offers).form if self.offers else None

    def _filters(self, offers: Callable[..., Filters]) -> Filters:
        return offers(self.params, queryset=self.queryset, request=self.request)

    def _asked(self) -> tuple[str, ...]:
        names: Iterable[str] = getattr(self.offers, "base_filters", ())
        given = [key for key in self.params if key not in PLAIN]
        # A range comes as name_min and name_max, or name_after and name_before
        return tuple(name for name in names if any(f"{key}_".startswith(f"{name}_") for key in given))

    @cached_property
    def matched(self) -> QuerySet[M]:
        """Rows that pass filters and search, in no order; none when a filter's value is not understood.

        A list that forgot a filter would be exported, or closed as a whole, for the part that was meant.
        """
        if self.wrong:
            return self.queryset.none()
        rows = self.filters.qs if self.filters else self.queryset
        return rows.filter(self._sought()) if self.search and self.words else rows

    @cached_property
    def selection(self) -> QuerySet[M]:
        """All rows of the list in its order: what 「导出」 takes."""
        return self.matched.order_by(*sorting.ordering(self.columns, self.sort))

    @cached_property
    def total(self) -> int:
        return self.matched.order_by().count()

    @cached_property
    def pager(self) -> paging.Pager:
        return paging.Pager(self.params, self.total)

    @cached_property
    def rows(self) -> list[M]:
        """The page's rows: only their keys are sorted and counted off, the rest is fetched for these."""
        if not self.total:
            return []
        keys = self._keys()
        rows = self.queryset.filter(pk__in=keys).order_by(*sorting.ordering(self.columns, self.sort))
        return list(rows.only(*self.shown) if self.shown else rows)

    def _keys(self) -> QuerySet[M, Any]:
        """The keys of the page, counted off from the nearer end of the list."""
        keys, start, end = self.selection.values("pk"), self.pager.start, self.pager.last
        if start <= self.total // 2:
            return keys[start:end]
        return keys.reverse()[self.total - end : self.total - start]

    @cached_property
    def heads(self) -> list[sorting.Head]:
        return sorting.heads(self.columns, self.params, self.sort)

    @cached_property
    def wrong(self) -> list[chips.Chip]:
        """Filters of the address whose value is none that they know."""
        return chips.wrong(self.filters.form, self.params) if self.filters else []

    @cached_property
    def chips(self) -> list[chips.Chip]:
        return chips.chips(self.filters.form if self.filters else None, self.params)

    @property
    def narrowed(self) -> bool:
        """Is the list told to hold less than all?"""
        return bool(self.chips or self.wrong)

    @cached_property
    def told(self) -> Hashable:
        """All that the bar of filters shows, as one value; None when its choices cannot be told cheaply."""
        choices = getattr(self.offers, "offered", None)
        if choices is None:
            return None
        asked = tuple((key, *values) for key, values in self.params.lists() if key != "page")
        on = tuple((chip.label, chip.value) for chip in (*self.chips, *self.wrong))
        return (self.offers, choices(self.request), asked, on, bool(self.search), self.previous_query)

    @property
    def more_on(self) -> bool:
        """Is one of the filters behind 「更多条件」 on?"""
        folded = self.form.visible_fields()[IN_SIGHT:] if self.form else []
        return any(self.params.get(bound.html_name) for bound in folded)

    @cached_property
    def lines(self) -> list[tuple[M, SafeString]]:
        """The page's rows, each with its cells drawn, where the list has such."""
        columns = [
            (column[0], f' class="{column[2]}"' if len(column) == 3 else "", self.cells[key])
            for key, column in self.columns.items()
        ]
        return [(row, row_of(columns, row)) for row in self.rows]

    @property
    def words(self) -> str:
        return self.params.get("q", "").strip()[:LONGEST_SEARCH]

    @property
    def query(self) -> str:
        """The query string that names exactly this selection, without the page."""
        return query.without(self.params, ["page", "size"])

    @property
    def bare(self) -> str:
        """The query string with order and size only: 「清除筛选」."""
        kept = {"sort", "size"}
        return query.without(self.params, [key for key in self.params if key not in kept])

    @cached_property
    def previous_query(self) -> str:
        """What was filtered last time, offered when the list opens bare; kept in the session."""
        if not self.remember:
            return ""
        kept = self.request.session.get("lists", {})
        before = str(kept.get(self.remember, ""))
        if self.chips and not self.wrong and before != self.query:
            self.request.session["lists"] = {**kept, self.remember: self.query}
        return "" if self.params else before

    def chosen(self, data: QueryDict) -> QuerySet[M]:
        """The rows a bulk act means: those ticked, or all that the filters leave."""
        if data.get("everything") == "yes":
            return self.selection
        return self.selection.filter(pk__in=self.ticked(data))

    def ticked(self, data: QueryDict) -> list[Any]:
        """Keys ticked in the form; what is not a key of this model is dropped."""
        field = self.queryset.model._meta.pk
        keys = []
        for text in data.getlist("id"):
            try:
                keys.append(field.to_python(text) if field else text)
            except forms.ValidationError:
                continue
        return keys

    def _sought(self) -> Q:
        """Every word must occur in one of the searched fields."""
        sought = Q()
        for word in self.words.split():
            sought &= Q(*[(field, word) for field in self.search], _connector=Q.OR)
        return sought
