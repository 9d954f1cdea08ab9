"""Addresses of the pool."""

from django.urls import path

from talent_pool import views

app_name = "talent_pool"

urlpatterns = [
    path("members/", views.member_list, name="member_list"),
    path("members/<uuid:pk>/", views.member_detail, name="member_detail"),
]
