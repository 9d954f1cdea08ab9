"""The application refuses to start when a URL or an edge names no act of the matrix."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.acts import OPEN, SIGNED_IN
from accounts.matrix import UnknownAct, holders
from accounts.states import Role
from audit.models import Stateful


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Walk every URL of the site."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def _known(name: str) -> bool:
    if name in {OPEN, SIGNED_IN}:
        return True
    try:
        holders(name)
    except UnknownAct:
        return False
    return True


def url_faults() -> Iterator[str]:
    """Name every URL without an act, or with one that the matrix lacks."""
    for route, pattern in patterns(get_resolver()):
        acts: Sequence[str] = getattr(pattern.callback, "acts", ())
        if not acts:
            yield f"页面 /{route} 没有写明动作"
        yield from (f"页面 /{route} 的动作 {name} 不在权限表中" for name in acts if not _known(name))


def edge_faults() -> Iterator[str]:
    """Name every edge whose act the matrix lacks."""
    for model in apps.get_models():
        if not issubclass(model, Stateful):
            continue
        for start, edges in model.EDGES.items():
            for end, name in edges.items():
                if not _known(name):
                    yield f"{model._meta.verbose_name} {start} → {end} 的动作 {name} 不在权限表中"


def check_roles(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Report a role that the setting of the second factor names and nobody knows."""
    strange = [name for name in settings.SECOND_FACTOR_ROLES if name not in Role.values]
    words = "环境变量 SECOND_FACTOR_ROLES 中的“{}”不是角色代号，请从 {} 中选，用逗号隔开。"
    known = "、".join(role.value for role in Role if role != Role.PUB)
    return [Error(words.format(name, known), id="accounts.E002") for name in strange]


def check_acts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Report every missing act as an error of Django's check."""
    return [Error(text, id="accounts.E001") for text in (*url_faults(), *edge_faults())]
