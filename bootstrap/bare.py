"""`make bare`: a fresh Debian root, a fresh clone, and both commands in it, with the times they took.

Needs root and debootstrap. How this machine reaches its mirrors (proxies, keys, certificates, pip and npm
settings) is copied into the root when it is made; nothing of it stands in the project.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bootstrap import system
from bootstrap.sign_in import ACCOUNTS, can_sign_in
from bootstrap.steps import ROOT, CannotGoOn, run, say

PASSWORD = "bare-machine-2026"  # noqa: S105 - of accounts that live for the length of this run
BARE = "git,make,python3"
CHECKOUT = "srv/xuncha"
DEMO_PATIENCE, TEST_PATIENCE = 1800, 3600
SETTINGS = (  # how this machine reaches its mirrors
    "etc/resolv.conf", "etc/hosts", "etc/pip.conf", "etc/npmrc", "etc/apt/auth.conf.d", "etc/apt/apt.conf.d",
    "etc/ssl/certs/ca-certificates.crt", "usr/local/share/ca-certificates",
    "root/.config/pip", "root/.pip", "root/.npmrc", "root/.netrc",
)  # fmt: skip
# The shell stays as the namespace's first process: it lets the rest end in its own time
IN_NAMESPACE = """
mount -t proc proc {root}/proc || exit 1
mount --rbind /dev {root}/dev && mount -t tmpfs tmpfs {root}/dev/shm || exit 1
chroot {root} sh -c 'cd /{checkout} && exec "$@"' sh "$@"
code=$?
exit $code
"""
VARIABLES = re.compile(
    r"(PIP|NPM_CONFIG|npm_config)_.*|.*_(CERT|CERTS|CAINFO|CA_BUNDLE|CERT_FILE)|.*_proxy|.*_PROXY"
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bare")
    parser.add_argument("--suite", default="bookworm", help="Debian suite, e.g. trixie")
    parser.add_argument("--only", choices=["demo", "test"], help="run only one of the two commands")
    parser.add_argument("--port", type=int, default=8199)
    chosen = parser.parse_args(arguments)
    try:
        with _fresh_root(chosen.suite) as root:
            results = list(_both(root, chosen.only, chosen.port))
    except CannotGoOn as reason:
        print(f"✗ {reason}", file=sys.stderr)
        return 1
    print("\n".join(f"{'✓' if fine else '✗'} {line}" for fine, line in results))
    return 0 if all(fine for fine, _line in results) else 1


def _both(root: Path, only: str | None, port: int) -> Iterator[tuple[bool, str]]:
    if only != "test":
        yield from _demo(root, port)
    if only != "demo":
        yield _test(root)


def _demo(root: Path, port: int) -> Iterator[tuple[bool, str]]:
    for start in ("make demo", "make demo, 第二次"):
        began = time.monotonic()
        process = _inside(root, "make", "demo", f"PORT={port}", f"DEMO_PASSWORD={PASSWORD}")
        up = _comes_up(process, port)
        yield up, f"{start}:首页 {time.monotonic() - began:.0f} 秒"
        if up:
            entered = [name for name in ACCOUNTS if can_sign_in(port, name, PASSWORD)]
            yield len(entered) == len(ACCOUNTS), f"{start}:{len(entered)}/{len(ACCOUNTS)} 个演示账号能登录"
        _stop(process)


def _test(root: Path) -> tuple[bool, str]:
    began = time.monotonic()
    code = _inside(root, "make", "test").wait(timeout=TEST_PATIENCE)
    return code == 0, f"make test:{time.monotonic() - began:.0f} 秒，退出码 {code}"


@contextmanager
def _fresh_root(suite: str) -> Iterator[Path]:
    if os.geteuid() != 0:
        raise CannotGoOn("make bare 需要 root:它要建立一个全新的系统根目录。")
    if not shutil.which("debootstrap") and not system.install("debootstrap"):
        raise CannotGoOn(f"没有 debootstrap。请先运行：{system.line_to_run('debootstrap')}")
    root = Path(tempfile.mkdtemp(prefix="xuncha-bare-"))
    root.chmod(0o755)
    try:
        say(f"建立全新的 {suite} 根目录 {root}……")
        if not run(
            "debootstrap", "--variant=minbase", f"--include={BARE}", suite, root, *filter(None, [_mirror()])
        ):
            raise CannotGoOn("debootstrap 没有成功。")
        _bring_settings(root)
        if not run("git", "clone", "--quiet", "--no-hardlinks", ROOT, root / CHECKOUT):
            raise CannotGoOn("没有克隆到代码。")
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _mirror() -> str:
    """The mirror this machine itself installs from."""
    sources = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources")]
    text = "\n".join(source.read_text() for source in sources if source.is_file())
    found = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian)/?\s", text, re.MULTILINE)
    return found.group(1) if found else ""  # debootstrap knows its own


def _bring_settings(root: Path) -> None:
    for name in SETTINGS:
        source, target = Path("/") / name, root / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy(source, target)


def _inside(root: Path, *command: str) -> subprocess.Popen[bytes]:
    """Run in the root, in mounts and processes of its own: when the command ends, nothing of it is left."""
    script = IN_NAMESPACE.format(root=root, checkout=CHECKOUT)
    env = {name: value for name, value in os.environ.items() if VARIABLES.fullmatch(name)}
    env |= {
        "HOME": "/root",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
    }
    unshared = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh", *command)
    return subprocess.Popen(unshared, env=env, stdin=subprocess.DEVNULL, start_new_session=True)


def _comes_up(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + DEMO_PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, for all that runs in there."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
