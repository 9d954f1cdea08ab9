"""What the system itself must have for PDF: Pango, HarfBuzz's subset library and an open Chinese font."""

import ctypes
from datetime import UTC, datetime
from pathlib import Path

from bootstrap import system
from bootstrap.steps import digest, done, remember, say

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FONT_PATTERN = "Noto*CJK*"
FONT_PACKAGE = "fonts-noto-cjk"


def prepare() -> None:
    """Get what is lacking; without it the system runs, and the pages that make PDF say so."""
    lacking = missing()
    if not lacking or _installed(lacking):
        return
    say("这台机器暂不能生成 PDF,其余功能照常。需要时请运行:")
    print(f"    {system.line_to_run(*lacking)}", flush=True)


def _installed(lacking: list[str]) -> bool:
    """Try once a day: a machine without a network must not wait at every start."""
    if not system.may_install() or done("paper-tried", _today()):
        return False
    say(f"安装 PDF 所需的系统软件包：{' '.join(lacking)}……")
    if system.install(*lacking):
        return True
    remember("paper-tried", _today())
    return False


def missing() -> list[str]:
    """Name the system packages that PDF still lacks here."""
    lacking = [package for library, package in LIBRARIES.items() if not _loads(library)]
    return lacking if _has_chinese_font() else [*lacking, FONT_PACKAGE]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    return any(any(folder.rglob(FONT_PATTERN)) for folder in FONT_FOLDERS if folder.is_dir())


def _today() -> str:
    return digest(datetime.now(UTC).date().isoformat())
