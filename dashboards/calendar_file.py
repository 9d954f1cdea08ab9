"""日历文件 (iCalendar, RFC 5545): days and counts; what is due stands behind the sign-in."""

import datetime as dt
from collections.abc import Iterator, Mapping

from deadlines.wording import WHERE, DueDay, due_text

LONGEST = 74  # octets of a line before it is folded; the folded part begins with a space
NAME = "巡察工作时限"


def calendar_file(days: Mapping[dt.date, DueDay], *, owner: str, at: dt.datetime) -> bytes:
    """Return the calendar of a person. ``owner`` makes the keys of the days and tells nobody who it is."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xuncha//deadlines//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{NAME}", "REFRESH-INTERVAL;VALUE=DURATION:PT4H"]
    for day, told in days.items():
        lines += _event(day, told, owner, at)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(day: dt.date, told: DueDay, owner: str, at: dt.datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{day:%Y%m%d}-{owner}",
        f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{due_text(told)}",
        f"DESCRIPTION:{WHERE}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _folded(line: str) -> Iterator[bytes]:
    """Yield a line in parts that are short enough, none of which cuts a character."""
    part = b""
    for letter in line:
        more = letter.encode()
        if len(part) + len(more) > LONGEST:
            yield part
            part = b" "
        part += more
    yield part
