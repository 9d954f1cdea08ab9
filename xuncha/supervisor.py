"""Keeps web, worker and beat alive, shows what they say, and stops them without losing the task in hand."""

import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import IO

from xuncha.child import Child

COLOURS = {"web": 36, "worker": 33, "beat": 35, "serve": 32}
TICK = 0.2
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listening(number: signal.Signals) -> bool:
    """Under nohup a closing terminal is to be ignored, as whoever started us wished."""
    return signal.getsignal(number) is not signal.SIG_IGN


class Supervisor:
    def __init__(self, children: list[Child], *, grace: float, ready: Callable[[], str]) -> None:
        self.children = children
        self.grace = grace
        self.ready = ready
        self.asked = 0
        self.mourner: subprocess.Popen[str] | None = None

    def run(self) -> None:
        """Until somebody asks to stop; the second asking does not wait."""
        numbers = [number for number in STOPPING if number != signal.SIGHUP or listening(number)]
        before = {number: signal.signal(number, self.ask) for number in numbers}
        try:
            greeting: str = ""
            while not self.asked:
                self.tend()
                self.listen()
                greeting = greeting or self.greet()
            self.stop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1

    def greet(self) -> str:
        greeting = self.ready()
        if greeting:
            self.say("serve", greeting)
        return greeting

    def tend(self) -> None:
        """Start who is due, bury and reschedule who died."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and not child.running:
                code = child.process.returncode
                self.hear(child)
                pause = child.bury()
                self.say("serve", f"{child.name} 意外结束（代码 {code}），{pause:.0f} 秒后重新启动")
            elif child.process is None and now >= child.due:
                child.start()
                self.register()

    def register(self) -> None:
        """Tell the undertaker who lives; hire a new one where it died."""
        if self.mourner is None or self.mourner.poll() is not None:
            command = [sys.executable, "-m", "xuncha.undertaker"]
            self.mourner = subprocess.Popen(  # noqa: S603 -- our own module
                command,
                stdin=subprocess.PIPE,
                text=True,
                start_new_session=True,
                cwd=self.children[0].folder,
            )
        pipe = self.mourner.stdin
        groups = [str(child.process.pid) for child in self.children if child.process is not None]
        self.write(pipe, " ".join(groups))

    def write(self, pipe: IO[str] | None, line: str) -> None:
        try:
            print(line, file=pipe, flush=True)
        except BrokenPipeError:
            self.asked = self.asked or int(pipe is None)  # nobody reads our words any more: stop

    def listen(self) -> None:
        pipes = [child.pipe for child in self.children if child.running]  # a dead one's pipe is always ready
        select.select(pipes, [], [], TICK)
        for child in self.children:
            self.hear(child)

    def hear(self, child: Child) -> None:
        for line in child.lines():
            self.say(child.name, line)

    def say(self, name: str, line: str) -> None:
        head = f"{name:<6} │"
        if sys.stdout.isatty():
            head = f"\033[{COLOURS[name]}m{head}\033[0m"
        self.write(None, f"{head} {line}")

    def stop(self) -> None:
        """Ask all, wait for the task in hand, then make sure."""
        self.say("serve", "正在停止，等手上的事办完；再按一次 Ctrl-C 立即停止")
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + self.grace
        while self.asked < 2 and time.monotonic() < until and any(child.running for child in self.children):
            self.listen()
        for child in self.children:
            child.kill_group()
            self.hear(child)
        if self.mourner is not None and self.mourner.stdin is not None:
            self.write(self.mourner.stdin, "")
            self.mourner.stdin.close()
            self.mourner.wait()
        self.say("serve", "已停止")
