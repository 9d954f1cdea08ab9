"""What noticed each mutation when it was last searched for: `caught.csv`.

It only says where to look first. Whatever stands there is asked or run again, with the change and without it.
"""

import csv
from pathlib import Path

PATH = Path(__file__).parent / "caught.csv"
HEAD = ("mutation", "noticed")


def read() -> dict[str, str]:
    """Return by each mutation what noticed it: a test, or a question to a page."""
    if not PATH.exists():
        return {}
    with PATH.open(encoding="utf-8", newline="") as file:
        return {row["mutation"]: row["noticed"] for row in csv.DictReader(file)}


def write(caught: dict[str, str]) -> None:
    """Keep what was found."""
    with PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(sorted(caught.items()))
