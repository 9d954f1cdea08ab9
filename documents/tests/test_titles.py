"""Titles of several lines: words whole, shapes that the standard likes."""

import pytest

from documents.gbt9704.titles import split_title

TITLES = [
    "关于巡察云溪县青石镇党委的反馈意见",
    "中共云溪县委第一巡察组关于巡察云溪县教育局党组情况的反馈意见",
    "中共云溪县委巡察工作领导小组关于印发《十五届县委第六轮巡察工作方案》的通知",
    "中共云溪县委第三巡察组关于专项巡察云溪县自然资源局党组意识形态工作责任制落实情况的反馈意见",
    "十五届县委第六轮巡察整改情况全县汇总月报（2026年5月）",
]
WHOLE = [
    "反馈意见",
    "巡察组",
    "领导小组",
    "教育局",
    "自然资源局",
    "《十五届县委第六轮巡察工作方案》",
    "（2026年5月）",
    "意识形态",
]


@pytest.mark.parametrize("title", TITLES)
def test_no_word_is_cut_and_no_line_too_long(title: str) -> None:
    lines = split_title(title)
    assert "".join(lines) == title
    assert all(len(line) <= 20 for line in lines)
    for word in WHOLE:
        assert word not in title or any(word in line for line in lines)


@pytest.mark.parametrize("title", TITLES[1:])
def test_the_shape_is_a_trapezium_or_a_lozenge(title: str) -> None:
    sizes = [len(line) for line in split_title(title)]
    top = sizes.index(max(sizes))
    rising, falling = sizes[: top + 1], sizes[top:]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert len(set(sizes)) > 1


def test_a_title_that_fits_stays_on_one_line() -> None:
    assert split_title(TITLES[0]) == [TITLES[0]]


def test_no_line_begins_with_what_belongs_to_the_one_before() -> None:
    for title in TITLES:
        assert not [line for line in split_title(title) if line[0] in "的和与及）》"]


def test_words_that_the_letter_names_stay_whole() -> None:
    title = "中共云溪县委第一巡察组关于巡察云溪县白鹭洲湿地保护中心党支部的反馈意见"
    assert any("白鹭洲湿地保护中心" in line for line in split_title(title, keep=["白鹭洲湿地保护中心"]))


def test_a_text_without_any_word_is_cut_by_length() -> None:
    assert [len(line) for line in split_title("第" + "壹" * 140)] == [20] * 7 + [1]
