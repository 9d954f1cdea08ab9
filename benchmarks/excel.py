"""A ledger as Excel: the product's writer, or a bare openpyxl loop; one process each.

Prints seconds, rows, the most memory that the process took, and seconds of the processor.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from accounts.models import User  # noqa: E402
from audit.actor import Actor  # noqa: E402
from documents.paper import Work  # noqa: E402
from rectification.exports import PAPERS  # noqa: E402

# One row for each item, its texts gathered by the database: the least that anybody could read
ROWS = """SELECT c.name, f.title,
    (SELECT string_agg(m.text, E'\\n' ORDER BY m."order")
        FROM rounds_manifestation m WHERE m.finding_id = f.id),
    i.goal,
    (SELECT string_agg(m.text, E'\\n' ORDER BY m."order")
        FROM rectification_measure m WHERE m.item_id = i.id AND NOT m.dropped),
    l.name, u.name || ' ' || i.department, h.name, i.due_on, i.progress || i.done_text,
    (SELECT string_agg(r.title, E'\\n')
        FROM rectification_result r WHERE r.item_id = i.id AND r.state = 'accepted'),
    (SELECT string_agg(e.note, E'\\n')
        FROM rectification_evidence e WHERE e.item_id = i.id AND e.state = 'submitted'),
    i.closed_on, i.state
    FROM rectification_item i JOIN rounds_finding f ON f.id = i.finding_id
    JOIN rounds_category c ON c.id = f.category_id
    JOIN rounds_assignment a ON a.id = i.assignment_id JOIN organizations_unit u ON u.id = a.unit_id
    LEFT JOIN organizations_person l ON l.id = i.leader_id
    LEFT JOIN organizations_person h ON h.id = i.handler_id
    ORDER BY i.closed_on ASC NULLS FIRST, i.due_on, i.id"""


def bare(folder: Path) -> int:
    """Loop over the rows of one question, write-only, no style."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    count = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS)
        while lot := cursor.fetchmany(500):
            for row in lot:
                count += 1
                sheet.append((count, *row))
    book.save(folder / "bare.xlsx")
    return count


def product(folder: Path, paper: str = "rectification.ledger") -> int:
    """Make a paper as the worker makes it."""
    by = Actor(user=User.objects.get(username="director"), at=timezone.now())
    count = 0

    def progress(done: int, total: int) -> None:  # noqa: ARG001 -- as papers call it
        nonlocal count
        count = done

    PAPERS[paper].build(Work(by, {"query": ""}, "0001", folder, progress))
    return count


MADE: dict[str, Callable[[Path], int]] = {
    "bare": bare,
    "product": product,
    "airing": partial(product, paper="rectification.airing"),
}


def main(kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        started, began = time.perf_counter(), time.process_time()
        count = MADE[kind](Path(folder))
        seconds, cpu = time.perf_counter() - started, time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.3f} {count} {peak:.1f} {cpu:.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
