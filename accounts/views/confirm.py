"""确认是本人: the password once more, before what must not be done from a desk that somebody left."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.acts import signed_in
from accounts.devices import visit_of
from accounts.forms import ConfirmForm
from accounts.lockout import words
from accounts.operations import entry
from accounts.operations import session as sessions
from accounts.rules import has_factor
from accounts.views.entering import go_on
from accounts.views.request import Request
from accounts.views.sign_in import WRONG_CODE
from ui.held import Held
from ui.pages import show


@signed_in
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_show(request: Request) -> HttpResponse:
    """确认是本人."""
    form = ConfirmForm(request.POST or None, with_code=has_factor(request.user))
    if request.method == "POST" and form.is_valid() and proved(request, form):
        sessions.confirm_session(request.sign_in, by=request.actor.later(timezone.now()))
        return go_on(request, request.user, confirmed=True)
    target = request.POST.get("next") or request.GET.get("next", "")
    facts = {"form": form, "held": Held.read(request), "next": target}
    return show(request, "accounts/confirm_form.html", facts)


def proved(request: Request, form: ConfirmForm) -> bool:
    """Say whether it is the person; if not, the form says what was wrong."""
    user, at, given = request.user, timezone.now(), form.cleaned_data
    visit = visit_of(request, user.username)
    try:
        if not entry.try_own_password(user, given["password"], visit=visit, at=at):
            form.add_error("password", "口令不对，请重新输入。")
        elif "code" in given and not entry.try_code(user, given["code"], visit=visit, at=at):
            form.add_error("code", WRONG_CODE)
    except entry.Shut as shut:
        form.add_error(None, words(shut.wait))
    return form.is_valid()
