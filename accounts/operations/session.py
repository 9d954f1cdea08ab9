"""Sessions: opened, confirmed, ended by their owner, by the security administrator, by time."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.clock import clock
from accounts.devices import Visit
from accounts.models import SignIn, User
from accounts.rules import may
from accounts.states import Ending
from audit import operations as audit
from audit.actor import Actor
from audit.models import Entry

OWN = "acct.own:E"
FAILED = "failed"
TOUCH = dt.timedelta(minutes=1)  # writing at every click would cost a transaction each


def open_session(user: User, *, visit: Visit, with_factor: bool, by: Actor) -> SignIn:
    """登录: begin a session, with the password given just now."""
    with transaction.atomic():
        session = SignIn.objects.create(
            user=user,
            opened_at=by.at,
            confirmed_at=by.at,
            seen_at=by.at,
            device=visit.words,
            address=visit.address,
            with_factor=with_factor,
        )
        audit.note(user, by=by, act=OWN, reason=f"登录：{visit}", event="in", session=str(session.pk))
    return session


def adopt_session(user: User, *, visit: Visit, opened_at: dt.datetime) -> SignIn:
    """接续会话: write down a session that was opened before sessions were written down."""
    instants = {"opened_at": opened_at, "confirmed_at": opened_at, "seen_at": opened_at}
    return SignIn.objects.create(user=user, device=visit.words, address=visit.address, **instants)


def touch_session(session: SignIn, *, at: dt.datetime) -> None:
    """记录最近操作: once a minute."""
    if at - session.seen_at > TOUCH:
        SignIn.objects.filter(pk=session.pk).update(seen_at=at)
        session.seen_at = at


def confirm_session(session: SignIn, *, by: Actor) -> None:
    """确认是本人: the password was given again."""
    SignIn.objects.filter(pk=session.pk).update(confirmed_at=by.at)
    audit.note(session.user, by=by, act=OWN, reason="再次输入口令，确认是本人", event="confirmed")


def sign_out(session: SignIn, *, by: Actor) -> None:
    """退出登录."""
    _end(session.user, [session], Ending.OUT, by=by, act=OWN)


def outlive_session(session: SignIn, ending: Ending, *, at: dt.datetime) -> None:
    """会话到时: silence or a working day has ended it."""
    _end(session.user, [session], ending, by=clock(at), act=OWN)


def end_session(session: SignIn, *, by: Actor) -> None:
    """结束这个会话: one's own, on another device; it is out at its next request."""
    if session.user_id != by.user.pk:
        raise PermissionDenied
    _end(session.user, [session], Ending.ELSEWHERE, by=by, act=OWN)


def end_other_sessions(user: User, *, but: SignIn, by: Actor) -> int:
    """结束其他全部会话: all of one's own but the one at hand."""
    if user.pk != by.user.pk:
        raise PermissionDenied
    others = SignIn.objects.live(by.at).filter(user=user).exclude(pk=but.pk)
    return _end(user, list(others), Ending.ELSEWHERE, by=by, act=OWN)


def revoke_sessions(user: User, *, reason: str, by: Actor) -> int:
    """强制下线: the security administrator ends every session of an account."""
    if not may(by, "acct.kill:E"):
        raise PermissionDenied
    return close_sessions(user, Ending.REVOKED, by=by, act="acct.kill:E", reason=reason)


def close_sessions(
    user: User, ending: Ending, *, by: Actor, act: str, reason: str = "", but: SignIn | None = None
) -> int:
    """结束会话: all of an account, because its password, its factor or the account itself has changed."""
    rows = SignIn.objects.filter(user=user, ended_at=None)
    return _end(user, [row for row in rows if row != but], ending, by=by, act=act, reason=reason)


def _end(user: User, sessions: list[SignIn], ending: Ending, *, by: Actor, act: str, reason: str = "") -> int:
    keys = [session.pk for session in sessions]
    with transaction.atomic():
        open_ones = SignIn.objects.filter(pk__in=keys, ended_at=None)
        ended = open_ones.update(ended_at=by.at, ending=ending, ended_by_id=by.user.pk)
        if ended:
            words = f"{ending.label}（{ended} 个会话）" if ended > 1 else ending.label
            said = f"{words}：{reason}" if reason else words
            audit.note(user, by=by, act=act, reason=said, event="out", ending=ending)
    return ended


def failures_since(user: User, since: dt.datetime) -> int:
    """Return how often somebody failed to sign in with the account since an instant."""
    return Entry.objects.about(user).filter(act=OWN, at__gt=since, facts__event=FAILED).count()


def resets_since(user: User, since: dt.datetime) -> list[Entry]:
    """Return what was done since an instant to let the account have a new password or phone, newest first."""
    rows = Entry.objects.about(user).filter(act__startswith="acct.reset:", at__gt=since)
    return list(rows.select_related("user"))


def last_before(session: SignIn) -> SignIn | None:
    """Return the sign-in before this one."""
    earlier = SignIn.objects.filter(user=session.user_id, opened_at__lt=session.opened_at)
    return earlier.exclude(pk=session.pk).first()
