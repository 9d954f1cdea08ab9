"""佐证材料: small but real PDF files, each with its own words, written without a font of their own."""

from django.core.files.base import ContentFile

WIDTH = 30


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def pdf(lines: list[str]) -> bytes:
    """Return a one-page A4 PDF that shows the lines in the viewer's own Chinese font."""
    cut = [line[start : start + WIDTH] for line in lines for start in range(0, max(1, len(line)), WIDTH)]
    shown = "".join(f"<{_hex(line)}> Tj T*\n" for line in cut[:40])
    stream = f"BT /F1 14 Tf 70 780 Td 24 TL\n{shown}ET".encode("ascii")
    face = "/Type /Font /BaseFont /STSong-Light"
    font = f"<< {face} /Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>"
    info = "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font.encode("ascii"),
        f"<< {face} /Subtype /CIDFontType0 /CIDSystemInfo {info} >>".encode("ascii"),
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    return body + head + table + tail


def proof(name: str, *lines: str) -> "ContentFile[bytes]":
    """Return an upload: a file named as the evidence is, whatever its ending was to be, as PDF."""
    stem = name.rpartition(".")[0] or name
    return ContentFile(pdf([stem, *lines, "（演示数据，人物和单位均为虚构）"]), name=f"{stem}.pdf")
