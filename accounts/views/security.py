"""What administrators do for an account: a link for a new password, another phone, the end of sessions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from accounts.clock import USERNAME
from accounts.models import SignIn, User
from accounts.operations import factor
from accounts.operations import password as passwords
from accounts.operations import session as sessions
from accounts.views.request import Request
from ui.forms import ReasonForm
from ui.pages import show


def _account(pk: Any) -> User:
    return get_object_or_404(User.objects.exclude(username=USERNAME), pk=pk)


@act("acct.reset:C")
@require_http_methods(["GET", "HEAD", "POST"])
def user_reset(request: Request, pk: Any) -> HttpResponse:
    """发起口令重置: the link is shown once, to be handed to the person."""
    user, form = _account(pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            secret = passwords.issue_reset_link(user, reason=form.cleaned_data["reason"], by=request.actor)
        except PermissionDenied as denied:
            form.add_error(None, str(denied))
        else:
            link = request.build_absolute_uri(reverse("accounts:password_reset", args=[secret]))
            return show(request, "accounts/link_issued.html", {"user_of_link": user, "link": link})
    effects = [
        f"得到一个给{user}（{user.username}）的链接，只显示这一次，30 分钟内可用一次",
        "本人打开链接自己设置新口令；您不会知道新口令",
        "以前发出而没用的链接作废；现在的口令在本人设置新口令之前仍然有效",
    ]
    return _ask(request, form, "发起口令重置", "发起", effects)


@act("acct.reset:C")
@require_http_methods(["GET", "HEAD", "POST"])
def user_factor_reset(request: Request, pk: Any) -> HttpResponse:
    """重置动态验证码: the phone is lost."""
    user, form = _account(pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            factor.reset_factor(user, reason=form.cleaned_data["reason"], by=request.actor)
        except (PermissionDenied, ValidationError) as refused:
            form.add_error(None, getattr(refused, "messages", [str(refused)]))
        else:
            messages.success(request, f"{user.username} 的动态验证码已重置，本人下次登录时重新设置。")
            return redirect("accounts:user_list")
    effects = [f"{user}（{user.username}）原来的手机和恢复码作废", "现有登录全部结束，下次登录时必须重新设置"]
    return _ask(request, form, "重置动态验证码", "重置", effects)


@act("acct.kill:E")
@require_http_methods(["GET", "HEAD", "POST"])
def user_sessions(request: Request, pk: Any) -> HttpResponse:
    """强制下线: see the live sessions of an account, and end them all."""
    user, form = _account(pk), ReasonForm(request.POST or None)
    live = SignIn.objects.filter(user=user).live(request.actor.at)
    if request.method == "POST" and form.is_valid():
        ended = sessions.revoke_sessions(user, reason=form.cleaned_data["reason"], by=request.actor)
        said = f"已结束 {user.username} 的 {ended} 个会话。" if ended else f"{user.username} 没有在登录。"
        messages.success(request, said)
        return redirect("accounts:user_list")
    facts = {"sessions": live, "template": "accounts/user_sessions.html"}
    effects = [f"{user}（{user.username}）的全部会话在下一步操作时退出；账号不停用，可以重新登录"]
    return _ask(request, form, "强制下线", "强制下线", effects, **facts)


def _ask(
    request: Request, form: forms.Form, heading: str, verb: str, effects: list[str], **facts: Any
) -> HttpResponse:
    back = reverse("accounts:user_list")
    facts |= {"form": form, "heading": heading, "verb": verb, "effects": effects, "back": back}
    facts["crumbs"] = [("账号", back), (heading, "")]
    return show(request, facts.pop("template", "confirm.html"), facts)
