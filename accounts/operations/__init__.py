"""Accounts, roles, passwords: what is done to them. Signing in has modules of its own beside this one."""

from accounts.operations.account import (
    create_user,
    end_role,
    give_role,
    open_account,
    switch_account,
)
from accounts.operations.password import change_password, keep_password

__all__ = [
    "change_password",
    "create_user",
    "end_role",
    "give_role",
    "keep_password",
    "open_account",
    "switch_account",
]
