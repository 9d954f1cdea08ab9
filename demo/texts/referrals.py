"""移交建议 to departments, and the 制度 that units establish."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from demo.texts.patterns import suitable
from demo.texts.problems import system_title
from demo.texts.slots import Filler
from demo.texts.tables import toml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.texts.county import UnitText


@dataclass(frozen=True, slots=True)
class ReferralText:
    body: str
    unit: str
    title: str
    problem: str
    proposal: str


@dataclass(frozen=True, slots=True)
class SystemText:
    """制度 of a unit: new, or an older one revised."""

    unit: str
    title: str
    revised: bool


def referrals(
    body: Literal["organization", "finance"], units: Sequence[UnitText], *, count: int, seed: int, year: int
) -> tuple[ReferralText, ...]:
    """Compose proposals for the organisation department or the finance bureau, no two with one title."""
    rng = Random(f"{seed}|{body}|referrals")
    texts = toml("referrals")[body]
    about = [one for one in units if _may_concern(one, body)]
    share = -(-count // len(texts))
    pairs = [(text, one) for text in texts for one in _some(about, text.get("fit", "all"), share, rng)]
    if len(pairs) < count:
        raise ValueError(f"只能写出 {len(pairs)} 条移交建议，不够 {count} 条")
    rng.shuffle(pairs)
    return tuple(_referral(body, text, one, rng, year) for text, one in pairs[:count])


def systems(units: Sequence[UnitText], *, count: int, seed: int) -> tuple[SystemText, ...]:
    """Draw `count` different 制度名称, spread evenly over the units."""
    rng = Random(f"{seed}|systems")
    topics = {one.code: _topics(one, rng) for one in units}
    drawn: list[SystemText] = []
    while len(drawn) < count:
        ready = [one for one in units if topics[one.code]]
        if not ready:
            raise ValueError(f"只能写出 {len(drawn)} 项制度，不够 {count} 项")
        for one in ready[: count - len(drawn)]:
            title = system_title(one.short, topics[one.code].pop(), rng)
            drawn.append(SystemText(one.code, title, revised=rng.random() < 0.3))
    return tuple(drawn)


def _topics(unit: UnitText, rng: Random) -> list[str]:
    topics = sorted({pattern.topic for pattern in suitable(unit)})
    return rng.sample(topics, len(topics))


def _may_concern(unit: UnitText, body: str) -> bool:
    """Nobody refers a bureau to itself, nor a unit out of coverage."""
    own = {"finance": "finance", "organization": ""}[body]
    return bool(unit.organization) and unit.covered and own not in unit.tags


def _some(units: list[UnitText], fit: str, share: int, rng: Random) -> list[UnitText]:
    fitting = [one for one in units if fit in one.tags]
    return rng.sample(fitting, min(len(fitting), share))


def _referral(body: str, text: dict[str, str], unit: UnitText, rng: Random, year: int) -> ReferralText:
    filler = Filler(rng, year, dict(unit.words))
    return ReferralText(
        body, unit.code, *(filler.fill(text[part]) for part in ("title", "problem", "proposal"))
    )
