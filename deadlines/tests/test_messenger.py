"""企业微信 and 钉钉: what is sent, how it is signed, and that it goes to one address and no other."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from deadlines import messenger
from deadlines.messenger import DINGTALK, WECOM, NotSent
from tests.turns import FIRST_PASS

pytestmark = FIRST_PASS  # no database is touched

TEXT = "您有 2 条新的提醒：逾期 2 条。请登录系统查看。"


class Robot(http.server.BaseHTTPRequestHandler):
    """A robot on this machine: remembers what it was sent, answers what it was told to."""

    asked: list[tuple[str, dict[str, Any]]]
    answer: tuple[int, bytes, str]

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, json.loads(content)))
        status, body, location = self.answer
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def robot(settings: Any) -> Iterator[type[Robot]]:
    made = type("Robot", (Robot,), {"asked": [], "answer": (200, b'{"errcode":0,"errmsg":"ok"}', "")})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), made)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MESSENGER_KIND = WECOM
    settings.MESSENGER_WEBHOOK = f"http://127.0.0.1:{server.server_port}/cgi-bin/webhook/send?key=k"
    yield made
    server.shutdown()
    server.server_close()


def test_wecom_gets_a_text_that_mentions_one_account(robot: type[Robot]) -> None:
    messenger.send(TEXT, "zhou", milliseconds=1)
    said = {"msgtype": "text", "text": {"content": TEXT, "mentioned_list": ["zhou"]}}
    assert robot.asked == [("/cgi-bin/webhook/send?key=k", said)]


def test_dingtalk_gets_a_text_that_mentions_one_account_and_is_signed(
    robot: type[Robot], settings: Any
) -> None:
    settings.MESSENGER_KIND, settings.MESSENGER_SECRET = DINGTALK, "SEC秘"
    messenger.send(TEXT, "zhou", milliseconds=1_700_000_000_123)
    ((path, body),) = robot.asked
    assert body["at"] == {"atUserIds": ["zhou"], "isAtAll": False}
    assert body["text"] == {"content": f"{TEXT} @zhou"}
    query = parse_qs(urlsplit(path).query)
    told = hmac.new("SEC秘".encode(), "1700000000123\nSEC秘".encode(), hashlib.sha256).digest()
    assert query == {"key": ["k"], "timestamp": ["1700000000123"], "sign": [base64.b64encode(told).decode()]}


def test_dingtalk_without_a_secret_is_not_signed(robot: type[Robot], settings: Any) -> None:
    settings.MESSENGER_KIND, settings.MESSENGER_SECRET = DINGTALK, ""
    messenger.send(TEXT, "zhou", milliseconds=1)
    assert robot.asked[0][0] == "/cgi-bin/webhook/send?key=k"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, b'{"errcode":45009,"errmsg":"limit key=k"}', ""), "代码 45009"),
        ((200, b"{}", ""), "看不懂"),
        ((200, b"[0]", ""), "看不懂"),
        ((200, b"<html>", ""), "看不懂"),
        ((500, b"", ""), "500"),
    ],
)
def test_answer_that_is_no_yes_is_a_fault_without_secrets(
    robot: type[Robot], answer: tuple[int, bytes, str], words: str
) -> None:
    robot.answer = answer
    with pytest.raises(NotSent, match=words) as fault:
        messenger.send(TEXT, "zhou", milliseconds=1)
    assert "key" not in str(fault.value)


def test_redirect_is_followed_nowhere(robot: type[Robot]) -> None:
    robot.answer = (307, b"", "/elsewhere")
    with pytest.raises(NotSent, match="307"):
        messenger.send(TEXT, "zhou", milliseconds=1)
    assert len(robot.asked) == 1


def test_proxy_of_the_environment_is_not_asked(robot: type[Robot], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    messenger.send(TEXT, "zhou", milliseconds=1)
    assert len(robot.asked) == 1


def test_nobody_there_is_a_fault(settings: Any) -> None:
    settings.MESSENGER_KIND, settings.MESSENGER_WEBHOOK = WECOM, "http://127.0.0.1:9/send?key=k"
    with pytest.raises(NotSent, match="连不上"):
        messenger.send(TEXT, "zhou", milliseconds=1)
