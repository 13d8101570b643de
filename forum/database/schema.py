"""The schema as the models describe it: what a migration is drafted from, and what a migrated database is compared with."""

from tortoise.context import TortoiseContext
from tortoise.utils import get_schema_sql

_ENGINES = {
    "sqlite": {"engine": "forum.database.sqlite_client", "credentials": {"file_path": ":memory:"}},
    "postgres": {
        "engine": "tortoise.backends.asyncpg",
        "credentials": {"host": "nowhere", "port": 5432, "user": "nobody", "password": None, "database": "none"},
    },
}


async def schema_sql(engine: str, models: list[str]) -> list[str]:
    """The CREATE statements for all tables of the given model modules, for "sqlite" or "postgres"; nothing is connected."""
    async with TortoiseContext() as context:
        await context.init(
            config={
                "connections": {"default": _ENGINES[engine]},
                "apps": {"models": {"models": models, "default_connection": "default"}},
            }
        )
        text = get_schema_sql(context.connections.get("default"), safe=False)
    return [statement.strip() for statement in text.split(";\n") if statement.strip()]
