"""Addresses of the accounts."""

from django.urls import path

from accounts.views import confirm, factor, password, security, session, sign_in, user

app_name = "accounts"
urlpatterns = [
    path("login/", sign_in.login_show, name="login"),
    path("login/code/", sign_in.login_code, name="login_code"),
    path("confirm/", confirm.confirm_show, name="confirm"),
    path("logout/", sign_in.logout_do, name="logout"),
    path("password/", password.password_change, name="password_change"),
    path("reset/<str:secret>/", password.password_reset, name="password_reset"),
    path("sessions/", session.session_list, name="session_list"),
    path("sessions/end/", session.session_end_others, name="session_end_others"),
    path("sessions/<uuid:pk>/end/", session.session_end, name="session_end"),
    path("factor/", factor.factor_set_up, name="factor_set_up"),
    path("factor/off/", factor.factor_off, name="factor_off"),
    path("factor/codes/", factor.factor_codes, name="factor_codes"),
    path("users/", user.user_list, name="user_list"),
    path("users/new/", user.user_create, name="user_create"),
    path("users/<uuid:pk>/switch/", user.user_switch, name="user_switch"),
    path("users/<uuid:pk>/reset/", security.user_reset, name="user_reset"),
    path("users/<uuid:pk>/factor/", security.user_factor_reset, name="user_factor_reset"),
    path("users/<uuid:pk>/sessions/", security.user_sessions, name="user_sessions"),
]
