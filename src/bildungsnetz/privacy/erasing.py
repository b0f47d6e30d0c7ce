"""Erases somebody as declared (Art. 17 DSGVO): rows, fields, texts that name her, the trail."""

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from bildungsnetz.accounts.models import AuditEntry, PersonalLink
from bildungsnetz.kit.privacy import ANONYMOUS, Erasure, Subject, Table
from bildungsnetz.post.models import Message
from bildungsnetz.privacy.plan import Step
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.privacy.scrubbing import Finder, naming, recorded_places

Counts = dict[str, Counter[str]]
BATCH_SIZE = 500
# The trail is erased entry by entry, together with its salts (accounts.audit.erase).
BY_ITSELF = {AuditEntry}
UNSENT = (Message.State.KEPT, Message.State.QUEUED, Message.State.FAILED)


def erase_rows(steps: list[Step], *, at: datetime) -> Counter[str]:
    """Delete and change her rows as planned; how many of each kind. Inside a transaction."""
    counts: Counter[str] = Counter()
    for step in steps:
        _revoke_links(step, at)
        _hold_back(step)
        counts[f"{step.table.name}.changed"] += _change(step)
        counts[f"{step.table.name}.deleted"] += _delete(step)
    return +counts


def scrub_texts(subject: Subject, words: list[str]) -> Counter[str]:
    """Take her names and addresses out of all other texts of the region; how many rows."""
    counts: Counter[str] = Counter()
    finder = Finder.of(words)
    for table in TABLES:
        if table.model in BY_ITSELF:
            continue
        for key, changes in list(naming(table, subject.region, finder)):
            table.model._default_manager.filter(pk=key).update(**changes)
            counts[f"{table.name}.named"] += 1
        counts[f"{table.name}.recorded"] = recorded_places(table, subject.region, finder)
    return +counts


def trail_of(subject: Subject, steps: list[Step], words: list[str]) -> tuple[set[int], set[int]]:
    """The entries of the trail whose actor, and those whose detail, is to be erased."""
    here = AuditEntry.objects.filter(Q(region=subject.region) | Q(region=None))
    # A label without a user may be a namesake's, unless the name is hers alone.
    own_names = subject.names & set(words)
    wrote = Q(actor_id__in=subject.users) | Q(actor_id=None, actor__in=own_names)
    actors = set(here.filter(wrote).values_list("number", flat=True))
    details: set[int] = set()
    for name, keys in _touched(steps):
        rows = here.filter(record_type=name, record_id__in=keys)
        details.update(rows.values_list("number", flat=True))
    if words:
        texts = here.annotate(text=Cast("detail", models.TextField()))
        found = texts.filter(Finder.of(words).wanted("text"))
        details.update(found.values_list("number", flat=True))
    return actors, details


def _touched(steps: list[Step]) -> Iterator[tuple[str, list[str]]]:
    for step in steps:
        keys = [str(key) for key in (*step.deleted, *step.changed)]
        for start in range(0, len(keys), BATCH_SIZE):
            yield step.table.name, keys[start : start + BATCH_SIZE]


def _change(step: Step) -> int:
    """Empty or replace the fields of rows that stay."""
    for key in step.changed:
        rows = step.table.model._default_manager.filter(pk=key)
        _drop_files(step.table, rows.get())
        if values := dict(_new_values(step.table, key)):
            rows.update(**values)
    return len(step.changed)


def _delete(step: Step) -> int:
    if not step.deleted:
        return 0
    rows = step.table.model._default_manager.filter(pk__in=step.deleted)
    for row in rows:
        _drop_files(step.table, row)
    rows.delete()
    return len(step.deleted)


def _new_values(table: Table, key: Any) -> Iterator[tuple[str, Any]]:
    for name, one in table.fields.items():
        column: Any = table.model._meta.get_field(name)
        if one.erasure is Erasure.EMPTY:
            yield name, empty(column)
        elif one.erasure is Erasure.ANONYMISE:
            yield name, anonymous(table, column, key)


def empty(column: Any) -> Any:
    """What stands in an emptied field: nothing, or what it holds when nothing was said."""
    if column.null:
        return None
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, models.BinaryField):
        return b""
    if column.has_default():
        return column.get_default()
    return ""


def anonymous(table: Table, column: Any, key: Any) -> str:
    """What stands for a name, an address or a secret; its own for each row where it must be."""
    if isinstance(column, models.EmailField):
        return f"geloescht-{table.name}-{key}@geloescht.invalid"
    if table.model is PersonalLink:
        return secrets.token_hex(32)
    together = {
        name
        for constraint in table.model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        for name in constraint.fields
    }
    text = f"{ANONYMOUS} {key}" if column.unique or column.name in together else ANONYMOUS
    return text[: column.max_length] if column.max_length else text


def _drop_files(table: Table, row: Any) -> None:
    """Remove files of emptied or deleted rows from the storage once the erasure stands."""
    for name, one in table.fields.items():
        column = table.model._meta.get_field(name)
        if isinstance(column, models.FileField) and one.erasure is Erasure.EMPTY:
            file = getattr(row, name)
            if file:
                transaction.on_commit(partial(file.storage.delete, file.name))


def _revoke_links(step: Step, at: datetime) -> None:
    """Personal links that hang on her rows open nothing any more."""
    columns = [
        name
        for name, one in step.table.fields.items()
        if one.erasure is Erasure.EMPTY
        and step.table.model._meta.get_field(name).related_model is PersonalLink
    ]
    rows = step.table.model._default_manager.filter(pk__in=(*step.changed, *step.deleted))
    keys = {key for name in columns for key in rows.values_list(name, flat=True) if key}
    if step.table.model is PersonalLink:
        keys |= set(step.changed)
    for key in keys:
        PersonalLink.objects.filter(pk=key).update(
            revoked_at=at, nonce="", token_hash=secrets.token_hex(32)
        )


def _hold_back(step: Step) -> None:
    """Messages to her that wait, or were kept and could be released, are never sent."""
    if step.table.model is Message:
        waiting = Message.objects.filter(pk__in=step.changed, state__in=UNSENT)
        waiting.update(state=Message.State.DISCARDED)
