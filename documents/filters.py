"""What the list of entries from paper can be narrowed by."""

import django_filters

from audit.states import ProposalState
from documents.models import ProxyEntry
from ui.filters import days


class ProxyFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By how far an entry is, and by the day on which the paper was signed."""

    state = django_filters.ChoiceFilter(
        label="状态", field_name="proposal__state", choices=ProposalState.choices, empty_label="全部"
    )
    signed = days("签署日期", "signed_on")

    class Meta:
        """Declared above."""

        model = ProxyEntry
        fields: tuple[str, ...] = ()
