"""What every way in ends with: a session, what happened since the last one, the page that was asked for."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import devices
from accounts.middleware import SIGN_IN
from accounts.models import SignIn, User
from accounts.operations import session as sessions
from accounts.rules import password_days_left
from audit.actor import Actor
from ui.held import Held
from ui.pages import show
from ui.wording import cn_time

TOLD_FOR = dt.timedelta(days=7)


def next_page(request: HttpRequest) -> str:
    """Return where the person was going; another site is nowhere."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def enter(request: HttpRequest, user: User, *, with_factor: bool = False) -> HttpResponse:
    """Open a session for somebody who has proved who they are, and go on."""
    by = Actor(user=user, at=timezone.now())
    visit = devices.visit_of(request, user.username)
    if earlier := getattr(request, "sign_in", None):
        sessions.sign_out(earlier, by=by)
    login(request, user)
    session = sessions.open_session(user, visit=visit, with_factor=with_factor, by=by)
    request.session[SIGN_IN] = str(session.pk)
    _greet(request, session)
    return devices.remember(request, go_on(request, user), user)


def go_on(request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
    """Hand back the form that waited, or lead to the page that was asked for."""
    held = Held.read(request)
    if held and held.belongs_to(user.pk):
        return show(request, "accounts/resume.html", {"held": held, **facts})
    return redirect(next_page(request))


def last_time(session: SignIn) -> tuple[SignIn | None, int]:
    """Return the sign-in before this one, and how many attempts failed between the two."""
    earlier = sessions.last_before(session)
    return earlier, sessions.failures_since(session.user, earlier.opened_at) if earlier else 0


def _greet(request: HttpRequest, session: SignIn) -> None:
    earlier, failures = last_time(session)
    if earlier:
        said = f"上次登录：{cn_time(earlier.opened_at)}，{earlier.device}。"
        if failures:
            said += f"此后有 {failures} 次登录失败；如果不是您本人输错，请修改口令并告诉安全保密管理员。"
        messages.add_message(request, messages.WARNING if failures else messages.INFO, said)
    _tell_of_resets(request, session)
    left = password_days_left(session.user, session.opened_at)
    if left and left <= settings.PASSWORD_WARNING_DAYS:
        messages.warning(request, f"口令还有 {left} 天到期，请尽早修改。")


def _tell_of_resets(request: HttpRequest, session: SignIn) -> None:
    """For a week at every sign-in: whoever comes in first with a stolen link does not use the notice up."""
    told = sessions.resets_since(session.user, session.opened_at - TOLD_FOR)
    if told:
        last = told[0]
        messages.warning(
            request,
            f"近 7 天有人办理过您账号的口令或验证码重置（{cn_time(last.at)}，{last.user}）。"
            "不是您本人要求的，请立即修改口令并告诉安全保密管理员。",
        )
