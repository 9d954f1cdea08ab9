"""确认是本人: the password once more, before what must not be done from a desk that somebody left."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.acts import signed_in
from accounts.forms import ConfirmForm
from accounts.middleware import SIGNED_IN_AT
from accounts.models import User
from accounts.views.sign_in import next_page
from ui.held import Held
from ui.pages import show


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_show(request: HttpRequest) -> HttpResponse:
    """确认是本人."""
    held, form = Held.read(request), ConfirmForm(request.POST or None)
    user = cast("User", request.user)
    if request.method == "POST" and form.is_valid():
        if user.check_password(form.cleaned_data["password"]):
            request.session[SIGNED_IN_AT] = timezone.now().isoformat()
            if held and held.belongs_to(user.pk):
                return show(request, "accounts/resume.html", {"held": held, "confirmed": True})
            return redirect(next_page(request))
        form.add_error("password", "口令不对，请重新输入。")
    facts = {"form": form, "held": held, "next": request.GET.get("next") or request.POST.get("next", "")}
    return show(request, "accounts/confirm_form.html", facts)
