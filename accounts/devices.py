"""Where somebody comes from: device in words, address, and whether the account was opened from it before."""

import re
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

COOKIE, SALT = "xuncha_device", "accounts.device"
KEPT_DAYS = 180
Words = tuple[tuple[str, str], ...]
# Firsts win: browsers call themselves by each other's names
SYSTEMS: Words = (
    ("HarmonyOS|OpenHarmony", "鸿蒙手机"),
    ("iPad", "苹果平板"),
    ("iPhone", "苹果手机"),
    ("Android", "安卓手机"),
    ("Windows", "微软系统电脑"),
    ("Macintosh", "苹果电脑"),
    ("Kylin", "麒麟系统电脑"),
    ("UOS|uos", "统信系统电脑"),
    ("Linux", "开源系统电脑"),
)
BROWSERS: Words = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "腾讯浏览器"),
    ("360|QIHU", "三六零浏览器"),
    ("Edg", "微软浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome|Chromium", "谷歌内核浏览器"),
    ("Safari", "苹果浏览器"),
)


@dataclass(frozen=True)
class Visit:
    """Where an attempt comes from; ``device`` is empty for a stranger."""

    words: str = "未知设备"
    address: str = ""
    device: str = ""

    def __str__(self) -> str:
        return f"{self.words}，{self.address}" if self.address else self.words


def visit_of(request: HttpRequest, name: str) -> Visit:
    """Return where this attempt at an account comes from."""
    return Visit(words_of(request.headers.get("User-Agent", "")), address_of(request), known(request, name))


def words_of(agent: str) -> str:
    """Return system and browser in Chinese words."""
    found = [_first(SYSTEMS, agent), _first(BROWSERS, agent)]
    return "，".join(word for word in found if word) or "未知设备"


def _first(words: Words, agent: str) -> str:
    return next((word for pattern, word in words if re.search(pattern, agent)), "")


def address_of(request: HttpRequest) -> str:
    """Return the address; behind our own proxy the one that the proxy saw, which stands last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]


def known(request: HttpRequest, name: str) -> str:
    """Return the id of the device when its cookie says that the account was opened from it; else nothing."""
    try:
        kept = signing.loads(request.COOKIES.get(_cookie(name), ""), salt=SALT, max_age=KEPT_DAYS * 24 * 3600)
        device, mark = kept
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    user = User.objects.filter(username=name).first()
    return device if user and constant_time_compare(mark, _mark(user)) else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """Let the browser keep that the account was opened from it; a new password makes it a stranger."""
    device = known(request, user.username) or uuid4().hex
    response.set_cookie(
        _cookie(user.username),
        signing.dumps([device, _mark(user)], salt=SALT),
        max_age=KEPT_DAYS * 24 * 3600,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie(name: str) -> str:
    """One for each account: several persons share a machine; the digest tells nobody their names."""
    return f"{COOKIE}_{salted_hmac(SALT, name, algorithm='sha256').hexdigest()[:16]}"


def _mark(user: User) -> str:
    return user.get_session_auth_hash()[:32]
