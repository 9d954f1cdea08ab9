"""Pages of the own password: changed by knowing it, or set anew with a link that is good once."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import devices, operations
from accounts.acts import open_to_all, signed_in
from accounts.forms import ChangePasswordForm, HandedPasswordForm, NewPasswordForm
from accounts.operations import password as passwords
from accounts.rules import password_days_left
from accounts.views.confirm import wrong_password
from accounts.views.request import Request
from ui.pages import show


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: Request) -> HttpResponse:
    """修改口令."""
    user, by = request.user, request.actor
    form = ChangePasswordForm(user, request.POST or None, wrong_with=partial(wrong_password, request))
    if request.method == "POST" and form.is_valid():
        operations.change_password(user, form.cleaned_data["new_password1"], by=by, but=request.sign_in)
        update_session_auth_hash(request, user)
        messages.success(request, "口令已修改，下次登录请用新口令。您在其他地方的登录已全部结束。")
        return devices.remember(request, redirect("/"), user)
    facts = {"form": form, "verb": "修改口令", "back": "/", "why": _why(request)}
    return show(request, "accounts/password_form.html", facts)


def _why(request: Request) -> str:
    if request.user.must_change_password:
        return "这个口令是别人设置的，请先换成只有您自己知道的。"
    if password_days_left(request.user, request.actor.at) == 0:
        return "口令已到期，请换一个新口令后再继续。"
    return ""


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest, secret: str) -> HttpResponse:
    """设置新口令: with the link that the administrator sent."""
    at = timezone.now()
    link = passwords.open_link(secret, visit=devices.visit_of(request, ""), at=at)
    if link is None:
        return show(request, "accounts/link_gone.html", {"words": passwords.LINK_GONE}, status=404)
    shape = HandedPasswordForm if link.code_digest else NewPasswordForm
    form = shape(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new, code = form.cleaned_data["new_password1"], form.cleaned_data.get("code", "")
        try:
            user = passwords.reset_password(secret, new, at=at, code=code)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "新口令已设置，请用它登录。")
            return devices.remember(request, redirect("accounts:login"), user)
    facts = {"form": form, "verb": "设置新口令", "name": link.user.username}
    return show(request, "accounts/password_reset.html", facts)
