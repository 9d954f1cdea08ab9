"""What is live on a day: neither what has ended nor what is still to come."""

import datetime as dt

import pytest

from accounts.grants import live_on
from accounts.models import RoleHolding
from accounts.states import Role
from accounts.tests.factories import make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "live"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_live_on_both_days_and_between_them(day: dt.date, *, live: bool) -> None:
    user = make_user("somebody")
    held = RoleHolding.objects.create(user=user, role=Role.OST, since=FIRST, until=LAST)
    found = RoleHolding.objects.filter(live_on(day), user=user)
    assert list(found) == ([held] if live else [])
