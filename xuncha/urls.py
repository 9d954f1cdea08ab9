"""The front door: each app under its own name, the boards at the root."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from xuncha.views import health_show

APPS = [
    "ui",
    "audit",
    "accounts",
    "organizations",
    "deadlines",
    "documents",
    "talent_pool",
    "rounds",
    "rectification",
    "clues",
]

urlpatterns: list[URLPattern | URLResolver] = [path("healthz/", health_show, name="healthz")]
urlpatterns += [path(f"{app}/", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")]
urlpatterns += [path("", include(f"{app}.urls")) for app in ["dashboards"] if find_spec(f"{app}.urls")]
