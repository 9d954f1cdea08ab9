"""Addresses of supervision: visits and their lists."""

from django.urls import URLPattern, path

from supervision.views import visit, visit_acts

app_name = "supervision"

VISITS: list[URLPattern] = [
    path("visits/", visit.visit_list, name="visit_list"),
    path("visits/due/", visit.visit_due, name="visit_due"),
    path("visits/revisit/<uuid:pk>/", visit.revisit_order, name="revisit_order"),
    path("visits/recheck/<uuid:pk>/", visit.recheck_order, name="recheck_order"),
    path("visits/<uuid:pk>/", visit.visit_detail, name="visit_detail"),
    path("visits/<uuid:pk>/letter/", visit.visit_letter, name="visit_letter"),
    path("visits/<uuid:pk>/notes/", visit_acts.note_add, name="note_add"),
    path("visits/<uuid:pk>/submit/", visit_acts.visit_submit, name="visit_submit"),
    path("visits/<uuid:pk>/accept/", visit_acts.visit_accept, name="visit_accept"),
    path("visits/<uuid:pk>/return/", visit_acts.visit_return, name="visit_return"),
    path("visits/<uuid:pk>/drop/", visit_acts.visit_drop, name="visit_drop"),
    path("checks/<uuid:pk>/", visit_acts.check_edit, name="check_edit"),
]

urlpatterns: list[URLPattern] = [*VISITS]
