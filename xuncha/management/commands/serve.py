"""Start the whole system on this machine: web, worker and beat under one supervisor."""

import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xuncha import env
from xuncha.child import Child
from xuncha.supervisor import Supervisor

CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "xuncha"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat"]
BEAT = [*CELERY, "beat", "--pidfile="]


def web(server: str, host: str, port: int) -> list[str]:
    if server == "waitress":
        return [sys.executable, "-m", "xuncha.web", host, str(port)]
    config = settings.BASE_DIR / "deploy" / "gunicorn.conf.py"
    return [sys.executable, "-m", "gunicorn", "-c", str(config), "-b", f"{host}:{port}", "xuncha.wsgi"]


def environment() -> dict[str, str]:
    return os.environ | {
        "XUNCHA_DATA": str(settings.DATA),  # children run in another folder
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",  # said once, by us, in Chinese
    }


def hold(folder: Path) -> IO[str]:
    """Only one supervisor works on a data folder: two beats would ring twice."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (folder / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        raise CommandError(
            f"这份数据（{folder}）已有一个系统在运行，进程号 {lock.read().strip()}。"
        ) from None
    lock.truncate(0)
    print(os.getpid(), file=lock, flush=True)
    return lock


def refuse_busy(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CommandError(f"不能在 {host}:{port} 上启动：端口被占用，请用 --port 另选一个。") from None


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host.replace("0.0.0.0", "127.0.0.1"), port), timeout=0.2).close()  # noqa: S104
    except OSError:
        return False
    return True


class Command(BaseCommand):
    help = "在本机启动整个系统：网页、后台任务、定时器。Ctrl-C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"), help="监听地址，默认只限本机")
        parser.add_argument("--port", type=int, default=env.integer("PORT", 8000, least=1, most=65535))
        parser.add_argument("--web", choices=["waitress", "gunicorn"], default="waitress")
        parser.add_argument("--no-web", action="store_true", help="只启动后台任务和定时器")
        parser.add_argument("--no-worker", action="store_true", help="只启动网页")
        parser.add_argument("--grace", type=float, default=300, help="停止时最多等手上任务多少秒")

    def handle(self, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if options["no_web"] and options["no_worker"]:
            raise CommandError("--no-web 与 --no-worker 不能同时使用。")
        commands = {} if options["no_web"] else {"web": web(options["web"], host, port)}
        commands |= {} if options["no_worker"] else {"worker": WORKER, "beat": BEAT}
        children = [Child(name, line, settings.BASE_DIR, environment()) for name, line in commands.items()]

        def ready() -> str:
            if "web" not in commands:
                return "已启动后台任务和定时器，按 Ctrl-C 停止"
            return f"已启动：http://{host}:{port}/ ，按 Ctrl-C 停止" if answers(host, port) else ""

        with hold(settings.DATA):
            if "web" in commands:
                refuse_busy(host, port)
            if os.geteuid() == 0:
                self.stdout.write("提示：正以 root 身份运行；正式使用请换普通用户，见 docs/deploy.md。")
            Supervisor(children, grace=options["grace"], ready=ready).run()
