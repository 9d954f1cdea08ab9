"""Accounts, the roles they hold, and how they sign in."""

from accounts.models.sign_in import Door, RecoveryCode, ResetLink, SignIn, UsedPassword
from accounts.models.user import Grant, RoleHolding, User

__all__ = [
    "Door",
    "Grant",
    "RecoveryCode",
    "ResetLink",
    "RoleHolding",
    "SignIn",
    "UsedPassword",
    "User",
]
