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
from accounts.operations import factor, resetting
from accounts.operations import password as passwords
from accounts.operations import session as sessions
from accounts.rules import is_vital_account, second_for
from accounts.views.filling import filled
from accounts.views.request import Request
from ui.forms import ReasonForm
from ui.pages import show

NOT_ONESELF = (
    "不能给自己重置口令。知道现在口令的，请在右上角“修改口令”里更换；忘了口令的，请另一名系统管理员办理。"
)
NOT_OWN_PHONE = "不能重置自己的动态验证码，请另一名系统管理员办理。"


def _account(pk: Any) -> User:
    return get_object_or_404(User.objects.exclude(username=USERNAME), pk=pk)


def _of_another(request: Request, pk: Any, refusal: str) -> User:
    """Refuse one's own account in words that lead on."""
    user = _account(pk)
    if user.pk == request.user.pk:
        raise PermissionDenied(refusal)
    return user


@act("acct.reset:C", "acct.reset:P")
@require_http_methods(["GET", "HEAD", "POST"])
def user_reset(request: Request, pk: Any) -> HttpResponse:
    """发起口令重置: alone, or, for a vital account, as a proposal."""
    user = _of_another(request, pk, NOT_ONESELF)
    if not user.is_active:
        raise PermissionDenied("这个账号已停用，不能重置口令。请先启用账号。")
    form, vital = ReasonForm(request.POST or None), is_vital_account(user, request.actor.on)

    def run(said: dict[str, Any]) -> HttpResponse:
        return _proposed(request, user, said["reason"]) if vital else _issued(request, user, said["reason"])

    heading, verb = ("提请口令重置", "提请") if vital else ("发起口令重置", "发起")
    facts = _facts(heading, verb, _effects_of_two(request, user) if vital else _effects_of_one(user))
    return filled(request, form, run, "confirm.html", facts, "")


def _issued(request: Request, user: User, reason: str) -> HttpResponse:
    secret = passwords.issue_reset_link(user, reason=reason, by=request.actor)
    return link_page(request, user, secret, back="accounts:user_list")


def link_page(request: Request, user: User, secret: str, **facts: Any) -> HttpResponse:
    """Show a link, this once, to whoever hands it to the account's owner."""
    link = request.build_absolute_uri(reverse("accounts:password_reset", args=[secret]))
    return show(request, "accounts/link_issued.html", {"user_of_link": user, "link": link, **facts})


def _proposed(request: Request, user: User, reason: str) -> HttpResponse:
    code = resetting.propose_reset(user, reason=reason, by=request.actor)
    second = second_for(request.actor, user.pk).label
    facts = {"user_of_code": user, "code": f"{code[:4]} {code[4:]}", "second": second}
    return show(request, "accounts/code_issued.html", facts)


def _effects_of_one(user: User) -> list[str]:
    return [
        f"得到一个给{user}（{user.username}）的链接，只显示这一次，30 分钟内可用一次",
        "本人打开链接自己设置新口令；您不会知道新口令",
        "以前发出而没用的链接作废；现在的口令在本人设置新口令之前仍然有效",
    ]


def _effects_of_two(request: Request, user: User) -> list[str]:
    second = second_for(request.actor, user.pk).label
    return [
        f"{user}（{user.username}）是要害账号，由{second}放行；放行之前没有链接",
        "您得到一个核对码，只显示这一次，由您当面交给本人；链接只由放行人当面交给本人",
        "本人两样都有才能设置新口令；您不会知道新口令，现在的口令在那之前仍然有效",
    ]


@act("acct.reset:C")
@require_http_methods(["GET", "HEAD", "POST"])
def user_factor_reset(request: Request, pk: Any) -> HttpResponse:
    """重置动态验证码: the phone is lost."""
    user, form = _of_another(request, pk, NOT_OWN_PHONE), ReasonForm(request.POST or None)
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
    template = facts.pop("template", "confirm.html")
    return show(request, template, {**facts, **_facts(heading, verb, effects), "form": form})


def _facts(heading: str, verb: str, effects: list[str]) -> dict[str, Any]:
    back = reverse("accounts:user_list")
    crumbs = [("账号", back), (heading, "")]
    return {"heading": heading, "verb": verb, "effects": effects, "back": back, "crumbs": crumbs}
