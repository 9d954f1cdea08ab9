"""What the table does not name opens nothing: the reach of reading limits, alarms and entries from paper."""

from typing import Any

import pytest

from accounts.scopes import NOTHING
from accounts.states import Role, Scope
from accounts.tests.factories import actor, make_user
from documents.models import ProxyEntry, ReadingAlarm, ReadingPolicy

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", sorted({*Scope} - {Scope.ALL}))
@pytest.mark.parametrize("model", [ProxyEntry, ReadingAlarm, ReadingPolicy])
def test_a_scope_q_that_the_table_does_not_name_opens_nothing(model: Any, scope: Scope) -> None:
    assert model.scope_q(scope, Role.SEC, actor(make_user("guard", Role.SEC))) == NOTHING
