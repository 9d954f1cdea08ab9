"""词汇表: one Chinese term, one English word, where it lives; read from the code, so that it never lags."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.db.models import Choices

from accounts.matrix import matrix
from accounts.models import Grant

APPS = (
    "audit",
    "accounts",
    "organizations",
    "deadlines",
    "documents",
    "talent_pool",
    "rounds",
    "rectification",
    "clues",
    "supervision",
)
OPENING = re.compile(r"^([一-鿿][^:：,，.。 ]*)")
HEAD = """# Glossary

One Chinese term, one English word, where it lives. Printed by `manage.py glossary` from the code itself:
a term is changed where it lives, and the page is written again with `--write` (a test looks every term up).
"""
Row = tuple[str, str, str]


def spoken(name: str) -> str:
    """Return a name of the code as words: ``MonthlyReport`` and ``publish_feedback`` as they are said."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def things() -> list[Row]:
    """Every model of our own; a grant is the shadow of a posting or a hand-over and has no word."""
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    models = [model for model in found if not issubclass(model, Grant)]
    return [(str(one._meta.verbose_name), spoken(one.__name__), place_of(one)) for one in models]


def place_of(kind: type) -> str:
    """Return the file of a class."""
    return f"`{kind.__module__.replace('.', '/')}.py`"


def choices() -> Iterator[type[Choices]]:
    """Every enumeration of states and kinds, in the order in which it is written."""
    for app in APPS:
        for module in _modules(f"{app}.states"):
            found = (kind for _, kind in inspect.getmembers(module, inspect.isclass))
            own = [kind for kind in found if issubclass(kind, Choices) and kind.__module__ == module.__name__]
            yield from sorted(own, key=lambda kind: inspect.getsourcelines(kind)[1])


def _modules(name: str) -> Iterator[ModuleType]:
    """A module, and those inside it where it is a package."""
    first = importlib.import_module(name)
    yield first
    for found in pkgutil.iter_modules(getattr(first, "__path__", ())):
        yield importlib.import_module(f"{name}.{found.name}")


def states() -> list[tuple[str, str, list[Row]]]:
    """Every enumeration with its values: what it is of, its file, its terms."""
    found = []
    for kind in choices():
        rows = [(str(one.label), spoken(one.name), "") for one in kind]
        found.append((spoken(kind.__name__), place_of(kind), rows))
    return found


def acts() -> list[Row]:
    """Every act of the permission matrix."""
    return [(row.name, f"`{row.act}`", f"{row.level}") for row in matrix().values()]


def deeds() -> list[Row]:
    """Every operation whose docstring opens with the office's word."""
    rows: list[Row] = []
    for app in APPS:
        root = Path(settings.BASE_DIR) / app
        for path in sorted([*root.glob("operations.py"), *root.glob("operations/*.py")]):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    word = OPENING.match(ast.get_docstring(node) or "")
                    if word:
                        place = path.relative_to(settings.BASE_DIR).as_posix()
                        rows.append((word[1], spoken(node.name), f"`{place}`"))
    return rows


def table(rows: list[Row], *heads: str) -> str:
    """Return rows as a table."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(row[: len(heads)])} |" for row in rows]
    return "\n".join(lines) + "\n"


def glossary() -> str:
    """Return the whole page."""
    parts = [HEAD, "## Things\n", table(things(), "Chinese", "English", "lives in")]
    parts.append("## States and kinds\n")
    for name, place, rows in states():
        parts += [f"### {name} — {place}\n", table(rows, "Chinese", "English")]
    parts += ["## Operations\n", table(deeds(), "Chinese", "English", "lives in")]
    parts += ["## Acts of the permission matrix\n", table(acts(), "Chinese", "act", "level")]
    return "\n".join(parts)
