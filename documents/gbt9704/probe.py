"""Can this machine draw Chinese into a PDF? A process of its own: without any font Pango crashes.

Run as a module; ends with 0 when all is well, 1 without a Chinese font, 2 without the library.
"""

import logging
import sys

SAMPLE = "巡察反馈整改"


class Missing(logging.Handler):
    """Collects what WeasyPrint says about characters that no font has."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line when it speaks of a missing glyph."""
        if "notdef" in str(record.msg):
            self.found.append(record.getMessage())


def main() -> int:
    """Draw a few characters and listen: a missing font raises nothing, it prints boxes."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 -- whether it can be imported is the question
    except OSError:
        return 2
    listener = Missing()
    logging.getLogger("weasyprint").addHandler(listener)
    HTML(string=f"<p lang='zh-CN'>{SAMPLE}</p>").write_pdf()
    return 1 if listener.found else 0


if __name__ == "__main__":
    sys.exit(main())
