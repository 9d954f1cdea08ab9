"""Addresses of the boards; the workbench is the root."""

from django.urls import path

from dashboards.views import board, home, indicator, search, trail

app_name = "dashboards"
urlpatterns = [
    path("", home.home_show, name="home"),
    path("board/", board.board_show, name="board"),
    path("board/round/", board.round_overview, name="round_overview"),
    path("indicators/", indicator.indicator_list, name="indicator_list"),
    path("indicators/<slug:code>/", indicator.indicator_rows, name="indicator_rows"),
    path("search/", search.search_show, name="search"),
    path("trail/", trail.entry_list, name="entry_list"),
]
