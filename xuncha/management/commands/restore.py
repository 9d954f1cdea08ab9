"""Bring a backup into an empty installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xuncha.backups import BackupError, restore


class Command(BaseCommand):
    help = "恢复：把备份放进空的数据文件夹（或空的数据库）。先停系统。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="manage.py backup 写出的文件")

    def handle(self, **options: Any) -> None:
        source: Path = options["source"].expanduser().resolve()
        if not source.is_file():
            raise CommandError(f"没有备份文件 {source}。")
        if connection.vendor == "postgresql" and connection.introspection.table_names():
            raise CommandError("数据库里已有表：恢复只能在空的数据库里进行，请另建一个空库。")
        try:
            count = restore(source, data=settings.DATA, database=settings.DATABASES["default"])
        except BackupError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"已恢复 {count} 个文件。请运行 manage.py migrate，再启动系统。")
