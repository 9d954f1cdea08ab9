"""动态验证码: the second factor, its recovery codes, and the way back when the phone is gone."""

import datetime as dt
import secrets
from base64 import b32encode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import RecoveryCode, SignIn, User
from accounts.operations.session import OWN, close_sessions
from accounts.rules import has_factor, may, must_have_factor
from accounts.states import Ending
from audit import operations as audit
from audit.actor import Actor

DIGITS, STEP, TOLERANCE = 6, 30, 1
CODES = 10
WRONG = "动态验证码不对。请核对手机时间是否准确，输入此刻显示的 6 位数字。"


def new_key() -> str:
    """Return a secret for a phone, as the library keeps it."""
    return secrets.token_hex(20)


def spelt_key(key: str) -> str:
    """Return the secret as it is typed into a phone, in groups of four."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def turn_on_factor(key: str, code: str, *, session: SignIn, by: Actor) -> list[str]:
    """启用动态验证码: the phone has shown a right code; returns the recovery codes, shown once."""
    user = _self(by)
    if has_factor(user):
        raise ValidationError("动态验证码已经启用。要换手机，请先停用。")
    step = _step_of(key, code, by.at)
    if step is None:
        raise ValidationError(WRONG)
    with transaction.atomic():
        TOTPDevice.objects.create(user=user, name="手机", key=key, confirmed=True, last_t=step)
        User.objects.filter(pk=user.pk).update(must_set_factor=False)
        SignIn.objects.filter(pk=session.pk, user=user).update(with_factor=True)
        codes = _new_codes(user)
        audit.note(user, by=by, act=OWN, reason="启用动态验证码", event="factor-on")
    return codes


def turn_off_factor(*, by: Actor) -> None:
    """停用动态验证码: one's own, unless a role asks for it."""
    user = _self(by)
    if must_have_factor(by):
        raise PermissionDenied("您的角色必须使用动态验证码，不能停用。")
    with transaction.atomic():
        _forget(user)
        audit.note(user, by=by, act=OWN, reason="停用动态验证码", event="factor-off")


def renew_codes(*, by: Actor) -> list[str]:
    """换发恢复码: the earlier ones no longer open anything."""
    user = _self(by)
    if not has_factor(user):
        raise ValidationError("还没有启用动态验证码。")
    with transaction.atomic():
        codes = _new_codes(user)
        audit.note(user, by=by, act=OWN, reason="换发恢复码", event="codes")
    return codes


def reset_factor(user: User, *, reason: str, by: Actor) -> None:
    """重置动态验证码: the phone is lost; the person sets up another at the next sign-in."""
    if not may(by, "acct.reset:C") or user.pk == by.user.pk:
        raise PermissionDenied("不能重置自己的动态验证码。")
    if not has_factor(user):
        raise ValidationError("这个账号没有启用动态验证码，无需重置。")
    with transaction.atomic():
        _forget(user)
        User.objects.filter(pk=user.pk).update(must_set_factor=True)
        user.must_set_factor = True
        audit.note(user, by=by, act="acct.reset:C", reason=f"重置动态验证码：{reason}", event="factor-reset")
        close_sessions(user, Ending.FACTOR, by=by, act="acct.reset:C")


def check_code(user: User, code: str, *, at: dt.datetime) -> bool:
    """Use up a code of the phone or a recovery code; false when it is wrong or was used."""
    plain = "".join(code.split()).replace("-", "").lower()
    if len(plain) == DIGITS:
        return any(_use(device, plain, at) for device in TOTPDevice.objects.filter(user=user, confirmed=True))
    codes = RecoveryCode.objects.filter(user=user, digest=_digest(user, plain), used_at=None)
    return bool(codes.update(used_at=at))


def _use(device: TOTPDevice, code: str, at: dt.datetime) -> bool:
    """The same code never counts twice, not even when sent twice at once."""
    step = _step_of(device.key, code, at)
    if step is None:
        return False
    rows = TOTPDevice.objects.filter(pk=device.pk, last_t__lt=step)
    return bool(rows.update(last_t=step, last_used_at=at))


def _step_of(key: str, code: str, at: dt.datetime) -> int | None:
    """Return the half minute whose code it is."""
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    totp = TOTP(bytes.fromhex(key), STEP, 0, DIGITS)
    totp.time = at.timestamp()
    if not totp.verify(int(code), TOLERANCE):
        return None
    step: int = totp.t() + totp.drift
    return step


def _new_codes(user: User) -> list[str]:
    codes = [b32encode(secrets.token_bytes(10)).decode().lower()[:12] for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def _digest(user: User, code: str) -> str:
    """60 random bits need no slow hash."""
    return salted_hmac("accounts.recovery", f"{user.pk}{code}", algorithm="sha256").hexdigest()


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _self(by: Actor) -> User:
    return User.objects.get(pk=by.user.pk)
