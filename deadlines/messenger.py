"""企业通讯: the messages of 企业微信 and 钉钉, and the one address to which they may go.

The address comes from the settings and from nowhere else; no redirect is followed, no proxy asked.
"""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from typing import Any
from urllib.parse import quote_plus, urlsplit

from django.conf import settings

WECOM, DINGTALK = "wecom", "dingtalk"
PATIENCE = 10  # seconds
LONGEST_ANSWER = 64 * 1024


class NotSent(Exception):  # noqa: N818 -- a state of affairs, told to the person in these words
    """The other side did not take the message; the words hold no address and no secret."""


def is_set_up() -> bool:
    """Say whether the office has named a robot."""
    return bool(settings.MESSENGER_WEBHOOK)


def message(kind: str, text: str, account: str) -> dict[str, Any]:
    """Return a text that mentions one person, as the robot of the kind wants it."""
    if kind == DINGTALK:
        said = {"content": f"{text} @{account}"}  # a robot of 钉钉 rings only for who stands in the text, too
        return {"msgtype": "text", "text": said, "at": {"atUserIds": [account], "isAtAll": False}}
    return {"msgtype": "text", "text": {"content": text, "mentioned_list": [account]}}


def signed(address: str, secret: str, milliseconds: int) -> str:
    """Return the address with 钉钉's 加签: the time, and its HMAC-SHA256 under the secret."""
    told = f"{milliseconds}\n{secret}".encode()
    sign = base64.b64encode(hmac.new(secret.encode(), told, hashlib.sha256).digest())
    return f"{address}&timestamp={milliseconds}&sign={quote_plus(sign)}"


def send(text: str, account: str, *, milliseconds: int) -> None:
    """Send a text to the group of the office, mentioning one person.

    Raises:
        NotSent: no answer in time, or the answer says that it was not taken.
    """
    kind, address = settings.MESSENGER_KIND, settings.MESSENGER_WEBHOOK
    if kind == DINGTALK and settings.MESSENGER_SECRET:
        address = signed(address, settings.MESSENGER_SECRET, milliseconds)
    answer = _post(address, message(kind, text, account))
    code = answer.get("errcode")
    if code != 0:
        raise NotSent(f"企业通讯没有接收（代码 {code}）" if isinstance(code, int) else "企业通讯的答复看不懂")


def _post(address: str, body: dict[str, Any]) -> dict[str, Any]:
    """Post to exactly this address; a redirect is an answer like any other that is not 200."""
    place = urlsplit(address)
    target = f"{place.path}?{place.query}" if place.query else place.path
    line = _line(place.scheme, str(place.hostname), place.port)
    try:
        line.request("POST", target, json.dumps(body).encode(), {"Content-Type": "application/json"})
        answer = line.getresponse()
        content = answer.read(LONGEST_ANSWER)
        if answer.status != http.HTTPStatus.OK:
            raise NotSent(f"企业通讯答复异常（{answer.status}）")
        found = json.loads(content)
    except (OSError, http.client.HTTPException):
        raise NotSent("连不上企业通讯") from None
    except ValueError:
        raise NotSent("企业通讯的答复看不懂") from None
    finally:
        line.close()
    return found if isinstance(found, dict) else {}


def _line(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":  # the settings allow it on this machine only
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)
    return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
