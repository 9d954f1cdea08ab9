"""外发未成功: what did not go out by mail or messenger, for whoever runs the system."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.acts import act
from dashboards.todo.administration import LOOKED_BACK
from deadlines.models import Delivery
from deadlines.models.delivery import RUN
from rounds.views.request import Request
from ui.listing import Listing
from ui.pages import show
from ui.sorting import Columns

COLUMNS: Columns = {
    "day": ("日期", ("-day", "pk"), "day"),
    "recipient": ("收件人", ("recipient__name", "-day")),
    "channel": ("渠道", ("channel", "-day"), "narrow"),
    "tries": ("已试次数", ("tries", "pk"), "num"),
    "fault": ("未发出的原因", ("fault", "-day")),
    "standing": ("情况", ("given_up_at", "pk"), "narrow"),
}


@act(RUN)
@require_safe
def delivery_list(request: Request) -> HttpResponse:
    """外发未成功."""
    by = request.actor
    listing: Listing[Delivery] = Listing(
        request,
        Delivery.objects.failing(by, by.on - LOOKED_BACK).select_related("recipient"),
        sorts=COLUMNS,
        default_sort="day",
        search=("recipient__name__icontains", "fault__icontains"),
    )
    facts = {"listing": listing, "crumbs": [("外发未成功", "")]}
    return show(request, "dashboards/delivery_list.html", facts, part="table")
