"""The search for duplicates over the register: what is compared, and what is kept of it.

What it finds follows from the register, so it leaves no audit entry; decisions about it do.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from bildungsnetz.directory import queries
from bildungsnetz.directory.matching import THRESHOLD, Candidate, Pair, words
from bildungsnetz.directory.matching import find_duplicates as compare
from bildungsnetz.directory.models import (
    DuplicateSearch,
    Institution,
    InstitutionPair,
    Person,
    PersonPair,
)
from bildungsnetz.directory.search import matching_words, search_key
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
_LOOKED_AT, _SHOWN = 200, 5
PAIRS: dict[str, type[InstitutionPair] | type[PersonPair]] = {
    "institution": InstitutionPair,
    "person": PersonPair,
}
Tell = Callable[[int, int], None]


def candidates(region: Region, kind: str, today: date) -> list[Candidate]:
    """The region's open institutions, or its persons; their keys are the records' as text."""
    if kind == "institution":
        rows = queries.institutions(region).filter(queries.open_at(today)).defer("profile")
        return [of_institution(row) for row in rows.iterator(chunk_size=BATCH_SIZE)]
    places: dict[int, list[str]] = {}
    ties = queries.affiliations(region).order_by().values_list("person_id", "institution_id")
    for person, institution in ties.iterator():
        places.setdefault(person, []).append(str(institution))
    return [
        of_person(row, tuple(places.get(row.pk, ())))
        for row in queries.known_persons(region).iterator(chunk_size=BATCH_SIZE)
    ]


def of_institution(row: Institution) -> Candidate:
    """An institution as it is compared."""
    return Candidate(
        key=str(row.pk),
        kind="institution",
        name=row.name,
        number=row.number,
        form=row.kind.slug,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        phone=row.phone,
        email=row.email,
    )


def of_person(row: Person, institutions: tuple[str, ...]) -> Candidate:
    """A person as compared; `institutions` are keys of those where they have a function."""
    return Candidate(
        key=str(row.pk),
        kind="person",
        name=row.family_name,
        given_name=row.given_name,
        salutation=row.salutation,
        phone=row.phone,
        email=row.email,
        institutions=institutions,
    )


def search(region: Region, kind: str, *, at: datetime, tell: Tell) -> int:
    """Compare all records of one kind and keep the likely pairs; how many there are.

    What the office found to be different is left out. Harmless when it runs again.
    """
    compared = candidates(region, kind, timezone.localdate(at))
    tell(0, len(compared))
    with translation.override("de"):
        pairs = compare(compared, threshold=THRESHOLD, tell=tell)
    _keep(region, kind, pairs, compared=len(compared), at=at)
    tell(len(compared), len(compared))
    return len(pairs)


@transaction.atomic
def _keep(region: Region, kind: str, pairs: Iterable[Pair], *, compared: int, at: datetime) -> None:
    """Put the pairs in the place of those found before; pairs of merged records are left out."""
    Region.objects.select_for_update().get(pk=region.pk)
    model = PAIRS[kind]
    kept: Any = model._base_manager
    kept.filter(region=region, settled_at__isnull=True).delete()
    settled = settled_pairs(region, kind)
    records = (Institution if kind == "institution" else Person)._base_manager
    there = set(records.filter(region=region).values_list("pk", flat=True))
    rows = [
        model(
            region=region, left_id=left, right_id=right, score=pair.score,
            reasons=list(pair.reasons), found_at=at,
        )
        for pair in pairs
        for left, right in [_in_order(pair)]
        if (left, right) not in settled and {left, right} <= there
    ]  # fmt: skip
    kept.bulk_create(rows, batch_size=BATCH_SIZE)
    DuplicateSearch.objects.update_or_create(
        region=region,
        kind=kind,
        defaults={"done_at": at, "compared": compared},
        create_defaults={"asked_at": at, "done_at": at, "compared": compared},
    )


def _in_order(pair: Pair) -> tuple[int, int]:
    left, right = sorted((int(pair.left), int(pair.right)))
    return left, right


def lookalikes(region: Region, kind: str, facts: Mapping[str, Any]) -> list[Any]:
    """Records that a new one with these facts is perhaps the same as, the likeliest first, five
    at most. Two cheap questions by number, addresses and words of the name, not the whole search.
    """
    model: Any = Institution if kind == "institution" else Person
    new = model(region=region, pk=0, **_columns(model, facts))
    key = _blocking(new)
    rows = queries.institutions(region) if kind == "institution" else queries.persons(region)
    found: dict[str, Any] = {str(row.pk): row for row in rows.filter(key)[:_LOOKED_AT]}
    number = getattr(new, "number", "")
    if number and any(row.number == number for row in found.values()):
        return []  # refused anyhow, with the name of the other
    prepare: Any = of_institution if kind == "institution" else (lambda row: of_person(row, ()))
    pairs = compare([prepare(new), *map(prepare, found.values())])
    keys = [pair.right if pair.left == "0" else pair.left for pair in pairs if "0" in _keys(pair)]
    return [found[key] for key in keys[:_SHOWN]]


def _keys(pair: Pair) -> tuple[str, str]:
    return pair.left, pair.right


def _columns(model: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in model._meta.concrete_fields}
    return {name: value for name, value in facts.items() if name in names}


def _blocking(new: Any) -> Q:
    """What a record must share with the new one to be looked at."""
    key = Q(pk__in=[])
    for name in ("number", "email", "phone"):
        if value := getattr(new, name, ""):
            key |= Q(**{f"{name}__iexact": value})
    if isinstance(new, Person):
        return key | matching_words(new.family_name)
    for word in words.name(new.name, new.city).words:
        key |= Q(search_text__contains=search_key(word))
    return key


def settled_pairs(region: Region, kind: str) -> set[tuple[int, int]]:
    """The keys of records the office found to be different, the smaller one first."""
    rows: Any = PAIRS[kind]._base_manager
    settled = rows.filter(region=region, settled_at__isnull=False)
    return set(settled.values_list("left_id", "right_id"))
