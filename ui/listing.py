"""What every list page shares: scope in, one page of rows out."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

from ui import chips, paging, query, sorting

M = TypeVar("M", bound=Model)
LONGEST_SEARCH = 60
IN_SIGHT = 5  # filters beside the search box; as in components/filters.html


class Filters(Protocol):
    """The part of a django-filter FilterSet that a list needs."""

    @property
    def form(self) -> forms.Form: ...

    @property
    def qs(self) -> QuerySet[Any]: ...


class Listing(Generic[M]):
    """A page of rows with exact total, filters, search and order, all told by the query string.

    `queryset` is already what the person may see. Counting is one query, a page two:
    keys first, then rows by key, so that the last page costs little more than the first.
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
    ) -> None:
        self.request = request
        self.params: QueryDict = request.GET
        self.queryset = queryset
        self.columns = sorts
        self.search = tuple(search)
        self.remember = remember
        self.sort = sorting.asked(self.params, sorts, default_sort)
        self.filters = filters(self.params, queryset=queryset, request=request) if filters else None

    @cached_property
    def form(self) -> forms.Form | None:
        return self.filters.form if self.filters else None

    @cached_property
    def matched(self) -> QuerySet[M]:
        """Rows that pass filters and search, in no order."""
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
        """The page's rows: keys in order, then the rows themselves."""
        if not self.total:
            return []
        start = self.pager.start
        keys = list(self.selection.values_list("pk", flat=True)[start : start + self.pager.size])
        found = self.queryset.in_bulk(keys)
        return [found[key] for key in keys if key in found]

    @cached_property
    def heads(self) -> list[sorting.Head]:
        return sorting.heads(self.columns, self.params, self.sort)

    @cached_property
    def chips(self) -> list[chips.Chip]:
        return chips.chips(self.form, self.params)

    @property
    def more_on(self) -> bool:
        """Is one of the filters behind 「更多条件」 on?"""
        folded = self.form.visible_fields()[IN_SIGHT:] if self.form else []
        return any(self.params.get(bound.html_name) for bound in folded)

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
        if self.chips and before != self.query:
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
