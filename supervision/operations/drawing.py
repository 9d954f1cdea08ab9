"""抽取: which closed problems a visit looks at. Anybody can draw again by the number on the page."""

from collections.abc import Iterable
from hashlib import sha256


def place(seed: int, number: str) -> str:
    """Return where a number falls in the order of a draw: the SHA-256 of “seed:number”."""
    return sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(numbers: Iterable[str], *, seed: int, many: int) -> list[str]:
    """抽取: return as many of the numbers as are asked for, the same ones for the same seed.

    What is drawn depends on the numbers alone, not on the order in which they come.
    """
    drawn = sorted(set(numbers), key=lambda number: place(seed, number))[:many]
    return sorted(drawn)
