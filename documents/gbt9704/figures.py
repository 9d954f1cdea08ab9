"""The figures: sizes in points, lengths in millimetres. Source: GB/T 9704-2012, clauses 5 to 7."""

import math
from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True)
class Face:
    """A typeface by the name that Word knows, and the open ones that a PDF may fall back on."""

    name: str
    size: float
    open_faces: tuple[str, ...]

    @property
    def family(self) -> str:
        """The family list of a style sheet."""
        return families(self.name, *self.open_faces)


def families(*names: str) -> str:
    """Return names as a style sheet writes them."""
    return ", ".join(f'"{name}"' for name in names)


LATIN = "Times New Roman"
LATIN_OPEN = ("Times New Roman", "Liberation Serif", "Tinos")
SONG_OPEN = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans CJK SC")
HEI_OPEN = ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Serif CJK SC")

BODY = Face("仿宋_GB2312", 16, ("仿宋", "FangSong", "FandolFang", *SONG_OPEN))
TITLE = Face("方正小标宋简体", 22, ("小标宋", *SONG_OPEN))
HEI = Face("黑体", 16, HEI_OPEN)
KAI = Face("楷体_GB2312", 16, ("楷体", "KaiTi", "FandolKai", *SONG_OPEN))
PAGE_NUMBER = Face("宋体", 14, ("SimSun", *SONG_OPEN))
SMALL = Face("仿宋_GB2312", 14, BODY.open_faces)
CELL = Face("仿宋_GB2312", 12, BODY.open_faces)
CELL_HEAD = Face("黑体", 12, HEI_OPEN)
LEVELS = (HEI, KAI, BODY, BODY)  # 一、 （一） 1. （1）

LINES, CHARACTERS = 22, 28
TITLE_CHARACTERS = 20  # characters of 22 pt in 156 mm
TITLE_PITCH = 34.0
OFFICE_MOST = 44.0  # the name of the office in the red head, smaller when it is long


@dataclass(frozen=True)
class Page:
    """A4 and its margins; an office that reads on screens may set others (GB/T 33476.2)."""

    width: float = 210
    height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    number_below: float = 7

    @property
    def text_width(self) -> float:
        """156 mm on the standard page."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """225 mm on the standard page."""
        return self.height - self.top - self.bottom

    @property
    def line_pitch(self) -> int:
        """The height of a line in twentieths of a point, rounded down so that 22 lines fit."""
        return int(self.text_height * POINTS_PER_MM * 20 / LINES)

    @property
    def character_pitch(self) -> float:
        """The width of a character in points."""
        return self.text_width * POINTS_PER_MM / CHARACTERS

    @property
    def character_space(self) -> int:
        """What Word adds to each character of body size, in 1/4096 of a point."""
        return int((self.character_pitch - BODY.size) * 4096) - 1

    @property
    def tightening(self) -> int:
        """What takes 28 characters into a line, in twentieths of a point, rounded so that they fit."""
        return math.floor((self.character_pitch - BODY.size) * 20)

    def turned(self) -> "Page":
        """Return the page lying on its side, the binding edge on top."""
        return Page(self.height, self.width, self.left, self.right, self.bottom, self.top, self.number_below)


STANDARD = Page()
