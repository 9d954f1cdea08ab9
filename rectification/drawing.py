"""抽样: a sample that anybody can draw again from the seed and the list of numbers.

For each number the seed and the number are written one after the other, with nothing between, and the
SHA-256 digest of that text (UTF-8) is taken; the numbers are put in ascending order of their digests, and the
first so many are drawn. A single number is checked with ``printf '%s%s' SEED NUMBER | sha256sum``. Nothing
else has a part in it: neither the order of the list nor who draws nor when.
"""

import secrets
from collections.abc import Iterable
from hashlib import sha256

DIGITS = 20
HOW = (
    "把种子和编号连写在一起（中间不加任何字符），按 SHA-256 计算摘要；"
    "各编号按摘要从小到大排列，取前面应抽的个数。"
    "任何人用同样的种子和编号都会得到同样的结果。"
)


def new_seed() -> str:
    """Return a seed that nobody could choose: digits, so that it can be read aloud."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digest(seed: str, number: str) -> str:
    """Return what a number is ordered by under a seed."""
    return sha256(f"{seed}{number}".encode()).hexdigest()


def in_order(seed: str, numbers: Iterable[str]) -> list[str]:
    """Return the numbers in the order in which they are drawn."""
    return sorted(numbers, key=lambda number: digest(seed, number))


def share_of(many: int, percent: int) -> int:
    """Return how many a share of so many is: a part counts as a whole one, so that one at least is drawn."""
    return -(-many * percent // 100)
