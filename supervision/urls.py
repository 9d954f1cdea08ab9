"""Addresses of supervision: visits and their lists, sheets, assessments, what follows from them."""

from django.urls import URLPattern, path

from supervision.views import (
    assessment,
    carried,
    copies,
    follow,
    proxy,
    ranking,
    result,
    sheet,
    visit,
    visit_acts,
)

app_name = "supervision"

VISITS: list[URLPattern] = [
    path("visits/", visit.visit_list, name="visit_list"),
    path("visits/due/", visit.visit_due, name="visit_due"),
    path("visits/revisit/<uuid:pk>/", visit.revisit_order, name="revisit_order"),
    path("visits/recheck/<uuid:pk>/", visit.recheck_order, name="recheck_order"),
    path("visits/<uuid:pk>/", visit.visit_detail, name="visit_detail"),
    path("visits/<uuid:pk>/letter/", visit.visit_letter, name="visit_letter"),
    path("visits/<uuid:pk>/notes/", visit_acts.note_add, name="note_add"),
    path("visits/<uuid:pk>/submit/", visit_acts.visit_submit, name="visit_submit"),
    path("visits/<uuid:pk>/accept/", visit_acts.visit_accept, name="visit_accept"),
    path("visits/<uuid:pk>/return/", visit_acts.visit_return, name="visit_return"),
    path("visits/<uuid:pk>/postpone/", visit_acts.visit_postpone, name="visit_postpone"),
    path("visits/<uuid:pk>/drop/", visit_acts.visit_drop, name="visit_drop"),
    path("checks/<uuid:pk>/", visit_acts.check_edit, name="check_edit"),
]

SHEETS: list[URLPattern] = [
    path("sheets/", sheet.sheet_list, name="sheet_list"),
    path("sheets/draft/", sheet.sheet_draft, name="sheet_draft"),
    path("sheets/<uuid:pk>/", sheet.sheet_detail, name="sheet_detail"),
    path("sheets/<uuid:pk>/edit/", sheet.sheet_edit, name="sheet_edit"),
    path("sheets/<uuid:pk>/adopt/", sheet.sheet_adopt, name="sheet_adopt"),
]
ASSESSMENTS: list[URLPattern] = [
    path("assessments/", assessment.assessment_list, name="assessment_list"),
    path("assessments/start/<uuid:pk>/", assessment.assessment_start, name="assessment_start"),
    path("assessments/<uuid:pk>/", assessment.assessment_detail, name="assessment_detail"),
    path("assessments/<uuid:pk>/marks/", assessment.assessment_mark, name="assessment_mark"),
    path("assessments/<uuid:pk>/propose/", assessment.assessment_propose, name="assessment_propose"),
    path("assessments/<uuid:pk>/decide/", assessment.assessment_decide, name="assessment_decide"),
    path("assessments/<uuid:pk>/return/", assessment.assessment_return, name="assessment_return"),
    path("assessments/<uuid:pk>/follow/", follow.follow_add, name="follow_add"),
    path("follow/<uuid:pk>/", follow.follow_edit, name="follow_edit"),
    path("follow/<uuid:pk>/withdraw/", follow.follow_withdraw, name="follow_withdraw"),
    path("follow/<uuid:pk>/file/", follow.follow_file, name="follow_file"),
]
RANKING: list[URLPattern] = [
    path("ranking/<uuid:pk>/", ranking.ranking, name="ranking"),
    path("ranking/<uuid:pk>/letter/", ranking.ranking_letter, name="ranking_letter"),
    path("ranking/<uuid:pk>/publish/", ranking.ranking_publish, name="ranking_publish"),
    path("ranking/<uuid:pk>/interviews/", ranking.interview_draft, name="interview_draft"),
    path("ranking/<uuid:pk>/copies/", copies.copy_send, name="copy_send"),
    path("results/", result.result_list, name="result_list"),
    path("results/<uuid:pk>/", result.result_detail, name="result_detail"),
]

COPIES: list[URLPattern] = [
    path("copies/", copies.copy_list, name="copy_list"),
    path("copies/<uuid:pk>/", copies.copy_detail, name="copy_detail"),
    path("copies/<uuid:pk>/sign/", copies.copy_sign, name="copy_sign"),
    path("proxy/<str:kind>/<uuid:pk>/", proxy.proxy_enter, name="proxy_enter"),
    path("proxy/<uuid:pk>/", proxy.proxy_confirm, name="proxy_confirm"),
]
CARRIED: list[URLPattern] = [
    path("carried/", carried.carried_list, name="carried_list"),
    path("carried/<uuid:pk>/", carried.carried_detail, name="carried_detail"),
]

urlpatterns: list[URLPattern] = [*VISITS, *SHEETS, *ASSESSMENTS, *RANKING, *COPIES, *CARRIED]
