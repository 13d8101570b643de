"""Reading the house: every module under `forum/` as its syntax tree, and where on the plan it stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: The floors above the ground, as on the plan in ARCHITECTURE. Give a new flat its floor here first.
FLOORS: dict[str, int] = {
    "accounts": 1,
    "categories": 2,
    "uploads": 2,
    "leases": 2,
    "threads": 3,
    "kb": 3,
    "solutions": 4,
    "tickets": 5,
    "moderation": 6,
    "sanctions": 7,
    "record": 7,
    "search": 7,
    "duplicates": 7,
    "kb_bridge": 8,
    "notifications": 9,
    "desk": 9,
    "insights": 9,
    # Stories for newcomers, told through everybody's actions; only the command line loads them.
    "demo": 10,
    # Communities carried in and out whole, past everybody's actions.
    "transfer": 10,
}
GROUND = {
    "settings",
    "clock",
    "errors",
    "forms",
    "mail",
    "database",
    "events",
    "jobs",
    "text",
    "i18n",
    "web",
}
ROOF = {"app", "reactions", "schedule", "cli", "start"}
DOORS = {"pages", "api", "feeds"}
ROOF_FLOOR = 100


@dataclass(frozen=True)
class Module:
    """One file of the house."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def flat(self) -> str:
        """The part after `forum.`: a flat, a room of the ground, or a piece of the roof."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def room(self) -> str:
        """The part after the flat: "models", "pages" … ("" for the flat's own `__init__`)."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    @property
    def is_door(self) -> bool:
        return is_door(self.name)

    @property
    def floor(self) -> int | None:
        """Its floor; None when the plan does not know it."""
        return floor_of(self.name)

    @cached_property
    def imports(self) -> list[tuple[str, int]]:
        """Every module it imports, by full name, with the line."""
        found: list[tuple[str, int]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    package = self.name.split(".") if self.path.name == "__init__.py" else self.name.split(".")[:-1]
                    base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
                # `from forum.threads import pages` imports a module; `from forum.errors import NotFound` a name in one.
                found += [(f"{base}.{alias.name}", node.lineno) for alias in node.names]
        return found

    def where(self, line: int) -> str:
        return f"{self.name}:{line}"


class House:
    """All modules below a folder that holds `forum/`."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.modules = [_read(root, path) for path in sorted((root / "forum").rglob("*.py"))]
        self.names = {module.name for module in self.modules}

    def __iter__(self) -> Iterator[Module]:
        return iter(self.modules)

    def target(self, imported: str) -> str | None:
        """The module of the house that an import reaches (`forum.errors` for `forum.errors.NotFound`), or None."""
        parts = imported.split(".")
        if parts[0] != "forum":
            return None
        for length in range(len(parts), 0, -1):
            if ".".join(parts[:length]) in self.names:
                return ".".join(parts[:length])
        return None


def is_door(name: str) -> bool:
    """Whether a module is a door, or a room of one (`forum.threads.pages`, `forum.threads.pages.asking`)."""
    parts = name.split(".")
    return len(parts) > 2 and parts[2] in DOORS


def floor_of(name: str) -> int | None:
    """The floor of a module: 0 for the ground, ROOF_FLOOR for the roof, None for what the plan does not know."""
    parts = name.split(".")
    if len(parts) == 1:
        return 0
    if parts[1] in ROOF:
        return ROOF_FLOOR
    return 0 if parts[1] in GROUND else FLOORS.get(parts[1])


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with what is called as dotted text; parts that are no names are written as `()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    """`a.b.c` for an attribute chain; `().filter` for an attribute of a call."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "()"


def texts(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every string of a module but its docstrings, with the line."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value, node.lineno


def _read(root: Path, path: Path) -> Module:
    name = path.relative_to(root).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))
