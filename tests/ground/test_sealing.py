import datetime as dt
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.tests.factories import actor, make_user
from audit import operations, sealing, verifying
from audit.models import Entry, Seal
from audit.tests.dba import guards_down
from organizations.tests.factories import make_office

pytestmark = pytest.mark.django_db

Tampering = Callable[[Entry], object]


@pytest.fixture
def trail() -> list[Entry]:
    by, office = actor(make_user("clerk")), make_office()
    entries = [operations.note(office, by=by, act="unit.registry:V", step=step) for step in range(9)]
    sealing.seal(at=timezone.now())
    return entries


def test_a_sealed_trail_verifies(trail: list[Entry]) -> None:
    found = verifying.verify()
    assert (found.links, found.unsealed, found.faults) == (len(trail), 0, ())


def test_sealing_again_adds_only_what_is_new(trail: list[Entry]) -> None:
    operations.note(make_office("另一办"), by=actor(trail[0].user), act="unit.registry:V")
    assert verifying.verify().unsealed == 1
    assert sealing.seal(at=timezone.now()) == 1
    assert sealing.seal(at=timezone.now()) == 0
    assert verifying.verify().links == len(trail) + 1


TAMPERINGS: dict[str, dict[str, object]] = {
    "act": {"act": "unit.registry:C"},
    "reason": {"reason": "事后补写"},
    "time": {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    "signer": {"acting_for": "别人"},
    "facts": {"facts": {"step": 99}},
    "state": {"to_state": "closed"},
}


@pytest.mark.parametrize("changes", TAMPERINGS.values(), ids=TAMPERINGS)
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_changed_entry_is_found(trail: list[Entry], changes: dict[str, object], place: int) -> None:
    with guards_down():
        Entry.objects.filter(pk=trail[place].pk).update(**changes)
    assert verifying.verify().faults == (f"第 {place + 1} 条与封存时不一致",)


def test_a_link_cut_out_of_the_middle_is_found(trail: list[Entry]) -> None:
    with guards_down():
        Seal.objects.filter(seq=4).delete()
        Entry.objects.filter(pk=trail[3].pk).delete()
    assert "第 4 条至第 4 条缺失" in verifying.verify().faults


def test_the_command_says_that_all_is_well_or_refuses(
    trail: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit", "verify")
    assert "已核对 9 条" in capsys.readouterr().out
    with guards_down():
        Entry.objects.filter(pk=trail[0].pk).update(reason="改过")
    with pytest.raises(CommandError, match="第 1 条"):
        call_command("audit", "verify")


def test_each_minute_only_what_is_fresh_is_looked_for_and_each_hour_everything(trail: list[Entry]) -> None:
    late, fresh = [
        operations.note(make_office(f"{name}办"), by=actor(trail[0].user), act="unit.registry:V")
        for name in ("迟", "新")
    ]
    with guards_down():
        Entry.objects.filter(pk=late.pk).update(recorded_at=timezone.now() - dt.timedelta(hours=2))
    assert list(sealing.waiting()) == [fresh]
    assert sealing.seal_fresh(at=timezone.now()) == 1
    assert sealing.seal_fresh(at=timezone.now()) == 0
    assert list(Entry.objects.unsealed()) == [late]
    assert sealing.seal_all(at=timezone.now()) == 1
    assert verifying.verify().faults == ("第 11 条比前一条或前面的锚点早记一小时以上，疑为事后补入",)
