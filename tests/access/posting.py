"""What the proof of mass assignment stands on: forms read from pages and filled in, tables compared whole."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.test import Client

from documents.tests.factories import PDF

KEY = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
WORDS, PASSWORD = "照纸件填写的内容", "Zheng-ming-2026"
NEVER = {"django_session", "django_content_type"}  # the visit itself
Data = dict[str, Any]
Rows = Counter[tuple[Any, ...]]


@dataclass
class Box:
    """One control of a form."""

    name: str
    kind: str
    value: str = ""
    values: list[str] = field(default_factory=list)
    on: bool = False


@dataclass
class Sheet:
    """A form of a page: its controls, the buttons that say something, and those that only reshape it."""

    boxes: list[Box] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    reshaping: list[tuple[str, str]] = field(default_factory=list)

    @property
    def asks_for_a_day(self) -> bool:
        return any(box.kind == "date" and not box.value for box in self.boxes)

    @property
    def names(self) -> set[str]:
        return {box.name for box in self.boxes} | {name for name, _ in self.buttons + self.reshaping}

    def filled(self, day: dt.date) -> Data:
        """Fill in what is empty, keep what stands there."""
        data: Data = {}
        for box in self.boxes:
            said = _said(box, day)
            if said is not None and (box.name not in data or box.on):
                data[box.name] = said
        return data


def _said(box: Box, day: dt.date) -> Any:
    if box.kind == "file":
        return SimpleUploadedFile("证明.pdf", PDF)
    if box.kind in {"select", "choice"}:
        return box.value or next((one for one in box.values if one), None)
    if box.kind == "checkbox":
        return box.value if box.on else None
    fresh = {"date": str(day), "month": f"{day:%Y-%m}", "number": "1", "password": PASSWORD, "hidden": ""}
    if box.name == "username":
        return "zhengming"
    return box.value or fresh.get(box.kind, WORDS)


class Reader(HTMLParser):
    """Reads the forms of a page that send to one address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.sheets: list[Sheet] = []
        self.open: Sheet | None = None
        self.last: Box | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self.open = Sheet() if said.get("action", "") in {"", self.url} else None
            self.sheets += [self.open] if self.open else []
        elif self.open is not None:
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "option" and self.last is not None:
            self.last.values.append(said.get("value", ""))
            if "selected" in said:
                self.last.value = said.get("value", "")
        elif tag == "button" and name and self.open is not None:
            aside = {"formaction", "formnovalidate"} & said.keys()
            (self.open.reshaping if aside else self.open.buttons).append((name, said.get("value", "")))
        elif tag in {"input", "select", "textarea"} and name and name != "csrfmiddlewaretoken":
            self._box(tag, name, "choice" if kind == "radio" else kind, said)

    def _box(self, tag: str, name: str, kind: str, said: dict[str, str]) -> None:
        kind = kind if tag == "input" else tag
        self.last = Box(name, kind, "" if kind == "choice" else said.get("value", ""), on="checked" in said)
        if kind == "choice":
            self.last.values, self.last.value = (
                [said.get("value", "")],
                said.get("value", "") if self.last.on else "",
            )
        self.open.boxes.append(self.last)  # type: ignore[union-attr]

    def handle_data(self, data: str) -> None:
        if self.last is not None and self.last.kind == "textarea":
            self.last.value += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self.last = None
        elif tag == "form":
            self.open = None


def sheets(page: str, url: str) -> list[Sheet]:
    reader = Reader(url)
    reader.feed(page)
    return reader.sheets


def tables() -> dict[str, type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return {one._meta.db_table: one for one in found if one._meta.db_table not in NEVER}


def snapshot(*names: str) -> dict[str, Rows]:
    """Every column of every row of the tables; numbers that the database gives by itself are left out."""
    taken: dict[str, Rows] = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, model in tables().items():
            if names and name not in names:
                continue
            counted = isinstance(model._meta.pk, models.AutoField)
            columns = [one.column for one in model._meta.concrete_fields if not (counted and one.primary_key)]
            cursor.execute(f"SELECT {', '.join(map(quote, filter(None, columns)))} FROM {quote(name)}")  # noqa: S608 -- our own names
            taken[name] = Counter(tuple(map(_cell, row)) for row in cursor.fetchall())
    return taken


def _cell(value: Any) -> str:
    """A value as text; bytes come from PostgreSQL as a view, whose own text is its place in memory."""
    return str(bytes(value)) if isinstance(value, memoryview) else str(value)


class Watch:
    """Notes into which tables is written: no other can change, and these are then compared whole."""

    WRITES = re.compile(r'^\s*(?:INSERT\s+(?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)

    def __init__(self) -> None:
        self.written: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if (found := self.WRITES.match(sql)) and found[1] not in NEVER:
            self.written.add(found[1])
        return execute(sql, params, many, context)


def changes(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, Any]:
    """What an act changed, with the keys that it made up masked, and hashes that are salted anew each time."""
    known = {key for rows in before.values() for row in rows for cell in row for key in KEY.findall(cell)}
    known |= {key.replace("-", "") for key in known}

    def plain(cell: str) -> str:
        cell = re.sub(r"^(md5|argon2|pbkdf2_sha256)\$.*", "<hash>", cell)
        return KEY.sub(lambda found: found[0] if found[0].replace("-", "") in known else "<new>", cell)

    return {
        name: (
            sorted(tuple(map(plain, row)) for row in (rows - before[name]).elements()),
            sorted(tuple(map(plain, row)) for row in (before[name] - rows).elements()),
        )
        for name, rows in after.items()
        if rows != before[name]
    }


def sent(client: Client, url: str, data: Data, before: dict[str, Rows]) -> tuple[dict[str, Any], set[str]]:
    """Send a form, look at what changed and which fields were refused, take it back."""
    with transaction.atomic():
        for value in data.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        with connection.execute_wrapper(watch := Watch()):
            answer = client.post(url, data)
        changed = changes(before, snapshot(*watch.written)) if watch.written else {}
        transaction.set_rollback(True)
    refused = (answer.context or {}).get("form") if answer.status_code != 302 else None
    return changed, set(getattr(refused, "errors", {}) or {})


def fields() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models(include_auto_created=True):
        for one in (*model._meta.concrete_fields, *model._meta.many_to_many):
            yield model, one


def poison(one: Any) -> str:
    """A value that the field would take, and that nobody has typed."""
    if one.is_relation:
        row = one.related_model._base_manager.order_by("pk").last()
        return str(row.pk) if row else ""
    if one.choices:
        return str(list(one.flatchoices)[-1][0])
    kinds = {
        models.BooleanField: "on",
        models.DateTimeField: "2031-02-03 04:05",
        models.DateField: "2031-02-03",
        models.IntegerField: "97",
        models.DecimalField: "97",
        models.JSONField: '{"poison": 1}',
        models.UUIDField: "0199dead-beef-7000-8000-00000000feed",
    }
    return next((value for kind, value in kinds.items() if isinstance(one, kind)), "投毒")


def extras(touched: set[str], taken: set[str], poisons: dict[tuple[str, str], str]) -> Data:
    """Every field name of every model, in the value of a model that the act touches when it has such a field."""
    found: Data = {}
    for (_, name), value in sorted(poisons.items(), key=lambda pair: pair[0][0] in touched):
        found[name] = value
    prefixes = {match[1] for name in taken if (match := re.match(r"^(\w[\w-]*-\d+|l-[0-9a-f]{32})-", name))}
    rows = {f"{prefix}-{name}": value for prefix in prefixes for name, value in found.items()}
    return {name: value for name, value in (found | rows).items() if name not in taken}


def poisons() -> dict[tuple[str, str], str]:
    made: dict[tuple[str, str], str] = {}
    for model, one in fields():
        made[model._meta.db_table, one.name] = made[model._meta.db_table, one.attname or one.name] = poison(
            one
        )
    return made
