"""确认是本人: the password once more, before what must not be done from a desk that somebody left."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.acts import signed_in
from accounts.devices import visit_of
from accounts.forms import ConfirmForm
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
    given = form.cleaned_data
    if wrong := wrong_password(request, given["password"]):
        form.add_error("password", wrong)
    elif "code" in given and (wrong := _wrong_code(request, given["code"])):
        form.add_error("code", wrong)
    return form.is_valid()


def wrong_password(request: Request, password: str) -> str:
    """Return what is wrong with the password of the person at hand: nothing, or the words that say it."""
    user, at = request.user, timezone.now()
    try:
        right = entry.try_own_password(user, password, visit=visit_of(request, user.username), at=at)
    except entry.Shut as shut:
        return str(shut)
    return "" if right else "口令不对，请重新输入。"


def _wrong_code(request: Request, code: str) -> str:
    user, at = request.user, timezone.now()
    try:
        right = entry.try_code(user, code, visit=visit_of(request, user.username), at=at)
    except entry.Shut as shut:
        return str(shut)
    return "" if right else WRONG_CODE
