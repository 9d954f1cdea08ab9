"""Addresses of the rounds: planning and teams here, papers and feedback beside it."""

from django.urls import URLPattern, URLResolver, include, path

from rounds.views import (
    access,
    assignment,
    assignment_moves,
    decision,
    narrowing,
    plan,
    planned,
    posting,
    proxy,
    referral,
    referral_moves,
    round,  # noqa: A004 -- the trade's own word
    round_moves,
    scheme,
    team,
    term,
)

app_name = "rounds"

PLANNING: list[URLPattern | URLResolver] = [
    path("terms/", term.term_list, name="term_list"),
    path("terms/new/", term.term_create, name="term_create"),
    path("terms/<uuid:pk>/", term.term_detail, name="term_detail"),
    path("terms/<uuid:pk>/edit/", term.term_edit, name="term_edit"),
    path("terms/<uuid:pk>/rules/new/", narrowing.term_rule, name="term_rule"),
    path("terms/<uuid:pk>/coverage/", term.term_coverage, name="term_coverage"),
    path("terms/<uuid:pk>/plan/", plan.plan_create, name="plan_create"),
    path("terms/<uuid:pk>/annual/", plan.annual_create, name="annual_create"),
    path("plans/term/<uuid:pk>/", plan.plan_detail, {"kind": "term"}, name="term_plan"),
    path("plans/annual/<uuid:pk>/", plan.plan_detail, {"kind": "annual"}, name="annual_plan"),
    path("plans/<str:kind>/<uuid:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<str:kind>/<uuid:pk>/edit/", plan.plan_edit, name="plan_edit"),
    path("plans/<str:kind>/<uuid:pk>/submit/", plan.plan_submit, name="plan_submit"),
    path("plans/<str:kind>/<uuid:pk>/approve/", plan.plan_approve, name="plan_approve"),
    path("plans/<str:kind>/<uuid:pk>/return/", plan.plan_return, name="plan_return"),
    path("plans/<uuid:pk>/objects/", planned.planned_add, name="planned_add"),
    path("planned/<uuid:pk>/shift/", planned.planned_shift, name="planned_shift"),
    path("planned/<uuid:pk>/drop/", planned.planned_drop, name="planned_drop"),
]
ROUNDS: list[URLPattern | URLResolver] = [
    path("", round.round_list, name="round_list"),
    path("terms/<uuid:pk>/rounds/new/", round.round_create, name="round_create"),
    path("<uuid:pk>/", round.round_detail, name="round_detail"),
    path("<uuid:pk>/edit/", round.round_edit, name="round_edit"),
    path("<uuid:pk>/rules/new/", narrowing.round_rule, name="round_rule"),
    path("<uuid:pk>/schemes/", round.round_schemes, name="round_schemes"),
    path("<uuid:pk>/advance/", round_moves.round_advance, name="round_advance"),
    path("<uuid:pk>/pause/", round_moves.round_pause, name="round_pause"),
    path("<uuid:pk>/resume/", round_moves.round_resume, name="round_resume"),
]
TEAMS: list[URLPattern | URLResolver] = [
    path("teams/", team.team_list, name="team_list"),
    path("<uuid:pk>/teams/new/", team.team_create, name="team_create"),
    path("teams/<uuid:pk>/", team.team_detail, name="team_detail"),
    path("teams/<uuid:pk>/access/", access.team_access, name="team_access"),
    path("teams/<uuid:pk>/edit/", team.team_edit, name="team_edit"),
    path("teams/<uuid:pk>/people/", posting.posting_propose, name="posting_propose"),
    path("proposals/<uuid:pk>/approve/", posting.posting_approve, name="posting_approve"),
    path("proposals/<uuid:pk>/reject/", posting.posting_reject, name="posting_reject"),
    path("proposals/<uuid:pk>/withdraw/", posting.posting_withdraw, name="posting_withdraw"),
    path("postings/<uuid:pk>/end/", posting.posting_end, name="posting_end"),
]
ASSIGNMENTS: list[URLPattern | URLResolver] = [
    path("assignments/", assignment.assignment_list, name="assignment_list"),
    path("teams/<uuid:pk>/assignments/new/", assignment.assignment_create, name="assignment_create"),
    path("assignments/<uuid:pk>/", assignment.assignment_detail, name="assignment_detail"),
    path("assignments/<uuid:pk>/access/", access.assignment_access, name="assignment_access"),
    path("assignments/<uuid:pk>/edit/", assignment.assignment_edit, name="assignment_edit"),
    path("assignments/<uuid:pk>/extended/", assignment.assignment_extend, name="assignment_extend"),
    path("assignments/<uuid:pk>/notice/", assignment_moves.assignment_notice, name="assignment_notice"),
    path("assignments/<uuid:pk>/enter/", assignment_moves.assignment_enter, name="assignment_enter"),
    path("assignments/<uuid:pk>/leave/", assignment_moves.assignment_leave, name="assignment_leave"),
    path("assignments/<uuid:pk>/back/", assignment_moves.assignment_go_back, name="assignment_go_back"),
]
RECORDS: list[URLPattern | URLResolver] = [
    path("schemes/", scheme.scheme_list, name="scheme_list"),
    path("schemes/new/", scheme.scheme_create, name="scheme_create"),
    path("schemes/<uuid:pk>/", scheme.scheme_detail, name="scheme_detail"),
    path("schemes/<uuid:pk>/copy/", scheme.scheme_copy, name="scheme_copy"),
    path("schemes/<uuid:pk>/retire/", scheme.scheme_retire, name="scheme_retire"),
    path("schemes/<uuid:pk>/categories/new/", scheme.category_add, name="category_add"),
    path("categories/<uuid:pk>/edit/", scheme.category_edit, name="category_edit"),
    path("decisions/", decision.decision_list, name="decision_list"),
    path("decisions/new/", decision.decision_create, name="decision_create"),
    path("decisions/<uuid:pk>/", decision.decision_detail, name="decision_detail"),
    path("decisions/<uuid:pk>/edit/", decision.decision_edit, name="decision_edit"),
    path("referrals/", referral.referral_list, name="referral_list"),
    path("referrals/new/", referral.referral_create, name="referral_create"),
    path("referrals/<uuid:pk>/", referral.referral_detail, name="referral_detail"),
    path("referrals/<uuid:pk>/edit/", referral.referral_edit, name="referral_edit"),
    path("referrals/<uuid:pk>/<str:verb>/", referral_moves.referral_move, name="referral_move"),
    path("proxy/<str:kind>/<uuid:pk>/", proxy.proxy_enter, name="proxy_enter"),
    path("proxy/<uuid:pk>/", proxy.proxy_confirm, name="proxy_confirm"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *PLANNING,
    *ROUNDS,
    *TEAMS,
    *ASSIGNMENTS,
    *RECORDS,
    path("", include("rounds.urls_papers")),
]
