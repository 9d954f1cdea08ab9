"""工作台: a copied result waits for whom it went to, until it is signed for."""

import pytest

from dashboards.todo import todos
from supervision.operations import copying
from supervision.tests.factories import Mending, copied, make_mending, published

pytestmark = pytest.mark.django_db


def acts(mending: Mending, who: str) -> list[str]:
    return [line.act for group in todos(mending.by(who)) for line in group.lines]


def test_a_copied_result_waits_for_whom_it_went_to_until_it_is_signed_for() -> None:
    mending = make_mending(1, 0)
    published(mending)
    made = copied(mending)
    assert acts(mending, "receiver") == ["签收评估结果"]
    assert "签收评估结果" not in acts(mending, "clerk")
    copying.sign_result(made, by=mending.by("receiver"))
    assert acts(mending, "receiver") == []
