"""Takes somebody's names and addresses out of texts, data and files that are not hers."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from bildungsnetz.kit.privacy import ANONYMOUS, Category, Erasure, Table

# A file of more than this in one part is not unpacked to be searched; it is emptied unseen.
LARGEST_PART = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds words in texts, and given and family names that stand in cells of their own."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Finder":
        """A finder of whole words, whatever their capitals; longer ones first."""
        choices = "|".join(re.escape(word) for word in words)
        pairs = {
            (given.lower(), family.lower())
            for given, _space, family in (word.rpartition(" ") for word in words)
            if given and "," not in given and not family.isdigit()
        }
        found = re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)
        return cls(tuple(words), found, tuple(sorted(pairs)))

    def scrub(self, value: Any) -> Any:
        """The value with each word replaced, in texts and however deep in lists and records."""
        if isinstance(value, str):
            return self.pattern.sub(ANONYMOUS, value)
        if isinstance(value, list):
            cells = self._cells(value)
            return [ANONYMOUS if _low(one) in cells else self.scrub(one) for one in value]
        if isinstance(value, dict):
            cells = self._cells(value.values())
            return {
                self.scrub(key): ANONYMOUS if _low(one) in cells else self.scrub(one)
                for key, one in value.items()
            }
        return value

    def _cells(self, values: Iterable[Any]) -> set[str]:
        """Cells of one record that together name her, though none of them does alone."""
        low = {_low(one) for one in values} - {""}
        return {cell for pair in self.pairs if set(pair) <= low for cell in pair}

    def wanted(self, column: str) -> Q:
        """Rows in whose column the database finds one of the words, or both halves of a name."""
        found = Q(pk__in=[])
        for word in self.words:
            found |= Q(**{f"{column}__icontains": word})
            found |= Q(**{f"{column}__icontains": _escaped(word)})
        for given, family in self.pairs:
            found |= _has(column, given) & _has(column, family)
        return found


def _low(value: Any) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _has(column: str, word: str) -> Q:
    """Compared in small letters, which the database does for ASCII; capitals of others follow."""
    found = Q(pk__in=[])
    for spelling in {word, word.title(), word.upper()}:
        found |= Q(**{f"{column}__icontains": spelling})
        found |= Q(**{f"{column}__icontains": _escaped(spelling)})
    return found


def names(content: bytes, words: Sequence[str]) -> bool:
    """Tell whether a file names one of the words: a text in any usual encoding, or a workbook."""
    needles = [
        spelling.encode(encoding, "replace").lower()
        for word in words
        for spelling in {word, _xml(word)}
        for encoding in ("utf-8", "latin-1", "utf-16-le")
    ]
    return any(needle in part for part in _parts(content) for needle in needles) or any(
        _last_and_first(part, words) for part in _parts(content)
    )


def _last_and_first(part: bytes, words: Sequence[str]) -> bool:
    """Registers keep given and family names in columns of their own: both in one line or row."""
    text = part.decode("utf-8", "replace")
    for word in words:
        pieces = [piece for piece in re.split(r"[\s,]+", word.lower()) if len(piece) > 1]
        if len(pieces) > 1 and any(
            all(piece in line for piece in pieces) for line in re.split(r"\n|</row>|</si>", text)
        ):
            return True
    return False


def _parts(content: bytes) -> Iterator[bytes]:
    """The content in small letters; of a packed one (XLSX) each part that is not too large."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.lower()
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            if part.file_size <= LARGEST_PART:
                yield archive.read(part).lower()


def _xml(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;")


def naming(table: Table, region: int, finder: Finder) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rows of a table that name one of the words: the row's key, and its fields' new values."""
    fields = [name for name, one in table.fields.items() if one.searched]
    # A file that had to be emptied takes what was read from it along, so it has the last word.
    fields.sort(key=lambda name: _is_file(table, name))
    if not fields or not finder.words:
        return
    for row in _candidates(table, region, fields, finder):
        changes: dict[str, Any] = {}
        for name in fields:
            changes |= _change(table, row, name, finder)
        if changes:
            yield row.pk, changes


def recorded_places(table: Table, region: int, finder: Finder) -> int:
    """In how many rows a wording that stays (minutes, decisions) names one of the words."""
    names_ = [name for name, one in table.fields.items()
              if one.category is Category.MENTION and one.erasure is Erasure.KEEP]  # fmt: skip
    if not names_ or not finder.words:
        return 0
    wanted = Q(pk__in=[])
    for name in names_:
        wanted |= finder.wanted(name)
    rows = table.model._default_manager.filter(wanted)
    return rows.filter(**{table.region: region}).count() if table.region else rows.count()


def _is_file(table: Table, name: str) -> bool:
    return isinstance(table.model._meta.get_field(name), models.BinaryField)


def _change(table: Table, row: Any, name: str, finder: Finder) -> dict[str, Any]:
    """What becomes of one field; nothing if it names nobody."""
    value = getattr(row, name)
    column = table.model._meta.get_field(name)
    if isinstance(column, models.BinaryField):
        content = bytes(value or b"")
        found = bool(content) and names(content, finder.words)
        return {name: b"", **table.emptied(row)} if found else {}
    if isinstance(column, models.FileField):
        return {}
    new = finder.scrub(value)
    if isinstance(column, models.CharField) and column.max_length and isinstance(new, str):
        new = new[: column.max_length]
    return {} if new == value else {name: new}


def _candidates(
    table: Table, region: int, fields: Sequence[str], finder: Finder
) -> "QuerySet[Any]":
    """Rows of the region that the database thinks name a word; files are always looked into."""
    rows = table.model._default_manager.all()
    if table.region:
        rows = rows.filter(**{table.region: region})
    wanted = Q(pk__in=[])
    for name in fields:
        column = table.model._meta.get_field(name)
        if isinstance(column, models.BinaryField):
            wanted |= ~Q(**{name: b""})
        elif isinstance(column, models.JSONField):
            rows = rows.annotate(**{f"{name}_as_text": Cast(name, models.TextField())})
            wanted |= finder.wanted(f"{name}_as_text")
        elif not isinstance(column, models.FileField):
            wanted |= finder.wanted(name)
    return rows.filter(wanted)


def _escaped(word: str) -> str:
    """The word as it stands in stored JSON, which escapes letters outside ASCII."""
    return json.dumps(word)[1:-1]
