"""Addresses of papers, and of how much may be read."""

from django.urls import path

from documents.views import job, proxy, reading

app_name = "documents"
urlpatterns = [
    path("files/", job.file_list, name="file_list"),
    path("jobs/<uuid:pk>/", job.job_show, name="job_show"),
    path("jobs/<uuid:pk>/download/", job.job_download, name="job_download"),
    path("jobs/<uuid:pk>/retry/", job.job_retry, name="job_retry"),
    path("proxy/", proxy.proxy_list, name="proxy_list"),
    path("proxy/<uuid:pk>/scan/", proxy.proxy_scan, name="proxy_scan"),
    path("proxy/<uuid:pk>/withdraw/", proxy.proxy_withdraw, name="proxy_withdraw"),
    path("policy/", reading.policy_show, name="policy_show"),
    path("policy/reading/", reading.policy_edit, name="policy_edit"),
    path("alarms/", reading.alarm_list, name="alarm_list"),
    path("alarms/<uuid:pk>/lift/", reading.alarm_lift, name="alarm_lift"),
]
