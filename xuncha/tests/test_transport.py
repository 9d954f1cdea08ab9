"""The folder queue: nothing lost, nothing doubled, nobody else reads it."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any, cast

import pytest
from kombu import Connection

from xuncha import transport

WRITERS, READERS, EACH = 4, 3, 250
fork = multiprocessing.get_context("fork")


def connect(folder: Path) -> Connection:
    # Readers that never rest meet messages being written: kombu's own transport loses some of them and dies
    options = {"queue_folder": str(folder), "polling_interval": 0.001}
    return Connection(transport=transport.Transport, transport_options=options)


def write_all(folder: Path, writer: int) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("hammer")
        for number in range(EACH):
            queue.put({"id": writer * EACH + number, "text": "巡" * 20_000})


def read_all(folder: Path, out: Any, patience: float) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("hammer")
        while True:
            try:
                message = queue.get(timeout=patience)
            except Empty:
                return
            message.ack()
            out.put(message.payload["id"])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "queue"
    transport.Transport.global_state.clear()


def put(folder: Path, payload: dict[str, Any]) -> None:
    with connect(folder) as connection:
        connection.SimpleQueue("one").put(payload)


def get(folder: Path) -> Any:
    with connect(folder) as connection:
        message = connection.SimpleQueue("one").get(timeout=0.5)
        message.ack()
        return message.payload


def test_writers_and_readers_at_once_lose_and_double_nothing(folder: Path) -> None:
    out = fork.Queue()
    readers = [fork.Process(target=read_all, args=(folder, out, 5.0)) for _ in range(READERS)]
    writers = [fork.Process(target=write_all, args=(folder, number)) for number in range(WRITERS)]
    for process in readers + writers:
        process.start()
    read = [out.get(timeout=60) for _ in range(WRITERS * EACH)]
    for process in readers + writers:
        process.join(timeout=60)
    assert sorted(read) == list(range(WRITERS * EACH))
    assert [process.exitcode for process in readers + writers] == [0] * (WRITERS + READERS)
    assert out.empty()
    assert not any((folder / "messages").iterdir())


def test_messages_come_in_the_order_of_writing(folder: Path) -> None:
    for number in range(5):
        put(folder, {"id": number})
    assert [get(folder)["id"] for _ in range(5)] == list(range(5))


def test_a_reader_leaves_no_file(folder: Path) -> None:
    put(folder, {"id": 1})
    get(folder)
    assert [path for room in ("messages", "drafts", "taken") for path in (folder / room).iterdir()] == []


def test_only_the_owner_reads_the_queue(folder: Path) -> None:
    put(folder, {"id": 1})
    assert {path.stat().st_mode & 0o777 for path in (folder, *folder.glob("*/"))} == {0o700}


def test_a_message_taken_by_a_killed_worker_is_given_back(folder: Path) -> None:
    put(folder, {"id": 7})
    (path,) = (folder / "messages").iterdir()
    path.rename(folder / "taken" / path.name)
    assert transport.tidy(folder, at=time.time()) == 0, "its taker may still be reading"
    assert transport.tidy(folder, at=time.time() + transport.LEFT_BEHIND + 1) == 1
    assert get(folder) == {"id": 7}


def test_a_draft_of_a_killed_writer_is_thrown_away_when_old(folder: Path) -> None:
    transport.prepare(folder)
    draft = folder / "drafts" / "half"
    draft.write_text('{"id": ')
    transport.tidy(folder, at=time.time())
    assert draft.exists()
    transport.tidy(folder, at=time.time() + transport.LEFT_BEHIND + 1)
    assert not draft.exists()


def test_a_broken_message_is_dropped_and_the_next_one_read(folder: Path) -> None:
    put(folder, {"id": 1})
    put(folder, {"id": 2})
    first = min((folder / "messages").iterdir())
    os.truncate(first, 0)
    assert get(folder) == {"id": 2}
    assert not any((folder / "taken").iterdir())


def test_bindings_of_several_queues_are_all_kept(folder: Path) -> None:
    with connect(folder) as connection:
        channel = cast("transport.Channel", connection.channel())
        for name in ("a", "b", "a"):
            channel._queue_bind("house", name, "", name)
        assert {row.queue for row in channel.get_table("house")} == {"a", "b"}
        assert len(channel.get_table("house")) == 2
