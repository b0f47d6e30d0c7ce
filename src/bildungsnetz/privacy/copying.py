"""A copy of one's own data (Art. 15, 20 DSGVO): as data for machines and as pages to read."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext

from bildungsnetz.kit.dates import day_short, moment
from bildungsnetz.kit.privacy import Export, Subject, Table
from bildungsnetz.privacy.overview import Part, label_of, parts
from bildungsnetz.privacy.plan import rows_of
from bildungsnetz.regions.models import Region

FORMAT = "bildungsnetz-auskunft-1"


@dataclass(frozen=True, slots=True)
class Value:
    """One field of one row: for machines, and as people read it."""

    name: str
    label: str
    raw: Any
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one table that belong to the person."""

    part: Part
    rows: list[list[Value]]


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything that is held of one human in one region."""

    region: Region
    at: datetime
    sections: list[Section]


def copy_of(subject: Subject, *, region: Region, at: datetime) -> Copy:
    """Read everything that is hers and that the declarations count to her copy."""
    sections = [Section(part, list(_rows(part.table, subject))) for part in parts(subject)]
    return Copy(region, at, sections)


def as_json(copy: Copy) -> str:
    """The copy in a common, machine-readable form (Art. 20)."""
    said = {
        "format": FORMAT,
        "region": copy.region.name,
        "created_at": copy.at,
        "sections": [
            {
                "record": section.part.table.name,
                "title": str(section.part.table.label),
                "purpose": str(section.part.table.purpose),
                "basis": str(section.part.basis),
                "source": str(section.part.table.source),
                "kept": str(section.part.table.retention.text),
                "rows": [{value.name: value.raw for value in row} for row in section.rows],
            }
            for section in copy.sections
        ],
    }
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def as_html(copy: Copy) -> str:
    """The copy as one page that any browser shows, without anything from elsewhere."""
    return render_to_string("privacy/copy.html", {"copy": copy, "region": copy.region})


def as_zip(copy: Copy) -> bytes:
    """Both forms, and the person's files, in one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("auskunft.html", as_html(copy))
        archive.writestr("auskunft.json", as_json(copy))
        for section in copy.sections:
            for name, file in _files(section):
                archive.writestr(name, file)
    return stream.getvalue()


def _files(section: Section) -> Iterator[tuple[str, bytes]]:
    for row in section.rows:
        for value in row:
            if isinstance(value.raw, models.fields.files.FieldFile) and value.raw:
                with value.raw.open("rb") as stream:
                    yield f"dateien/{value.raw.name}", stream.read()


def _rows(table: Table, subject: Subject) -> Iterator[list[Value]]:
    """The rows of one table, references read along."""
    names = [name for name, one in table.fields.items() if one.export is Export.OWN]
    columns: list[Any] = [table.model._meta.get_field(name) for name in names]
    references = [column.name for column in columns if isinstance(column, models.ForeignKey)]
    rows = rows_of(table, subject)
    for row in rows.select_related(*references) if references else rows:
        yield [_value(table, row, column) for column in columns]


def _value(table: Table, row: Any, column: Any) -> Value:
    raw = getattr(row, column.name)
    if isinstance(raw, models.Model):
        raw = str(raw)
    has_words = bool(column.choices)
    shown = str(getattr(row, f"get_{column.name}_display")()) if has_words else _shown(raw)
    return Value(column.name, str(label_of(table, column.name)), raw, shown)


def _shown(raw: Any) -> str:
    """A value as people read it; nothing for what was never said."""
    if raw is None or raw == "":
        return ""
    if isinstance(raw, bool):
        return gettext("ja") if raw else gettext("nein")
    if isinstance(raw, date):
        return _when(raw)
    if isinstance(raw, list):
        return ", ".join(map(_shown, raw))
    if isinstance(raw, dict):
        return "; ".join(f"{key}: {_shown(value)}" for key, value in raw.items())
    return str(raw)


def _when(raw: date) -> str:
    language = get_language() or "de"
    if isinstance(raw, datetime):
        return moment(timezone.localtime(raw), language)
    return day_short(raw, language)


def download(copy: Copy, *, form: str) -> HttpResponse:
    """The answer that hands a copy out: `zip` with everything, or `json` alone."""
    day = f"{timezone.localtime(copy.at):%Y-%m-%d}"
    if form == "json":
        content: str | bytes = as_json(copy)
        kind, name = "application/json", f"auskunft-{day}.json"
    else:
        content, kind, name = as_zip(copy), "application/zip", f"auskunft-{day}.zip"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
