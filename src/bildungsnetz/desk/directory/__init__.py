"""The desk's pages of the register: institutions, persons, audiences, imports."""

from bildungsnetz.desk.directory import (
    audiences,
    bases,
    care,
    changes,
    duplicates,
    duties,
    exports,
    imports,
    institutions,
    kinds,
    maps,
    merging,
    person_imports,
    persons,
    searching,
    tables,
)

urls = [
    *institutions.urls,
    *maps.urls,
    *persons.urls,
    *audiences.urls,
    *imports.urls,
    *person_imports.urls,
    *searching.urls,
    *bases.urls,
    *duties.urls,
    *exports.urls,
    *tables.urls,
    *duplicates.urls,
    *merging.urls,
    *care.urls,
    *changes.urls,
    *kinds.urls,
]
