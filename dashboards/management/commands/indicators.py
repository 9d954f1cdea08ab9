"""``manage.py indicators``: the county's figures as the director sees them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import RoleHolding
from accounts.states import Role
from audit.actor import Actor
from dashboards.indicators import INDICATORS, figures


class Command(BaseCommand):
    """Print code, value, unit and 口径 of every indicator."""

    help = "打印指标（主任可见范围）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--json`` for machines."""
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象：代码 → 数值")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Count as the director of the office does."""
        now = timezone.now()
        post = RoleHolding.objects.on(timezone.localdate(now)).filter(role=Role.ODR).order_by("since").first()
        if post is None:
            raise CommandError("没有在任的巡察办主任，无法按主任的范围统计。先建账号并授予角色。")
        found = figures(Actor(user=post.user, at=now))
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for row in INDICATORS:
            self.stdout.write(f"{found[row.code]:>8} {row.unit}  {row.name}（{row.wording}） [{row.code}]")
