"""Lists of institutions and persons as files: which columns, which rows, which cards.

Rows are read in batches, so that a long register is never in memory as a whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext

from bildungsnetz.directory import keys
from bildungsnetz.directory.importing import EXPORT_HEADERS, note_of
from bildungsnetz.directory.importing.cards import NOTED
from bildungsnetz.directory.models import Affiliation, Institution, Person
from bildungsnetz.directory.queries.imports import export_rows, exported
from bildungsnetz.directory.queries.institutions import active_at, tied_names
from bildungsnetz.kit.joined import joined_names
from bildungsnetz.kit.listing import Listing
from bildungsnetz.kit.vcard import Address, Card, Phone
from bildungsnetz.regions.models import Topic

_BATCH = 2_000

PERSON_HEADERS = {
    "key": "Kennung",
    "salutation": "Anrede",
    "title": "Titel",
    "given_name": "Vorname",
    "family_name": "Nachname",
    "email": "E-Mail-Adresse",
    "phone": "Telefon",
    "topics": "Themen",
    "number": "Nummer der Einrichtung",
    "institution": "Einrichtung",
    "city": "Ort der Einrichtung",
    "function": "Funktion",
    "represents": "Vertritt die Einrichtung",
    "since": "Seit",
    "until": "Letzter Tag",
}
"""Headers of an exported list of persons; an import finds every column by them again."""

# A file is German whatever language its reader works in: it is to be read in again.
_SALUTATIONS = {"mrs": "Frau", "mr": "Herr"}
_YES, _NO = "ja", "nein"
_OF_PERSON = ("salutation", "title", "given_name", "family_name", "email", "phone")
_OF_INSTITUTION = tuple(
    f"institution__{name}" for name in ("number", "name", "street", "postcode", "city")
)
_TIES = {
    "stage_names": "Bildungsstufen",
    "field_names": "Handlungsfelder",
    "topic_names": "Themen",
}


def institution_listing(found: QuerySet[Institution]) -> Listing:
    """The institutions of a list, in its order."""
    columns = [name for name in EXPORT_HEADERS if name != "kind"]
    rows = (
        found.select_related(None)
        .select_related("kind")
        .only(*columns, "kind__name")
        .annotate(**tied_names())
    )

    def cells() -> Iterator[Sequence[str]]:
        for one in rows.iterator(chunk_size=_BATCH):
            yield [*export_rows([one])[0], *(getattr(one, name) for name in _TIES)]

    return Listing(
        name="einrichtungen",
        title=gettext("Einrichtungen"),
        headers=[*EXPORT_HEADERS.values(), *_TIES.values()],
        rows=cells,
        cards=lambda: map(institution_card, rows.iterator(chunk_size=_BATCH)),
    )


def institution_card(institution: Institution) -> Card:
    """An institution as address books keep an organisation; an import finds it again by it."""
    phones = [Phone(institution.phone, ("work",)), Phone(institution.fax, ("fax", "work"))]
    return Card(
        kind="org",
        full_name=institution.name,
        organisation=(institution.name,),
        emails=tuple(filter(None, [institution.email])),
        phones=tuple(phone for phone in phones if phone.number),
        addresses=_addresses(institution),
        url=institution.website,
        categories=(institution.kind.name,),
        note=note_of({name: exported(institution, name) for name in NOTED}),
        uid=keys.mark("institution", institution.pk),
    )


def _addresses(institution: Institution) -> tuple[Address, ...]:
    address = Address(
        street=institution.street,
        postcode=institution.postcode,
        city=institution.city,
        types=("work",),
    )
    return (address,) if any(address.parts) else ()


def person_listing(found: QuerySet[Person], today: date) -> Listing:
    """The persons of a list, in its order: a row for each function they have on a day."""
    names = joined_names(Topic.objects.all(), "persons", order="name", between="; ")
    rows = with_functions(found, today).annotate(topic_names=names)
    return Listing(
        name="personen",
        title=gettext("Personen"),
        headers=list(PERSON_HEADERS.values()),
        rows=lambda: (cells for one in rows.iterator(_BATCH) for cells in _person_rows(one)),
        cards=lambda: map(person_card, rows.iterator(_BATCH)),
    )


def with_functions(found: QuerySet[Person], today: date) -> QuerySet[Person]:
    """The same persons; `current` holds what each does on a day, representations first."""
    current = (
        Affiliation.objects.filter(active_at(today))
        .select_related("institution")
        .only("person", "function", "represents", "active_from", "active_to", *_OF_INSTITUTION)
        .order_by("-represents", "institution__sort_name", "pk")
    )
    ahead = Prefetch("affiliations", queryset=current, to_attr="current")
    whole = found.select_related(None).prefetch_related(None)
    return whole.only(*_OF_PERSON).prefetch_related(ahead)


def _person_rows(person: Person) -> Iterator[Sequence[str]]:
    facts = [
        keys.mark("person", person.pk),
        _SALUTATIONS.get(person.salutation, ""),
        person.title,
        person.given_name,
        person.family_name,
        person.email,
        person.phone,
        person.topic_names,  # type: ignore[attr-defined]  # annotated
    ]
    functions: Iterable[Affiliation] = person.current  # type: ignore[attr-defined]  # prefetched
    rows = [[*facts, *_function_cells(one)] for one in functions]
    yield from rows or [[*facts, *[""] * (len(PERSON_HEADERS) - len(facts))]]


def _function_cells(function: Affiliation) -> Iterator[str]:
    yield function.institution.number
    yield function.institution.name
    yield function.institution.city
    yield function.function
    yield _YES if function.represents else _NO
    yield f"{function.active_from:%d.%m.%Y}" if function.active_from else ""
    last = function.active_to - timedelta(days=1) if function.active_to else None
    yield f"{last:%d.%m.%Y}" if last else ""


def person_card(person: Person) -> Card:
    """A person as address books keep one; needs `current`, of which the first is the job.

    An address book has room for one job; the others stand in the note.
    """
    functions: list[Affiliation] = person.current  # type: ignore[attr-defined]  # prefetched
    first = functions[0] if functions else None
    said = [f"{one.function}, {one.institution.name}" for one in functions[1:]]
    note = gettext("Weitere Tätigkeiten: %(functions)s") % {"functions": "; ".join(said)}
    return Card(
        kind="individual",
        full_name=str(person),
        family_name=person.family_name,
        given_name=person.given_name,
        prefix=person.title,
        organisation=(first.institution.name,) if first else (),
        title=first.function if first else "",
        role=gettext("vertritt die Einrichtung") if first and first.represents else "",
        emails=tuple(filter(None, [person.email])),
        phones=(Phone(person.phone, ("work",)),) if person.phone else (),
        addresses=_addresses(first.institution) if first else (),
        note=note if said else "",
        uid=keys.mark("person", person.pk),
    )
