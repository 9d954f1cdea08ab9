"""密级标志: how a state secret marks itself (GB/T 9704), told apart from the ordinary words 秘密 and 机密.

A guard against slips, no more: it reads marks that stand where marks stand, and understands nothing.
"""

import re
import unicodedata

GRADE = r"[秘机绝]\s*密"
STAR = r"[★☆*✩✭⭐]"
TERM = r"(?:[\d一二三四五六七八九十]{1,4}\s*(?:年|个?月|日|天)|长\s*期|启\s*用\s*前)"
COPY = r"(?:(?:份\s*号|编号|(?i:No)\.?)\s*[::]?\s*)?(?:\d{2,8}\s+)?"  # 份号 stands before or above the mark
HASTE = r"(?:特\s*急|加\s*急|特\s*提|平\s*急|急\s*件)"
LABEL = r"(?:密\s*级(?:和保密期限)?\s*:?\s*)?"
OPENING, CLOSING = r"[\[(【〔《「『\"'“<]?\s*", r"\s*[\])】〕》」』\"'”>]?"
# A line that is nothing but the mark
ALONE = re.compile(
    rf"^{COPY}{OPENING}{LABEL}(?P<mark>{GRADE}\s*级?\s*(?:{STAR}\s*)?{TERM}?){CLOSING}\s*{HASTE}?$"
)
# A line that begins with the mark as only papers write it; what follows was glued to it by the reader
STARRED = re.compile(rf"^{COPY}{OPENING}{LABEL}(?P<mark>{GRADE}\s*{STAR}\s*{TERM}?)")
ALONE_LONGEST = 40
ORDINARY = re.compile(
    r"(?:商业|国家|工作|技术|警务|检察|审判|个人|内部|企业|党和国家的?)秘密"
    r"|(?:泄露|泄漏|保守|侵犯|窃取|刺探|保护)[^\W\d_]{0,6}?秘密|[秘机绝]密级?(?:文件|载体|资料|计算机|设备|人员)"
    r"[^\W\d_]{0,4}?(?:管理|保护|清理|清退|销毁|登记|传阅|台账|制度)|不涉及?(?:国家)?秘密"
)


def plain(text: str) -> str:
    """Return the text with wide signs made narrow, for comparing."""
    return unicodedata.normalize("NFKC", text)


def mark_of(line: str, *, glued: bool = False) -> str:
    """Return the mark of secrecy that a line is; with `glued`, also one that it begins with. Else nothing."""
    text = plain(line).strip()
    found = ALONE.match(text) if len(text) <= ALONE_LONGEST else None
    if found is None and glued:
        found = STARRED.match(text)
    return found["mark"].strip() if found else ""


def mark_in(text: str) -> str:
    """Return the first mark that stands in a line of its own; nothing when there is none."""
    return next((mark for line in text.splitlines() if (mark := mark_of(line))), "")


def names_itself_secret(name: str) -> bool:
    """Does a file's name speak of a grade of secrecy, once the ordinary words are taken out?

    Stricter than with texts: a name is changed in a moment, and says of the whole file what it is.
    """
    text = re.sub(r"([秘机绝])\s+密", r"\1密", plain(name))
    return re.search(GRADE, ORDINARY.sub("", text)) is not None
