"""Names of the city's units: those of the demo county under other names, and more of the common kinds."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from demo.texts import county
from demo.texts.county import UnitText

CITY = "澄川市"
DISTRICTS = ("霁川区", "梧亭区", "砚溪区", "棠湾区", "柏岭区", "鹭汀区", "葭洲区")
STEMS = "青石白沙东西南北上下高长大小云龙凤鹤竹桃柳松梅兰荷枫桂银金玉"
ENDS = "塘桥浜湾圩渡埠溪浦坞墩湖岗坪庄堰港泾岭洲"
BRANCHES = ("服务中心", "信息中心", "培训中心", "执法支队", "质量监测站", "资产管理中心", "研究所")
MORE = {"soe": "集团有限公司", "school": "职业学校", "hospital": "医院"}


def stems(rng: Random) -> Iterator[str]:
    """Return two-character names of places, each once."""
    every = [first + second for first in STEMS for second in ENDS]
    rng.shuffle(every)
    return iter(every)


def unit_texts(home: str, count: int, rng: Random, *, towns: bool) -> list[UnitText]:
    """Return the units that an office inspects: towns, departments, then enterprises, schools, hospitals."""
    names = stems(rng)
    kinds = {"dept", "soe", "school", "hospital", "organ", *(("town",) if towns else ())}
    known = [one for one in county.units() if one.kind in kinds and one.covered and one.organization]
    rng.shuffle(known)
    known.sort(key=lambda one: one.kind not in {"town", "dept"})
    while len(known) < count:
        like = next(one for one in known if one.kind == list(MORE)[len(known) % len(MORE)])
        known.append(replace(like, name=""))
    return [_renamed(one, home, place, next(names)) for place, one in enumerate(known[:count], 1)]


def _renamed(one: UnitText, home: str, place: int, stem: str) -> UnitText:
    code = f"{home}{place}"
    if one.kind == "town":
        name = f"{stem}{'街道' if place % 3 == 0 else '镇'}"
        party = f"中共{name}{'委员会' if name.endswith('镇') else '工作委员会'}"
        return replace(one, code=code, name=name, short=name, organization=party, villages=(f"{stem}村",))
    if not one.name:
        short = f"{stem}{MORE[one.kind]}"
        name = f"{home}{short}"
        return replace(one, code=code, name=name, short=short, organization=f"中共{name}委员会")
    county_name = "云岫县"
    short = home[-1] + one.short[1:] if one.short.startswith("县") else one.short
    name = one.name.replace(county_name, home)
    return replace(
        one, code=code, name=name, short=short, organization=one.organization.replace(county_name, home)
    )
