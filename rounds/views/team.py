"""巡察组: list, page, making; who serves and what waits for the director."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import grants
from accounts.acts import act
from accounts.history import history
from accounts.rules import may
from audit.models import Proposal
from rounds.filters.round import TeamFilters
from rounds.forms.team import TeamForm
from rounds.models import Assignment, Posting, Team, recused_from
from rounds.operations import team as operations
from rounds.operations.screening import open_warnings
from rounds.rules import team as rules
from rounds.rules.assignment import can_create_assignment
from rounds.states import PostingRole
from rounds.views import crumbs
from rounds.views.access_link import access_link
from rounds.views.handling import GET_POST, admit, handle
from rounds.views.request import Request
from rounds.views.round import find_round
from ui.listing import Listing
from ui.pages import show

COLUMNS: Any = {
    "name": ("组", ("round__number", "number")),
    "round": ("轮次", ("round__number", "number")),
    "leader": ("组长", None),
    "people": ("在组", None, "num"),
    "units": ("承担任务", "many_units", "num"),
    "authorization": ("授权文号", "authorization"),
}

RANKS = list(PostingRole.values)


def find_team(request: Request, pk: Any) -> Team:
    """Return a team that the person may see."""
    rows = Team.objects.visible_to(request.actor).select_related("round__term", "round__office")
    return get_object_or_404(rows, pk=pk)


def page_of(team: Team) -> str:
    """Return the address of a team's page."""
    return reverse("rounds:team_detail", args=[team.pk])


@act(*Team.VIEW)
@require_safe
def team_list(request: Request) -> HttpResponse:
    """巡察组."""
    rows = Team.objects.visible_to(request.actor).select_related("round__term")
    tasks = Q(assignments__in=Assignment.objects.visible_to(request.actor).order_by().values("pk"))
    listing = Listing(
        request,
        rows.annotate(many_units=Count("assignments", filter=tasks)).prefetch_related("postings__person"),
        sorts=COLUMNS,
        default_sort="-name",
        filters=TeamFilters,
        search=("name__icontains", "round__name__icontains", "authorization__icontains"),
    )
    for team in listing.rows:
        team.serving = [post for post in team.postings.all() if serves(post, request)]  # type: ignore[attr-defined]
    facts = {"listing": listing, "crumbs": [("巡察组", "")]}
    return show(request, "rounds/team_list.html", facts, part="table")


def by_rank(postings: Iterable[Posting]) -> list[Posting]:
    """Return the people of a team, the leader first."""
    return sorted(postings, key=lambda posting: RANKS.index(posting.role))


def serves(posting: Posting, request: Request) -> bool:
    """Say whether a posting is live today."""
    today = request.actor.on
    return posting.since <= today and (posting.until is None or today <= posting.until)


def _postings(team: Team, request: Request) -> list[tuple[Posting, bool, bool]]:
    """Return who serves and served, whether today, and whether it can be ended; those of today first."""
    rows = [
        (posting, serves(posting, request), rules.can_end_posting(request.actor, posting))
        for posting in team.postings.select_related("person", "team").order_by("-role", "since")
    ]
    return sorted(rows, key=lambda row: (not row[1], RANKS.index(row[0].role)))


@act(*Team.VIEW)
@require_safe
def team_detail(request: Request, pk: Any) -> HttpResponse:
    """一组: people, tasks, proposals."""
    team, by = find_team(request, pk), request.actor
    keeps = may(by, "team.assign:P", team) or may(by, "team.assign:A", team)
    waiting = Proposal.objects.about(team).pending().select_related("proposed_by")
    proposal = waiting.first() if keeps else None
    facts = {
        "record": team,
        "postings": _postings(team, request),
        "assignments": Assignment.objects.visible_to(by).filter(team=team).select_related("unit"),
        "proposal": proposal,
        "warnings": open_warnings(proposal.payload, recused_from(by)) if proposal else [],
        "holders": grants.holders_of(team).order_by("since") if keeps else [],
        "can_propose": rules.can_propose_postings(by, team),
        "can_decide": proposal is not None and rules.can_decide_postings(by, proposal, team),
        "can_withdraw": proposal is not None and rules.can_withdraw_postings(by, proposal),
        "seats": operations.seats_of(proposal) if proposal else [],
        "can_create_assignment": can_create_assignment(by, team),
        "links": access_link(by, team, "rounds:team_access"),
        "entries": history(team),
        "crumbs": crumbs.here(crumbs.to_team(by, team)),
    }
    return show(request, "rounds/team_detail.html", facts)


@act("team.assign:P")
@require_http_methods(GET_POST)
def team_create(request: Request, pk: Any) -> HttpResponse:
    """设组."""
    round_ = find_round(request, pk)
    admit(request, rules.can_create_team(request.actor, round_), "已归档的轮次不能再设组。")
    number = operations.next_number(round_)
    form = TeamForm(request.POST or None, initial={"number": number, "name": f"第{number}巡察组"})
    return handle(
        request,
        form,
        lambda: operations.create_team(round_, **form.changes(), by=request.actor),
        then="rounds:team_detail",
        done="已设组，请提请组队并下达任务。",
        heading="设立巡察组",
        verb="设立",
        back=reverse("rounds:round_detail", args=[round_.pk]),
        crumbs=crumbs.here(crumbs.to_round(request.actor, round_), "设立巡察组"),
    )


@act("team.assign:P")
@require_http_methods(GET_POST)
def team_edit(request: Request, pk: Any) -> HttpResponse:
    """修改组别."""
    team = find_team(request, pk)
    admit(request, rules.can_propose_postings(request.actor, team), "已归档的轮次不能修改。")
    form = TeamForm(request.POST or None, record=team)
    return handle(
        request,
        form,
        lambda: operations.edit_team(
            team, changes=form.changes(), version=form.cleaned_data["version"], by=request.actor
        ),
        then="rounds:team_detail",
        done="已保存。",
        heading="修改巡察组",
        verb="保存",
        back=page_of(team),
        crumbs=crumbs.here(crumbs.to_team(request.actor, team), "修改"),
    )
