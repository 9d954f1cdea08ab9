"""Addresses of papers."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("files/", views.file_list, name="file_list"),
    path("jobs/<uuid:pk>/", views.job_show, name="job_show"),
    path("jobs/<uuid:pk>/download/", views.job_download, name="job_download"),
    path("jobs/<uuid:pk>/retry/", views.job_retry, name="job_retry"),
    path("proxy/", views.proxy_list, name="proxy_list"),
    path("proxy/<uuid:pk>/scan/", views.proxy_scan, name="proxy_scan"),
    path("proxy/<uuid:pk>/withdraw/", views.proxy_withdraw, name="proxy_withdraw"),
]
