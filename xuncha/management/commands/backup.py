"""Write everything into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xuncha.backups import BackupError, back_up


class Command(BaseCommand):
    help = "备份：把数据库、文件和签名密钥写进一个压缩包。系统不必停。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="备份文件，例如 /backup/xuncha-2026-11-23.tar.gz")

    def handle(self, **options: Any) -> None:
        target: Path = options["target"].expanduser().resolve()
        if target.exists():
            raise CommandError(f"{target} 已存在，不覆盖旧备份，请换一个名字。")
        if not target.parent.is_dir():
            raise CommandError(f"没有文件夹 {target.parent}，请先建立。")
        try:
            count = back_up(target, data=settings.DATA, database=settings.DATABASES["default"])
        except BackupError as refusal:
            raise CommandError(str(refusal)) from None
        size = target.stat().st_size / 2**20
        self.stdout.write(f"已备份 {count} 个文件到 {target}（{size:.1f} MB）。请把它存到另一台机器上。")
