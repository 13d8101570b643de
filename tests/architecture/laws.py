"""The laws of the house. Each takes a house and gives its breaches, as lines that say where and what."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import ROOF_FLOOR, House, Module, calls, dotted, floor_of, is_door, texts

#: Who may know HTTP: the web's side, doors, the one middleware that knows people, and the composition root.
HTTP_ROOMS = ("forum.accounts.middleware", "forum.app")
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "base", "misc", "lib", "tools"}
ASKING_THE_TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
}
_SQL_TIME = re.compile(r"\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|\bLOCALTIME(?:STAMP)?\b|\bnow\(\)|'now'", re.IGNORECASE)
_ORM = {
    "filter",
    "get",
    "get_or_none",
    "get_or_create",
    "update_or_create",
    "create",
    "bulk_create",
    "bulk_update",
    "all",
    "exclude",
    "first",
    "in_bulk",
    "annotate",
    "raw",
}
_ORM_WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete", "update"}
_SQL = re.compile(r"^\s*(?:WITH\b.*\bAS\b|SELECT|INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE | re.DOTALL)
_SQL_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b", re.IGNORECASE
)


def unknown_flats(house: House) -> Iterator[str]:
    """Every module stands on the plan."""
    for module in house:
        if module.floor is None:
            yield f"{module.name}: the plan knows no {module.flat!r}; give it a floor first"


def upward_imports(house: House) -> Iterator[str]:
    """A room imports only strictly lower floors; a door any room; the ground no flat; nobody the roof."""
    for module in house:
        for imported, line in module.imports:
            target = house.target(imported)
            if target in (None, "forum") or module.floor in (None, ROOF_FLOOR):
                continue
            above = floor_of(target)
            if above is None or target.split(".")[1] == module.flat:
                continue
            if above == ROOF_FLOOR:
                yield f"{module.where(line)} imports {target}: nobody knows the roof"
            elif not module.is_door and above >= module.floor and above > 0:
                yield f"{module.where(line)} (floor {module.floor}) imports {target} (floor {above})"


def doors_opened(house: House) -> Iterator[str]:
    """Only app.py imports doors; a door consists of its own modules and imports no other."""
    for module in house:
        for imported, line in module.imports:
            target = house.target(imported)
            if target is None or not is_door(target) or module.name == "forum.app":
                continue
            own = module.name.split(".")[:3] == target.split(".")[:3]
            if not own:
                yield f"{module.where(line)} imports the door {target}"


def ground_knots(house: House) -> Iterator[str]:
    """The rooms of the ground know each other in one direction only."""
    knows: dict[str, set[str]] = {}
    for module in house:
        if module.floor == 0 and module.flat and not module.is_door:
            for imported, _ in module.imports:
                target = house.target(imported)
                if target and "." in target and target.split(".")[1] != module.flat and floor_of(target) == 0:
                    knows.setdefault(module.flat, set()).add(target.split(".")[1])
    for start in sorted(knows):
        if loop := _loop(knows, start):
            yield "the ground is knotted: " + " → ".join(loop)
            return


def http_inside(house: House) -> Iterator[str]:
    """Only web/, doors, accounts/middleware.py and app.py know HTTP."""
    for module in house:
        if module.flat == "web" or module.is_door or module.name in HTTP_ROOMS:
            continue
        for imported, line in module.imports:
            knowing = imported.split(".")[0] == "starlette" or (imported + ".").startswith("forum.web.")
            if knowing or (house.target(imported) in HTTP_ROOMS and module.floor != ROOF_FLOOR):
                yield f"{module.where(line)} imports {imported}"


def hidden_imports(house: House) -> Iterator[str]:
    """Imports stand at the top of the file."""
    for module in house:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Import | ast.ImportFrom):
                        yield f"{module.where(inner.lineno)} imports inside {getattr(node, 'name', 'a lambda')}"


def own_clocks(house: House) -> Iterator[str]:
    """Only clock.py asks the time: not the library, not the database, not a column. Stopwatches are fine."""
    for module in house:
        if module.name == "forum.clock":
            continue
        for imported, line in module.imports:
            if imported in ("time.time", "time.time_ns", "time.localtime", "time.gmtime"):
                yield f"{module.where(line)} imports {imported}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and dotted(node) in ASKING_THE_TIME:
                yield f"{module.where(node.lineno)} asks {dotted(node)}"
            elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
                yield f"{module.where(node.value.lineno)} has a column that asks the time"
        for text, line in texts(module.tree):
            if _SQL.match(text) and _SQL_TIME.search(text):
                yield f"{module.where(line)} has the database ask the time"


def foreign_news(house: House) -> Iterator[str]:
    """Only events/ writes event rows and deliveries, and nobody changes an event that was written."""
    yield from _foreign_rows(house, "events", {"EventRecord": "events", "Delivery": "deliveries"})
    for module in house:
        for text, line in texts(module.tree):
            if re.search(r"\b(?:UPDATE\s+events\s+SET|DELETE\s+FROM\s+events)\b", text, re.IGNORECASE):
                yield f"{module.where(line)} changes events, which are append-only"


def foreign_letters(house: House) -> Iterator[str]:
    """Only mail/ writes letters and speaks SMTP."""
    yield from _foreign_rows(house, "mail", {"Letter": "letters"})
    for module in house:
        for imported, line in module.imports:
            if imported.split(".")[0] in ("aiosmtplib", "smtplib") and module.flat != "mail":
                yield f"{module.where(line)} imports {imported}"


def bare_transactions(house: House) -> Iterator[str]:
    """Only database/ opens transactions: Tortoise's own leave SQLite locked when a task is cancelled inside."""
    for module in house:
        if module.flat == "database":
            continue
        for imported, line in module.imports:
            if imported.startswith("tortoise.transactions"):
                yield f"{module.where(line)} imports {imported}"
        for name, call in calls(module.tree):
            # These two open a transaction of their own, and lose the race they promise to win.
            if name.rpartition(".")[2] in ("get_or_create", "update_or_create", "_in_transaction"):
                yield f"{module.where(call.lineno)} calls {name}"


def orm_in_doors(house: House) -> Iterator[str]:
    """Doors ask queries and actions; they hold no ORM call and no SQL."""
    for module in house:
        if not module.is_door:
            continue
        for name, call in calls(module.tree):
            first, _, last = name.partition(".")[0], "", name.rpartition(".")[2]
            on_model = first[:1].isupper() and not first.isupper() and "." in name and last in _ORM
            on_query = first == "()" and last in _ORM - {"get", "first", "all"}
            if on_model or on_query or last == "save" or name.startswith("database."):
                yield f"{module.where(call.lineno)} calls {name}"
        for text, line in texts(module.tree):
            if _SQL.match(text) and " " in text.strip():
                yield f"{module.where(line)} holds SQL"


def writing_queries(house: House) -> Iterator[str]:
    """queries reads only."""
    for module in house:
        if module.room != "queries":
            continue
        for name, call in calls(module.tree):
            last = name.rpartition(".")[2]
            on_rows = name.partition(".")[0][:1].isupper() or name.startswith("()")
            if (last in _ORM_WRITES and on_rows) or name in (
                "database.execute",
                "database.transaction",
                "events.record",
            ):
                yield f"{module.where(call.lineno)} calls {name}"
        for text, line in texts(module.tree):
            if _SQL_WRITE.search(text):
                yield f"{module.where(line)} holds SQL that writes"


def impure_policies(house: House) -> Iterator[str]:
    """policy is pure and synchronous: no database, no clock, no waiting."""
    for module in house:
        if module.room != "policy":
            continue
        for imported, line in module.imports:
            if (imported + ".").startswith(("forum.database.", "forum.clock.", "forum.events.", "tortoise.")):
                yield f"{module.where(line)} imports {imported}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                yield f"{module.where(node.lineno)} waits"


def busy_models(house: House) -> Iterator[str]:
    """models holds tables, and properties that read one row: it neither waits, nor reads, nor writes."""
    for module in house:
        if module.room != "models":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                yield f"{module.where(node.lineno)} waits"
        for imported, line in module.imports:
            if (imported + ".").startswith(("forum.database.", "forum.events.", "forum.mail.")):
                yield f"{module.where(line)} imports {imported}"


def talkative_flats(house: House) -> Iterator[str]:
    """A flat's `__init__` says what it is for and imports nothing."""
    for module in house:
        if module.floor and module.path.name == "__init__.py" and not module.room:
            for imported, line in module.imports:
                yield f"{module.where(line)} imports {imported}"


def base_middleware(house: House) -> Iterator[str]:
    """Middleware is pure ASGI: Starlette's base class is slow and hides that a client has gone."""
    for module in house:
        for imported, line in module.imports:
            if imported.startswith("starlette.middleware.base"):
                yield f"{module.where(line)} imports {imported}"


def background_tasks(house: House) -> Iterator[str]:
    """Work after an answer is an event or a job: a BackgroundTask dies with the process."""
    for module in house:
        for imported, line in module.imports:
            if imported.startswith("starlette.background"):
                yield f"{module.where(line)} imports {imported}"


def vague_names(house: House) -> Iterator[str]:
    """No module is called utils, helpers, common, core, manager or base: such rooms come to know everybody."""
    for module in house:
        if module.name.rpartition(".")[2] in VAGUE:
            yield f"{module.name}: call it by what it does"


def undocumented(house: House) -> Iterator[str]:
    """Every module says what it is for, and so does every public function of the rooms that others call."""
    for module in house:
        if not ast.get_docstring(module.tree):
            yield f"{module.name} has no docstring"
        if module.room in ("actions", "queries", "policy", "listeners", "jobs", "events", "models"):
            for node in module.tree.body:
                public = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_"
                if public and not ast.get_docstring(node):  # type: ignore[arg-type]
                    yield f"{module.where(node.lineno)}: {node.name} has no docstring"  # type: ignore[attr-defined]


LAWS = (
    unknown_flats,
    upward_imports,
    doors_opened,
    ground_knots,
    http_inside,
    hidden_imports,
    own_clocks,
    foreign_news,
    foreign_letters,
    bare_transactions,
    orm_in_doors,
    writing_queries,
    impure_policies,
    busy_models,
    talkative_flats,
    base_middleware,
    background_tasks,
    vague_names,
    undocumented,
)


def _foreign_rows(house: House, owner: str, tables: dict[str, str]) -> Iterator[str]:
    # A fresh database has no rows of its own yet, and the demo and the measurements go through the same actions.
    for module in house:
        if module.flat == owner:
            continue
        for name, call in calls(module.tree):
            model, _, verb = name.partition(".")
            if model in tables and _imports_model(module, model, owner) and (not verb or verb in _ORM_WRITES):
                yield f"{module.where(call.lineno)} calls {name}: only {owner}/ writes {tables[model]}"
        for text, line in texts(module.tree):
            for table in tables.values():
                if re.search(rf"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?{table}\b", text, re.IGNORECASE):
                    yield f"{module.where(line)} writes {table}: only {owner}/ does"


def _imports_model(module: Module, model: str, owner: str) -> bool:
    return any(name.startswith(f"forum.{owner}") and name.endswith(f".{model}") for name, _ in module.imports)


def _loop(knows: dict[str, set[str]], start: str) -> list[str] | None:
    """A way from `start` back to itself."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for following in sorted(knows.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
