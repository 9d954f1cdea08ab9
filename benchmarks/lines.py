"""Each line of the code that sends reminders, and a way to die there."""

# ruff: noqa: SLF001 -- it is the inside that is taken apart

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any, ClassVar

from deadlines.operations import notice as notices
from deadlines.operations import reminder as ladder
from rectification.operations import people, pressing
from rectification.operations import reminder as sweep

SENDING = (
    sweep.remind,
    sweep._remind,
    sweep._subject,
    people.people_of,
    people._users,
    ladder.fire,
    ladder._told,
    ladder._notice,
    ladder._write,
    ladder._left,
    pressing.drafting,
    notices.deliver,
)


@dataclass(frozen=True)
class Line:
    """A line of a file."""

    DEAD: ClassVar = 137

    file: str
    number: int


def lines_of_sending() -> list[Line]:
    """Return every line that can be executed, function by function, those inside other functions too."""
    found = [line for function in SENDING for line in _lines(function.__code__)]
    return list(dict.fromkeys(found))


def _lines(code: CodeType) -> Iterator[Line]:
    numbers = {number for _, _, number in code.co_lines() if number and number > code.co_firstlineno}
    yield from (Line(code.co_filename, number) for number in sorted(numbers))
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _lines(inner)


def die_at(line: Line, run: Callable[[], object]) -> None:
    """Run something; end the process without a word when it comes to the line, with 0 if it never does."""

    def watch(frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != line.file:
            return None
        if event == "line" and frame.f_lineno == line.number:
            os._exit(Line.DEAD)
        return watch

    sys.settrace(watch)
    try:
        run()
    finally:
        os._exit(0)
