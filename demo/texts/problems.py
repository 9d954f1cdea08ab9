"""问题: findings as a team would write them, with manifestations, measures and what the measures brought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from demo.texts.county import units
from demo.texts.patterns import Category, Deed, Pattern, categories, deed, suitable
from demo.texts.slots import Filler
from demo.texts.tables import toml

if TYPE_CHECKING:
    from decimal import Decimal

    from demo.texts.county import UnitText

RESULTS = {
    "sys": "建章立制",
    "rec": "挽回损失",
    "acc": "追责问责",
    "ext": "举一反三",
    "camp": "专项整治",
    "other": "其他",
}
FOCUS_WEIGHT = {"A": 28, "B": 37, "C": 23, "D": 8, "E": 4}
PER_CATEGORY = 3
LOCAL = {  # what a unit of this kind calls its inner divisions
    "town": {"股室": "站所", "科室": "站所"},
    "dept": {"科室": "股室"},
    "soe": {"股室": "部门", "科室": "部门"},
    "school": {"股室": "处室", "科室": "处室"},
    "hospital": {"股室": "科室"},
    "organ": {"股室": "科室"},
}


@dataclass(frozen=True, slots=True)
class MeasureText:
    """整改措施 with its typed result: `quantity` counts 项, 人 or 万元 as the kind of result asks."""

    goal: str
    text: str
    done: str
    evidence: str
    result: str
    quantity: Decimal
    system: str


@dataclass(frozen=True, slots=True)
class ManifestationText:
    """具体表现."""

    text: str
    measures: tuple[MeasureText, ...]


@dataclass(frozen=True, slots=True)
class ProblemText:
    pattern: str
    category: str
    topic: str
    title: str
    summary: str
    facts: str
    basis: str
    duty: str
    common: bool
    amount: Decimal | None
    result: str
    desk: str
    manifestations: tuple[ManifestationText, ...]


def problems(
    unit: UnitText, *, count: int, seed: int, year: int, without: frozenset[str] = frozenset()
) -> tuple[ProblemText, ...]:
    """Draw `count` different problems of a unit inspected in `year`; `without` names patterns used before."""
    rng = Random(f"{seed}|{unit.code}|{year}|draw")
    chosen = _draw(rng, [one for one in suitable(unit) if one.code not in without], count)
    return tuple(problem(unit, one, seed=seed, year=year) for one in sorted(chosen, key=lambda one: one.code))


def problem(unit: UnitText, pattern: Pattern, *, seed: int, year: int) -> ProblemText:
    """Compose one problem; the same arguments give the same words."""
    rng = Random(f"{seed}|{unit.code}|{year}|{pattern.code}")
    category = categories()[pattern.category]
    filler = Filler(rng, year, _words(unit, pattern, category, rng), local=LOCAL.get(unit.kind, {}))
    title = filler.fill(rng.choice(pattern.titles))
    facts = filler.fill(pattern.facts)
    facts += filler.fill(rng.choice(toml("phrases")["proof_of_money" if "w" in filler.sums else "proof"]))
    extra = _general_measures(pattern, rng)
    shown = tuple(_manifestation(filler, seen, done, extra) for seen, done in pattern.shows)
    return ProblemText(
        pattern=pattern.code,
        category=pattern.category,
        topic=filler.said["topic"],
        title=title,
        summary=_phrase(filler, "summary", title),
        facts=facts,
        basis=_phrase(filler, "basis", title),
        duty=_phrase(filler, "duty", title),
        common=pattern.common,
        amount=filler.sums.get("w"),
        result=_chief_result(pattern),
        desk=filler.said["desk"],
        manifestations=shown,
    )


def _draw(rng: Random, choice: list[Pattern], count: int) -> list[Pattern]:
    """Draw without putting back, by focus, at most a few of one category while others are left."""
    if len(choice) < count:
        raise ValueError(f"只有 {len(choice)} 种问题适合该单位，不够 {count} 个")
    shares = Counter(one.category[0] for one in choice)
    fitting = {one.code: FOCUS_WEIGHT[one.category[0]] / shares[one.category[0]] for one in choice}
    keys = {one.code: rng.random() ** (1 / (fitting[one.code] * _special(one))) for one in choice}
    ranked = sorted(choice, key=lambda one: keys[one.code], reverse=True)
    seen: Counter[str] = Counter()
    first: list[Pattern] = []
    later: list[Pattern] = []
    for one in ranked:
        (first if seen[one.category] < PER_CATEGORY else later).append(one)
        seen[one.category] += 1
    return [*first, *later][:count]


def _special(pattern: Pattern) -> float:
    return 1.0 if "all" in pattern.fit else 1.8


def _words(unit: UnitText, pattern: Pattern, category: Category, rng: Random) -> dict[str, str]:
    topic = pattern.topic
    return {
        **unit.words,
        "village": village_for(unit, rng),
        "topic": topic,
        "file": bare(topic),
        "category": category.name,
        "desk": desk(unit, pattern.desk or category.desk),
        "system": system_title(unit.short, topic, rng),
        "rule": rng.choice(category.rule),
        "duty": rng.choice(category.duty),
        "harm": rng.choice(category.harm).replace("{unit}", unit.short),
    }


def village_for(unit: UnitText, rng: Random) -> str:
    """A village of the town itself, or for others the full name of any."""
    if unit.villages:
        return rng.choice(unit.villages)
    town = rng.choice([one for one in units() if one.kind == "town"])
    return f"{town.name}{rng.choice(town.villages)}"


def desk(unit: UnitText, kind: str) -> str:
    """责任股室: the title of the desk that answers for such a matter in such a unit."""
    if kind in {"business", "service", "safety"} and unit.kind in {"dept", "organ"}:
        sectors = [name for tag, name in toml("phrases")["sectors"].items() if tag in unit.tags]
        if sectors:
            return str(sectors[0])
    return str(toml("phrases")["desks"][kind].get(unit.kind, "办公室"))


def bare(topic: str) -> str:
    return topic.replace("“", "").replace("”", "")


def system_title(owner: str, topic: str, rng: Random) -> str:
    """制度名称 that fits the topic."""
    name = bare(topic)
    if name.endswith("制度"):
        return f"{owner}{name}实施细则"
    if name.endswith(("管理", "监管", "监督", "管控", "管护", "治理", "整治", "使用", "执行")):
        return f"{owner}{name}{rng.choice(['办法', '实施细则', '暂行办法'])}"
    return f"{owner}{name}{rng.choice(['管理办法', '工作规则', '实施细则', '工作规程'])}"


def _phrase(filler: Filler, kind: str, title: str) -> str:
    said = filler.said | {"title": title}
    return Filler(filler.rng, filler.year, said, filler.sums, filler.local).fill(
        filler.rng.choice(toml("phrases")[kind])
    )


def _general_measures(pattern: Pattern, rng: Random) -> list[Deed]:
    own = {done.result for _, done in pattern.shows}
    every = [deed(line) for line in toml("phrases")["extra"]["measure"]]
    fitting = [one for one in every if one.result == "other" or one.result not in own]
    return rng.sample(fitting, len(fitting))


def _chief_result(pattern: Pattern) -> str:
    kinds = [done.result for _, done in pattern.shows if done.result != "other"]
    return RESULTS[kinds[0] if kinds else "other"]


def _manifestation(filler: Filler, seen: str, own: Deed, extra: list[Deed]) -> ManifestationText:
    """Its own measure first, then up to two of the general ones that this problem has not used yet."""
    general = [extra.pop() for _ in range(filler.rng.randint(0, 2))]
    text = filler.fill(seen)
    return ManifestationText(text, tuple(_measure(filler, one) for one in (own, *general)))


def _measure(filler: Filler, one: Deed) -> MeasureText:
    goal = filler.fill(filler.rng.choice(toml("phrases")["goal"][one.result]))
    text, done, evidence = (filler.fill(part) for part in (one.text, one.done, one.evidence))
    return MeasureText(
        goal=goal,
        text=text,
        done=done,
        evidence=evidence,
        result=RESULTS[one.result],
        quantity=filler.number(one.counted),
        system=_system(filler, evidence) if one.result == "sys" else "",
    )


def _system(filler: Filler, evidence: str) -> str:
    """The system's own name where the evidence is the system itself, else the one made of the topic."""
    name = evidence.rpartition(".")[0]
    own = name.endswith(("办法", "细则", "制度", "规则", "规定")) and not name.startswith(filler.said["unit"])
    return f"{filler.said['unit']}{name}" if own else filler.said["system"]
