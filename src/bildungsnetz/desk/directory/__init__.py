"""The desk's pages of the register: institutions, persons, audiences, imports."""

from bildungsnetz.desk.directory import (
    audiences,
    bases,
    care,
    changes,
    duplicates,
    duties,
    imports,
    institutions,
    merging,
    persons,
    searching,
)

urls = [
    *institutions.urls,
    *persons.urls,
    *audiences.urls,
    *imports.urls,
    *searching.urls,
    *bases.urls,
    *duties.urls,
    *duplicates.urls,
    *merging.urls,
    *care.urls,
    *changes.urls,
]
