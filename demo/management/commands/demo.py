"""``manage.py demo``: build the demo county, or a city at scale, in an empty database; open its accounts."""

import datetime as dt
import os
import secrets
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import operations as accounts
from accounts.clock import clock
from accounts.models import User
from audit import sealing
from demo.county import build as county
from demo.county.world import ACCOUNTS, PLACES
from demo.scale import build as city
from organizations.models import Office

EPOCH_SEED = 20161001


class Command(BaseCommand):
    """Build a county; print its accounts."""

    help = "建立演示县"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the model, the seed and the day."""
        parser.add_argument(
            "--like", choices=["nanzhang", "changzhou"], default="nanzhang", help="照哪个公开案例的数字"
        )
        parser.add_argument("--seed", type=int, default=EPOCH_SEED, help="随机种子，相同种子得到相同的县")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="只用于 changzhou：规模，1 为 20459 个问题"
        )
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="基准日，默认今天，例如 2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 -- Django's signature
        """Build once: a database that holds an office is left as it is."""
        if not Office.objects.exists():
            started = time.monotonic()
            facts: dict[str, Any] = {
                "seed": options["seed"],
                "as_of": options["as_of"] or timezone.localdate(),
                "say": lambda stage: self.stdout.write(f"  {time.monotonic() - started:5.1f} 秒  {stage}"),
            }
            with transaction.atomic():  # all or nothing: a county that was interrupted is begun anew
                if options["like"] == "changzhou":
                    city.build(scale=options["scale"], **facts)
                else:
                    county.build(**facts)
            self.stdout.write(f"演示县已建好，用时 {time.monotonic() - started:.0f} 秒。")
        elif not User.objects.filter(username="office").exists():
            raise CommandError("数据库里已有单位数据，不是演示县；演示县只能建在空库里。")
        self._open_accounts()
        while sealing.seal(at=timezone.now()):
            pass

    def _open_accounts(self) -> None:
        """Give every demo account the same password, kept beside the data, and print the table."""
        kept = settings.DATA / "demo-password"
        known = kept.read_text(encoding="utf-8") if kept.exists() else ""
        password = os.environ.get("DEMO_PASSWORD") or known or secrets.token_urlsafe(9)
        if password != known:
            kept.touch(mode=0o600)
            kept.write_text(password, encoding="utf-8")
        self.stdout.write(f"\n演示账号（口令均为 {password} ）：")
        words = {name: word for name, (_, word) in ACCOUNTS.items()} | PLACES
        stands = User.objects.get(username="office").check_password(password)
        hashed = "" if stands else make_password(password)
        for name, word in words.items():
            user = User.objects.get(username=name)
            if not stands:
                accounts.keep_password(user, hashed, by=clock(timezone.now()))
            self.stdout.write(f"  {name:<14}{word}　{user.name}")
