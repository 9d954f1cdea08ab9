"""提醒方式: by which ways one is told beside the list inside the house; and the address of one's calendar."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import fresh, signed_in
from audit.operations import Stale
from dashboards.todo.line import MOST
from deadlines import messenger, operations
from deadlines.forms import ChannelForm
from deadlines.models import Delivery, FeedLink
from rounds.views.request import Request
from ui.forms import conflict
from ui.pages import show

RECENT = 10


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def channel_show(request: Request) -> HttpResponse:
    """提醒方式."""
    by = request.actor
    choice = operations.own_channels(by=by)
    form = ChannelForm(request.POST or None, instance=choice, initial={"version": choice.version})
    facts = {"form": form, "verb": "保存", "heading": "提醒方式", "back": reverse("dashboards:home")}
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            operations.choose_channels(choice, changes=said, version=version, by=by)
            messages.success(request, "已保存，从下一次汇总起按新的方式提醒。")
            return redirect("dashboards:channel_show")
        except Stale as stale:
            facts["conflict"] = conflict(form, stale.current)
        except ValidationError as refused:
            form.add_error(None, refused)
    return show(request, "dashboards/channel_show.html", {**facts, **_around(request)})


def _around(request: Request) -> dict[str, object]:
    links = FeedLink.objects.live().filter(user=request.actor.user.pk)
    return {
        "with_mail": bool(settings.EMAIL_HOST),
        "with_messenger": messenger.is_set_up(),
        "hour": settings.DIGEST_HOUR,
        "most": MOST,
        "link": links.first(),
        "deliveries": Delivery.objects.visible_to(request.actor)[:RECENT],
        "crumbs": [("提醒方式", "")],
    }


@signed_in
@fresh
@require_POST
def feed_renew(request: Request) -> HttpResponse:
    """生成订阅地址: shown once; the one before is dead."""
    try:
        token = operations.renew_feed(by=request.actor)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("dashboards:channel_show")
    address = request.build_absolute_uri(reverse("dashboards:feed_show", args=[token]))
    return show(request, "dashboards/feed_issued.html", {"address": address, "crumbs": [("订阅地址", "")]})


@signed_in
@require_POST
def feed_revoke(request: Request) -> HttpResponse:
    """停用订阅地址."""
    done = operations.revoke_feed(by=request.actor)
    messages.success(request, "订阅地址已停用，谁拿着它都看不到了。" if done else "现在没有订阅地址。")
    return redirect("dashboards:channel_show")
