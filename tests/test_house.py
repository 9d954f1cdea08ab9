"""The rules of the house that no linter can say. Floors and rooms are held by import-linter (`make check`)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.acts import OPEN
from accounts.checks import patterns
from bootstrap.steps import ROOT

FLOORS = (  # from the top; neighbours stand together
    ("demo",), ("dashboards",), ("supervision",), ("fieldwork", "rectification", "clues"), ("rounds",), ("talent_pool",),
    ("documents",), ("deadlines",), ("organizations",), ("accounts",), ("audit",), ("ui",),
)  # fmt: skip
APPS = tuple(app for floor in FLOORS for app in floor)
CODE = (*APPS, "xuncha", "bootstrap", "benchmarks")
CHINESE = re.compile(r"[一-鿿]")
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
MODULE, FUNCTION, VIEW, TEMPLATE = 300, 50, 25, 120
SHARE = 0.30
PARTS = ("components", "print", "letters", "includes")
SAMPLES = {"uuid": "00000000-0000-7000-8000-000000000000", "int": "1", "str": "x", "slug": "x", "path": "x"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules(*apps: str, tests: bool = False) -> tuple[Path, ...]:
    """Our own modules; migrations and demo data are left out of sizes."""
    found = (path for app in apps for path in sorted((ROOT / app).rglob("*.py")))
    return tuple(
        path for path in found if "migrations" not in path.parts and ("tests" in path.parts) == tests
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def rooms(name: str) -> list[Path]:
    """Every module of one room (`operations`), whether a file or a package by noun."""
    return [
        path for path in modules(*APPS) if path.relative_to(ROOT).parts[1].removesuffix(".py") == name
    ]  # fmt: skip


def functions(path: Path) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def called(node: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls of methods, with the method's name."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            yield call, call.func.attr


def at(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


# sizes


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    long = {at(path, tree(path)): len(path.read_text().splitlines()) for path in modules(*CODE)}
    assert {where: lines for where, lines in long.items() if lines > MODULE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    views = set(rooms("views"))
    long = [
        f"{at(path, node)} {node.name} {length(node)}"
        for path in modules(*CODE)
        for node in functions(path)
        if length(node) > (VIEW if path in views else FUNCTION)
    ]
    assert long == []


def test_no_page_template_is_longer_than_a_screen_or_three() -> None:
    pages = [path for path in templates() if path.relative_to(ROOT / "templates").parts[0] not in PARTS]
    assert [str(path) for path in pages if len(path.read_text().splitlines()) > TEMPLATE] == []


def test_no_app_outgrows_the_house() -> None:
    lines = {app: sum(len(path.read_text().splitlines()) for path in modules(app)) for app in APPS}
    assert [app for app, own in lines.items() if own > SHARE * sum(lines.values())] == []


# one door for writing


@pytest.mark.parametrize("room", ["views", "tasks", "forms", "filters", "exports", "rules"])
def test_only_operations_write(room: str) -> None:
    writes = [
        f"{at(path, call)} .{name}("
        for path in rooms(room)
        for call, name in called(tree(path))
        if name in WRITES or (name == "update" and "objects" in ast.unparse(call.func))
    ]
    assert writes == []


def test_no_model_saves_in_its_own_way() -> None:
    """Only to refuse may a model say something of its own about being deleted."""
    own = [
        at(path, node)
        for path in rooms("models")
        for node in functions(path)
        if node.name in {"save", "delete"} and not (node.returns and ast.unparse(node.returns) == "NoReturn")
    ]
    assert own == []


def test_no_business_by_signal() -> None:
    listening = [
        str(path.relative_to(ROOT))
        for path in modules(*APPS)
        if re.search(r"db\.models\.signals|@receiver\b|core\.signals", path.read_text())
    ]
    assert listening == []


def public_operations() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in rooms("operations"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node


def takes(node: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in node.args.kwonlyargs}


def test_whoever_acts_is_named_by_keyword() -> None:
    """`by` for a person's act, `at` for the clock's; never by position."""
    loose = [
        f"{at(path, node)} {node.name}"
        for path, node in public_operations()
        if "by" in {argument.arg for argument in node.args.args}
    ]
    assert loose == []


def test_an_act_of_a_person_opens_with_the_offices_word() -> None:
    silent = [
        f"{at(path, node)} {node.name}"
        for path, node in public_operations()
        if "by" in takes(node) and path.parent.name != "audit" and "audit" not in path.parts
        and not CHINESE.match(ast.get_docstring(node) or "")
    ]  # fmt: skip
    assert silent == []


@pytest.mark.parametrize("room", ["operations", "rules", "models", "states"])
def test_time_comes_from_the_act_and_not_from_the_wall(room: str) -> None:
    clocks = [
        at(path, call)
        for path in rooms(room)
        for call, name in called(tree(path))
        if name in {"now", "today", "localdate", "localtime"} and not call.args
    ]
    assert clocks == []


# pages


@pytest.mark.parametrize(
    ("slip", "pattern"),
    [
        ("inline script", r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>"),
        ("inline style", r"<style\b|\sstyle\s*="),
        ("inline handler", r"\son[a-z]+\s*="),
        ("script in a link", r"javascript:"),
        ("call to another host", r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"),
    ],
)
def test_no_page_asks_for_more_than_its_policy_gives(slip: str, pattern: str) -> None:
    asking = [
        f"{path.relative_to(ROOT)}: {slip}"
        for path in templates()
        if not path.is_relative_to(ROOT / "templates" / "print") and re.search(pattern, path.read_text())
    ]
    assert asking == []


def test_a_page_names_its_own_app_and_those_below_it() -> None:
    upward = []
    for path in templates():
        home = path.relative_to(ROOT / "templates").parts[0]
        if home not in APPS:
            continue
        own = next(index for index, floor in enumerate(FLOORS) if home in floor)
        named = set(re.findall(r"{%-?\s*(?:url|include|extends)\s+[\"'](\w+)[:/]", path.read_text()))
        above = {app for index, floor in enumerate(FLOORS) for app in floor if index < own}
        neighbours = set(FLOORS[own]) - {home}
        upward += [f"{path.relative_to(ROOT)} → {app}" for app in sorted(named & (above | neighbours))]
    assert upward == []


def test_a_page_shared_by_all_names_no_app_of_the_trade() -> None:
    """`base.html` may know the menu and the sign-in; a component knows nobody."""
    naming = [
        f"{path.relative_to(ROOT)} → {app}"
        for path in templates()
        if path.relative_to(ROOT / "templates").parts[0] == "components"
        for app in re.findall(r"{%-?\s*url\s+[\"'](\w+):", path.read_text())
        if app not in {"ui", "accounts"}
    ]
    assert naming == []


@pytest.mark.django_db
def test_every_page_refuses_who_has_not_signed_in(client: Client) -> None:
    let_in = []
    for route, pattern in patterns(get_resolver()):
        if OPEN in getattr(pattern.callback, "acts", ()):
            continue
        address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES.get(part[1] or "str", "x"), route)
        answer = client.get(address)
        if answer.status_code != 302 or "next=" not in answer["Location"]:
            let_in.append(f"{address} {answer.status_code}")
    assert let_in == []


# what the house does not hold


def test_no_room_without_a_meaning() -> None:
    meaningless = {"utils", "helpers", "common", "core", "api", "misc", "signals"}
    assert [str(path) for path in modules(*APPS) if path.stem in meaningless] == []
