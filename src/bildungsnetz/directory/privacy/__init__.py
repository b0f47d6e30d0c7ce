"""The register: institutions are no persons; contacts, what they do where, and on what basis."""

from bildungsnetz.directory.privacy import (
    bases,
    care,
    institutions,
    merges,
    person_imports,
    persons,
)

# Rows that refer to others stand behind them.
TABLES = [
    *institutions.TABLES,
    *persons.TABLES,
    *bases.TABLES,
    *care.TABLES,
    *merges.TABLES,
    *person_imports.TABLES,
]
