"""底稿、问题、报告、反馈: the second half of the pages, under the same name ``rounds``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
