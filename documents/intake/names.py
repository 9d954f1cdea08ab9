"""Names of files: what a stranger typed, made harmless; what a state secret is called, refused."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError

from ui.secrecy import names_itself_secret

LONGEST = 120
RESERVED = re.compile(r'[\\/:*?"<>|%\x7f]')
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clean_name(raw: str) -> str:
    """Return the bare name: no folders, no control or direction signs, not too long, with its ending."""
    text = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = RESERVED.sub("_", text).strip().rstrip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot:
        stem, ending = text, ""
    stem = stem.strip(" .") or "未命名"
    if DEVICES.match(stem):
        stem = f"文件_{stem}"
    kept = stem[: LONGEST - len(ending) - 1]
    return f"{kept}.{ending}" if ending else kept


def refuse_secret(name: str) -> None:
    """Refuse a file that calls itself a state secret.

    Raises:
        ValidationError: the name bears a mark of secrecy.
    """
    if not settings.STATE_SECRETS_PERMITTED and names_itself_secret(name):
        raise ValidationError(
            f"文件“{name}”的名称带有密级。禁止上传涉密文件，请按保密规定通过涉密渠道办理；"
            "确实不涉密的，请改名后重新选择。",
            code="secret",
        )
