"""What the story of a killed worker does beside it, each in a process of its own: ask, sweep, tell."""

import json
import sys
from collections.abc import Callable

import django

django.setup()

from accounts.tests.factories import actor  # noqa: E402 -- the apps must be ready
from documents import operations, tasks  # noqa: E402
from documents.models import Job, StoredFile  # noqa: E402
from documents.papers import wake  # noqa: E402
from documents.tests.factories import LEDGER, make_county  # noqa: E402


def ask(folder: str) -> None:
    """Order a paper and tell the worker."""
    wake(operations.request_job(LEDGER, {"folder": folder}, by=actor(make_county().clerk)))


def sweep() -> None:
    """Do once what beat does each minute."""
    tasks.sweep_jobs()


def tell() -> None:
    """Print how the job stands."""
    job = Job.objects.get()
    whole = bool(job.result and job.result.path.stat().st_size == job.result.size)
    facts = {
        "state": job.state,
        "attempts": job.attempts,
        "files": StoredFile.objects.count(),
        "whole": whole,
    }
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    acts: dict[str, Callable[..., None]] = {"ask": ask, "sweep": sweep, "tell": tell}
    acts[sys.argv[1]](*sys.argv[2:])
