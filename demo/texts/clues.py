"""线索: what was reported about whom, how it was disposed of, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Literal, NamedTuple

from demo.texts.county import unit as find_unit
from demo.texts.problems import village_for
from demo.texts.slots import Filler
from demo.texts.tables import rows, toml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from demo.texts.county import UnitText

Posts = dict[str, list[tuple[str, str]]]
PLAIN = "一般干部"
Opinion = Literal["拟办意见", "退回补充", "改派", "暂存", "并案"]
Disposal = Literal["谈话函询", "初步核实", "暂存待查", "予以了结"]
Outcome = Literal["立案", "留置", "党纪处分", "政务处分", "组织处理", "移送", "了结"]


class CluePlan(NamedTuple):
    """One clue wanted: at which unit, in which year, and whether it is a key one (重点)."""

    unit: UnitText
    year: int
    key: bool


@dataclass(frozen=True, slots=True)
class ClueText:
    unit: str
    subject: str
    sex: str
    post: str
    rank: str
    nature: str
    title: str
    text: str
    source: str
    key: bool
    amount: Decimal | None
    year: int


@dataclass(frozen=True, slots=True)
class CluePattern:
    fit: frozenset[str]
    village: bool
    nature: str
    grave: bool
    title: str
    text: str
    chief: bool
    posts: Posts


@cache
def clue_patterns() -> tuple[CluePattern, ...]:
    return tuple(
        CluePattern(
            fit=frozenset(entry["fit"].split()),
            village=entry.get("village", False),
            nature=entry["nature"],
            grave=entry.get("grave", False),
            title=entry["title"],
            text=entry["text"],
            chief=entry.get("chief", "all" not in entry["fit"]),
            posts=entry.get("posts", {}),
        )
        for entry in toml("clues")["clue"]
    )


def clues(plan: Sequence[CluePlan], *, seed: int) -> tuple[ClueText, ...]:
    """Compose one clue per line of the plan: every subject another person, a unit's patterns varied."""
    people = [(row["name"], row["sex"]) for row in rows("subjects")]
    if len(plan) > len(people):
        raise ValueError(f"只有 {len(people)} 名被反映人，不够 {len(plan)} 条线索")
    rng = Random(f"{seed}|clues")
    rng.shuffle(people)
    used: dict[str, list[CluePattern]] = {}
    return tuple(
        _clue(wanted, person, Random(f"{seed}|clue|{number}"), used.setdefault(wanted.unit.code, []))
        for number, (wanted, person) in enumerate(zip(plan, people, strict=False), 1)
    )


def opinion(kind: Opinion, clue: ClueText, *, seed: int) -> str:
    """拟办意见、退回补充、改派、暂存、并案 in the office's words."""
    return _say("opinion", kind, clue, seed)


def disposal(kind: Disposal, clue: ClueText, *, seed: int) -> str:
    """处置方式 as the receiving body reports it."""
    return _say("disposal", kind, clue, seed)


def outcome(kind: Outcome, clue: ClueText, *, seed: int) -> str:
    """办理结果 as the receiving body reports it."""
    return _say("outcome", kind, clue, seed)


def _clue(wanted: CluePlan, person: tuple[str, str], rng: Random, used: list[CluePattern]) -> ClueText:
    unit = wanted.unit
    pattern = _pick(wanted, rng, used)
    village = village_for(unit, rng)
    post, rank = _post(unit, pattern, village, rng)
    said = {**unit.words, "village": village, "subject": person[0], "post": post}
    filler = Filler(rng, wanted.year, said)
    title, text = filler.fill(pattern.title), filler.fill(pattern.text)
    return ClueText(
        unit=unit.code,
        subject=person[0],
        sex=person[1],
        post=post,
        rank=rank,
        nature=pattern.nature,
        title=title,
        text=text,
        source=_source(text),
        key=wanted.key,
        amount=filler.sums.get("w"),
        year=wanted.year,
    )


def _pick(wanted: CluePlan, rng: Random, used: list[CluePattern]) -> CluePattern:
    fitting = [one for one in clue_patterns() if one.fit & wanted.unit.tags]
    fresh = [one for one in fitting if one not in used] or fitting
    chosen = rng.choice([one for one in fresh if one.grave == wanted.key] or fresh)
    used.append(chosen)
    return chosen


def _post(unit: UnitText, pattern: CluePattern, village: str, rng: Random) -> tuple[str, str]:
    posts: Posts = toml("clues")["posts"]
    if pattern.village:
        post, rank = rng.choice(posts["village"])
        return f"{village}{_of_village(post, village)}", rank
    own = pattern.posts.get(unit.kind)
    usual = [
        pair for pair in posts.get(unit.kind, posts["organ"]) if not (pattern.chief and pair[1] == PLAIN)
    ]
    post, rank = rng.choice(own or usual)
    if unit.name.endswith("乡"):
        post = post.replace("副镇长", "副乡长")
    return f"{unit.short}{post}", rank


def _source(text: str) -> str:
    """Where the report came from, as its own opening says."""
    return next((source for word, source in toml("clues")["source"] if word in text[:40]), "查阅资料")


def _of_village(post: str, village: str) -> str:
    """A community has no 村 posts; a village's name already ends in 村."""
    if village.endswith("社区"):
        return str(post).replace("村委会", "居委会").replace("村文书", "文书")
    return str(post).replace("村文书", "文书")


def _say(table: str, kind: str, clue: ClueText, seed: int) -> str:
    rng = Random(f"{seed}|{table}|{kind}|{clue.subject}")
    said = {**find_unit(clue.unit).words, "subject": clue.subject}
    filler = Filler(rng, clue.year, said)
    if clue.amount is not None:
        filler.sums["w"] = clue.amount
        filler.said["w"] = f"{clue.amount:.2f}"
    return filler.fill(rng.choice(toml("clues")[table][kind]))
