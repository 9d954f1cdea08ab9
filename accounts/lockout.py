"""How long a door stays shut after wrong guesses: by account and device, never by address.

An office shares one address. Strangers knock at one door of an account; each device that its owner signed in
from has a door of its own: whoever hammers at the first does not shut the second.
"""

import datetime as dt

from django.conf import settings
from django.utils.crypto import salted_hmac

FREE = 3  # slips of the finger
FORGOTTEN = dt.timedelta(days=1)
PASSWORD, CODE = "password", "code"


def door_key(name: str, device: str, what: str = PASSWORD) -> str:
    """Return the key of the door at which this account is tried from this device (none: a stranger's)."""
    return salted_hmac("accounts.door", f"{what}\n{device}\n{name}", algorithm="sha256").hexdigest()


def pause_after(failures: int) -> dt.timedelta:
    """Return how long to wait after so many failures: nothing, then seconds that double, then minutes."""
    if failures >= settings.LOGIN_FAILURES:
        return settings.LOGIN_COOLOFF
    return dt.timedelta(seconds=2 ** (failures - FREE) if failures >= FREE else 0)


def words(wait: dt.timedelta, device: str) -> str:
    """Return what the person is told who stands before a shut door, of a known device or of strangers."""
    seconds = int(wait.total_seconds()) + 1
    if seconds < 60:
        return f"连续输错，请 {seconds} 秒后再试。"
    minutes = -(-seconds // 60)
    if device:
        return f"在这台设备上连续输错，暂时锁定。请 {minutes} 分钟后再试，或请系统管理员发一个口令重置链接。"
    return (
        f"这个账号连续输错，在没有用过的设备上暂时锁定。请 {minutes} 分钟后再试，"
        "或换用您平时登录的电脑，或请系统管理员发一个口令重置链接。"
    )
