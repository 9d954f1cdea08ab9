"""One browser's worth of HTTP: cookies, the form token, and how long each answer took."""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 120
COOKIE = "xuncha_csrf"


@dataclass(frozen=True)
class Answer:
    """What came back, and what it cost."""

    status: int
    body: bytes
    seconds: float
    queries: int
    count_seconds: float
    cpu_seconds: float
    place: str


@dataclass
class Client:
    """A signed-in person on one kept connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        facts = {"csrfmiddlewaretoken": self.cookies.get(COOKIE, ""), **fields}
        return self._send("POST", path, urlencode(facts).encode())

    def sign_in(self, username: str, password: str) -> "Client":
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", username=username, password=password)
        assert answer.status == 302, f"{username} 没有登录成功：{answer.status}"
        return self

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._line = line
        heads = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        line.request(method, path, body, heads)
        response = line.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for head in response.headers.get_all("Set-Cookie") or ():
            name, _, value = head.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.will_close:
            line.close()
        queries, counts = response.headers.get("X-Queries", "0"), response.headers.get("X-Count-Ms", "0")
        cpu = float(response.headers.get("X-Cpu-Ms", "0")) / 1000
        place = response.headers.get("Location", "")
        return Answer(response.status, content, seconds, int(queries), float(counts) / 1000, cpu, place)


def links(answer: Answer, pattern: str) -> list[str]:
    """Return the addresses on a page that match, each once."""
    found = re.findall(rf'href="({pattern})"', answer.body.decode())
    return list(dict.fromkeys(found))


def value_of(answer: Answer, name: str) -> str:
    """Return what a hidden field of a form holds."""
    tag = next(tag for tag in re.findall(r"<input[^>]*>", answer.body.decode()) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found.group(1) if found else ""
