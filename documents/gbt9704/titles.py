"""A title of several lines: a trapezium or a lozenge, no word cut in two."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path

from documents.gbt9704.figures import TITLE_CHARACTERS

TOGETHER = re.compile(
    r"《[^》]*》|〔[^〕]*〕|（[^）]*）|“[^”]*”|[0-9A-Za-z.%]+年?"
    r"|第[一二三四五六七八九十]+[轮届组次]"
)
WORDS = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split()
WEAK = 5  # the price of a break between two characters that no list knows
HEADLESS = "的和与及等、）》”：，。"
ENDLESS = "（《“第对向从在和与及、"
PREFERRED_HEADS = ("关于", "对", "巡察", "开展")


def split_title(title: str, *, keep: Iterable[str] = (), width: int = TITLE_CHARACTERS) -> list[str]:
    """Return the lines of a title: as few as possible, in a good shape."""
    text = re.sub(r"\s+", "", title)
    if len(text) <= width:
        return [text]
    prices = _prices(text, [*keep, *WORDS])
    for count in range(-(-len(text) // width), 6):
        found = min(_layouts(text, prices, count, width), default=None)
        if found:
            return found[1]
    return [text[start : start + width] for start in range(0, len(text), width)]


def _prices(text: str, words: list[str]) -> dict[int, int]:
    """Return the places where a line may end, each with its price."""
    inside: set[int] = set()
    edges: set[int] = set()
    spans = [match.span() for match in TOGETHER.finditer(text)]
    spans += [(start, start + len(word)) for word in words for start in _places(text, word)]
    for start, end in spans:
        inside.update(range(start + 1, end))
        edges.update((start, end))
    prices = {}
    for place in range(1, len(text)):
        if place in inside or text[place] in HEADLESS or text[place - 1] in ENDLESS:
            continue
        liked = text[place:].startswith(PREFERRED_HEADS) or text[place - 1] in "的、》"
        prices[place] = 0 if liked else 1 if place in edges else WEAK
    return prices


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word) if len(word) > 1 else -1
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _layouts(text: str, prices: dict[int, int], count: int, width: int) -> Iterator[tuple[float, list[str]]]:
    for places in combinations(sorted(prices), count - 1):
        cuts = [0, *places, len(text)]
        lines = [text[start:end] for start, end in pairwise(cuts)]
        sizes = [len(line) for line in lines]
        if max(sizes) <= width:
            yield sum(prices[place] for place in places) + _shape(sizes, width), lines


def _shape(sizes: list[int], width: int) -> float:
    """Return the price of a shape: rectangles and hourglasses cost most, a stump of a line much."""
    steps = [after - before for before, after in pairwise(sizes)]
    rising, falling = all(step > 0 for step in steps), all(step < 0 for step in steps)
    turns = [step > 0 for step in steps]
    lozenge = len(sizes) > 2 and turns == sorted(turns, reverse=True) and 0 not in steps
    price = 0.0 if rising or falling or lozenge else 6.0
    mean = sum(sizes) / len(sizes)
    stumps = sum(4.0 for size in sizes if size < width / 3)
    return price + stumps + sum(abs(size - mean) for size in sizes) / len(sizes) * 0.6
