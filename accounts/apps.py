"""用户、角色与授权."""

from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    """Who there is, and what the matrix lets them do."""

    name = "accounts"
    verbose_name = "用户与授权"

    def ready(self) -> None:
        """Hang the house's own checks beside Django's."""
        from accounts.checks import check_acts, check_roles  # noqa: PLC0415 -- models must be loaded first

        checks.register(check_acts)
        checks.register(check_roles)
