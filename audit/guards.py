"""Guards in the database: the trail is written once; changing or deleting it is refused to every program."""

from collections.abc import Iterator
from typing import Any

TABLES = ("audit_entry", "audit_seal")
REFUSAL = "留痕一经写入不得改动或删除"

# EXECUTE PROCEDURE, not FUNCTION: the domestic servers speak an older PostgreSQL
FUNCTION = f"""CREATE OR REPLACE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$"""
POSTGRESQL = (
    "CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE PROCEDURE audit_keep()"
)
SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_keep_{verb} BEFORE {verb} ON {{table}}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("update", "delete")
)
STANDING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit%%keep' AND tgenabled IN ('O', 'A')",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%%keep%%'",
}


def names(vendor: str) -> list[str]:
    """Return the names of the guards that must stand."""
    if vendor == "sqlite":
        return [f"{table}_keep_{verb}" for table in TABLES for verb in ("update", "delete")]
    return [f"{table}_keep" for table in TABLES]


def raise_guards(connection: Any) -> None:
    """Put the guards up."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not sqlite:
            cursor.execute(FUNCTION)
        for table in TABLES:
            for statement in SQLITE if sqlite else (POSTGRESQL,):
                cursor.execute(statement.format(table=table))


def lower_guards(connection: Any) -> None:
    """Take the guards down: for a migration that undoes them, and for tests that play the tamperer."""
    with connection.cursor() as cursor:
        for name in names(connection.vendor):
            table = next(table for table in TABLES if name.startswith(table))
            place = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def faults(connection: Any) -> Iterator[str]:
    """Name what is missing."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING["sqlite" if connection.vendor == "sqlite" else "postgresql"], [])
        standing = {name for (name,) in cursor.fetchall()}
    if missing := set(names(connection.vendor)) - standing:
        yield f"数据库里防止改动留痕的触发器缺 {len(missing)} 个"
