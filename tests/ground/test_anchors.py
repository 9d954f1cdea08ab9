"""The head of the chain outside the database: written once an hour, held against the chain by the command."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import actor, make_user
from audit import anchors, operations, sealing, tasks, verifying
from audit.looking import look_id
from audit.models import Entry, Seal
from audit.sealing import GENESIS
from audit.tests.dba import guards_down
from organizations.tests.factories import make_office

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.ANCHORS = tmp_path / "anchors"
    return tmp_path / "anchors"


@pytest.fixture
def clerk() -> User:
    return make_user("clerk")


def act(clerk: User, times: int = 3) -> None:
    office = make_office(f"{Entry.objects.count()}办")
    for step in range(times):
        operations.note(office, by=actor(clerk), act="unit.registry:V", step=step)


def cut(since: int) -> None:
    with guards_down():
        keys = list(Seal.objects.filter(seq__gte=since).values_list("entry_id", flat=True))
        Seal.objects.filter(seq__gte=since).delete()
        Entry.objects.filter(pk__in=keys).delete()


def test_an_anchor_tells_the_head_and_is_read_back_as_it_was(clerk: User, folder: Path) -> None:
    act(clerk)
    set_ = anchors.drop(at=NOON)
    head = Seal.objects.get(seq=3)
    assert (set_.seq, set_.digest, set_.entries) == (3, head.digest, 3)
    assert anchors.read(folder) == [set_]
    (file,) = folder.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("anchors-2026.jsonl", 0o600)


def test_an_anchor_is_added_and_never_changes_those_before(clerk: User, folder: Path) -> None:
    act(clerk)
    anchors.drop(at=NOON)
    before = (folder / "anchors-2026.jsonl").read_text()
    act(clerk)
    anchors.drop(at=NOON + dt.timedelta(hours=1))
    after = (folder / "anchors-2026.jsonl").read_text()
    assert after.startswith(before)
    assert [one.seq for one in anchors.read(folder)] == [3, 6]


def test_an_empty_trail_is_anchored_too_so_that_silence_shows(folder: Path) -> None:
    assert tasks.anchor() == 0
    (only,) = anchors.read(folder)
    assert (only.digest, only.sealed_at) == (GENESIS, None)


def test_the_hourly_task_refuses_to_anchor_a_chain_that_was_cut(clerk: User, folder: Path) -> None:
    act(clerk)
    anchors.drop(at=NOON)
    cut(2)
    with pytest.raises(ValidationError, match="截断或重写"):
        tasks.anchor()
    assert len(anchors.read(folder)) == 1
    set_ = anchors.drop(at=NOON, reason="恢复了11月19日的备份")
    assert [one.reason for one in anchors.read(folder)] == ["", set_.reason]


def test_the_hour_is_on_the_schedule(settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["audit.anchor"]["task"] == "audit.anchor"


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"seq": 1}', "第 3 条", json.dumps({"at": "x", "seq": 1})])
def test_what_is_no_anchor_is_refused_with_its_line(line: str, clerk: User, folder: Path) -> None:
    act(clerk)
    anchors.drop(at=NOON)
    file = folder / "anchors-2026.jsonl"
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(ValidationError, match=r"anchors-2026\.jsonl 第 2 行不是锚点"):
        anchors.read(folder)


def test_the_command_sets_and_verifies(
    clerk: User, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    act(clerk)
    call_command("audit", "anchor")
    call_command("audit", "anchor", "--out", str(tmp_path / "usb" / "one.jsonl"))
    act(clerk)
    call_command("audit", "seal")
    capsys.readouterr()
    call_command("audit", "verify", "--anchor", str(folder), "--anchor", str(tmp_path / "usb" / "one.jsonl"))
    assert "已核对 6 条，对照锚点 2 个，未封存 0 条，无异常" in capsys.readouterr().out
    call_command("audit", "verify", "--anchor", str(folder), "--since", "5")
    assert "自第 3 条起" in capsys.readouterr().out


def test_the_command_says_what_the_anchor_tells(clerk: User, folder: Path) -> None:
    act(clerk)
    anchors.drop(at=NOON)
    cut(3)
    with pytest.raises(CommandError, match="锚点记到第 3 条，库中没有这一条"):
        call_command("audit", "verify", "--anchor", str(folder))
    call_command("audit", "verify")


def test_the_command_refuses_a_place_without_an_anchor(clerk: User, folder: Path) -> None:
    act(clerk)
    anchors.drop(at=NOON)
    with pytest.raises(CommandError, match="没有不晚于所写序号的锚点"):
        call_command("audit", "verify", "--anchor", str(folder), "--since", "2")
    with pytest.raises(CommandError, match="没有成功"):
        call_command("audit", "verify", "--anchor", str(folder / "missing.jsonl"))


def test_entries_that_nobody_seals_are_a_fault_after_a_while(clerk: User) -> None:
    act(clerk)
    now = timezone.now()
    assert verifying.verify(at=now + dt.timedelta(minutes=9)).faults == ()
    assert verifying.verify(at=now + dt.timedelta(minutes=11)).faults == ("有 3 条留痕超过 10 分钟未封存",)


def test_links_of_before_the_time_of_sealing_was_in_them_still_hold(clerk: User) -> None:
    """What offices have sealed already is not broken by a new form of the link."""
    act(clerk)
    sealing.seal(at=NOON)
    previous = GENESIS
    with guards_down():
        for one in Seal.objects.select_related("entry").order_by("seq"):
            digest = sealing.digest_of(vars(one.entry), one.seq, previous)
            Seal.objects.filter(pk=one.pk).update(previous=previous, digest=digest)
            previous = digest
    act(clerk)
    sealing.seal(at=NOON)
    assert verifying.verify().faults == ()


def test_the_key_of_a_look_is_a_uuid_of_its_window() -> None:
    key = look_id(NOON, "who", "what")
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert key.int >> 80 == int(NOON.timestamp() * 1000)
    assert look_id(NOON + dt.timedelta(minutes=9, seconds=59), "who", "what") == key
    assert look_id(NOON + dt.timedelta(minutes=10), "who", "what") != key
    assert look_id(NOON, "who", "other") != key


def test_a_digest_reads_as_figures_and_comes_back() -> None:
    digest = "00010203" * 7 + "fffefdfc"
    groups = anchors.grouped(digest)
    assert groups[:2] + groups[-2:] == ["00001", "00515", "65534", "65020"]
    assert len("".join(groups)) == 80
    assert anchors.ungrouped("  ".join(groups)) == anchors.ungrouped(digest.upper()) == digest
    for wrong in ("", "1" * 79, "99999" * 16, "x" * 80, "g" * 64):
        with pytest.raises(ValidationError, match="16 组、每组 5 位"):
            anchors.ungrouped(wrong)
