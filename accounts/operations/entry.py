"""At the door: a guess is counted before it is looked at. A shut door hashes nothing; no race opens it."""

import datetime as dt

from django.contrib.auth import authenticate
from django.db import transaction

from accounts.clock import clock
from accounts.devices import Visit
from accounts.lockout import CODE, FORGOTTEN, PASSWORD, door_key, pause_after, words
from accounts.models import Door, User
from accounts.operations.factor import check_code
from accounts.operations.session import FAILED, OWN
from audit import operations as audit

NO_WAIT = dt.timedelta(0)


class Shut(Exception):  # noqa: N818 -- a state of affairs, not a fault
    """The door is shut for a while; nothing was looked at."""

    def __init__(self, wait: dt.timedelta, device: str) -> None:
        """Say how long, in the words of the page."""
        super().__init__(words(wait, device))


def try_password(name: str, password: str, *, visit: Visit, at: dt.datetime) -> User | None:
    """Return whose password it is.

    Raises:
        Shut: too many wrong guesses came to this door.
    """
    key = door_key(name, visit.device)
    failures = _knock(key, visit, at)
    user = authenticate(username=name, password=password)
    if isinstance(user, User):
        forget_failures(key, at=at)
        return user
    _say_failed(User.objects.filter(username=name).first(), "口令不对", failures, visit=visit, at=at)
    return None


def try_own_password(user: User, password: str, *, visit: Visit, at: dt.datetime) -> bool:
    """Say whether it is the password of somebody who is signed in; counted like any other guess.

    Raises:
        Shut: too many wrong guesses came to this door.
    """
    return try_password(user.username, password, visit=visit, at=at) == user


def try_code(user: User, code: str, *, visit: Visit, at: dt.datetime) -> bool:
    """Say whether the code of the phone, or a recovery code, is right; each counts once.

    Raises:
        Shut: too many wrong codes came to this door.
    """
    key = door_key(user.username, visit.device, CODE)
    failures = _knock(key, visit, at)
    if check_code(user, code, at=at):
        forget_failures(key, at=at)
        return True
    _say_failed(user, "动态验证码不对", failures, visit=visit, at=at)
    return False


def open_doors(user: User, *, at: dt.datetime) -> None:
    """Forget what strangers guessed: the owner has a new password."""
    for what in (PASSWORD, CODE):
        forget_failures(door_key(user.username, "", what), at=at)


def forget_failures(key: str, *, at: dt.datetime) -> None:
    """Take away the count of a door, and those that are a day old."""
    Door.objects.filter(key=key).delete()
    Door.objects.filter(failed_at__lt=at - FORGOTTEN).delete()


def _knock(key: str, visit: Visit, at: dt.datetime) -> int:
    """Count the guess as failed until it proves right; eight at once are eight."""
    with transaction.atomic():
        door, _ = Door.objects.select_for_update().get_or_create(key=key, defaults={"failed_at": at})
        failures = door.failures if at - door.failed_at <= FORGOTTEN else 0
        wait = door.failed_at + pause_after(failures) - at
        if wait > NO_WAIT:
            raise Shut(wait, visit.device)
        Door.objects.filter(pk=key).update(failures=failures + 1, failed_at=at)
    return failures + 1


def _say_failed(user: User | None, what: str, failures: int, *, visit: Visit, at: dt.datetime) -> None:
    if user is None:
        return
    pause = pause_after(failures)
    shut = f"；连续 {failures} 次，暂停 {pause.seconds // 60} 分钟" if pause.seconds >= 60 else ""
    device = "常用设备" if visit.device else "生疏设备"
    said = f"登录失败：{what}（{device}：{visit}）{shut}"
    audit.note(user, by=clock(at), act=OWN, reason=said, event=FAILED, locked=bool(shut))
