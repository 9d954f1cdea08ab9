"""The queue of one machine: a folder of messages, one file each.

kombu's own filesystem transport opens the final name and then writes: a quick reader takes half a message and
throws it away. Here a message is written under another name and renamed, and taken by a rename.
"""

import fcntl
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)
LEFT_BEHIND = 30  # seconds: taking a message lasts milliseconds, so this one's taker is dead
ROOMS = ("messages", "drafts", "taken", "exchanges")


def prepare(folder: Path) -> None:
    """Make the folders, for the owner only."""
    for room in (folder, *(folder / name for name in ROOMS)):
        room.mkdir(mode=0o700, parents=True, exist_ok=True)


def tidy(folder: Path, *, at: float) -> int:
    """Give back what a killed worker took and did not read; drop what a killed writer left half written."""
    returned = 0
    for path in (*(folder / "taken").iterdir(), *(folder / "drafts").iterdir()):
        try:
            if at - path.stat().st_ctime < LEFT_BEHIND:
                continue
            if path.parent.name == "drafts":
                path.unlink()
            else:
                path.rename(folder / "messages" / path.name)
                returned += 1
        except FileNotFoundError:
            continue  # its taker lives, or another worker tidies too
    return returned


class Channel(filesystem.Channel):
    """Put and take whole messages only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(self.transport_options["queue_folder"])
        prepare(self.folder)
        tidy(self.folder, at=time.time())

    @property
    def control_folder(self) -> Path:
        return self.folder / "exchanges"

    @property
    def data_folder_in(self) -> str:
        return str(self.folder / "messages")

    data_folder_out = data_folder_in

    def write(self, path: Path, content: str) -> None:
        draft = self.folder / "drafts" / uuid.uuid4().hex
        draft.write_text(content)
        draft.replace(path)

    def _put(  # type: ignore[override]  # the stubs of kombu's two ancestors disagree on the name
        self, queue: str, payload: Any, **_kwargs: Any
    ) -> None:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{queue}.msg"
        self.write(self.folder / "messages" / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002 -- kombu's own signature
        for path in sorted((self.folder / "messages").iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            try:
                return loads(self.take(path))
            except FileNotFoundError:
                continue  # another worker was faster
            except ValueError:
                log.exception("message %s is not whole, dropped", path.name)  # the power went
        raise Empty

    def take(self, path: Path) -> str:
        taken = path.rename(self.folder / "taken" / path.name)
        content = taken.read_text()
        taken.unlink()
        return content

    @contextmanager
    def bindings_locked(self) -> Iterator[None]:
        with (self.folder / "bindings.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        bound = (routing_key or "", pattern or "", queue)
        with self.bindings_locked():
            known = [tuple(row) for row in self.get_table(exchange)]
            if bound not in known:
                self.write(self.control_folder / f"{exchange}.exchange", dumps([bound, *known]))


class Transport(filesystem.Transport):
    """Named `folder://` in xuncha.celery."""

    Channel = Channel
    global_state = virtual.BrokerState()
    driver_type = "folder"
    driver_name = "folder"
    polling_interval = 0.3  # an empty folder is looked at about three times a second
