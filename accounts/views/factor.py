"""动态验证码: setting up, turning off, recovery codes."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.acts import signed_in
from accounts.forms import ConfirmForm, FactorForm
from accounts.operations import factor
from accounts.rules import has_factor, must_have_factor
from accounts.views.confirm import proved
from accounts.views.request import Request
from ui.pages import show

KEY = "factor_key"  # waits in the session until the phone has proved that it has it


@signed_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_set_up(request: Request) -> HttpResponse:
    """启用动态验证码."""
    if has_factor(request.user):
        messages.info(request, "动态验证码已经启用。要换手机，请先停用再重新启用。")
        return redirect("accounts:session_list")
    key, form = _key(request), FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            codes = factor.turn_on_factor(key, code, session=request.sign_in, by=request.actor)
        except ValidationError as refused:
            form.add_error("code", refused)
        else:
            del request.session[KEY]
            return show(request, "accounts/factor_codes.html", {"codes": codes, "begun": True})
    return show(request, "accounts/factor_form.html", {"form": form, **_for_phone(request, key)})


@signed_in
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_off(request: Request) -> HttpResponse:
    """停用动态验证码: with password and code."""
    form = ConfirmForm(request.POST or None, with_code=has_factor(request.user))
    if request.method == "POST" and form.is_valid() and proved(request, form):
        try:
            factor.turn_off_factor(by=request.actor)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "动态验证码已停用，登录时只问口令。")
            return redirect("accounts:session_list")
    effects = ["登录时只问口令，不再问手机上的验证码", "恢复码全部作废"]
    return _confirm(request, form, "停用动态验证码", "停用", effects)


@signed_in
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor_codes(request: Request) -> HttpResponse:
    """换发恢复码: with password and code; the new ones are shown once."""
    form = ConfirmForm(request.POST or None, with_code=has_factor(request.user))
    if request.method == "POST" and form.is_valid() and proved(request, form):
        try:
            codes = factor.renew_codes(by=request.actor)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return show(request, "accounts/factor_codes.html", {"codes": codes})
    return _confirm(request, form, "换发恢复码", "换发", ["原来的恢复码全部作废，换成新的 10 个"])


def _key(request: Request) -> str:
    """The same key until it is set up: a page that is loaded again shows the picture already taken."""
    if KEY not in request.session:
        request.session[KEY] = factor.new_key()
    return str(request.session[KEY])


def _for_phone(request: Request, key: str) -> dict[str, object]:
    address = TOTPDevice(user=request.user, key=key).config_url
    return {
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        "letters": factor.spelt_key(key),
        "must": must_have_factor(request.actor),
        "back": "" if must_have_factor(request.actor) else "/accounts/sessions/",
    }


def _confirm(
    request: Request, form: ConfirmForm, heading: str, verb: str, effects: list[str]
) -> HttpResponse:
    facts = {"form": form, "heading": heading, "verb": verb, "effects": effects}
    return show(request, "confirm.html", facts | {"back": "/accounts/sessions/"})
