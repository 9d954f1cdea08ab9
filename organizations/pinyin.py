"""拼音: how names are spelt for search and sorting, surnames as surnames are read."""

from pypinyin import Style, lazy_pinyin

# Surnames that are read otherwise than the common word; two-character surnames first
SURNAMES: dict[str, tuple[str, ...]] = {
    "单于": ("chan", "yu"),
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "单": ("shan",),
    "曾": ("zeng",),
    "解": ("xie",),
    "仇": ("qiu",),
    "区": ("ou",),
    "查": ("zha",),
    "盖": ("ge",),
    "任": ("ren",),
    "朴": ("piao",),
    "翟": ("zhai",),
    "缪": ("miao",),
    "乐": ("yue",),
    "员": ("yun",),
    "秘": ("bi",),
    "折": ("she",),
    "种": ("chong",),
    "繁": ("po",),
    "召": ("shao",),
    "覃": ("qin",),
    "冼": ("xian",),
    "洗": ("xian",),
    "华": ("hua",),
    "宁": ("ning",),
    "纪": ("ji",),
    "尉": ("wei",),
    "逄": ("pang",),
    "黑": ("he",),
    "能": ("nai",),
    "曲": ("qu",),
    "卜": ("bu",),
    "沈": ("shen",),
    "石": ("shi",),
    "贾": ("jia",),
    "祭": ("zhai",),
    "句": ("gou",),
    "哈": ("ha",),
    "隗": ("wei",),
    "郗": ("xi",),
    "訾": ("zi",),
    "晁": ("chao",),
    "褚": ("chu",),
    "车": ("che",),
    "尹": ("yin",),
}


def spell(name: str, *, surname: bool = False, longest: int = 80) -> str:
    """Return full pinyin and initials of a name, such as ``shanwei sw``; the initials are never cut off."""
    words = "".join(sign for sign in name if sign.isalnum())
    syllables = _person(words) if surname else _read(words)
    initials = "".join(syllable[:1] for syllable in syllables)[:longest]
    full = "".join(syllables)[: max(longest - len(initials) - 1, 0)]
    return f"{full} {initials}".strip()


def _person(name: str) -> list[str]:
    for length in (2, 1):
        head = SURNAMES.get(name[:length])
        if head and len(head) == length:
            return [*head, *_read(name[length:])]
    return _read(name)


def _read(words: str) -> list[str]:
    return [syllable.lower() for syllable in lazy_pinyin(words, style=Style.NORMAL)]
