"""Devices in Chinese words, and the address behind our own proxy."""

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.devices import address_of, words_of

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KHTML} Chrome/120 Safari/537.36 Edg/120", "微软系统电脑，微软浏览器"),
        (f"Mozilla/5.0 (Windows NT 6.1) {KHTML} Chrome/86 Safari/537.36 QIHU 360SE", "微软系统电脑，三六零浏览器"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:109.0; Kylin) Gecko/20100101 Firefox/115.0", "麒麟系统电脑，火狐浏览器"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {KHTML} UOS Chrome/108 Safari/537.36", "统信系统电脑，谷歌内核浏览器"),
        (f"Mozilla/5.0 (Linux; Android 12) {KHTML} Chrome/86 Mobile MicroMessenger/8", "安卓手机，微信"),
        (f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {KHTML} Chrome/114 Mobile", "鸿蒙手机，谷歌内核浏览器"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "苹果手机，苹果浏览器"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/16 Safari/605", "苹果电脑，苹果浏览器"),
        ("curl/8.0", "未知设备"),
        ("<script>alert(1)</script>", "未知设备"),
        ("", "未知设备"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_words(agent: str, words: str) -> None:
    assert words_of(agent) == words


@pytest.mark.parametrize(
    ("proxied", "forwarded", "address"),
    [
        (None, "10.9.9.9", "127.0.0.1"),
        (("X", "https"), "10.9.9.9, 10.1.2.3", "10.1.2.3"),
        (("X", "https"), "", "127.0.0.1"),
        (("X", "https"), "x" * 500, "x" * 45),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxy(
    settings: Any, proxied: Any, forwarded: str, address: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = proxied
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address
