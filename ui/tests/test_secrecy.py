"""Marks of secrecy and the ordinary words that look like them: a table that the office can read."""

import pytest
from django import forms

from ui.forms import LongText
from ui.secrecy import mark_in, mark_of, names_itself_secret

MARKS = (
    "机密★10年", "秘密★", "绝密★长期", "绝密★30年", "秘 密", "机　密", "【机密】", "（秘密）", "机密★1年　特急",
    "000123　机密★10年", "份号：000012 机密★5年　加急", "密级：机密", "密级：秘密★5年", "机密☆3年", "绝密*启用前",
    "  秘密★六个月  ", "绝密级", "机密 10年", "“绝密”", "密级和保密期限：秘密★10年", "机密★启用前", "ＮＯ．0012 绝密★",
)  # fmt: skip
ORDINARY = (
    "泄露国家秘密问题", "侵犯商业秘密", "保守党和国家秘密", "该单位保密制度不健全", "秘密进行的谈话", "保密",
    "发现标有“机密★10年”的文件随意放置在办公桌上。", "机密文件未按规定清退", "绝密级文件管理不规范，登记不全",
    "密级：公开", "密级：无", "密级标注不规范", "商业秘密", "工作秘密", "将秘密级文件带回家中", "机密、秘密、绝密三个密级",
    "秘密★的标注位置不对", "要害部门（机密级）管理", "秘密会见商人老板并收受礼金", "定密：机密 2 件、秘密 5 件",
    "机要室", "严格执行涉密文件传阅规定", "2023年以来收到机密文件12份", "绝密飞行", "机密性较强",
)  # fmt: skip


@pytest.mark.parametrize("line", MARKS)
def test_a_mark_is_a_mark_wherever_the_line_stands(line: str) -> None:
    assert mark_of(line), line
    assert mark_in(f"第一段文字。\n{line}\n第二段文字。"), line


@pytest.mark.parametrize("line", ORDINARY)
def test_an_ordinary_word_is_no_mark(line: str) -> None:
    assert mark_in(f"第一段文字。\n{line}\n第二段文字。") == ""


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("机密★10年中共云岭县委文件", "机密★10年"),
        ("000123 秘密★5年特急云委〔2026〕1号", "秘密★5年"),
        ("秘密会见商人老板", ""),
        ("关于标注机密★10年的通知", ""),
    ],
)
def test_at_the_head_of_a_page_what_follows_may_be_glued_to_it(line: str, mark: str) -> None:
    assert mark_of(line, glued=True) == mark


@pytest.mark.parametrize(
    "name",
    ["秘密-名单.pdf", "（机密）名单.pdf", "绝 密.pdf", "机密★5年.pdf", "机密名单.docx", "名单(秘密).xlsx"],
)
def test_a_name_that_calls_the_file_secret(name: str) -> None:
    assert names_itself_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "保密承诺书.pdf",
        "商业秘密保护制度.pdf",
        "保守国家秘密承诺书.docx",
        "泄露工作秘密问题整改情况.docx",
        "机密文件管理制度.pdf",
        "机密级计算机台账.xlsx",
        "绝密文件清退登记.xlsx",
        "侵犯商业秘密处理决定.pdf",
    ],
)
def test_a_name_that_speaks_of_keeping_secrets(name: str) -> None:
    assert not names_itself_secret(name)


class Note(forms.Form):
    text = LongText(label="情况")


def test_a_long_text_refuses_a_mark_says_what_to_do_and_keeps_what_was_typed() -> None:
    form = Note({"text": "一、基本情况\n机密★10年\n二、问题"})
    said = form.errors["text"][0]
    assert "机密★10年" in said
    assert "通过涉密渠道办理" in said
    assert form["text"].value() == "一、基本情况\n机密★10年\n二、问题"
    assert Note({"text": "该局泄露工作秘密，机密文件未清退。"}).is_valid()


def test_where_the_deployment_permits_it_the_mark_is_taken(settings: pytest.FixtureRequest) -> None:
    settings.STATE_SECRETS_PERMITTED = True  # type: ignore[attr-defined]
    assert Note({"text": "机密★10年"}).is_valid()
