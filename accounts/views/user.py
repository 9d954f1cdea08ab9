"""账号: list, making, switching off. Administrators see accounts and roles, never business records."""

from typing import Any, cast

import django_filters
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations, waiting
from accounts.acts import act
from accounts.clock import USERNAME
from accounts.forms import NewUserForm
from accounts.models import RoleHolding, User
from accounts.rules import may
from accounts.states import Role
from audit.actor import Actor
from ui.forms import ReasonForm
from ui.listing import Listing
from ui.pages import show

SEES = ("acct.manage:C", "acct.grant:P", "acct.grant:A")
COLUMNS: Any = {
    "username": ("账号", "username"),
    "name": ("姓名", ("name", "username")),
    "roles": ("角色", None),
    "seen": ("最近登录", ("last_login", "username"), "day"),
    "active": ("状态", ("-is_active", "username"), "narrow"),
    "acts": ("可以办理", None),
}


WAITS = (("unseen", "从未登录"), ("dormant", "三个月没有登录"), ("roleless", "没有角色"))


class UserFilters(django_filters.FilterSet):  # type: ignore[misc]
    """By role, whether switched on, and what waits to be done about them."""

    role = django_filters.ChoiceFilter(
        label="角色", choices=Role.choices, method="with_role", empty_label="全部"
    )
    is_active = django_filters.ChoiceFilter(
        label="状态", choices=[("True", "启用"), ("False", "停用")], empty_label="全部"
    )

    waits = django_filters.ChoiceFilter(label="待办", choices=WAITS, method="waiting", empty_label="全部")

    class Meta:
        """Declared above."""

        model = User
        fields: tuple[str, ...] = ()

    def with_role(self, rows: Any, _name: str, value: str) -> Any:
        """Keep who holds the role today."""
        held = RoleHolding.objects.on(_actor(self.request).on).filter(role=value)
        return rows.filter(pk__in=held.values("user"))

    def waiting(self, rows: Any, _name: str, value: str) -> Any:
        """Keep those about whom something is to be done."""
        by = _actor(self.request)
        found = {
            "unseen": waiting.unseen(),
            "dormant": waiting.dormant(by.at),
            "roleless": waiting.roleless(by.on),
        }
        return rows.filter(pk__in=found[value].values("pk"))


def _actor(request: HttpRequest) -> Actor:
    return cast("Any", request).actor  # type: ignore[no-any-return]


@act(*SEES)
@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    """账号."""
    by = _actor(request)
    today = RoleHolding.objects.on(by.on)
    rows = User.objects.exclude(username=USERNAME).prefetch_related(
        Prefetch("holdings", today, to_attr="held_today")
    )
    listing = Listing(
        request,
        rows,
        sorts=COLUMNS,
        default_sort="username",
        filters=UserFilters,
        search=("username__icontains", "name__icontains"),
    )
    facts = {
        "listing": listing,
        "may_manage": may(by, "acct.manage:C"),
        "may_reset": may(by, "acct.reset:C"),
        "may_end": may(by, "acct.kill:E"),
        "crumbs": [("账号", "")],
    }
    return show(request, "accounts/user_list.html", facts, part="table")


@act("acct.manage:C")
@require_http_methods(["GET", "HEAD", "POST"])
def user_create(request: HttpRequest) -> HttpResponse:
    """建账号: it can do nothing until roles are granted by others."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = operations.open_account(**form.cleaned_data, by=_actor(request))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(
                request,
                f"账号 {user.username} 已建立。请本人先登录、换掉初始口令，再由安全保密管理员提请角色。",
            )
            return redirect("accounts:user_list")
    back = reverse("accounts:user_list")
    facts = {
        "form": form,
        "heading": "建账号",
        "verb": "建立",
        "back": back,
        "crumbs": [("账号", back), ("建账号", "")],
    }
    return show(request, "form.html", facts)


@act("acct.manage:E")
@require_http_methods(["GET", "HEAD", "POST"])
def user_switch(request: HttpRequest, pk: Any) -> HttpResponse:
    """停用或启用账号: takes effect at the next request."""
    user = get_object_or_404(User.objects.exclude(username=USERNAME), pk=pk)
    verb = "停用" if user.is_active else "启用"
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.switch_account(
            user, active=not user.is_active, reason=form.cleaned_data["reason"], by=_actor(request)
        )
        messages.success(request, f"账号 {user.username} 已{verb}。")
        return redirect("accounts:user_list")
    outcome = "立即不能登录，已登录的下一步操作即退出" if user.is_active else "可以重新登录"
    effects = [f"{user}（{user.username}）{outcome}"]
    back = reverse("accounts:user_list")
    facts = {"heading": f"{verb}账号", "verb": verb, "form": form, "effects": effects, "back": back}
    return show(request, "confirm.html", facts)
