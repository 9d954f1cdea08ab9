"""``manage.py glossary``: print the glossary; with ``--write`` into docs/glossary.md."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from dashboards.glossary import glossary


class Command(BaseCommand):
    """Print or write the glossary."""

    help = "打印词汇表"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--write``."""
        parser.add_argument("--write", action="store_true", help="写入 docs/glossary.md")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Print, or write beside the other pages."""
        text = glossary()
        if options["write"]:
            (Path(settings.BASE_DIR) / "docs" / "glossary.md").write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
