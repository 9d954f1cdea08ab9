"""拼音: surnames as they are read, initials never cut off."""

import pytest

from organizations.pinyin import spell

SURNAMES = [
    ("单伟", "shanwei sw"),
    ("曾国强", "zengguoqiang zgq"),
    ("解放", "xiefang xf"),
    ("仇玉兰", "qiuyulan qyl"),
    ("区小红", "ouxiaohong oxh"),
    ("查良平", "zhaliangping zlp"),
    ("盖文", "gewen gw"),
    ("任重", "renzhong rz"),
    ("朴成哲", "piaochengzhe pcz"),
    ("翟明", "zhaiming zm"),
    ("尉迟恭", "yuchigong ycg"),
    ("万俟雪", "moqixue mqx"),
    ("令狐冲", "linghuchong lhc"),
    ("吕岩", "lvyan ly"),
    ("王单", "wangdan wd"),
]


@pytest.mark.parametrize(("name", "spelt"), SURNAMES)
def test_a_surname_is_read_as_a_surname(name: str, spelt: str) -> None:
    assert spell(name, surname=True) == spelt


def test_a_unit_is_read_as_words() -> None:
    assert spell("单县民政局") == "danxianminzhengju dxmzj"


def test_signs_are_left_out_and_letters_are_small() -> None:
    assert spell("第一中学（新区）A区").endswith(" dyzxxqaq")


def test_a_long_name_keeps_its_initials() -> None:
    spelt = spell("庄" * 30, longest=60)
    full, _, initials = spelt.partition(" ")
    assert initials == "z" * 30
    assert len(spelt) <= 60
    assert full.startswith("zhuangzhuang")


def test_nothing_spells_nothing() -> None:
    assert spell("") == ""
