"""pip itself, from the package index this machine is configured with, where there is no other way to it."""

import configparser
import hashlib
import io
import os
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from base64 import b64encode
from pathlib import Path

from bootstrap.steps import CannotGoOn, say

NAME = "pip-25.3-py3-none-any.whl"
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"


def unpack_into(venv: Path) -> None:
    """A pip wheel works as it lies: unpacked it is the module `pip`."""
    say("这台机器没有 pip,从软件源取一份……")
    site_packages = next((venv / "lib").glob("python3*/site-packages"))
    with zipfile.ZipFile(io.BytesIO(_download())) as wheel:
        wheel.extractall(site_packages)


def _download() -> bytes:
    index, context = _index(), _trust()
    try:
        page = _get(f"{index}/pip/", context).decode()
        wheel = _get(_link(page, f"{index}/pip/"), context)
    except (OSError, urllib.error.URLError) as error:
        raise CannotGoOn(f"取不到 pip:{error}。请先运行:sudo apt-get install -y python3-venv") from error
    if hashlib.sha256(wheel).hexdigest() != SHA256:
        raise CannotGoOn("取到的 pip 与锁定的校验值不符，没有使用。请检查软件源。")
    return wheel


def _link(page: str, base: str) -> str:
    target: str
    for target in re.findall(r'href="([^"]+)"', page):
        if urllib.parse.urlsplit(target).path.endswith(f"/{NAME}"):
            return urllib.parse.urljoin(base, target)
    raise CannotGoOn(f"软件源里没有 {NAME}。请先运行:sudo apt-get install -y python3-venv")


def _get(address: str, context: ssl.SSLContext) -> bytes:
    """Fetch; a name and password inside the address go into a header, as pip does it."""
    parts = urllib.parse.urlsplit(address)
    headers = {"Accept": "text/html, */*"}
    if parts.username:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    request = urllib.request.Request(urllib.parse.urlunsplit(parts), headers=headers)
    with urllib.request.urlopen(request, timeout=60, context=context) as answer:
        return bytes(answer.read())


def _index() -> str:
    index = os.environ.get("PIP_INDEX_URL") or _configured("index-url")
    if not index:
        raise CannotGoOn("这台机器没有 pip,也没有设软件源。请先运行:sudo apt-get install -y python3-venv")
    return index.rstrip("/")


def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=os.environ.get("PIP_CERT") or _configured("cert"))


def _configured(key: str) -> str | None:
    """Read one of pip's own settings, the user's before the machine's."""
    home = Path.home()
    settings = configparser.ConfigParser(interpolation=None, strict=False)
    settings.read([Path("/etc/pip.conf"), home / ".pip" / "pip.conf", home / ".config" / "pip" / "pip.conf"])
    return settings["global"].get(key) if settings.has_section("global") else None
