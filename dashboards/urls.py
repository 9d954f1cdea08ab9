"""Addresses of the boards; the workbench is the root."""

from django.urls import path

from dashboards.views import anchors, board, channel, delivery, feed, home, indicator, search, trail

app_name = "dashboards"
urlpatterns = [
    path("", home.home_show, name="home"),
    path("board/", board.board_show, name="board"),
    path("board/round/", board.round_overview, name="round_overview"),
    path("indicators/", indicator.indicator_list, name="indicator_list"),
    path("indicators/<slug:code>/", indicator.indicator_rows, name="indicator_rows"),
    path("search/", search.search_show, name="search"),
    path("channels/", channel.channel_show, name="channel_show"),
    path("deliveries/", delivery.delivery_list, name="delivery_list"),
    path("channels/feed/", channel.feed_renew, name="feed_renew"),
    path("channels/feed/revoke/", channel.feed_revoke, name="feed_revoke"),
    path("calendar/<str:token>.ics", feed.feed_show, name="feed_show"),
    path("trail/", trail.entry_list, name="entry_list"),
    path("trail/export/", trail.entry_export, name="entry_export"),
    path("trail/check/", anchors.trail_check, name="trail_check"),
    path("trail/anchors/", anchors.anchor_list, name="anchor_list"),
    path("trail/anchors/sheet/", anchors.anchor_sheet, name="anchor_sheet"),
    path("trail/gaps/", anchors.trail_gaps, name="trail_gaps"),
    path("trail/<uuid:pk>/", trail.entry_detail, name="entry_detail"),
    path("trail/<uuid:pk>/same/", trail.entry_same, name="entry_same"),
]
