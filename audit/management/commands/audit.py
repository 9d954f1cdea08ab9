"""``manage.py audit seal|verify``: the hash chain from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import sealing


class Command(BaseCommand):
    """Seal the trail or verify it."""

    help = "封存或核对留痕"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of two verbs."""
        parser.add_argument("verb", choices=["seal", "verify"])

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Do it and say in one line what came of it."""
        if options["verb"] == "seal":
            total = 0
            while made := sealing.seal(at=timezone.now()):
                total += made
            self.stdout.write(f"已封存 {total} 条")
            return
        found = sealing.verify()
        if found.faults:
            raise CommandError("留痕有异常：" + "；".join(found.faults[:20]))
        self.stdout.write(f"已核对 {found.links} 条，未封存 {found.unsealed} 条，无异常")
