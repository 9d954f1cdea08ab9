"""涉密: every upload and every long text of every page says what must not come in, and refuses what says it itself."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client

from documents.forms import FileField
from rounds.forms.lines import LinesField
from tests.access.test_headers import addresses
from tests.test_access import World, world
from tests.test_house import APPS
from tests.turns import FULL, in_turn
from ui.forms import LongText

__all__ = ["world"]
HEADS = {"text": "禁止填写涉密内容", "file": "禁止上传涉密文件"}
WRITERS = ("director", "clerk", "team_lead", "deputy", "member", "unit_liaison", "receiver")


def shapes(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for below in kind.__subclasses__():
        yield below
        yield from shapes(below)


def fields() -> Iterator[tuple[str, forms.Field]]:
    """Every field that a form of the house declares; what a form adds later is met on the pages below."""
    for shape in shapes():
        if shape.__module__.partition(".")[0] in APPS and ".tests." not in shape.__module__:
            for name, field in getattr(shape, "base_fields", {}).items():
                yield f"{shape.__module__}.{shape.__qualname__}.{name}", field


def test_every_long_text_and_every_upload_looks_at_what_comes_in() -> None:
    found = list(fields())
    long = [(name, one) for name, one in found if isinstance(one.widget, forms.Textarea)]
    files = [(name, one) for name, one in found if isinstance(one, forms.FileField)]
    assert len(long) > 40
    assert len(files) >= 3
    assert [name for name, one in long if not isinstance(one, LongText | LinesField)] == []
    assert [name for name, one in files if not isinstance(one, FileField)] == []


@pytest.mark.django_db
def test_every_page_with_such_a_field_says_it(world: World) -> None:
    silent, told = [], 0
    for who in WRITERS:
        client = Client(raise_request_exception=False)
        client.force_login(world.county.user(who))
        for page, url in in_turn(addresses(world)):
            if page.name == "logout" or (answer := client.get(url)).status_code != 200 or answer.streaming:
                continue
            text = answer.content.decode(errors="replace")
            asked = {"text": "<textarea" in text, "file": re.search(r'type="file"', text) is not None}
            told += sum(asked.values())
            silent += [f"{who} {url}" for kind, here in asked.items() if here and HEADS[kind] not in text]
    print(f"证明：{told} 处长文本和上传入口，未提示涉密 {len(silent)} 处")
    assert silent == []
    assert told > (50 if FULL else 20)
