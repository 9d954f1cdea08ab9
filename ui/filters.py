"""Filters that every list has."""

import django_filters
from django_filters.widgets import DateRangeWidget


def days(label: str, field_name: str) -> django_filters.DateFromToRangeFilter:
    """从…到…, with the browser's own calendar."""
    widget = DateRangeWidget(attrs={"type": "date", "aria-label": label})
    return django_filters.DateFromToRangeFilter(label=label, field_name=field_name, widget=widget)
