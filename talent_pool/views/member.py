"""人才库: list, totals, page, proposing and changing."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acts import act, signed_in
from accounts.rules import may
from audit.models import Entry, Proposal
from organizations.models import Person
from organizations.views.handling import GET_POST, Request, fill
from talent_pool import operations, rules
from talent_pool.filters import MemberFilters
from talent_pool.forms import MemberForm, ProposeForm
from talent_pool.models import Member
from talent_pool.operations import require
from talent_pool.totals import pool_lines
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("姓名", ("person__pinyin", "person__name")),
    "post": ("单位及职务", ("person__post", "person__pinyin"), "long"),
    "pool": ("库别", ("pool", "person__pinyin")),
    "expertise": ("专长", None, "long"),
    "served": ("参巡次数", ("served", "person__pinyin"), "num"),
    "joined": ("入库日期", "joined_on", "day"),
    "state": ("状态", ("state", "person__pinyin")),
}
LIST: Any = reverse_lazy("talent_pool:member_list")
TO_POOL: list[tuple[str, Any]] = [("人才库", LIST)]


def find_member(request: Request, pk: Any) -> Member:
    """Return a member of the pool whose record one may see."""
    rows = Member.objects.visible_to(request.actor).select_related("person__office", "office")
    found: Member = get_object_or_404(rows, pk=pk)
    return found


def page_of(member: Member) -> str:
    """Return the address of a member's page."""
    return reverse("talent_pool:member_detail", args=[member.pk])


def at(member: Member, word: str) -> list[tuple[str, Any]]:
    """Return the way to a page about a member."""
    return [*TO_POOL, (str(member), page_of(member)), (word, "")]


@act(*Member.VIEW)
@require_safe
def member_list(request: Request) -> HttpResponse:
    """人才库."""
    by = request.actor
    rows = Member.objects.visible_to(by).select_related("person").prefetch_related("expertise")
    listing = Listing(
        request,
        rows.annotate(served=Count("services")),
        filters=MemberFilters,
        sorts=COLUMNS,
        default_sort="name",
        search=("person__name__icontains", "person__pinyin__icontains", "person__post__icontains"),
        remember="members",
    )
    facts = {
        "listing": listing,
        "may_propose": rules.can_propose_member(by),
        "opens_totals": may(by, "pool.edit:C") or may(by, "pool.edit:A"),
        "search_hint": "姓名、拼音、首字母或职务",
        "crumbs": [("人才库", "")],
    }
    return show(request, "talent_pool/member_list.html", facts, part="table")


@act("pool.view:M", "pool.view:A", "pool.view:E")
@require_safe
def pool_totals(request: Request) -> HttpResponse:
    """人才库概况: totals only, no names."""
    lines = pool_lines(request.actor)
    facts = {
        "lines": lines,
        "total": sum(line.present for line in lines),
        "opens_list": may(request.actor, "pool.view:V"),
        "crumbs": [("人才库概况", "")],
    }
    return show(request, "talent_pool/pool_totals.html", facts)


def facts_of(request: Request, member: Member) -> dict[str, Any]:
    """Return what the page of a member shows to this reader; appraisals only where the rule says so."""
    by = request.actor
    sees = rules.can_see_appraisals(by, member)
    trail = Entry.objects.about(member).select_related("user")
    return {
        "record": member,
        "services": member.services.order_by("-since"),
        "tenures": member.person.tenures.select_related("unit").order_by("-since"),
        "sees_appraisals": sees,
        "appraisals": member.appraisals.order_by("-year", "-appraised_on") if sees else [],
        "entries": trail if sees else trail.exclude(act__startswith="pool.appraise"),
    }


@act(*Member.VIEW)
@require_safe
def member_detail(request: Request, pk: Any) -> HttpResponse:
    """一名入库人员: expertise, service, appraisals, and what waits for a second person."""
    member, by = find_member(request, pk), request.actor
    waiting = Proposal.objects.about(member).pending().filter(act__in=rules.DECIDES)
    facts = {
        **facts_of(request, member),
        "proposals": [
            line
            for proposal in waiting.select_related("proposed_by")
            if (line := _waiting(request, proposal, member)) is not None
        ],
        "can_edit": rules.can_edit_member(by, member),
        "can_vet": rules.can_vet_member(by, member),
        "can_decide": rules.can_decide_member(by, member),
        "can_remove": rules.can_propose_removal(by, member),
        "can_appraise": rules.can_appraise(by, member),
        "opens_people": may(by, "person.registry:V"),
        "crumbs": [*TO_POOL, (str(member), "")],
    }
    return show(request, "talent_pool/member_detail.html", facts)


def _waiting(request: Request, proposal: Proposal, member: Member) -> dict[str, Any] | None:
    """Return a pending proposal as the page tells it, or none where this reader may not know of it."""
    by = request.actor
    own = rules.can_withdraw_proposal(by, proposal)
    appraises = proposal.act == rules.APPRAISE
    if appraises and not own and not may(by, "pool.appraise:V", member):
        return None
    return {
        "proposal": proposal,
        "appraisal": operations.appraisal_in(proposal, member) if appraises else None,
        "can_decide": rules.can_decide_proposal(by, proposal, member),
        "can_withdraw": own,
    }


@signed_in
@require_safe
def member_self(request: Request) -> HttpResponse:
    """本人在库信息: one's own service and appraisals."""
    rows = Member.objects.own(request.actor).select_related("person__office", "office")
    member: Member = get_object_or_404(rows)
    facts = {**facts_of(request, member), "own": True, "crumbs": [("本人参巡与考核", "")]}
    return show(request, "talent_pool/member_detail.html", facts)


@act("pool.edit:C")
@require_http_methods(GET_POST)
def member_propose(request: Request) -> HttpResponse:
    """推荐入库."""
    by = request.actor
    people = Person.objects.visible_to(by).filter(membership=None).order_by("pinyin")
    form = ProposeForm(request.POST or None, people=people)

    def run() -> Member:
        said = {name: form.cleaned_data[name] for name in form.field_order}
        return operations.propose_member(said.pop("person"), **said, by=by)

    return fill(
        request,
        form,
        run,
        then="talent_pool:member_detail",
        done="已推荐，请提交审查。",
        back=str(LIST),
        heading="推荐入库",
        verb="推荐",
        draft="member-new",
        crumbs=[*TO_POOL, ("推荐入库", "")],
    )


@act("pool.edit:E")
@require_http_methods(GET_POST)
def member_edit(request: Request, pk: Any) -> HttpResponse:
    """修改库别、专长."""
    member = find_member(request, pk)
    require(rules.can_edit_member(request.actor, member), "已出库或未入库的人员不能修改。")
    form = MemberForm(request.POST or None, record=member)
    return fill(
        request,
        form,
        lambda: operations.edit_member(member, **form.cleaned_data, by=request.actor),
        done="已保存。",
        back=page_of(member),
        heading=f"修改入库信息：{member}",
        verb="保存",
        crumbs=at(member, "修改"),
    )
