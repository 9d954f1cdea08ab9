"""Dealing the published totals out over units and rounds, exactly and by the seed."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

CASES = Path(__file__).parent.parent / "data" / "reference_cases.json"


def case(name: str) -> dict[str, Any]:
    """Return the published figures of a case."""
    found: dict[str, Any] = json.loads(CASES.read_text(encoding="utf-8"))[name]
    return found


def deal(total: int, weights: Sequence[float], rng: Random, *, least: int = 0) -> list[int]:
    """Return whole numbers in proportion to the weights, none under ``least``, that add up to ``total``."""
    shaken = [weight * rng.uniform(0.8, 1.2) for weight in weights]
    free = total - least * len(shaken)
    if free < 0:
        raise ValueError(f"{total} 不够每份 {least}")
    shares = [least + int(free * weight / sum(shaken)) for weight in shaken]
    for place in rng.sample(range(len(shares)), len(shares)):
        if sum(shares) == total:
            break
        shares[place] += 1
    shares[0] += total - sum(shares)
    return shares
