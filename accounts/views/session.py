"""登录情况: one's own sessions, and the end of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.acts import signed_in
from accounts.models import SignIn
from accounts.operations import session as sessions
from accounts.rules import has_factor, must_have_factor
from accounts.views.entering import last_time
from accounts.views.request import Request
from ui.pages import show

RECENT = 10


@signed_in
@require_safe
def session_list(request: Request) -> HttpResponse:
    """登录情况."""
    by, here = request.actor, request.sign_in
    mine = SignIn.objects.visible_to(by)
    earlier, failures = last_time(here)
    facts = {
        "sessions": mine.live(by.at),
        "recent": mine.exclude(pk__in=mine.live(by.at).values("pk"))[:RECENT],
        "here": here,
        "earlier": earlier,
        "failures": failures,
        "with_factor": has_factor(request.user),
        "factor_is_a_must": must_have_factor(by),
        "crumbs": [("登录情况", "")],
    }
    return show(request, "accounts/session_list.html", facts)


@signed_in
@require_POST
def session_end(request: Request, pk: Any) -> HttpResponse:
    """结束这个会话."""
    session = get_object_or_404(SignIn.objects.visible_to(request.actor), pk=pk)
    if session == request.sign_in:
        messages.info(request, "这是您现在用的会话，要结束它请点「退出登录」。")
    else:
        sessions.end_session(session, by=request.actor)
        messages.success(request, f"{session.device}上的登录已结束，它的下一步操作就会要求重新登录。")
    return redirect("accounts:session_list")


@signed_in
@require_POST
def session_end_others(request: Request) -> HttpResponse:
    """结束其他全部会话."""
    ended = sessions.end_other_sessions(request.user, but=request.sign_in, by=request.actor)
    said = f"已结束其他 {ended} 个会话。" if ended else "没有其他会话，只有您现在用的这一个。"
    messages.success(request, said)
    return redirect("accounts:session_list")
