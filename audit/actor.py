"""Who acts, for whom, and at what instant."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True)
class Actor:
    """A person at work at one instant.

    Attributes:
        user: the account that acts.
        at: the instant of the act, aware. A replayed history carries its own.
        acting_for: whose signed paper is entered (代录), empty for one's own acts.
        signed_in_at: when the session was opened, for acts that ask for a fresh sign-in.
        memo: what this actor may reach, looked up once for the life of a request.
    """

    user: "AbstractBaseUser"
    at: dt.datetime
    acting_for: str = ""
    signed_in_at: dt.datetime | None = None
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def on(self) -> dt.date:
        """The local day of the act."""
        return timezone.localdate(self.at)

    @property
    def signature(self) -> str:
        """Who signs the act, as its record names the person; what a clerk entered says so."""
        return f"{self.acting_for}（代录）" if self.acting_for else str(self.user)

    def later(self, at: dt.datetime) -> "Actor":
        """Return the same person at another instant, with nothing remembered."""
        return replace(self, at=at, memo={})

    def entering_for(self, signer: str) -> "Actor":
        """Return the same clerk entering the signed paper of somebody else (代录)."""
        return replace(self, acting_for=signer)
