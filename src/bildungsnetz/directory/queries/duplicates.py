"""Reads of likely duplicates, of two records side by side, and of mergers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, Value
from django.utils.translation import gettext

from bildungsnetz.directory.duplicates import PAIRS
from bildungsnetz.directory.merging.packing import model_of
from bildungsnetz.directory.merging.references import Relation, relations, with_twins
from bildungsnetz.directory.merging.rules import rule_of
from bildungsnetz.directory.merging.values import MODELS, facets, proposals, values_of
from bildungsnetz.directory.merging.wording import worded
from bildungsnetz.directory.models import DuplicateSearch, Merge
from bildungsnetz.directory.queries.institutions import institutions
from bildungsnetz.directory.queries.persons import persons
from bildungsnetz.directory.tasks import latest_search
from bildungsnetz.jobs.models import Job
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.joined import put_rows
from bildungsnetz.regions.models import Region

NEARLY_SURE, LIKELY = 0.95, 0.85


def likely_pairs(
    region: Region, kind: str, *, at_least: float = 0.0, settled: bool = False
) -> QuerySet[Any]:
    """The pairs the search found, the likeliest first, or those the office settled, latest first.

    `left` and `right` are read along.
    """
    rows: Any = PAIRS[kind]._base_manager
    found: QuerySet[Any] = rows.filter(
        region=region, settled_at__isnull=not settled
    ).select_related(
        *(("left__kind", "right__kind") if kind == "institution" else ("left", "right"))
    )
    if settled:
        found = found.order_by("-settled_at", "pk")
    else:
        found = found.filter(score__gte=at_least, score__gt=0).order_by("-score", "pk")
    return found


def pair_of(region: Region, kind: str, one: int, other: int) -> Any:
    """What the search or the office said about two records; None if nothing."""
    left, right = sorted((one, other))
    rows: Any = PAIRS[kind]._base_manager
    return rows.filter(region=region, left=left, right=right).first()


@dataclass(frozen=True, slots=True)
class SearchState:
    """How it stands with the search of one kind: the last one, and one under way."""

    search: DuplicateSearch | None
    job: Job | None

    @property
    def is_running(self) -> bool:
        """Tell whether the search waits for the worker or is under way."""
        return self.job is not None and self.job.status in {Job.Status.READY, Job.Status.RUNNING}

    @property
    def failed(self) -> bool:
        """Tell whether it was given up."""
        return self.job is not None and self.job.status == Job.Status.FAILED


def search_state(region: Region, kind: str) -> SearchState:
    """The state of the search; two queries, one if it was never asked for."""
    search = DuplicateSearch.objects.filter(region=region, kind=kind).first()
    waits = search is not None and search.done_at is None
    return SearchState(search, latest_search(region, kind) if waits else None)


def records(region: Region, kind: str) -> QuerySet[Any]:
    """The region's records of one kind as they are compared by the office."""
    return institutions(region) if kind == "institution" else persons(region)


# --- side by side --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One line of two records side by side. `source` is "left", "right" or "both"."""

    key: str
    label: str
    left: str
    right: str
    differs: bool
    is_many: bool
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """How often rows of one kind refer to each of two records, and what happens to them.

    `colliding` of them cannot stand beside each other; `outcome` says what becomes of those.
    """

    label: str
    left: int
    right: int
    colliding: int
    outcome: str


def put_sets(*rows: Any) -> None:
    """Read stages, fields, topics … of records of one model with one query."""
    found: dict[tuple[int, str], list[Model]] = {}
    each = []
    for field in rows[0]._meta.many_to_many:
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        each.append(
            field.remote_field.through._base_manager.filter(**{f"{owner}__in": rows})
            .annotate(tie=Value(field.name, output_field=CharField()))
            .values_list("tie", F(f"{owner}_id"), F(f"{target}_id"), F(f"{target}__name"))
        )
    models = {field.name: field.related_model for field in rows[0]._meta.many_to_many}
    for tie, owner_key, key, name in sorted(each[0].union(*each[1:], all=True)) if each else ():
        found.setdefault((owner_key, tie), []).append(models[tie](pk=key, name=name))
    for row in rows:
        for name in models:
            put_rows(row, name, found.get((row.pk, name), []))


def side_by_side(left: Any, right: Any) -> list[FacetRow]:
    """Every facet of two records of one model, with the proposed source. Sets must be read."""
    mine, theirs, proposed = values_of(left), values_of(right), proposals(left, right)
    rows = []
    for facet in facets(type(left)):
        texts = worded(left, facet), worded(right, facet)
        differs = mine[facet.key] != theirs[facet.key] and texts[0] != texts[1]
        if any(texts):
            proposal = proposed[facet.key]
            rows.append(
                FacetRow(
                    facet.key, str(facet.label), *texts, differs, facet.is_many,
                    proposal.source, str(proposal.reason),
                )
            )  # fmt: skip
    return rows


def references(kind: str, left: int, right: int) -> list[ReferenceRow]:
    """What refers to two records, counted; one query, two where both are referred to.

    Rows no room has a word for stand together in the last line.
    """
    model = MODELS[kind]
    counted = _counts(model, left, right)
    both = [one for one in relations(model) if len(counted.get(one.name, {})) == 2]
    colliding = _collisions(both, gone=right, kept=left)
    found: dict[str, tuple[int, int, int]] = {}
    outcomes: dict[str, str] = {}
    for relation in relations(model):
        numbers = counted.get(relation.name)
        if not numbers or _is_own(model, relation):
            continue
        rule = rule_of(relation.model)
        label = str(rule.label or gettext("Weitere Einträge"))
        one, other, twice = found.get(label, (0, 0, 0))
        found[label] = (
            one + numbers.get(left, 0),
            other + numbers.get(right, 0),
            twice + colliding.get(relation.name, 0),
        )
        outcomes[label] = str(rule.outcome or gettext("der bleibende Eintrag geht vor"))
    return [ReferenceRow(label, *numbers, outcomes[label]) for label, numbers in found.items()]


def _is_own(model: type[Model], relation: Relation) -> bool:
    """Tell whether rows are chosen with the record's fields, or are of no interest to people."""
    own = {one.remote_field.through for one in model._meta.many_to_many}
    return relation.model in own or (
        rule_of(relation.model).instead is not None and (rule_of(relation.model).label is None)
    )


def _counts(model: type[Model], left: int, right: int) -> dict[str, dict[int, int]]:
    """How many rows of each relation refer to each of the two. Written down at once: to have
    twenty such questions composed took longer than to ask them."""
    quote = connection.ops.quote_name
    parts: list[str] = []
    values: list[str | int] = []
    for relation in relations(model):
        table, column = quote(relation.model._meta.db_table), quote(relation.field.column)
        parts.append(
            f"SELECT %s AS name, {column} AS key, COUNT(*) AS number FROM {table} "  # noqa: S608
            f"WHERE {column} IN (%s, %s) GROUP BY {column}"
        )
        values += [relation.name, left, right]
    found: dict[str, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for name, key, number in cursor.fetchall():
            found.setdefault(name, {})[key] = number
    return found


def _collisions(both: Sequence[Relation], *, gone: int, kept: int) -> dict[str, int]:
    """How many of the gone record's rows cannot stand beside one of the kept record's."""
    each: list[Any] = [
        with_twins(relation, gone, kept)
        .order_by()
        .annotate(relation=Value(relation.name, output_field=CharField()))
        .values_list("relation", "pk")
        for relation in both
    ]
    found: dict[str, int] = {}
    for name, _key in each[0].union(*each[1:], all=True) if each else ():
        found[name] = found.get(name, 0) + 1
    return found


# --- mergers -------------------------------------------------------------------------------------


def merges(region: Region) -> QuerySet[Merge]:
    """The region's mergers, the latest first."""
    return Merge.objects.filter(region=region).order_by("-made_at", "-pk")


def named(found: Sequence[Merge]) -> Iterator[tuple[Merge, str, str]]:
    """Each merger with the names of the kept and the gone record, "" where it is forgotten."""
    names: dict[tuple[str, int], str] = {}
    for kind, model in MODELS.items():
        keys = {one.kept for one in found if one.kind == kind}
        if keys:
            rows = model._base_manager.filter(pk__in=keys)
            names |= {(kind, row.pk): str(row) for row in rows}
    for one in found:
        yield one, names.get((one.kind, one.kept), ""), (one.snapshot or {}).get("name", "")


def merged_into(region: Region, kind: str, gone: int) -> int | None:
    """The record into which one of the region went, over several mergers if need be; or None."""
    kept: int | None = None
    seen = {gone}
    rows = Merge.objects.filter(region=region, kind=kind, undone_at__isnull=True)
    while (into := rows.filter(gone=gone).values_list("kept", flat=True).first()) is not None:
        if into in seen:
            break
        seen.add(into)
        kept = gone = into
    return kept


def forerunners(row: Any) -> list[Model]:
    """Stand-ins for the records that went into this one, and for rows that went into others with
    them: whatever the trail says of those is its history too. One query; mergers are few."""
    kind = row._meta.model_name or ""
    merges = defaultdict[int, list[Merge]](list)
    for one in _lasting(row.region_id, kind):
        merges[one.kept].append(one)
    found: list[Model] = []
    keys = [row.pk]
    while keys:
        merged = [one for key in keys for one in merges.pop(key, [])]
        keys = [one.gone for one in merged]
        for one in merged:
            found.append(type(row)(pk=one.gone))
            for name in ("affiliation", "invitation", "mandate"):
                found += [model_of(name)(pk=key) for key in one.absorbed.get(name, {})]
    return found


@composed_once
def _lasting(region: int, kind: str) -> QuerySet[Merge]:
    """Which records of a kind went into which others, and what of theirs with them."""
    rows = Merge.objects.filter(region=region, kind=kind, undone_at__isnull=True)
    return rows.only("kept", "gone", "absorbed")
