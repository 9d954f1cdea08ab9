"""Addresses of the accounts."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login_show, name="login"),
    path("logout/", views.logout_do, name="logout"),
    path("password/", views.password_change, name="password_change"),
]
