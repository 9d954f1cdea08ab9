"""Pages of signing in and out, and of one's own account."""

from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import operations
from accounts.acts import open_to_all, signed_in
from accounts.forms import ChangePasswordForm, SignInForm
from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from accounts.models import User
from ui.held import Held
from ui.pages import show


def next_page(request: HttpRequest) -> str:
    """Return where the person was going; another site is nowhere."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _locked(request: HttpRequest) -> str:
    credentials = {"username": request.POST.get("username", "")}
    if request.method == "POST" and AxesProxyHandler.is_locked(request, credentials):
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        return f"这个账号连续输错口令，已暂时锁定。请 {minutes} 分钟后再试，或请系统管理员发起口令重置。"
    return ""


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login_show(request: HttpRequest) -> HttpResponse:
    """登录."""
    locked = _locked(request)
    held = Held.read(request)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and not locked and form.is_valid():
        login(request, form.get_user())
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = timezone.now().isoformat()
        if held and held.belongs_to(form.get_user().pk):
            return show(request, "accounts/resume.html", {"held": held})
        return redirect(next_page(request))
    locked = locked or _locked(request)
    facts: dict[str, Any] = {
        "form": form,
        "next": request.GET.get("next", ""),
        "held": held,
        "locked": locked,
    }
    return show(request, "accounts/sign_in.html", facts, status=429 if locked else 200)


@signed_in
@require_POST
def logout_do(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return redirect("accounts:login")


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """修改口令."""
    user = cast("User", request.user)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.change_password(user, form.cleaned_data["new_password1"], by=request.actor)  # type: ignore[attr-defined]
        update_session_auth_hash(request, user)
        messages.success(request, "口令已修改，下次登录请用新口令。")
        return redirect("/")
    return show(request, "accounts/password_form.html", {"form": form, "verb": "修改口令", "back": "/"})
