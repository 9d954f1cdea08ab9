"""Addresses of the registry: units, party organisations, people, recusals."""

from django.urls import path

from organizations.views import party, person, recusal, unit

app_name = "organizations"

urlpatterns = [
    path("units/", unit.unit_list, name="unit_list"),
    path("units/<uuid:pk>/", unit.unit_detail, name="unit_detail"),
    path("parties/", party.party_list, name="party_list"),
    path("parties/<uuid:pk>/", party.party_detail, name="party_detail"),
    path("people/", person.person_list, name="person_list"),
    path("people/<uuid:pk>/", person.person_detail, name="person_detail"),
    path("recusals/", recusal.recusal_list, name="recusal_list"),
    path("recusals/<uuid:pk>/", recusal.recusal_detail, name="recusal_detail"),
]
