"""Pages of signing in and out."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import open_to_all, signed_in
from accounts.devices import visit_of
from accounts.forms import CodeForm, SignInForm
from accounts.models import User
from accounts.operations import entry
from accounts.operations import session as sessions
from accounts.rules import has_factor
from accounts.views.entering import enter
from accounts.views.request import Request
from ui.held import Held
from ui.pages import show

PENDING = "pending"  # who gave the password and has still to give the code
PENDING_LIVES = dt.timedelta(minutes=5)
WRONG = "账号或口令不对，请重新输入。口令区分大小写；连续输错会暂时锁定账号。"
WRONG_CODE = "动态验证码不对，请输入手机上此刻显示的数字；每个验证码、恢复码只能用一次。"


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login_show(request: HttpRequest) -> HttpResponse:
    """登录."""
    form, locked = SignInForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        name, at = form.cleaned_data["username"], timezone.now()
        try:
            user = entry.try_password(**_given(form), visit=visit_of(request, name), at=at)
        except entry.Shut as shut:
            locked = str(shut)
        else:
            if user:
                return _next_step(request, user)
            form.add_error(None, WRONG)
    return _page(request, "accounts/sign_in.html", form, locked)


@open_to_all
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """动态验证码: the second step of signing in."""
    user, form, locked = _pending(request), CodeForm(request.POST or None), ""
    if user is None:
        return redirect(settings.LOGIN_URL)
    if request.method == "POST" and form.is_valid():
        visit = visit_of(request, user.username)
        try:
            if entry.try_code(user, form.cleaned_data["code"], visit=visit, at=timezone.now()):
                del request.session[PENDING]
                return enter(request, user, with_factor=True)
            form.add_error(None, WRONG_CODE)
        except entry.Shut as shut:
            locked = str(shut)
    return _page(request, "accounts/sign_in_code.html", form, locked)


@signed_in
@require_POST
def logout_do(request: Request) -> HttpResponse:
    """退出."""
    sessions.sign_out(request.sign_in, by=request.actor)
    logout(request)
    return redirect("accounts:login")


def _given(form: forms.Form) -> dict[str, str]:
    return {"name": form.cleaned_data["username"], "password": form.cleaned_data["password"]}


def _next_step(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the code of the phone, where there is one; what waits goes along."""
    if not has_factor(user):
        return enter(request, user)
    mark = user.get_session_auth_hash()
    request.session[PENDING] = [str(user.pk), mark, timezone.now().isoformat()]
    return _page(request, "accounts/sign_in_code.html", CodeForm(), "")


def _pending(request: HttpRequest) -> User | None:
    """Return who gave the password a moment ago and may still sign in with it."""
    key, mark, since = request.session.get(PENDING) or ("", "", "")
    if not key or timezone.now() - dt.datetime.fromisoformat(since) > PENDING_LIVES:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and user.get_session_auth_hash() == mark else None


def _page(request: HttpRequest, template: str, form: forms.Form, locked: str) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next", "")
    facts: dict[str, Any] = {"form": form, "next": target, "held": Held.read(request), "locked": locked}
    return show(request, template, facts, status=429 if locked else 200)
