"""Addresses of the clues."""

from django.urls import path

from clues.views import access, clue, custody, moves, proxy

app_name = "clues"
urlpatterns = [
    path("", clue.clue_list, name="clue_list"),
    path("assignments/<uuid:pk>/new/", clue.clue_create, name="clue_create"),
    path("<uuid:pk>/", clue.clue_detail, name="clue_detail"),
    path("<uuid:pk>/access/", access.clue_access, name="clue_access"),
    path("<uuid:pk>/edit/", clue.clue_edit, name="clue_edit"),
    path("<uuid:pk>/hand-over/", moves.clue_hand_over, name="clue_hand_over"),
    path("<uuid:pk>/after/", moves.clue_after, name="clue_after"),
    path("<uuid:pk>/custodian/", custody.clue_custodian, name="clue_custodian"),
    path("<uuid:pk>/custodian/end/", custody.custody_end, name="custody_end"),
    path("<uuid:pk>/step/<slug:verb>/", moves.clue_move, name="clue_move"),
    path("subjects/<uuid:pk>/filing/", moves.subject_file, name="subject_file"),
    path("subjects/<uuid:pk>/identity/", moves.subject_identify, name="subject_identify"),
    path("proxy/<slug:kind>/<uuid:pk>/", proxy.proxy_enter, name="proxy_enter"),
    path("proxy/<uuid:pk>/", proxy.proxy_confirm, name="proxy_confirm"),
]
