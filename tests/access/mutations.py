"""Every rule that can be taken away: rules, scopes, gates of pages, each changed in one place.

A mutation replaces the code of one function by the same function with one thing changed, so that everything
that holds the function, by whatever name, meets the change. Its name says what was changed and no line, so that
it stays the same when the file grows.
"""

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from django.conf import settings

from accounts import acts
from tests.test_access import PAGES, Page

APPS = [
    "accounts",
    "organizations",
    "deadlines",
    "documents",
    "talent_pool",
    "rounds",
    "rectification",
    "clues",
    "supervision",
    "dashboards",
]
SCOPES = {
    "scope_q",
    "assignment_q",
    "reviewed_q",
    "unrecused_q",
    "serving_q",
    "visible_to",
    "reached_by",
    "live_on",
}
TIES = {
    "offices_on",
    "bodies_of",
    "teams_of",
    "units_of",
    "recused_from",
    "_supervised",
    "granted",
    "reached_above",
    "_led_by",
}
TIES |= {"denying", "_in_sight", "on", "of"}
GATES = {"visible_to", "reached_by"}
WORDS = 60
ALL_ROWS = "~Q(pk__in=())"  # an empty Q would vanish beside «or»
EVERYTHING = {"scope_q": ALL_ROWS, "visible_to": "self", "reached_by": "self", "on": "self", "of": "self"}
ALWAYS = {
    "roles_of": "frozenset(Role)",
    "held": "list(holders(act))",
    "may": "True",
    "_may_enter": "True",
    "_reached": "True",
}


@dataclass(frozen=True)
class Mutation:
    """One change of one function: where, what, and how to make it."""

    app: str
    name: str
    what: str
    function: FunctionType
    make: Callable[[], CodeType]
    page: Page | None = None

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"

    def apply(self) -> None:
        """Change the function for the rest of the process."""
        self.function.__code__ = self.make()

    @property
    def is_rule(self) -> bool:
        return ".rules." in self.name


def mutations() -> list[Mutation]:
    """Return all of them, in the order of the sources."""
    found = [one for path in _sources() for one in _of_module(path)]
    return _told_apart([*found, *_of_acts()])


def _told_apart(found: list[Mutation]) -> list[Mutation]:
    """Number those that are said in the same words."""
    said: Counter[str] = Counter()
    apart = []
    for one in found:
        said[str(one)] += 1
        nth = said[str(one)]
        apart.append(replace(one, what=f"{one.what} ({nth})") if nth > 1 else one)
    return apart


def _sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if not {"tests", "migrations", "management"} & set(path.parts):
                yield path


def _of_module(path: Path) -> Iterator[Mutation]:
    name = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts).removesuffix(".__init__")
    module = import_module(name)
    for owner, node in _functions(ast.parse(path.read_text(encoding="utf-8"))):
        holder = getattr(module, owner) if owner else module
        function = _function(holder, node.name)
        if function is None or function.__module__ != name or _other_word(owner, node.name):
            continue
        title = f"{name}.{owner}.{node.name}" if owner else f"{name}.{node.name}"
        for what, changed in _changes(name, node):
            yield Mutation(
                path.relative_to(settings.BASE_DIR).parts[0], title, what, function, _maker(function, changed)
            )


def _other_word(owner: str, name: str) -> bool:
    """``on`` and ``of`` narrow rows in querysets; elsewhere they are other words."""
    return name in {"on", "of"} and not owner.endswith("QuerySet")


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef):
            yield from ((node.name, part) for part in node.body if isinstance(part, ast.FunctionDef))


def _function(holder: Any, name: str) -> FunctionType | None:
    found = vars(holder).get(name)
    found = (
        inspect.unwrap(getattr(found, "__func__", found))
        if callable(getattr(found, "__func__", found))
        else None
    )
    return found if isinstance(found, FunctionType) and found.__code__.co_name == name else None


Change = tuple[str, ast.FunctionDef]


def _changes(module: str, node: ast.FunctionDef) -> Iterator[Change]:
    in_rules = ".rules" in module
    if module == "accounts.rules" and node.name in ALWAYS:
        yield "always", _only_return(node, ALWAYS[node.name])
    elif in_rules and _says(node) == "bool":
        yield "always true", _only_return(node, "True")
        yield "negated", _negated(node)
    elif in_rules and _says(node) == "str":
        yield "nothing bars", _only_return(node, "''")
    elif node.name in SCOPES | TIES and (
        ".models" in module or module.startswith(("accounts.", "documents."))
    ):
        yield from _scope_changes(node)
    elif not in_rules:
        yield from _ungated(node)


def _says(node: ast.FunctionDef) -> str:
    return ast.unparse(node.returns) if node.returns else ""


def _only_return(node: ast.FunctionDef, value: str) -> ast.FunctionDef:
    changed = deepcopy(node)
    changed.body = [ast.Return(ast.parse(value, mode="eval").body)]
    return changed


def _negated(node: ast.FunctionDef) -> ast.FunctionDef:
    changed = deepcopy(node)
    for part in ast.walk(changed):
        if isinstance(part, ast.Return) and part.value:
            part.value = ast.UnaryOp(ast.Not(), part.value)
    return changed


def _scope_changes(node: ast.FunctionDef) -> Iterator[Change]:
    """Each branch gives everything; each condition that narrows is dropped."""
    everything = EVERYTHING.get(node.name, ALL_ROWS if node.name.endswith(("_q", "live_on")) else "")
    for place, part in enumerate(_of(node, ast.Return)):
        if everything and part.value and ast.unparse(part.value) not in {"Q()", "ANY", "self"}:
            new = ast.parse(everything, mode="eval").body
            yield (
                f"gives everything for «{_short(part.value)}»",
                _replaced(node, ast.Return, place, ast.Return(new)),
            )
    for place, part in enumerate(_of(node, ast.BinOp)):
        if isinstance(part.op, ast.BitAnd):
            yield f"without «{_short(part.right)}»", _replaced(node, ast.BinOp, place, part.left)
            yield f"without «{_short(part.left)}»", _replaced(node, ast.BinOp, place, part.right)
    for place, part in enumerate(_of(node, ast.Call)):
        narrows = isinstance(part.func, ast.Attribute) and part.func.attr in {"filter", "exclude", "on"}
        if narrows and ast.unparse(part.func.value) != "self":
            whole = ast.Call(ast.Attribute(part.func.value, "all", ast.Load()), [], [])
            yield f"without «{_short(part)}»", _replaced(node, ast.Call, place, whole)


def _ungated(node: ast.FunctionDef) -> Iterator[Change]:
    for place, part in enumerate(_of(node, ast.Call)):
        if isinstance(part.func, ast.Attribute) and part.func.attr in GATES:
            if ast.unparse(part.func.value).startswith("super"):
                continue
            whole = ast.Call(ast.Attribute(part.func.value, "all", ast.Load()), [], [])
            yield f"without «{_short(part)}»", _replaced(node, ast.Call, place, whole)


def _short(part: ast.AST) -> str:
    words = ast.unparse(part)
    return words if len(words) <= WORDS else f"{words[: WORDS // 2]}…{words[-WORDS // 2 :]}"


def _of(node: ast.AST, kind: type[Any]) -> list[Any]:
    return [part for part in ast.walk(node) if isinstance(part, kind)]


def _replaced(node: ast.FunctionDef, kind: type[ast.AST], place: int, new: ast.AST) -> ast.FunctionDef:
    changed = deepcopy(node)
    target = _of(changed, kind)[place]

    class Replace(ast.NodeTransformer):
        def visit(self, part: ast.AST) -> Any:
            return deepcopy(new) if part is target else self.generic_visit(part)

    return Replace().visit(changed)  # type: ignore[no-any-return]


def _maker(function: FunctionType, changed: ast.FunctionDef) -> Callable[[], CodeType]:
    def make() -> CodeType:
        changed.decorator_list = []
        changed.args.defaults, changed.args.kw_defaults = (
            list(changed.args.defaults),
            list(changed.args.kw_defaults),
        )
        cells: list[ast.stmt] = [
            ast.Assign([ast.Name(name, ast.Store())], ast.Constant(None))
            for name in function.__code__.co_freevars
        ]
        keeps = [ast.Expr(ast.Name(name, ast.Load())) for name in function.__code__.co_freevars]
        body = deepcopy(changed)
        body.body = [*keeps, *body.body]
        outer = deepcopy(body)
        outer.name, outer.body = "_outer", [*cells, body]
        tree = ast.fix_missing_locations(ast.Module([outer], []))
        code = compile(tree, function.__code__.co_filename, "exec")
        return _inner(_inner(code, "_outer"), function.__code__.co_name)

    return make


def _inner(code: CodeType, name: str) -> CodeType:
    return next(part for part in code.co_consts if isinstance(part, CodeType) and part.co_name == name)


def _of_acts() -> Iterator[Mutation]:
    """The door of each page, open: whoever holds none of its acts comes in."""
    source = ast.parse(inspect.getsource(acts))
    door = next(part for part in _of(source, ast.FunctionDef) if part.name == "guarded")
    open_door = deepcopy(door)
    open_door.body = [part for part in door.body if not isinstance(part, ast.If)]
    for page in PAGES:
        if guarded := _guarded(page.view):
            made = _maker(guarded, open_door)
            yield Mutation(page.app, str(page), "without its act", guarded, made, page)


def _guarded(view: Any) -> FunctionType | None:
    while view is not None and view.__code__.co_name != "guarded":
        view = getattr(view, "__wrapped__", None)
    return view if isinstance(view, FunctionType) else None
