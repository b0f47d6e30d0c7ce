"""Reads for imports of persons: the register as a plan looks at it, and the runs."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import QuerySet

from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.models import Affiliation, Institution, Merge, Person, PersonImport
from bildungsnetz.directory.person_importing import Columns, Known, KnownJob, Place, Places
from bildungsnetz.directory.queries.exports import with_functions
from bildungsnetz.directory.queries.persons import persons
from bildungsnetz.regions.models import Region, Topic

_FACTS = ("salutation", "title", "given_name", "family_name", "email", "phone")


def person_imports(region: Region) -> QuerySet[PersonImport]:
    """The region's imports of persons, the latest first; without files and previews."""
    return (
        PersonImport.objects.filter(region=region)
        .select_related("uploaded_by")
        .defer("content", "preview")
        .order_by("-uploaded_at", "-pk")
    )


def former_columns(region: Region, headers: str) -> Columns | None:
    """How the latest file with these headers was read; None if there was none."""
    runs = PersonImport.objects.filter(region=region, headers=headers)
    last = runs.exclude(state=PersonImport.State.DISCARDED).order_by("-uploaded_at", "-pk")
    found = last.values_list("columns", flat=True).first()
    return {name: tuple(taken) for name, taken in found.items()} if found else None


def known_places(region: Region, today: date) -> Places:
    """The institutions of the register; closed ones are found as well."""
    rows = Institution.objects.filter(region=region).order_by("pk")
    return Places(
        Place(pk, number, name, city, closed is None or today < closed)
        for pk, number, name, city, closed in rows.values_list(
            "pk", "number", "name", "city", "closed_on"
        ).iterator()
    )


def known_topics(region: Region) -> dict[str, str]:
    """The names of the region's topics, by what is compared of them."""
    names = Topic.objects.filter(region=region).values_list("name", flat=True)
    return {key(name): name for name in names}


def merged_keys(region: Region, kind: str) -> dict[int, list[int]]:
    """For each record the keys of those that went into it, over several mergers if need be."""
    rows = Merge.objects.filter(region=region, kind=kind, undone_at__isnull=True).order_by("-pk")
    into = dict(rows.values_list("gone", "kept"))
    found: dict[int, list[int]] = defaultdict(list)
    for gone, first in into.items():
        kept = first
        # A later merger has the higher key, so that this ends.
        while kept in into:
            kept = into[kept]
        found[kept].append(gone)
    return found


def known_people(region: Region) -> list[Known]:
    """The persons of the register with all they do or did; four queries."""
    merged = merged_keys(region, "person")
    jobs = _jobs(region)
    topics: dict[int, list[str]] = defaultdict(list)
    ties = Person.topics.through.objects.filter(person__region=region)
    for person, name in ties.order_by("topic__name").values_list("person_id", "topic__name"):
        topics[person].append(name)
    rows = Person.objects.filter(region=region).order_by("pk")
    return [
        Known(
            pk,
            {**dict(zip(_FACTS, facts, strict=True)), "topics": "; ".join(topics.get(pk, ()))},
            jobs.get(pk, []),
            merged.get(pk, ()),
        )
        for pk, *facts in rows.values_list("pk", *_FACTS).iterator()
    ]


def _jobs(region: Region) -> dict[int, list[KnownJob]]:
    found: dict[int, list[KnownJob]] = defaultdict(list)
    rows = Affiliation.objects.filter(person__region=region).order_by("pk")
    named = ("person_id", "pk", "institution_id", "function", "represents", "active_from")
    for person, pk, place, function, represents, since, ends in rows.values_list(
        *named, "active_to"
    ).iterator():
        until = (ends - timedelta(days=1)).isoformat() if ends else ""
        first = since.isoformat() if since else ""
        found[person].append(KnownJob(pk, place, function, represents, first, until))
    return dict(found)


def persons_by_key(region: Region, keys: Collection[int], today: date) -> dict[int, Person]:
    """Persons of the region with what they do now as `current`; two queries."""
    return {one.pk: one for one in with_functions(persons(region).filter(pk__in=keys), today)}
