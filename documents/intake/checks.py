"""Does the inside of a file agree with its ending? Answers in the words of the office."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any, cast

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from documents.intake.kinds import ALLOWED, FileKind, allowed_text
from documents.intake.names import clean_name, refuse_secret

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_MACRO = "_VBA_PROJECT".encode("utf-16-le")
ZIP = b"PK\x03\x04"
# A name that leads out of the package, or a program inside it
UNSAFE_PART = re.compile(
    r"^/|^[a-z]:|\\|(?:^|/)\.\.(?:/|$)|[\0-\x1f]"
    r"|\.(?:exe|dll|scr|com|pif|cpl|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|jar|html?|mht|url|sh|py)$"
)
TEMPLATE_LINKS = "word/_rels/settings.xml.rels"
FROM_ELSEWHERE = re.compile(rb"""target\s*=\s*["'](?:https?:|ftp:|file:///?\\\\|file://[^/]|\\\\|//)""")
ZIP_MACROS = ("vbaproject", "macrosheets/", "vbadata", "activex/")
ZIP_MOST_PARTS = 5000
ZIP_MOST_BYTES = 300 * 2**20
ZIP_MOST_RATIO = 200
MIB = 2**20
# What zipfile lets through of a twisted package, found by twisting
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: its clean name and what it is."""

    name: str
    kind: FileKind


def check(upload: File, *, endings: Iterable[str] = tuple(ALLOWED)) -> Accepted:  # type: ignore[type-arg]
    """Look at name, size, ending and inside of an upload.

    Raises:
        ValidationError: why it is not taken, and what is.
    """
    taken = tuple(endings)
    name = clean_name(upload.name or "")
    refuse_secret(name)
    _check_size(name, upload.size or 0)
    ending = name.rpartition(".")[2].lower()
    if "." not in name or ending not in taken:
        raise ValidationError(
            f"文件“{name}”的格式不在允许范围内。可以上传：{allowed_text(taken)}。压缩包请解压后逐个上传。",
            code="ending",
        )
    kind = ALLOWED[ending]
    content = cast("IO[bytes]", upload.file)
    content.seek(0)
    fault = FORMS[kind.form](content, kind, ending)
    content.seek(0)
    if fault:
        raise ValidationError(f"文件“{name}”{fault}", code="inside")
    return Accepted(name, kind)


def _check_size(name: str, size: int) -> None:
    most = settings.EVIDENCE_MAX_BYTES
    if size == 0:
        raise ValidationError(f"文件“{name}”是空的，请检查后重新选择。", code="empty")
    if size > most:
        raise ValidationError(
            f"文件“{name}”大小为 {size / MIB:.1f} MB，超过每个文件 {most // MIB} MB 的上限。"
            "请压缩图片、降低扫描分辨率或拆分后再上传。",
            code="size",
        )


def _pdf(content: IO[bytes], _kind: FileKind, _ending: str) -> str:
    head = content.read(1024)
    content.seek(max(0, content.seek(0, 2) - 2048))
    if head.startswith(b"%PDF-") and b"%%EOF" in content.read():
        return ""
    return "的内容不是 PDF（扩展名与内容不一致，或文件不完整），请重新导出为 PDF 后上传。"


def _image(content: IO[bytes], kind: FileKind, ending: str) -> str:
    guess = filetype.guess(content.read(4096))
    if guess is not None and guess.mime == kind.media_type:
        return ""
    return f"的内容不是 {ending} 图片（扩展名与内容不一致），请用原来的格式保存后上传。"


def _ole(content: IO[bytes], kind: FileKind, ending: str) -> str:
    inside: Any = content.read()
    if not inside.startswith(OLE):
        return f"的内容不是 {ending} 文件（扩展名与内容不一致），请用办公软件另存后上传。"
    if OLE_MACRO in inside:
        return "含有宏，不能上传。请另存为不含宏的文档，或导出为 PDF。"
    if not any(stream.encode("utf-16-le") in inside for stream in kind.inside):
        return f"的内容不是 {ending} 文件，或者加了密码。请去掉密码、另存后上传。"
    return ""


def _zip(content: IO[bytes], kind: FileKind, ending: str) -> str:
    head = content.read(len(OLE))
    if head == OLE:
        return "加了密码，无法检查。请去掉密码后上传。"
    try:
        with zipfile.ZipFile(content) as package:
            parts = package.infolist()
            types, links = _part(package, "[Content_Types].xml"), _part(package, TEMPLATE_LINKS)
    except BROKEN:
        return f"的内容不是 {ending} 文件（扩展名与内容不一致），请用办公软件另存后上传。"
    # zipfile finds a package behind anything: a page or a program in front of it is another file
    if not head.startswith(ZIP):
        return f"的内容不是 {ending} 文件（前面另有内容），请用办公软件另存后上传。"
    if b"attachedtemplate" in links and FROM_ELSEWHERE.search(links):
        return "要从别的机器取模板，不能上传。请在办公软件中取消链接的模板，另存后上传。"
    return _package_fault(parts, types, kind, ending)


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of a part in small letters; nothing when there is none."""
    if name not in set(package.namelist()):
        return b""
    with package.open(name) as part:
        return part.read(MIB).lower()


def _package_fault(parts: list[zipfile.ZipInfo], types: bytes, kind: FileKind, ending: str) -> str:
    names = [part.filename.lower() for part in parts]
    if not any(needed.lower() in names for needed in kind.inside) or (ending != "ofd" and not types):
        return f"的内容不是 {ending} 文件（扩展名与内容不一致），请用办公软件另存后上传。"
    if len(set(names)) < len(names) or any(UNSAFE_PART.search(name) for name in names):
        return "里面有不合规范的内容，不能上传。请用办公软件打开、核对后另存，或导出为 PDF。"
    if any(sign in name for name in names for sign in ZIP_MACROS) or b"macroenabled" in types:
        return "含有宏或控件，不能上传。请另存为不含宏的文档，或导出为 PDF。"
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    bomb = unpacked > MIB and unpacked / packed > ZIP_MOST_RATIO
    if len(parts) > ZIP_MOST_PARTS or unpacked > ZIP_MOST_BYTES or bomb:
        return "解开后过大，不能上传。请检查文件来源，拆分后再上传。"
    return ""


FORMS = {"pdf": _pdf, "image": _image, "ole": _ole, "zip": _zip}
