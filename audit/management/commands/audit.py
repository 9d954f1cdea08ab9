"""``manage.py audit seal|verify|anchor``: the hash chain from the command line."""

import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import anchors, sealing, verifying

SHOWN = 20


class Command(BaseCommand):
    """Seal the trail, tell its head outside the database, or verify it."""

    help = "封存、设锚或核对留痕"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of three verbs."""
        parser.add_argument("verb", choices=["seal", "verify", "anchor"])
        parser.add_argument(
            "--anchor", action="append", default=[], type=Path, help="核对时对照的锚点文件或文件夹，可写多次"
        )
        parser.add_argument("--since", type=int, help="从序号不大于它的最近一个锚点起核对")
        parser.add_argument("--out", type=Path, help="锚点写入的文件，默认写入锚点文件夹")
        parser.add_argument("--reason", default="", help="链条不接上一个锚点时（如恢复了备份）写明原因")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Do it and say in one line what came of it."""
        try:
            self.stdout.write(getattr(self, f"_{options['verb']}")(**options))
        except ValidationError as refused:
            raise CommandError("；".join(refused.messages)) from None
        except OSError as fault:
            raise CommandError(f"读写 {fault.filename} 没有成功：{fault.strerror}") from None

    def _seal(self, **_: Any) -> str:
        return f"已封存 {sealing.seal_all(at=timezone.now())} 条"

    def _anchor(self, *, out: Path | None, reason: str, **_: Any) -> str:
        anchor = anchors.drop(at=timezone.now(), to=out, reason=reason)
        return f"已设锚：第 {anchor.seq} 条\n{anchor.line}"

    def _verify(self, *, anchor: list[Path], since: int | None, **_: Any) -> str:
        known = [one for path in anchor for one in anchors.read(path)]
        began, start = time.monotonic(), None
        if since is not None:
            start = max((one for one in known if one.seq <= since), key=lambda one: one.seq, default=None)
            if start is None:
                raise ValidationError(
                    "没有不晚于所写序号的锚点，请用 --anchor 指明锚点文件，或去掉 --since。"
                )
        found = verifying.verify(at=timezone.now(), anchors=known, since=start)
        if found.faults:
            many = len(found.faults)
            told = "；".join(found.faults[:SHOWN]) + ("……" if many > SHOWN else "")
            raise CommandError(f"留痕有异常 {many} 处：{told}")
        part = f"自第 {found.since} 条起，" if start else ""
        held = f"对照锚点 {len(known)} 个，" if known else "没有对照锚点，"
        spent = time.monotonic() - began
        return f"已核对 {found.links} 条，{part}{held}未封存 {found.unsealed} 条，无异常（{spent:.1f} 秒）"
