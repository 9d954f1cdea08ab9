"""How long the pages and the verifier take when the trail is long, on the database that DATABASE_URL names.

    manage.py shell -c "from benchmarks.trail import main; main(1_000_000)"

Give it a database of its own: what is written into the trail goes only with the database.
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import RoleHolding, User
from accounts.states import Role
from audit import anchors, sealing, verifying
from audit.models import Entry, EntryKind

YEARS, HOUR = dt.timedelta(days=3 * 365), dt.timedelta(hours=1)
PEOPLE, RECORDS, LOT = 120, 60_000, 5000
ACTS = ("find.view:V", "find.draft:C", "rect.progress:E", "rect.close:P", "clue.read:V", "paper.issue:X")
TYPES = ("rounds.finding", "rounds.workingpaper", "rectification.item", "clues.clue", "documents.job")
KINDS = (*[EntryKind.READ] * 6, EntryKind.MOVE, EntryKind.EDIT, EntryKind.CREATE, EntryKind.NOTE)


def people() -> list[User]:
    """Return business users and, last, an auditor."""
    made = [User(username=f"bench-{number}", name=f"干部{number}") for number in range(PEOPLE)]
    auditor = User.objects.create_user("bench-auditor", name="审计员")
    RoleHolding.objects.create(user=auditor, role=Role.AUD, since=dt.date(2020, 1, 1))
    return [*User.objects.bulk_create(made), auditor]


def entries(many: int, users: list[User], span: dt.timedelta) -> Iterator[Entry]:
    """Yield acts of the time up to now, one after the other."""
    chance, now = random.Random(1), timezone.now()
    step = span / many
    for number in range(many):
        at = now - step * (many - number)
        yield Entry(
            at=at,
            recorded_at=at,
            user=chance.choice(users),
            kind=chance.choice(KINDS),
            act=chance.choice(ACTS),
            record_type=chance.choice(TYPES),
            record_id=UUID(int=chance.randrange(RECORDS)),
            facts={"fields": ["title", "amount"]} if number % 3 else {},
        )


def write(many: int, users: list[User], span: dt.timedelta) -> None:
    """Write the trail, lot by lot."""
    lot: list[Entry] = []
    for entry in entries(many, users, span):
        lot.append(entry)
        if len(lot) == LOT:
            Entry.objects.bulk_create(lot)
            lot.clear()
    Entry.objects.bulk_create(lot)


def told(what: str, run: Callable[[], object], times: int = 5) -> None:
    """Print the median of a few runs."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        spent.append(time.perf_counter() - began)
    print(f"{what:<40} {sorted(spent)[len(spent) // 2] * 1000:>10.1f} ms", flush=True)


def main(many: int = 1_000_000) -> None:
    """Write, seal, then look."""
    users = people()
    told(f"写入 {many:,} 条", lambda: write(many, users[:-1], YEARS), times=1)
    told("逐批封存", lambda: sealing.seal_all(at=timezone.now()), times=1)
    look()


def look() -> None:
    """Open the auditor's pages and verify, upon what was written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    users = list(User.objects.filter(username__startswith="bench-").exclude(username="bench-auditor"))
    middle = anchors.head(at=timezone.now())
    write(10_000, users, HOUR)
    sealing.seal_all(at=timezone.now())
    last = anchors.head(at=timezone.now())
    told("每分钟的封存（没有新的）", lambda: sealing.seal_fresh(at=timezone.now()))
    told("每小时的封存（查全部）", lambda: sealing.seal_all(at=timezone.now()))
    client = Client()
    client.force_login(
        User.objects.get(username="bench-auditor"), backend="django.contrib.auth.backends.ModelBackend"
    )
    for what, url in pages(users[0].name).items():
        told(what, partial(client.get, url))
    told("增量核对（一万条）", partial(verified, middle, last), times=1)
    told("全部核对", partial(verified, None, last), times=1)


def pages(person: str) -> dict[str, str]:
    """Return the pages to open: what is looked for, and where."""
    newest = Entry.objects.order_by("-at").values_list("pk", flat=True)[0]
    return {
        "留痕第一页": "/trail/",
        "留痕末页": "/trail/?page=100000",
        "按人搜索": f"/trail/?q={person}",
        "按动作和日期": "/trail/?act=读线索正文&since=2026-01-01&until=2026-03-31",
        "按对象编号": "/trail/?number=1",
        "按封存序号": "/trail/?seq=77777",
        "一条留痕": f"/trail/{newest}/",
        "同一对象": f"/trail/{newest}/same/",
        "核对页": "/trail/check/",
        "缺口（90 天）": "/trail/gaps/?days=90",
    }


def verified(since: anchors.Anchor | None, last: anchors.Anchor) -> None:
    """Verify, and say what was found."""
    found = verifying.verify(at=timezone.now(), since=since, anchors=[last])
    print(f"  第 {found.since} 条至第 {found.links} 条，异常 {len(found.faults)} 处", flush=True)
