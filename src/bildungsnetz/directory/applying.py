"""How a plan is written: institutions in bulk. Called within the audited commit of an import."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bildungsnetz.directory.importing import KINDS, Kind, Plan, PlannedRow, State, name_of
from bildungsnetz.directory.models import ImportRun, Institution, InstitutionKind
from bildungsnetz.directory.publication import register_fields
from bildungsnetz.directory.queries import METRES, STORED, known_kinds
from bildungsnetz.regions.models import Region, Stage

_BATCH = 500
_Stages = Institution.stages.through
_Fields = Institution.fields.through


def make_kinds(region: Region, kinds: Iterable[Kind]) -> list[InstitutionKind]:
    """Those of `kinds` the region lacks; to be called within an audited write."""
    taken = set(InstitutionKind.objects.filter(region=region).values_list("slug", flat=True))
    stages = {stage.slug: stage for stage in Stage.objects.filter(region=region)}
    order = {kind.slug: place for place, kind in enumerate(KINDS, start=1)}
    made = []
    for kind in kinds:
        if kind.slug in taken:
            continue
        row = InstitutionKind.objects.create(
            region=region,
            slug=kind.slug,
            name=kind.name,
            aliases=list(kind.aliases),
            is_school=kind.is_school,
            order=order.get(kind.slug, 0),
        )
        row.stages.set([stages[slug] for slug in kind.stages if slug in stages])
        made.append(row)
    return made


def write(run: ImportRun, region: Region, drawn: Plan, *, at: datetime) -> dict[str, int]:
    """Write what is new and changed, and note the source of all that the register names.

    Must run inside the transaction that holds the run's lock. Returns the keys of the new
    institutions by the names of their rows (`importing.name_of`).
    """
    kinds = _kinds(region, drawn)
    made = _add(run, region, drawn.in_state(State.NEW), kinds, at=at)
    _change(region, drawn.in_state(State.CHANGED), kinds, at=at)
    named = [_key(row) for row in drawn.rows if row.existing is not None]
    for start in range(0, len(named), _BATCH):
        batch = named[start : start + _BATCH]
        Institution.objects.filter(pk__in=batch).exclude(source=run.source).update(
            source=run.source
        )
    return made


def _kinds(region: Region, drawn: Plan) -> Mapping[str, InstitutionKind]:
    """The region's kinds by slug, with those the plan needs made when they are missing."""
    needed = {row.record.values["kind"] for row in drawn.rows if row.record}
    make_kinds(region, [kind for kind in known_kinds(region) if kind.slug in needed])
    rows = InstitutionKind.objects.filter(region=region).prefetch_related("stages", "fields")
    return {row.slug: row for row in rows}


def _add(
    run: ImportRun,
    region: Region,
    rows: Sequence[PlannedRow],
    kinds: Mapping[str, InstitutionKind],
    *,
    at: datetime,
) -> dict[str, int]:
    """Add new institutions with the stages and fields of their kinds, and the run's fields."""
    records = [row.record.values for row in rows if row.record]
    made = [
        Institution(
            region=region, source=run.source, is_public=run.publish,
            public_fields=register_fields(publish=run.publish), created_at=at, changed_at=at,
            **_values(values, kinds),
        )
        for values in records
    ]  # fmt: skip
    Institution.objects.bulk_create(made, batch_size=_BATCH)
    stages = {slug: [one.pk for one in kind.stages.all()] for slug, kind in kinds.items()}
    _Stages.objects.bulk_create(
        [
            _Stages(institution_id=row.pk, stage_id=stage)
            for row in made
            for stage in stages[row.kind.slug]
        ],
        batch_size=_BATCH,
    )
    given = {field.pk for field in run.fields.all()}
    fields = {slug: given | {one.pk for one in kind.fields.all()} for slug, kind in kinds.items()}
    _Fields.objects.bulk_create(
        [
            _Fields(institution_id=row.pk, fieldofaction_id=field)
            for row in made
            for field in sorted(fields[row.kind.slug])
        ],
        batch_size=_BATCH,
    )
    return {name_of(values): row.pk for values, row in zip(records, made, strict=True)}


def _values(texts: Mapping[str, str], kinds: Mapping[str, InstitutionKind]) -> dict[str, Any]:
    """A record's texts as an institution's values; fields the register lacks are left out."""
    values: dict[str, Any] = {name: texts[name] for name in STORED if name in texts}
    if "kind" in texts:
        values["kind"] = kinds[texts["kind"]]
    if "opened_on" in texts:
        values["opened_on"] = date.fromisoformat(texts["opened_on"]) if texts["opened_on"] else None
    for name in METRES:
        if name in texts:
            values[name] = int(texts[name]) if texts[name] else None
    return values


def _change(
    region: Region,
    rows: Sequence[PlannedRow],
    kinds: Mapping[str, InstitutionKind],
    *,
    at: datetime,
) -> None:
    """Set exactly the changed cells; rows that change in the same fields go together."""
    found = Institution.objects.filter(region=region).select_related("kind")
    kept: dict[int, Institution] = {}
    for start in range(0, len(rows), _BATCH):
        kept |= found.in_bulk([_key(row) for row in rows[start : start + _BATCH]])
    alike: dict[tuple[str, ...], list[Institution]] = defaultdict(list)
    for row in rows:
        institution = kept[_key(row)]
        values = _values({change.field: change.new for change in row.changes}, kinds)
        if "kind" in values:
            _follow_kind(institution, kinds[institution.kind.slug], values["kind"])
        for name, value in values.items():
            setattr(institution, name, value)
        institution.changed_at = at
        alike[(*sorted(values), "changed_at")].append(institution)
    for names, group in alike.items():
        Institution.objects.bulk_update(group, names, batch_size=_BATCH)


def _key(row: PlannedRow) -> int:
    if not isinstance(row.existing, int):
        raise TypeError("The row is about no institution of the register.")
    return row.existing


def _follow_kind(institution: Institution, old: InstitutionKind, new: InstitutionKind) -> None:
    """Stages that came with the old kind go, those of the new one come; picked ones stay."""
    leaving, coming = set(old.stages.all()), set(new.stages.all())
    institution.stages.remove(*(leaving - coming))
    institution.stages.add(*coming)
