"""回避情形: the table as it holds today, and its revision."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act
from organizations import rules
from organizations.forms.trigger import TriggerForm
from organizations.models import RecusalRule
from organizations.operations.triggers import revise_line
from organizations.states import Trigger
from organizations.triggers import lines_on
from organizations.views.crumbs import TO_RECUSALS
from organizations.views.handling import GET_POST, Request, fill, own_office
from ui.pages import show


@act("recuse.rule:V")
@require_safe
def trigger_list(request: Request) -> HttpResponse:
    """回避情形, line by line, and what was laid down when."""
    by, office = request.actor, own_office(request.actor)
    facts = {
        "office": office,
        "lines": lines_on(office.pk, by.on).values(),
        "revisions": RecusalRule.objects.visible_to(by).filter(office=office).order_by("-since", "-id"),
        "may_revise": rules.can_revise_trigger(by, office),
        "crumbs": [*TO_RECUSALS, ("回避情形", "")],
    }
    return show(request, "organizations/trigger_list.html", facts)


@act("recuse.rule:E")
@require_http_methods(GET_POST)
def trigger_revise(request: Request, code: str) -> HttpResponse:
    """调整一种回避情形."""
    by, office, page = request.actor, own_office(request.actor), reverse("organizations:trigger_list")
    line = lines_on(office.pk, by.on)[Trigger(code)] if code in Trigger else None
    if line is None or not line.revisable:
        raise Http404
    form = TriggerForm(request.POST or None, line=line, initial={"since": by.on})
    return fill(
        request,
        form,
        lambda: revise_line(line, office, **form.cleaned_data, by=by),
        done="已调整，自生效日期起按新的规定核对。",
        back=page,
        heading=f"调整回避情形：{line.trigger.label}",
        lead="只影响生效日期以后的核对。已经核准的回避不变，需要结束的请逐件办理。",
        verb="调整",
        crumbs=[*TO_RECUSALS, ("回避情形", page), (line.trigger.label, "")],
    )
