"""Reading and writing the tables people keep in their offices. Pure: no ORM, no settings.

`read_table` takes CSV and spreadsheets as they come; `write_csv` and `write_xlsx` are its inverse.
`read_cells` takes the same files where headers may be missing.
"""

from bildungsnetz.kit.tables.model import (
    DEFAULT,
    Limits,
    RefusedRow,
    Remark,
    Row,
    Table,
    TableError,
)
from bildungsnetz.kit.tables.reading import read_cells, read_table
from bildungsnetz.kit.tables.safety import defuse, undefuse
from bildungsnetz.kit.tables.text import decode
from bildungsnetz.kit.tables.writing import write_csv, write_xlsx

__all__ = [
    "DEFAULT",
    "Limits",
    "RefusedRow",
    "Remark",
    "Row",
    "Table",
    "TableError",
    "decode",
    "defuse",
    "read_cells",
    "read_table",
    "undefuse",
    "write_csv",
    "write_xlsx",
]
