"""Where the pages of the registry stand."""

from django.urls import reverse_lazy

Crumb = tuple[str, str]

TO_UNITS: list[Crumb] = [("单位名录", reverse_lazy("organizations:unit_list"))]  # type: ignore[list-item]
TO_PARTIES: list[Crumb] = [("党组织", reverse_lazy("organizations:party_list"))]  # type: ignore[list-item]
TO_PEOPLE: list[Crumb] = [("人员与任职", reverse_lazy("organizations:person_list"))]  # type: ignore[list-item]
TO_RECUSALS: list[Crumb] = [("回避", reverse_lazy("organizations:recusal_list"))]  # type: ignore[list-item]
TO_BODIES: list[Crumb] = [("承接部门", reverse_lazy("organizations:body_list"))]  # type: ignore[list-item]
TO_OFFICES: list[Crumb] = [("巡察机构", reverse_lazy("organizations:office_list"))]  # type: ignore[list-item]
