"""A letter as PDF by WeasyPrint, which may fetch nothing but the fonts handed to it."""

import logging
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from documents.gbt9704.content import content
from documents.gbt9704.figures import STANDARD, Page
from documents.gbt9704.parts import Letter
from documents.gbt9704.sheet import office_fonts, style_sheet

NO_LIBRARY = "本机缺少生成 PDF 所需的系统组件，暂时只能下载 Word 文档。请系统管理员按部署说明安装后再试。"
NO_FONT = (
    "本机没有中文字体，生成的 PDF 会缺字，暂时只能下载 Word 文档。请系统管理员按部署说明安装中文字体后再试。"
)
WITHOUT_LIBRARY = 2
log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def library() -> Any | None:
    """Return WeasyPrint, or nothing where its system libraries are missing."""
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    try:
        return import_module("weasyprint")  # takes half a second and may fail: not at start
    except OSError:
        log.warning("WeasyPrint cannot be loaded", exc_info=True)
        return None


@lru_cache(maxsize=1)
def probe() -> int:
    """Ask once, in a process that may die of it, whether Chinese can be drawn here."""
    command = [sys.executable, "-m", "documents.gbt9704.probe"]
    asked = subprocess.run(  # noqa: S603 -- our own module
        command, cwd=settings.BASE_DIR, check=False, capture_output=True, timeout=60
    )
    return asked.returncode


def pdf_fault() -> str:
    """Say in the office's words why no PDF can be made; empty when all is there."""
    answer = probe()
    return "" if answer == 0 else NO_LIBRARY if answer == WITHOUT_LIBRARY else NO_FONT


def pdf_available() -> bool:
    """Can a PDF with Chinese letters be made here?"""
    return not pdf_fault()


class Fetcher:
    """Hands out the office's own fonts; fetches nothing else, from nowhere."""

    _fail_on_errors = False  # WeasyPrint asks every fetcher for it

    def __init__(self, fonts: Mapping[str, Path]) -> None:
        """Take the fonts by the address that the style sheet gives them."""
        self.fonts = fonts

    def __call__(self, url: str, *_: Any, **__: Any) -> Any:
        """Return a font that was handed over.

        Raises:
            ValueError: for any other address.
        """
        if url not in self.fonts:
            raise ValueError("refused")
        return import_module("weasyprint.urls").URLFetcherResponse(url, self.fonts[url].read_bytes())

    fetch = __call__


def write_pdf(letter: Letter, to: Path, *, page: Page = STANDARD) -> None:
    """Write the letter as a PDF with its fonts inside.

    Raises:
        ValidationError: this machine lacks what a PDF needs; the message says what.
    """
    fault = pdf_fault()
    if fault:
        raise ValidationError(fault)
    html = render_to_string("print/letter.html", content(letter))
    _document(html, style_sheet(letter, page)).write_pdf(to)


def _document(html: str, css: str) -> Any:
    weasyprint = library()
    if weasyprint is None:
        raise ValidationError(NO_LIBRARY)
    fetcher, fonts = Fetcher(office_fonts()), import_module("weasyprint.text.fonts").FontConfiguration()
    sheet = weasyprint.CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return page.render(stylesheets=[sheet], font_config=fonts, presentational_hints=True)
