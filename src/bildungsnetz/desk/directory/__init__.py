"""The desk's pages of the register: institutions, persons, audiences, imports."""

from bildungsnetz.desk.directory import audiences, imports, institutions, persons, searching

urls = [*institutions.urls, *persons.urls, *audiences.urls, *imports.urls, *searching.urls]
