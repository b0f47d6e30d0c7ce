"""Related rows read together with the row they belong to, to ask the database less often."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import (
    CharField,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    StringAgg,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce


def joined_names(
    rows: QuerySet[Any],
    key: str,
    name: str | Combinable = "name",
    *,
    order: str | Sequence[str] = "order",
    between: str = ", ",
) -> Coalesce:
    """The names of those `rows` whose `key` is the outer row, apart by commas; "" without any.

    `between` of a line break lets a reader take the names apart again; `name` is what each of
    them is called.

    A subquery: it spares a query of its own and does not multiply the outer rows as a join would.
    """
    names = (
        rows.filter(**{key: OuterRef("pk")})
        .order_by()
        .values(key)
        .annotate(names=StringAgg(name, delimiter=Value(between), order_by=order))
        .values("names")
    )
    return Coalesce(Subquery(names, output_field=CharField()), Value(""))


def row_count(model: type[Model], key: str, **equal: str | int) -> Func:
    """How many rows of `model` point to the outer row by `key` and have the given values.

    A subquery like the one above, but written down at once: a page counts five things for each
    meeting, and to have Django compose each took longer than to ask the database.
    """
    meta = model._meta
    columns = [meta.get_field(name).column for name in (key, *equal)]  # type: ignore[union-attr]
    return Func(
        F("pk"),
        *(Value(value) for value in equal.values()),
        template="(SELECT COUNT(*) FROM %(table)s counted WHERE (%(columns)s) = (%(expressions)s))",
        table=f'"{meta.db_table}"',
        columns=", ".join(f'counted."{column}"' for column in columns),
        output_field=IntegerField(),
    )


def put_rows(instance: Model, name: str, rows: Iterable[Any]) -> None:
    """Let `instance.name.all()` answer with rows that are read already, as a prefetch does.

    For rows that several relations share one query for, which `prefetch_related` cannot do.
    """
    known = getattr(instance, name).none()
    known._result_cache = list(rows)
    vars(instance).setdefault("_prefetched_objects_cache", {})[name] = known
