"""Addresses of the accounts."""

from django.urls import path

from accounts.views import confirm, factor, password, resetting, role, security, session, sign_in, user

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
    path("users/<uuid:pk>/", role.user_detail, name="user_detail"),
    path("users/<uuid:pk>/role/", role.role_propose, name="role_propose"),
    path("users/<uuid:pk>/role/end/", role.role_end_propose, name="role_end_propose"),
    path("users/<uuid:pk>/clearance/", role.clearance_propose, name="clearance_propose"),
    path("grants/", role.grant_list, name="grant_list"),
    path("grants/<uuid:pk>/approve/", role.grant_approve, name="grant_approve"),
    path("grants/<uuid:pk>/refuse/", role.grant_refuse, name="grant_refuse"),
    path("grants/<uuid:pk>/withdraw/", role.grant_withdraw, name="grant_withdraw"),
    path("resets/", resetting.reset_list, name="reset_list"),
    path("resets/<uuid:pk>/release/", resetting.reset_release, name="reset_release"),
    path("resets/<uuid:pk>/refuse/", resetting.reset_refuse, name="reset_refuse"),
    path("resets/<uuid:pk>/withdraw/", resetting.reset_withdraw, name="reset_withdraw"),
    path("users/<uuid:pk>/switch/", user.user_switch, name="user_switch"),
    path("users/<uuid:pk>/reset/", security.user_reset, name="user_reset"),
    path("users/<uuid:pk>/factor/", security.user_factor_reset, name="user_factor_reset"),
    path("users/<uuid:pk>/sessions/", security.user_sessions, name="user_sessions"),
]
