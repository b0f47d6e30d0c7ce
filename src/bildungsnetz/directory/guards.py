"""What the database itself refuses: to change what the consent log says.

Installed after every migration, since the guards are no part of the models. Only the column that
names the person may change: records of one person are merged, and an erased person leaves it empty,
together with the note where the proof lies, which may name her.
"""

from typing import Any

from django.db import connections

TABLES = {
    "bildungsnetz_consententry": ("text_id", "given", "at", "channel"),
    "bildungsnetz_consenttext": ("region_id", "purpose", "version", "text", "since"),
}
# Columns that may only be emptied, and only where no person is named any more.
EMPTIED = {"bildungsnetz_consententry": ("evidence",)}
REFUSAL = "The consent log is only written to, never changed."


def install(using: str = "default", **_signal: Any) -> None:
    """Put the guards on the tables, as the database at hand writes them; harmless when repeated."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for tables, name, unless in ((TABLES, "unchanged", ""), (EMPTIED, "kept", _UNLESS)):
            for table, columns in tables.items():
                if table in present:
                    for statement in _STATEMENTS[connection.vendor]:
                        cursor.execute(_fill(statement, f"{table}_{name}", table, columns, unless))


def _fill(statement: str, name: str, table: str, columns: tuple[str, ...], unless: str) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    return statement.format(name=name, table=table, columns=quoted, refusal=REFUSAL, unless=unless)


_UNLESS = "WHEN (NOT (NEW.person_id IS NULL AND NEW.evidence = ''))"

_STATEMENTS = {
    "sqlite": (
        """CREATE TRIGGER IF NOT EXISTS {name}
        BEFORE UPDATE OF {columns} ON {table} {unless}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END
        $$ LANGUAGE plpgsql""",
        """CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW {unless} EXECUTE FUNCTION {name}()""",
    ),
}
