"""Reads for imports: what the register holds, as a plan compares it, and the runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bildungsnetz.directory.importing import EXPORT_HEADERS, KINDS, Existing, Kind, Left
from bildungsnetz.directory.models import ImportRun, Institution, InstitutionKind, PersonImport
from bildungsnetz.jobs.models import Job
from bildungsnetz.regions.models import Region

STORED = (
    "name",
    "number",
    "street",
    "postcode",
    "city",
    "ags",
    "district",
    "phone",
    "fax",
    "email",
    "website",
    "legal_form",
)
"""Texts an import writes just as they are; besides them the kind and the day of opening."""

PREVIEW_TASK = "bildungsnetz.directory.tasks.preview_import"
PERSON_PREVIEW_TASK = "bildungsnetz.directory.person_tasks.preview_person_import"

METRES = ("easting", "northing")
"""Whole metres; an import writes them as numbers."""

FILLED = ("kind", *STORED, "opened_on", *METRES)
"""Every field of an institution that an import can fill."""

LOOKED_AT = ("operating_state", "epsg")
"""Columns that say how to take a row, and are not kept themselves."""


def imports(region: Region) -> QuerySet[ImportRun]:
    """The region's imports, the latest first; without files and previews, which are large."""
    return (
        ImportRun.objects.filter(region=region)
        .select_related("uploaded_by")
        .defer("content", "preview", "decisions", "left")
        .order_by("-uploaded_at", "-pk")
    )


def known_kinds(region: Region) -> tuple[Kind, ...]:
    """The region's kinds, then those of a new region that it lacks.

    A region's own name goes first; the official keys and spellings of a kind are added to it.
    """
    shipped = {kind.slug: kind for kind in KINDS}
    own = [
        Kind(
            slug=row.slug,
            name=row.name,
            aliases=(*row.aliases, *(shipped[row.slug].aliases if row.slug in shipped else ())),
            is_school=row.is_school,
        )
        for row in InstitutionKind.objects.filter(region=region).order_by("order", "pk")
    ]
    named = {kind.slug for kind in own}
    return (*own, *(kind for kind in KINDS if kind.slug not in named))


def existing(region: Region) -> list[Existing]:
    """The register as a plan compares it; the keys are those of the institutions."""
    rows = Institution.objects.filter(region=region).select_related("kind").order_by("pk")
    return [Existing(key=row.pk, values=_values(row), source=row.source) for row in rows.iterator()]


def _values(row: Institution) -> Mapping[str, str]:
    texts = {name: getattr(row, name) for name in STORED}
    opened = row.opened_on.isoformat() if row.opened_on else ""
    metres = {name: str(getattr(row, name) or "") for name in METRES}
    return {**texts, **metres, "kind": row.kind.slug, "opened_on": opened}


def closed_keys(region: Region) -> set[int]:
    """Keys of the institutions that have a day of closing."""
    closed = Institution.objects.filter(region=region, closed_on__isnull=False)
    return set(closed.values_list("pk", flat=True))


def left_before(region: Region, source: str) -> Left:
    """What the latest import of the same register did not take over; one query."""
    runs = ImportRun.objects.filter(
        region=region, source=source, state=ImportRun.State.COMMITTED
    ).order_by("-committed_at", "-pk")
    return Left.from_json(runs.values_list("left", flat=True).first() or {})


def sources(region: Region) -> list[str]:
    """The names of the registers the region has taken institutions from, alphabetically."""
    named = Institution.objects.filter(region=region).exclude(source="")
    return sorted(named.values_list("source", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the computing of a preview is, in rows; `failed` if it was given up."""

    done: int
    total: int
    failed: bool = False


def preview_progress(run: ImportRun | PersonImport) -> Progress:
    """How far the latest background computing of the run's preview is; failed if there is none."""
    task = PREVIEW_TASK if isinstance(run, ImportRun) else PERSON_PREVIEW_TASK
    job = Job.objects.filter(task=task, arguments__args=[run.pk]).order_by("-pk").first()
    if job is None:
        return Progress(0, run.counts["rows"], failed=True)
    failed = job.status == Job.Status.FAILED
    return Progress(job.progress_done, job.progress_total or run.counts["rows"], failed)


def export_rows(rows: Iterable[Institution]) -> Sequence[Sequence[str]]:
    """The cells under EXPORT_HEADERS; days as TT.MM.JJJJ."""
    return [[exported(row, name) for name in EXPORT_HEADERS] for row in rows]


def exported(row: Institution, name: str) -> str:
    """What stands in the cell under one of EXPORT_HEADERS."""
    if name in {"opened_on", "closed_on"}:
        day = getattr(row, name)
        return f"{day:%d.%m.%Y}" if day else ""
    return str(getattr(row, name))
