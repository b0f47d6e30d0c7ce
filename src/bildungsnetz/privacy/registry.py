"""All declarations of all rooms, and what is missing in them."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from bildungsnetz.accounts.privacy import TABLES as ACCOUNTS
from bildungsnetz.decisions.privacy import TABLES as DECISIONS
from bildungsnetz.directory.privacy import TABLES as DIRECTORY
from bildungsnetz.jobs.privacy import TABLES as JOBS
from bildungsnetz.kit.privacy import Category, Erasure, Export, Field, Row, Table
from bildungsnetz.meetings.privacy import TABLES as MEETINGS
from bildungsnetz.office.privacy import TABLES as OFFICE
from bildungsnetz.organs.privacy import TABLES as ORGANS
from bildungsnetz.post.privacy import TABLES as POST
from bildungsnetz.privacy.frame import TABLES as FRAME
from bildungsnetz.privacy.privacy import TABLES as OWN
from bildungsnetz.regions.privacy import TABLES as REGIONS

# In the order of the house, from its ground floor up: rows are erased from the top down.
TABLES: list[Table] = [
    *FRAME, *JOBS, *REGIONS, *ACCOUNTS, *POST, *DIRECTORY, *ORGANS, *MEETINGS, *DECISIONS,
    *OFFICE, *OWN,
]  # fmt: skip


def problems() -> Iterator[str]:
    """One English line for everything undeclared or declared in vain; nothing if all is well."""
    declared = {table.model: table for table in TABLES}
    if len(declared) < len(TABLES):
        yield "A model is declared twice."
    for model in apps.get_models(include_auto_created=True):
        if model not in declared:
            yield f"{model.__name__}: no declaration."
    for table in TABLES:
        yield from _problems_of(table)


def _problems_of(table: Table) -> Iterator[str]:
    name = table.model.__name__
    present = {field.name: field for field in table.model._meta.concrete_fields}
    for missing in sorted(present.keys() - table.fields.keys()):
        yield f"{name}.{missing}: no declaration."
    for vain in sorted(table.fields.keys() - present.keys()):
        yield f"{name}.{vain}: declared, but there is no such field."
    for key in present.keys() & table.fields.keys():
        yield from _problems_of_field(f"{name}.{key}", table, table.fields[key], present[key])
    if table.rows_of is None and any(field.is_personal for field in table.fields.values()):
        yield f"{name}: personal fields, but nothing says whose a row is."
    if table.rows_of is not None and not (table.label and table.source):
        yield f"{name}: no label or source for a person's copy."


def _problems_of_field(
    where: str, table: Table, field: Field, column: "models.Field[object, object]"
) -> Iterator[str]:
    """What a field lacks: a basis, a reason to stay, a German name."""
    about_people = field.category is not Category.NONE
    if about_people and table.basis_of(field).value == "none":
        yield f"{where}: about people, but without a legal basis."
    stays = field.is_personal and field.erasure is Erasure.KEEP and table.row is not Row.DELETE
    if stays and not field.why:
        yield f"{where}: stays at an erasure without a reason."
    has_words = str(column.verbose_name) != column.name.replace("_", " ")
    if field.export is Export.OWN and not (field.label or has_words):
        yield f"{where}: part of the copy, but without a German name."
