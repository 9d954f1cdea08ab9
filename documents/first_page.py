"""The words of a PDF's first page, read in a process of its own: a twisted file may cost it its life.

Run as a module: the file comes in, the words go out. Ends badly when there is nothing to read.
"""

import io
import resource
import sys

SECONDS, MEMORY, MOST = 5, 768 * 2**20, 4000


def main() -> int:
    """Read one page within the limits; whatever the library raises ends here."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from pypdf import PdfReader  # noqa: PLC0415 -- within the limits

    page = PdfReader(io.BytesIO(sys.stdin.buffer.read())).pages[0]
    sys.stdout.buffer.write(page.extract_text()[:MOST].encode("utf-8", "ignore"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
