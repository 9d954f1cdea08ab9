"""The front door: each app under its own name, the boards at the root."""

from django.urls import include, path

from xuncha.views import health_show

urlpatterns = [
    path("healthz/", health_show, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("organizations/", include("organizations.urls")),
    path("deadlines/", include("deadlines.urls")),
    path("documents/", include("documents.urls")),
    path("talent_pool/", include("talent_pool.urls")),
    path("rounds/", include("rounds.urls")),
    path("rectification/", include("rectification.urls")),
    path("supervision/", include("supervision.urls")),
    path("clues/", include("clues.urls")),
    path("", include("dashboards.urls")),
]
