"""责任的页面: who answers for an item, and the colleague to whom it is delegated."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from organizations.models import Person
from rectification.forms.assigning import AssignForm, DelegateForm
from rectification.forms.item import WhyForm
from rectification.models import Delegation
from rectification.operations import assigning
from rectification.rules import closing as rules
from rectification.views.acting import ASKED, Request, ask_and_do, overtaken, posted, stand
from rectification.views.item import found
from rectification.views.item_acts import allowed, ask

ASSIGN = "rect.assign:E"
KEPT = ("leader", "department", "handler", "version")


@act(ASSIGN)
@require_http_methods(ASKED)
@overtaken
def item_assign(request: Request, pk: UUID) -> HttpResponse:
    """调整责任人."""
    item, by = found(request, pk), request.actor
    stand(item, *rules.IN_HAND)
    allowed(request, rules.can_assign(by, item))
    named = [key for key in (item.leader_id, item.handler_id) if key]
    serving = assigning.people_at(item, by.on).values("pk")
    people = Person.objects.filter(Q(pk__in=serving) | Q(pk__in=named))
    initial = {name: getattr(item, name) for name in KEPT}
    asked = ask(request, item, "调整责任人", "已调整，原来的责任人保留在办理过程中。", template="form.html")
    form = AssignForm(posted(request), initial=initial, people=people)
    return ask_and_do(request, asked, form, lambda said: assigning.reassign(item, by=by, **said))


@act(ASSIGN)
@require_http_methods(ASKED)
@overtaken
def item_delegate(request: Request, pk: UUID) -> HttpResponse:
    """委托办理."""
    item, by = found(request, pk), request.actor
    stand(item, *rules.IN_HAND)
    allowed(request, rules.can_assign(by, item))
    effects = [
        "受托人只看得到这一个问题，可以登记进展、上传佐证、申报成果",
        "申请销号、申请延期仍由单位办理；到期自动收回，也可以随时收回",
    ]
    asked = ask(request, item, "委托办理", "已委托。", effects)
    form = DelegateForm(posted(request), people=assigning.colleagues_at(item, by=by))
    return ask_and_do(request, asked, form, lambda said: assigning.delegate(item, by=by, **said))


@act(ASSIGN)
@require_http_methods(ASKED)
@overtaken
def delegation_end(request: Request, pk: UUID) -> HttpResponse:
    """收回委托."""
    by = request.actor
    rows = Delegation.objects.on(by.on).select_related("person")
    given: Delegation = get_object_or_404(rows, pk=pk)
    item = given.item = found(request, given.item_id)
    allowed(request, rules.can_assign(by, item))
    asked = ask(request, item, "收回委托", "已收回。", [f"{given}从现在起看不到这一问题"])
    form = WhyForm(posted(request))
    return ask_and_do(request, asked, form, lambda said: assigning.end_delegation(given, by=by, **said))
