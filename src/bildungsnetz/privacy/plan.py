"""What an erasure would do: shown before it is done, and done exactly so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel, QuerySet
from django.utils.translation import gettext

from bildungsnetz.accounts.models import AuditEntry, Role
from bildungsnetz.accounts.rules import may_withdraw_clerk
from bildungsnetz.kit.privacy import Row, Subject, Table
from bildungsnetz.organs.models import Mandate
from bildungsnetz.privacy import subjects
from bildungsnetz.privacy.registry import TABLES


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of the rows of one table: `keys` are deleted, or changed as declared."""

    table: Table
    deleted: tuple[Any, ...]
    changed: tuple[Any, ...]


def erasable(subject: Subject) -> Subject:
    """The same human, without a user that belongs to another region as well."""
    return Subject(
        region=subject.region,
        persons=subject.persons,
        users=subjects.erasable_users(subject),
        addresses=subject.addresses,
        names=subject.names,
        rows=subject.rows,
    )


def steps(subject: Subject) -> list[Step]:
    """What becomes of which rows, in the order in which it is done: from the top of the house."""
    return [_step(table, subject) for table in reversed(TABLES) if _concerns(table, subject)]


def _concerns(table: Table, subject: Subject) -> bool:
    return table.rows_of is not None and table.model is not AuditEntry and bool(subject)


def _step(table: Table, subject: Subject) -> Step:
    rows = rows_of(table, subject)
    keys = tuple(rows.values_list("pk", flat=True))
    if table.row is Row.DELETE:
        return Step(table, deleted=keys, changed=())
    if table.row is Row.DELETE_IF_FREE:
        held = {row.pk for row in rows if _is_held(row)}
        free = tuple(key for key in keys if key not in held)
        return Step(table, deleted=free, changed=tuple(sorted(held)))
    return Step(table, deleted=(), changed=keys)


def rows_of(table: Table, subject: Subject) -> "QuerySet[Any]":
    """Her rows in one table, each once."""
    if table.rows_of is None:
        return table.model._default_manager.none()
    keys = table.rows_of(subject).order_by().values("pk")
    return table.model._default_manager.filter(pk__in=keys).order_by("pk")


def _is_held(row: Any) -> bool:
    """Tell whether rows that stay refer to this one."""
    staying = {table.model for table in TABLES if table.row is Row.STAY}
    return any(
        relation.related_model in staying
        and relation.on_delete is not None
        and relation.on_delete.__name__ == "PROTECT"
        and relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
    )


def obstacles(subject: Subject) -> Iterator[str]:
    """Why somebody cannot be erased yet; one sentence each, with what to do first."""
    today = Mandate.objects.filter(person__in=subject.persons, active_to=None)
    for mandate in today.select_related("organ"):
        yield gettext("Das Mandat „%(role)s“ in %(organ)s läuft noch. Beenden Sie es zuerst.") % {
            "role": mandate.get_role_display(),
            "organ": mandate.organ,
        }
    if not subject.users:
        return
    clerks = Role.objects.filter(region=subject.region, kind=Role.Kind.CLERK)
    working = set(clerks.values_list("user", flat=True))
    if working & subject.users and not may_withdraw_clerk(clerks_left=len(working)):
        yield gettext("Das ist die letzte Person des Büros. Benennen Sie zuerst eine weitere.")
