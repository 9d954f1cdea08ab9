"""Addresses of rectification: the ledger, plans, monthly reports, extensions, results, signed papers."""

from django.urls import URLPattern, path

from rectification.views import (
    access,
    briefing,
    evidence,
    extension,
    item,
    item_acts,
    item_bulk,
    month,
    monthly,
    monthly_after,
    monthly_edit,
    plan,
    plan_item,
    plan_review,
    pressing,
    pressing_acts,
    proxy,
    result,
    revoking,
    sampling,
)

app_name = "rectification"

ITEMS: list[URLPattern] = [
    path("items/", item.item_list, name="item_list"),
    path("items/export/", item.item_export, name="item_export"),
    path("items/apply/", item_bulk.item_apply_many, name="item_apply_many"),
    path("items/check/", item_bulk.item_check_many, name="item_check_many"),
    path("items/close/", item_bulk.item_close_many, name="item_close_many"),
    path("items/return/", item_bulk.item_return_many, name="item_return_many"),
    path("items/<uuid:pk>/", item.item_detail, name="item_detail"),
    path("items/<uuid:pk>/plan/", plan_item.item_plan, name="item_plan"),
    path("items/<uuid:pk>/progress/", item_acts.item_progress, name="item_progress"),
    path("items/<uuid:pk>/apply/", item_acts.item_apply, name="item_apply"),
    path("items/<uuid:pk>/withdraw/", item_acts.item_withdraw, name="item_withdraw"),
    path("items/<uuid:pk>/check/", item_acts.item_check, name="item_check"),
    path("items/<uuid:pk>/sample/", item_acts.item_sample, name="item_sample"),
    path("items/<uuid:pk>/close/", item_acts.item_close, name="item_close"),
    path("items/<uuid:pk>/return/", item_acts.item_return, name="item_return"),
    path("items/<uuid:pk>/reopen/", revoking.item_reopen, name="item_reopen"),
    path("items/<uuid:pk>/site-check/", sampling.item_site_check, name="item_site_check"),
    path("items/<uuid:pk>/long-term/", item_acts.item_long_term, name="item_long_term"),
    path("items/<uuid:pk>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("items/<uuid:pk>/evidence/submit/", evidence.evidence_submit, name="evidence_submit"),
    path("items/<uuid:pk>/results/", evidence.result_claim, name="result_claim"),
    path("items/<uuid:pk>/extension/", extension.extension_ask, name="extension_ask"),
    path("measures/<uuid:pk>/progress/", item_acts.measure_progress, name="measure_progress"),
    path("evidence/<uuid:pk>/", evidence.evidence_download, name="evidence_download"),
    path("evidence/<uuid:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
]
CLOSINGS: list[URLPattern] = [
    path("draws/", sampling.draw_list, name="draw_list"),
    path("draws/new/", sampling.draw_create, name="draw_create"),
    path("draws/<uuid:pk>/", sampling.draw_detail, name="draw_detail"),
    path("reopenings/<uuid:pk>/agree/", revoking.reopening_agree, name="reopening_agree"),
    path("reopenings/<uuid:pk>/refuse/", revoking.reopening_refuse, name="reopening_refuse"),
    path("reopenings/<uuid:pk>/withdraw/", revoking.reopening_withdraw, name="reopening_withdraw"),
]
PLANS: list[URLPattern] = [
    path("claim/<uuid:pk>/", plan_item.claim, name="claim"),
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/<uuid:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<uuid:pk>/access/", access.plan_access, name="plan_access"),
    path("plans/<uuid:pk>/edit/", plan.plan_edit, name="plan_edit"),
    path("plans/<uuid:pk>/submit/", plan.plan_submit, name="plan_submit"),
    path("plans/<uuid:pk>/opinions/", plan_review.opinion_ask, name="opinion_ask"),
    path("plans/<uuid:pk>/accept/", plan_review.plan_accept, name="plan_accept"),
    path("plans/<uuid:pk>/return/", plan_review.plan_return, name="plan_return"),
    path("opinions/<uuid:pk>/", plan_review.opinion_give, name="opinion_give"),
]
MONTHS: list[URLPattern] = [
    path("monthly/", monthly.monthly_list, name="monthly_list"),
    path("monthly/<uuid:pk>/", monthly.monthly_detail, name="monthly_detail"),
    path("monthly/<uuid:pk>/edit/", monthly_edit.monthly_edit, name="monthly_edit"),
    path("monthly/<uuid:pk>/sign/", monthly.monthly_sign, name="monthly_sign"),
    path("monthly/<uuid:pk>/hand-back/", monthly.monthly_hand_back, name="monthly_hand_back"),
    path("monthly/<uuid:pk>/accept/", monthly.monthly_accept, name="monthly_accept"),
    path("monthly/<uuid:pk>/return/", monthly.monthly_return, name="monthly_return"),
    path("monthly/<uuid:pk>/review/", monthly_after.monthly_review, name="monthly_review"),
    path("monthly/<uuid:pk>/correct/", monthly_after.monthly_correct, name="monthly_correct"),
    path("monthly/<uuid:pk>/urge/", monthly_after.monthly_urge, name="monthly_urge"),
    path("monthly/<int:year>/<int:month>/", month.month_board, name="month_board"),
    path("monthly/<int:year>/<int:month>/urge/", month.month_urge_many, name="month_urge"),
    path("monthly/<int:year>/<int:month>/sum-up/", month.month_sum_up, name="month_sum_up"),
    path("monthly/summaries/", month.summary_list, name="summary_list"),
    path(
        "monthly/summaries/<uuid:pk>/table/", month.summary_download, {"paper": "table"}, name="summary_table"
    ),
    path(
        "monthly/summaries/<uuid:pk>/letter/",
        month.summary_download,
        {"paper": "letter"},
        name="summary_letter",
    ),
]
REQUESTS: list[URLPattern] = [
    path("extensions/", extension.extension_list, name="extension_list"),
    path("extensions/<uuid:pk>/sign/", extension.extension_sign, name="extension_sign"),
    path("extensions/<uuid:pk>/propose/", extension.extension_propose, name="extension_propose"),
    path("extensions/<uuid:pk>/approve/", extension.extension_approve, name="extension_approve"),
    path("extensions/<uuid:pk>/refuse/", extension.extension_refuse, name="extension_refuse"),
    path("results/", result.result_list, name="result_list"),
    path("results/accept/", result.result_accept_many, name="result_accept_many"),
    path("results/<uuid:pk>/file/", evidence.result_download, name="result_download"),
    path("results/<uuid:pk>/accept/", result.result_accept, name="result_accept"),
    path("results/<uuid:pk>/refuse/", result.result_refuse, name="result_refuse"),
    path("results/<uuid:pk>/reconsider/", result.result_reconsider, name="result_reconsider"),
    path("proxy/<str:kind>/<uuid:pk>/", proxy.proxy_enter, name="proxy_enter"),
    path("proxy/<uuid:pk>/", proxy.proxy_confirm, name="proxy_confirm"),
]
PAPERS: list[URLPattern] = [
    path("pressing/", pressing.pressing_list, name="pressing_list"),
    path("pressing/<uuid:pk>/", pressing.pressing_detail, name="pressing_detail"),
    path("pressing/<uuid:pk>/letter/", pressing.pressing_letter, name="pressing_letter"),
    path("pressing/<uuid:pk>/edit/", pressing_acts.pressing_edit, name="pressing_edit"),
    path("pressing/<uuid:pk>/issue/", pressing_acts.pressing_issue, name="pressing_issue"),
    path("pressing/<uuid:pk>/submit/", pressing_acts.pressing_submit, name="pressing_submit"),
    path("pressing/<uuid:pk>/agree/", pressing_acts.pressing_agree, name="pressing_agree"),
    path("pressing/<uuid:pk>/return/", pressing_acts.pressing_return, name="pressing_return"),
    path("pressing/<uuid:pk>/drop/", pressing_acts.pressing_drop, name="pressing_drop"),
    path("briefings/", briefing.briefing_list, name="briefing_list"),
    path("briefings/<uuid:pk>/", briefing.briefing_detail, name="briefing_detail"),
    path("briefings/<uuid:pk>/edit/", briefing.briefing_edit, name="briefing_edit"),
    path("briefings/<uuid:pk>/release/", briefing.briefing_release, name="briefing_release"),
]

urlpatterns: list[URLPattern] = [*ITEMS, *CLOSINGS, *PLANS, *MONTHS, *REQUESTS, *PAPERS]
