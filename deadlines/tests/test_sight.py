"""The dictionaries of the clock belong to whoever holds them for the office, and to nobody else."""

from typing import Any

import pytest

from accounts.states import Role, Scope
from accounts.tests.factories import actor, make_user
from deadlines.models import CalendarYear, DeadlineRule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL}))
@pytest.mark.parametrize("model", [CalendarYear, DeadlineRule])
def test_a_scope_q_that_the_table_does_not_name_opens_nothing(model: Any, scope: Scope) -> None:
    by = actor(make_user("clerk", Role.OST))
    assert model.objects.visible_to(by).exists()
    assert not model.objects.filter(model.scope_q(scope, Role.OST, by)).exists()
