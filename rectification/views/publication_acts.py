"""整改公开的办理: begun, written, signed, returned, approved, put up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.acts import act
from rectification.forms.item import WhyForm
from rectification.forms.publication import LineForm, PublicationForm, PutUpForm
from rectification.models import Publication, PublicationLine
from rectification.operations import publication as operations
from rectification.rules import publication as rules
from rectification.states import PlanState
from rectification.states.publication import PublicationState
from rectification.views import plan as plans
from rectification.views.acting import (
    ASKED,
    Ask,
    Request,
    ask_and_do,
    overtaken,
    posted,
    stand,
    version_read,
)
from rectification.views.item_acts import allowed
from rectification.views.publication import edition_found, found
from rounds.views.places import places
from ui.forms import DecisionForm

WRITING = (PublicationState.DRAFT, PublicationState.RETURNED)
TEXTS = ("opening", "telephone", "address", "mail")
SAID = ("text", "party", "party_text", "party_reason", "public", "public_text", "public_reason")
NOT_BY_SIGNER = "签发报送的人不能批准，请由另一人办理。"


def _ask(
    request: Request, record: Publication, verb: str, done: str, effects: Iterable[str] = (), **facts: Any
) -> Ask:
    back = reverse("rectification:publication_detail", args=[record.pk])
    crumbs = places(request.actor, record.assignment, ("整改公开", back), (verb, ""))
    template = "form.html" if "draft" in facts else "confirm.html"
    heading = facts.pop("heading", f"{verb}：{record}")
    return Ask(heading, verb, back, done, effects, template=template, facts={"crumbs": crumbs, **facts})


@act("rect.publish:C")
@require_http_methods(ASKED)
@overtaken
def publication_start(request: Request, pk: UUID) -> HttpResponse:
    """编制公开稿."""
    plan, by = plans.found(request, pk), request.actor
    stand(plan, PlanState.ACCEPTED)
    allowed(request, rules.can_start_publication(by, plan), "这一单位的公开稿已经开始编制。")
    effects = ["逐个问题列出整改情况，取自台账登记的完成情况", "每个问题分别提出党内公开和向社会公开的意见"]
    asked = plans.ask(request, plan, "编制公开稿", "已生成公开稿，请逐个问题提出公开意见。", effects)
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: operations.start_publication(plan, by=by))


@act("rect.publish:E")
@require_http_methods(ASKED)
@overtaken
def publication_edit(request: Request, pk: UUID) -> HttpResponse:
    """编写公开稿."""
    record, by = found(request, pk), request.actor
    stand(record, *WRITING)
    allowed(request, rules.can_edit_publication(by, record))
    initial = {name: getattr(record, name) for name in (*TEXTS, "version")}

    def run(said: dict[str, Any]) -> object:
        changes = {name: said[name] for name in TEXTS}
        return operations.edit_publication(record, changes=changes, version=said["version"], by=by)

    asked = _ask(request, record, "编写公开稿", "已保存。", draft=f"publication-{pk}")
    return ask_and_do(request, asked, PublicationForm(posted(request), initial=initial), run)


@act("rect.publish:E")
@require_http_methods(ASKED)
@overtaken
def publication_line(request: Request, pk: UUID) -> HttpResponse:
    """提出公开意见: one problem."""
    by = request.actor
    visible = Publication.objects.visible_to(by).values("pk")
    rows = PublicationLine.objects.filter(publication__in=visible)
    line = get_object_or_404(rows.select_related("item__finding", "publication__assignment__unit"), pk=pk)
    record = line.publication
    stand(record, *WRITING)
    allowed(request, rules.can_edit_publication(by, record))
    initial = {name: getattr(line, name) for name in (*SAID, "version")}

    def run(said: dict[str, Any]) -> object:
        changes = {name: said[name] for name in SAID}
        return operations.edit_line(line, changes=changes, version=said["version"], by=by)

    facts = {"draft": f"publication-line-{pk}", "heading": f"公开意见：{line}"}
    asked = _ask(request, record, "提出公开意见", "已保存。", **facts)
    return ask_and_do(request, asked, LineForm(posted(request), initial=initial), run)


@act("rect.publish:S")
@require_http_methods(ASKED)
@overtaken
def publication_submit(request: Request, pk: UUID) -> HttpResponse:
    """签发报送."""
    record, by = found(request, pk), request.actor
    stand(record, *WRITING)
    allowed(request, rules.can_submit_publication(by, record))
    effects = ["公开稿送巡察办审批，退回前不能修改", f"签发人记为{by.user}"]
    asked = _ask(request, record, "签发报送", "已报送巡察办审批。", effects)
    form = forms.Form(posted(request))
    return ask_and_do(request, asked, form, lambda _said: operations.submit_publication(record, by=by))


@act("rect.publish:A")
@require_http_methods(ASKED)
@overtaken
def publication_approve(request: Request, pk: UUID) -> HttpResponse:
    """批准公开."""
    record, by = found(request, pk), request.actor
    stand(record, PublicationState.SUBMITTED)
    allowed(request, rules.can_decide_publication(by, record), NOT_BY_SIGNER)
    effects = ["党内和向社会的公开稿照现在的内容定稿，以后不能修改", "从今天起计算公开的时限"]
    asked = _ask(request, record, "批准公开", "已批准，公开稿已定稿。", effects)
    form = DecisionForm(posted(request), initial={"version": version_read(request, record)})

    def run(said: dict[str, Any]) -> object:
        told = {"opinion": said["reason"], "version": said["version"]}
        return operations.approve_publication(record, by=by, **told)

    return ask_and_do(request, asked, form, run)


@act("rect.publish:A")
@require_http_methods(ASKED)
@overtaken
def publication_return(request: Request, pk: UUID) -> HttpResponse:
    """退回修改."""
    record, by = found(request, pk), request.actor
    stand(record, PublicationState.SUBMITTED)
    allowed(request, rules.can_decide_publication(by, record), NOT_BY_SIGNER)
    asked = _ask(request, record, "退回修改", "已退回单位修改。", ["单位修改后重新签发报送"])
    return ask_and_do(
        request,
        asked,
        WhyForm(posted(request)),
        lambda said: operations.return_publication(record, opinion=said["reason"], by=by),
    )


@act("rect.publish:E")
@require_http_methods(ASKED)
@overtaken
def edition_put_up(request: Request, pk: UUID) -> HttpResponse:
    """登记公开."""
    edition, by = edition_found(request, pk), request.actor
    record = edition.publication
    stand(record, PublicationState.APPROVED)
    allowed(request, rules.can_put_up_edition(by, edition), "这份公开稿已经登记公开。")
    initial = {"since": by.on, "version": edition.version}
    facts = {"draft": f"edition-{pk}", "heading": f"登记公开：{edition}"}
    asked = _ask(request, record, "登记公开", "已登记公开。", **facts)
    form = PutUpForm(posted(request), initial=initial)
    return ask_and_do(request, asked, form, lambda said: operations.put_up_edition(edition, by=by, **said))
