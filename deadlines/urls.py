"""Addresses of the clock."""

from django.urls import path

from deadlines.views import calendar, notice, rule

app_name = "deadlines"
urlpatterns = [
    path("notices/", notice.notice_list, name="notice_list"),
    path("notices/read/", notice.notice_read, name="notice_read"),
    path("notices/<uuid:pk>/", notice.notice_open, name="notice_open"),
    path("rules/", rule.rule_list, name="rule_list"),
    path("rules/<uuid:pk>/", rule.rule_detail, name="rule_detail"),
    path("rules/<uuid:pk>/revise/", rule.rule_revise, name="rule_revise"),
    path("rules/<uuid:pk>/ladder/", rule.rule_ladder, name="rule_ladder"),
    path("rules/<uuid:pk>/narrow/", rule.rule_narrow, name="rule_narrow"),
    path("rules/<uuid:pk>/switch/", rule.rule_switch, name="rule_switch"),
    path("calendars/", calendar.calendar_list, name="calendar_list"),
    path("calendars/new/", calendar.calendar_open, name="calendar_open"),
    path("calendars/<int:year>/", calendar.calendar_detail, name="calendar_detail"),
    path("calendars/<int:year>/day/", calendar.calendar_toggle, name="calendar_toggle"),
    path("calendars/<int:year>/mark/", calendar.calendar_mark, name="calendar_mark"),
    path("calendars/<int:year>/confirm/", calendar.calendar_confirm, name="calendar_confirm"),
]
