"""Addresses of the accounts."""

from django.urls import path

from accounts.views import confirm, sign_in, user

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.login_show, name="login"),
    path("confirm/", confirm.confirm_show, name="confirm"),
    path("logout/", sign_in.logout_do, name="logout"),
    path("password/", sign_in.password_change, name="password_change"),
    path("users/", user.user_list, name="user_list"),
    path("users/new/", user.user_create, name="user_create"),
    path("users/<uuid:pk>/switch/", user.user_switch, name="user_switch"),
]
