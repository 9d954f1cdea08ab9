"""底稿、问题、报告、反馈: the second half of the pages, under the same name ``rounds``."""

from django.urls import URLPattern, path

from rounds.views import feedback, finding, paper, paper_acts, paper_bulk, report

urlpatterns: list[URLPattern] = [
    path("papers/", paper.paper_list, name="paper_list"),
    path("papers/new/", paper.paper_choose, name="paper_choose"),
    path("papers/submit/", paper_bulk.paper_submit_many, name="paper_submit_many"),
    path("papers/pass/", paper_bulk.paper_pass_many, name="paper_pass_many"),
    path("papers/sign/", paper_bulk.paper_sign_many, name="paper_sign_many"),
    path("assignments/<uuid:pk>/papers/new/", paper.paper_new, name="paper_new"),
    path("papers/<uuid:pk>/", paper.paper_detail, name="paper_detail"),
    path("papers/<uuid:pk>/edit/", paper.paper_edit, name="paper_edit"),
    path("papers/<uuid:pk>/submit/", paper_acts.paper_submit, name="paper_submit"),
    path("papers/<uuid:pk>/withdraw/", paper_acts.paper_withdraw, name="paper_withdraw"),
    path("papers/<uuid:pk>/pass/", paper_acts.paper_pass, name="paper_pass"),
    path("papers/<uuid:pk>/return/", paper_acts.paper_return, name="paper_return"),
    path("papers/<uuid:pk>/sign/", paper_acts.paper_sign, name="paper_sign"),
    path("papers/<uuid:pk>/drop/", paper_acts.paper_drop, name="paper_drop"),
    path("papers/<uuid:pk>/restore/", paper_acts.paper_restore, name="paper_restore"),
    path("papers/<uuid:pk>/merge/", paper_acts.paper_merge, name="paper_merge"),
    path("findings/", finding.finding_list, name="finding_list"),
    path("findings/export/", finding.finding_export, name="finding_export"),
    path("findings/<uuid:pk>/", finding.finding_detail, name="finding_detail"),
    path("findings/<uuid:pk>/mark/", finding.finding_mark, name="finding_mark"),
    path("reports/", report.report_list, name="report_list"),
    path("assignments/<uuid:pk>/report/", report.report_start, name="report_start"),
    path("reports/<uuid:pk>/", report.report_detail, name="report_detail"),
    path("reports/<uuid:pk>/edit/", report.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/advance/", report.report_advance, name="report_advance"),
    path("reports/<uuid:pk>/return/", report.report_return, name="report_return"),
    path("feedback/", feedback.feedback_list, name="feedback_list"),
    path("assignments/<uuid:pk>/feedback/", feedback.feedback_draft, name="feedback_draft"),
    path("feedback/<uuid:pk>/", feedback.feedback_detail, name="feedback_detail"),
    path("feedback/<uuid:pk>/letter/", feedback.feedback_letter, name="feedback_letter"),
    path("feedback/<uuid:pk>/edit/", feedback.feedback_edit, name="feedback_edit"),
    path("feedback/<uuid:pk>/propose/", feedback.feedback_propose, name="feedback_propose"),
    path("feedback/<uuid:pk>/withdraw/", feedback.feedback_withdraw, name="feedback_withdraw"),
    path("feedback/<uuid:pk>/return/", feedback.feedback_return, name="feedback_return"),
    path("feedback/<uuid:pk>/publish/", feedback.feedback_publish, name="feedback_publish"),
    path("feedback/<uuid:pk>/receive/", feedback.feedback_receive, name="feedback_receive"),
]
