"""What the database itself refuses: to change what the consent log says.

Installed after every migration, since the guards are no part of the models. Only the column that
names the person may change: records of one person are merged, and an erased person leaves it empty.
"""

from typing import Any

from django.db import connections

TABLES = {
    "bildungsnetz_consententry": ("text_id", "given", "at", "channel", "evidence"),
    "bildungsnetz_consenttext": ("region_id", "purpose", "version", "text", "since"),
}
REFUSAL = "The consent log is only written to, never changed."


def install(using: str = "default", **_signal: Any) -> None:
    """Put the guards on the tables, as the database at hand writes them; harmless when repeated."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            if table in present:
                for statement in _STATEMENTS[connection.vendor]:
                    cursor.execute(_fill(statement, table, columns))


def _fill(statement: str, table: str, columns: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{column}"' for column in columns)
    return statement.format(table=table, columns=quoted, refusal=REFUSAL)


_STATEMENTS = {
    "sqlite": (
        """CREATE TRIGGER IF NOT EXISTS {table}_unchanged
        BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION {table}_unchanged() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END
        $$ LANGUAGE plpgsql""",
        """CREATE OR REPLACE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_unchanged()""",
    ),
}
